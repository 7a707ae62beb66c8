"""What comments were heard to say of attributes, kept with the watermark from which it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from group_plgl.store.database import Cursor, Database
from group_plgl.store.models import before_roster
from group_plgl.store.tables import Table


@dataclass(frozen=True)
class HeardRow:
    """What one comment was heard to say; nothing, where the sequences are empty.

    Attributes:
        seen_event: Watermark of the first fit that knew of it.
        terms: `name:word`, a scale and one of its ends, in the order of the text.
        signed: How strongly each is liked (above 0, to 1) or disliked (below 0, to -1).
        starts: Place of the first character of what names each, from 0.
        ends: Place after the last.
        made_by: Which reader found it.
    """

    member_id: str
    event_id: str
    group_id: str
    seen_event: int
    terms: Sequence[str]
    signed: Sequence[float]
    starts: Sequence[float]
    ends: Sequence[float]
    made_by: str


@dataclass(frozen=True)
class SaidInWords:
    """A comment of a group, and whether it was taken back."""

    member_id: str
    event_id: str
    text: str
    undone: bool


HEARD = Table("heard", HeardRow, ("member_id", "event_id"))
_COMMENTS = (
    "SELECT e.member_id, e.event_id, e.text, EXISTS (SELECT 1 FROM events u WHERE u.kind = 'undone' "
    "AND u.member_id = e.member_id AND u.target_id = e.event_id) FROM events e LEFT JOIN heard h "
    "ON h.member_id = e.member_id AND h.event_id = e.event_id "
    "WHERE e.group_id = ? AND e.kind = 'commented' AND e.seq <= ? "
)


def put_heard(database: Database, rows: Sequence[HeardRow]) -> None:
    """Store what was heard; what was read before who counts in its group changed is left away."""

    def change(cursor: Cursor) -> None:
        HEARD.replace(
            cursor, [one for one in rows if not before_roster(cursor, one.group_id, one.seen_event)]
        )

    database.write(change)


def unheard_in(database: Database, group_id: str, upto: int) -> list[SaidInWords]:
    """The comments of a group up to event `upto` that nobody has read yet, in order."""
    found = database.read(f"{_COMMENTS} AND h.event_id IS NULL ORDER BY e.seq", [group_id, upto])
    return [SaidInWords(*row) for row in found]


def comments_read_by(database: Database, group_id: str, made_by: str) -> list[SaidInWords]:
    """The comments of a group that one reader has read, in order."""
    sql = f"{_COMMENTS} AND h.made_by = ? ORDER BY e.seq"
    return [SaidInWords(*row) for row in database.read(sql, [group_id, 2**62, made_by])]


def heard_in(database: Database, group_id: str, upto: int) -> list[HeardRow]:
    """What fits of a group at event `upto` know of its comments, by member and event."""
    tail = "WHERE group_id = ? AND seen_event <= ? ORDER BY member_id, event_id"
    return HEARD.find(database, tail, [group_id, upto])


def heard_of(database: Database, member_id: str) -> list[HeardRow]:
    """What one member's comments were heard to say."""
    return HEARD.find(database, "WHERE member_id = ? ORDER BY event_id", [member_id])
