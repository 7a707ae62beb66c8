"""The API for programs, `/api/v1`: REST with keys, from one registry of operations.

Each module here is one subject; an operation is a function with a line of registry above it (`registry`),
and the route, its checks (`serving`), the OpenAPI document (`openapi`), the page of documentation (`docs`)
and the Python client (`client_code`) come from there. What a key is shown passes the layer that everybody
passes. pydantic lives here and nowhere else.
"""

from group_plgl.web.api import (
    charts,
    comments,
    concepts,
    docs,
    files,
    groups,
    house,
    judging,
    members,
    models,
    openapi,
    ranking,
    resembling,
    serving,
)
from group_plgl.web.api.registry import OPERATIONS, PREFIX
from group_plgl.web.api.serving import install

__all__ = [
    "OPERATIONS", "PREFIX", "charts", "comments", "concepts", "docs", "files", "groups", "house", "install",
    "judging", "members", "models", "openapi", "ranking", "resembling",
]  # fmt: skip

serving.routed()
