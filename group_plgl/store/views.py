"""Reading a chart's view: the rows that are drawn, and the SQL anyone may run to get them.

Views choose by variables that are set beside the question: members by camp, answers and their ids, votes by
session, mode, since and until. Their files in `schema` say how.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from group_plgl.errors import NotFound
from group_plgl.store.database import Database
from group_plgl.store.migrations import steps

VARIABLES = ("camp", "answers", "members", "weighted", "session", "mode", "since", "until")
Chosen = Mapping[str, Any]
_NAME = re.compile(r"[a-z_]+")
_SLACK = timedelta(days=1)
# Views of pictures that leave out what must not come again; a vote that was held keeps its candidates.
_SIFTED = ("picture_liking", "price_of_fairness")


def rows_of(
    database: Database, view: str, group_id: str, number: int, chosen: Chosen | None = None
) -> list[dict[str, Any]]:
    """The rows of a chart's view for one model number of a group, in the view's order.

    Args:
        database: Where.
        view: The chart's name.
        group_id: Whose.
        number: Which model number.
        chosen: What it is filtered by, of `VARIABLES`.
    """
    sql = f"{_select(view)} WHERE group_id = ? AND number = ?{_sifted(view)}"
    found = database.columns(sql, [group_id, number], {**_reach(database, group_id), **_known(chosen)})
    names = [name for name in found if name not in ("group_id", "number")]
    columns = [_plain(found[name]) for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def voters_behind(
    database: Database, group_id: str, number: int, chosen: Chosen | None = None
) -> list[tuple[int, float]]:
    """Of each member who gave votes that stand as of a number: how many answers, and what they weigh."""
    sql = (
        "SELECT count(DISTINCT seq) AS answers, any_value(weight) AS weight FROM chosen_votes "
        "WHERE group_id = ? AND number = ? GROUP BY member_id ORDER BY member_id"
    )
    found = database.columns(sql, [group_id, number], {**_reach(database, group_id), **_known(chosen)})
    return list(zip(_plain(found["answers"]), _plain(found["weight"]), strict=True))


def _reach(database: Database, group_id: str) -> dict[str, object]:
    """Where in the file a group's votes and cards can be: others are then not read to be passed over.

    Events are in the order of their numbers, cards in the order in which they were dealt, and nobody
    answers a card before it is dealt; a day is left for clocks that go wrong. Ratings from a file were
    given long before their cards were made, so their times say nothing of where those are.
    """

    def begun() -> tuple[int, datetime] | None:
        sql = (
            "SELECT (SELECT min(seq) FROM events WHERE group_id = ?), made_at FROM groups WHERE group_id = ?"
        )
        rows = database.read(sql, [group_id, group_id])
        return (int(rows[0][0]), rows[0][1]) if rows and rows[0][0] is not None else None

    first: tuple[int, datetime] | None
    first, last = database.remembered(("reach", group_id), begun), database.heads().get(group_id)
    if first is None or last is None:
        return {}
    sql = (
        "SELECT (SELECT said_at FROM events WHERE seq = ?), "
        "(SELECT bool_or(imported) FROM members WHERE group_id = ?)"
    )
    [(said_at, imported)] = database.read(sql, [last, group_id])
    reach = {"first_event": first[0], "last_event": last, "first_card": _plain_time(first[1] - _SLACK)}
    return reach if imported or said_at is None else {**reach, "last_card": _plain_time(said_at + _SLACK)}


def _plain_time(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def sql_of(view: str, group_id: str, number: int, chosen: Chosen | None = None, members: str = "") -> str:
    """The same question as text, for the database's own shell; `members` selects those who are chosen."""
    said = {name: _literal(value) for name, value in _known(chosen).items() if name != "members"}
    if members:
        said["members"] = f"(SELECT list(member_id) FROM ({members}))"
    settings = "".join(f"SET VARIABLE {name} = {value};\n" for name, value in said.items())
    whose = f"WHERE group_id = {_literal(group_id)} AND number = {int(number)}"
    return f"{settings}{_select(view)} {whose}{_sifted(view)};"


@lru_cache
def definition_of(view: str) -> str:
    """The SQL that makes a view, as it was written.

    Raises:
        NotFound: There is none of that name.
    """
    written = re.compile(rf"CREATE VIEW {re.escape(view)} AS\n.*?;\n", re.DOTALL)
    found = [text for step in steps() for text in written.findall(step.sql)]
    if not found:
        raise NotFound(f"there is no view {view!r}")
    return str(found[-1]).strip()


def _select(view: str) -> str:
    if not _NAME.fullmatch(view):
        raise NotFound(f"there is no view {view!r}")
    return f"SELECT * FROM {view}"


def _sifted(view: str) -> str:
    left_out = " AND (group_id, picture_id) NOT IN (SELECT (group_id, picture_id) FROM banned)"
    return left_out if view in _SIFTED else ""


def _known(chosen: Chosen | None) -> dict[str, object]:
    return {name: value for name, value in (chosen or {}).items() if name in VARIABLES}


def _literal(value: object) -> str:
    if isinstance(value, str):
        doubled = value.replace("'", "''")
        return f"'{doubled}'"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _plain(column: Any) -> list[Any]:
    """Values as Python has them; a missing number is None."""
    values: list[Any] = column.tolist()
    if column.dtype.kind == "f":
        return [None if value != value else value for value in values]
    if column.dtype.kind in "mM":
        return [str(value) for value in column.astype("datetime64[ms]")]
    return values
