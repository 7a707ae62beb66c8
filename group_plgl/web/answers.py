"""A page object becomes HTML or its `.json` twin; both say the same.

JSON is written with ISO times and without surprises, carries an ETag, and answers 304 when the
asker has it already.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from flask import Response, render_template, request

from group_plgl.web.pages import Page

PROGRAMS = "/api/"  # below it nobody is shown pages


def html(template: str, page: Page, status: int = 200) -> Response:
    """A page as HTML; the template sees it as `page`."""
    return Response(render_template(template, page=page), status, mimetype="text/html")


def twin(page: Page, status: int = 200) -> Response:
    """The same page as JSON."""
    return as_json(asdict(page), status)


def as_json(content: Any, status: int = 200, media_type: str = "application/json") -> Response:
    """Anything plain as a JSON answer with an ETag."""
    text = json.dumps(content, default=_plain, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    response = Response(text, status, mimetype=media_type)
    if status == 200 and request.method == "GET":
        response.add_etag()
        response.make_conditional(request)
    return response


def private(response: Response) -> Response:
    """The answer, of which nobody between the server and this browser keeps a copy."""
    response.headers["Cache-Control"] = "no-store"
    return response


def wants_json() -> bool:
    """Whether the asker would rather have JSON than a page."""
    if (
        request.path.endswith(".json")
        or request.path.startswith(PROGRAMS)
        or request.is_json
        or request.method == "PUT"
    ):
        return True
    accepted = request.accept_mimetypes
    return accepted["application/json"] > accepted["text/html"]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    raise TypeError(f"{type(value).__name__} has no place in JSON")
