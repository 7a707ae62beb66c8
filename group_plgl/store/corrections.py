"""What members say that their comments mean; said things, kept by the event that marks each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from group_plgl.feedback.events import CORRECTED
from group_plgl.store.database import Cursor, Database
from group_plgl.store.tables import Table


@dataclass(frozen=True)
class Correction:
    """What a member says that one comment of theirs says of one thing.

    Attributes:
        seq: The event that marks it: fits before it know nothing of it.
        event_id: The comment.
        term: `name:word`, a scale and one of its ends.
        signed: How strongly that is liked (above 0, to 1) or disliked (below 0, to -1); 0 where nothing
            of it was meant, None where what was heard is right after all.
    """

    group_id: str
    seq: int
    member_id: str
    event_id: str
    term: str
    signed: float | None
    said_at: datetime


CORRECTIONS = Table("corrections", Correction, ("group_id", "seq"))
Place = tuple[str, str, str]
"""Member, comment and term."""


def put_correction(
    database: Database, group_id: str, place: Place, signed: float | None, at: datetime
) -> None:
    """Say what one comment means from now on; the group is then learned anew."""

    def change(cursor: Cursor) -> None:
        seq = database.mark_roster(cursor, group_id, at, CORRECTED)
        said_at = at.astimezone(UTC).replace(tzinfo=None)
        CORRECTIONS.add(cursor, [Correction(group_id, seq, *place, signed, said_at)])

    database.write(change)


def corrections_in(
    database: Database, group_id: str, upto: int, member_id: str = ""
) -> dict[Place, float | None]:
    """What stands of the corrections of a group, or of one member, as of one event."""
    tail = "WHERE group_id = ? AND seq <= ? AND (member_id = ? OR ? = '') ORDER BY seq"
    found = CORRECTIONS.find(database, tail, [group_id, upto, member_id, member_id])
    return {(one.member_id, one.event_id, one.term): one.signed for one in found}
