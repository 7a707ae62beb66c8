"""Works that are somebody's own: what a group's exports are held against. Only what was measured is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from group_plgl.store.database import Cursor, Database
from group_plgl.store.tables import Table


@dataclass(frozen=True)
class KnownWork:
    """One work.

    Attributes:
        name: What its file was called.
        looks: What it looks like, `p` numbers.
    """

    group_id: str
    name: str
    looks: Sequence[float]
    kept_at: datetime


KNOWN_WORKS = Table("known_works", KnownWork, ("group_id", "name"))


def put_known(
    database: Database, group_id: str, looks: dict[str, Sequence[float]], at: datetime, forget: bool = False
) -> None:
    """Store works by name; one of the same name takes the place of the last, or all those before go."""
    kept_at = at.astimezone(UTC).replace(tzinfo=None)
    rows = [KnownWork(group_id, name, one, kept_at) for name, one in looks.items()]

    def store(cursor: Cursor) -> None:
        if forget:
            cursor.execute("DELETE FROM known_works WHERE group_id = ?", [group_id])
        KNOWN_WORKS.replace(cursor, rows)

    database.write(store)


def drop_known(database: Database, group_id: str) -> int:
    """Forget all works of a group; how many there were."""
    sql = "DELETE FROM known_works WHERE group_id = ? RETURNING 1"
    return database.write(lambda cursor: len(cursor.execute(sql, [group_id]).fetchall()))


def known_in(database: Database, group_id: str) -> list[KnownWork]:
    """The works a group's exports are held against, by name."""
    return KNOWN_WORKS.find(database, "WHERE group_id = ? ORDER BY name", [group_id])
