"""How many times each member counts, as hosts said it; said things, kept by the event that says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from group_plgl.store.database import Cursor, Database
from group_plgl.store.tables import Table


@dataclass(frozen=True)
class Voice:
    """What a host said of one member's voice.

    Attributes:
        seq: The event that says that who counts has changed.
        weight: How many times they count; 1 is what everybody has.
    """

    group_id: str
    seq: int
    member_id: str
    weight: float
    said_at: datetime


VOICES = Table("voices", Voice, ("group_id", "seq"))


def put_voice(database: Database, group_id: str, member_id: str, weight: float, at: datetime) -> None:
    """Say how many times a member counts from now on; the group is then learned anew."""

    def change(cursor: Cursor) -> None:
        seq = database.mark_roster(cursor, group_id, at)
        VOICES.add(cursor, [Voice(group_id, seq, member_id, weight, at.astimezone(UTC).replace(tzinfo=None))])

    database.write(change)


def own_voices(database: Database, member_id: str) -> list[Voice]:
    """Everything a host said of one member's voice, in order."""
    return VOICES.find(database, "WHERE member_id = ? ORDER BY seq", [member_id])


def voices_of(database: Database, group_id: str, upto: int | None = None) -> list[Voice]:
    """The voices that stand and are not 1, in the order in which they were said; as of one event."""
    said = VOICES.find(database, "WHERE group_id = ? ORDER BY seq", [group_id])
    last = {one.member_id: one for one in said if upto is None or one.seq <= upto}
    return sorted((one for one in last.values() if one.weight != 1.0), key=lambda one: one.seq)


def weights_of(
    database: Database, group_id: str, upto: int, member_ids: Sequence[str]
) -> Mapping[str, float]:
    """How many times each of some members counts as of one event, in their order."""
    said = {one.member_id: one.weight for one in voices_of(database, group_id, upto)}
    return {member: said.get(member, 1.0) for member in member_ids}
