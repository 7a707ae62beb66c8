"""Published numbers of anonymous groups: who was in each, and what each member's answers were then.

No later number may differ from any published one by few members, so who was in them is remembered
for as long as the group lives, also when the numbers themselves are tidied away. Of somebody who
left only a random word stays, which still counts as one. None of this is ever shown.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from group_plgl.store.database import Cursor, Database
from group_plgl.store.models import GROUP_MODELS, GroupModelRow, before_roster
from group_plgl.store.tables import Table

_ANSWERS = "('rated', 'chosen', 'classed', 'sorted')"


@dataclass(frozen=True)
class Publication:
    """One member of one published number, which had seen so many events."""

    group_id: str
    number: int
    member_id: str
    seen_event: int


@dataclass(frozen=True)
class Standing:
    """When answers of a group stood, `n` long columns; votes that train nothing are not among them.

    Attributes:
        member: Text, who said it.
        said: Text, what was said of which card: equal when the same was said again.
        since: int64, the event that said it.
        until: int64, the event that took it back; 2^62 while it stands.
    """

    member: NDArray[Any]
    said: NDArray[Any]
    since: NDArray[np.int64]
    until: NDArray[np.int64]


PUBLICATIONS = Table("publications", Publication, ("group_id", "number", "member_id"))


def put_published(database: Database, models: Sequence[GroupModelRow], members: Sequence[str]) -> bool:
    """Store the group models of one number with who is in them; whether it was done.

    A number that is there already, and models of a fit from before who counts changed, are left away.
    """

    def change(cursor: Cursor) -> bool:
        first = models[0]
        taken = "SELECT 1 FROM group_models WHERE group_id = ? AND number = ? LIMIT 1"
        if before_roster(cursor, first.group_id, first.seen_event):
            return False
        if cursor.execute(taken, [first.group_id, first.number]).fetchone() is not None:
            return False
        GROUP_MODELS.add(cursor, models)
        PUBLICATIONS.add(
            cursor, [Publication(first.group_id, first.number, one, first.seen_event) for one in members]
        )
        return True

    return database.write(change)


def publications(database: Database, group_id: str) -> list[Publication]:
    """Who was in every published number of a group, by number."""
    return PUBLICATIONS.find(database, "WHERE group_id = ? ORDER BY number, member_id", [group_id])


def blot_out(cursor: Cursor, member_id: str) -> None:
    """Within a change: let nothing tell who somebody in published numbers was; that they were stays."""
    word = secrets.token_hex(16)
    for table in ("publications", "segments"):
        cursor.execute(f"UPDATE {table} SET member_id = ? WHERE member_id = ?", [word, member_id])


def standing(database: Database, group_id: str, upto: int) -> Standing:
    """When each answer of a group stood, up to and including event `upto`."""
    found = database.columns(
        "SELECT e.member_id AS member, "
        "e.card_id || ' ' || e.kind || ' ' || coalesce(e.value::TEXT, '') AS said, "
        "e.seq AS since, coalesce(u.until, ?) AS until FROM events e "
        "JOIN cards c ON c.card_id = e.card_id AND c.group_id = ? "
        "LEFT JOIN (SELECT member_id, target_id, min(seq) AS until FROM events WHERE group_id = ? "
        "AND kind = 'undone' AND seq <= ? GROUP BY member_id, target_id) u "
        "ON u.member_id = e.member_id AND u.target_id = e.event_id "
        f"WHERE e.group_id = ? AND e.seq <= ? AND e.kind IN {_ANSWERS} AND c.mode <> 'blind-vote' "
        "ORDER BY e.seq",
        [2**62, group_id, group_id, upto, group_id, upto],
    )
    return Standing(
        found["member"], found["said"], found["since"].astype(np.int64), found["until"].astype(np.int64)
    )


def answering(database: Database, group_id: str, since: datetime) -> set[str]:
    """Members of a group who answered something at or after a time."""
    sql = f"SELECT DISTINCT member_id FROM events WHERE group_id = ? AND said_at >= ? AND kind IN {_ANSWERS}"
    return {member for (member,) in database.read(sql, [group_id, since])}


def has_votes(database: Database, group_id: str) -> bool:
    """Whether anybody ever said anything in a group."""
    sql = "SELECT 1 FROM events WHERE group_id = ? AND member_id <> '' LIMIT 1"
    return bool(database.read(sql, [group_id]))
