"""The command line: the only place that opens everything and reads the clock.

`serve` and `demo` own the data folder. The other commands talk to the server that has it open,
or open it themselves when there is none. A module here is found by being imported below.
"""

from group_plgl.cli import (
    benches,
    changes,
    exports,
    groups,
    houses,
    keys,
    ratings,
    shares,
    spaces,
    verifying,
)
from group_plgl.cli.form import main

__all__ = [
    "benches", "changes", "exports", "groups", "houses", "keys", "main", "ratings", "shares", "spaces",
    "verifying",
]  # fmt: skip
