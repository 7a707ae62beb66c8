"""A house file with all tables and nothing in them: made once, copied by whoever needs one of its own."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from group_plgl.store.database import Database


@cache
def _made() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "house.duckdb"
        Database.open(path).close()
        return path.read_bytes()


def fresh(folder: Path) -> Database:
    """A database of its own in a folder."""
    path = folder / "house.duckdb"
    path.write_bytes(_made())
    return Database.open(path)
