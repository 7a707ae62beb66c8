"""Reading a chart's view: the rows that are drawn, and the SQL anyone may run to get them."""

from __future__ import annotations

import re
from typing import Any

from group_plgl.errors import NotFound
from group_plgl.store.database import Database

_NAME = re.compile(r"[a-z_]+")


def rows_of(database: Database, view: str, group_id: str, number: int) -> list[dict[str, Any]]:
    """The rows of a chart's view for one model number of a group, in the view's order."""
    found = database.columns(f"{_select(view)} WHERE group_id = ? AND number = ?", [group_id, number])
    names = [name for name in found if name not in ("group_id", "number")]
    columns = [found[name].tolist() for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def sql_of(view: str, group_id: str, number: int) -> str:
    """The same question as text, for the database's own shell."""
    return f"{_select(view)} WHERE group_id = '{group_id}' AND number = {int(number)};"


def _select(view: str) -> str:
    if not _NAME.fullmatch(view):
        raise NotFound(f"there is no view {view!r}")
    return f"SELECT * FROM {view}"
