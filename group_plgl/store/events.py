"""What was said, read back: the log in the order it became durable, and counts over it.

An answer (rated or skipped) that an `undone` event of the same member names does not count, in
whichever order the two arrived. Appending is group commit and lives in `writer` and `intake`;
how a log becomes training data is in `feedback`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from group_plgl.errors import GroupPLGLError
from group_plgl.store.database import Database
from group_plgl.store.intake import EventRow, Receipt

__all__ = [
    "EventLog", "EventRow", "Receipt", "append_event", "append_events", "counts", "event_log",
    "groups_behind", "last_event", "receipt_of",
]  # fmt: skip

# Each level names its member or group, so that DuckDB skips the rest of the table at once.


@dataclass(frozen=True)
class EventLog:
    """A group's events as `n` long columns in the order of `seq`.

    Attributes:
        seq: int64, rising.
        event_id: Text.
        member_id: Text.
        kind: Text, one of the kinds of events, or a mark of the group: `roster` or `corrected`.
        card_id: Text, or None.
        value: float64; NaN where nothing was said.
        target_id: Text, or None.
        session_number: int64, the sitting in which it was heard.
        answer_ms: float64, milliseconds from seeing to answering; NaN where nobody knows.
    """

    seq: NDArray[np.int64]
    event_id: NDArray[Any]
    member_id: NDArray[Any]
    kind: NDArray[Any]
    card_id: NDArray[Any]
    value: NDArray[np.float64]
    target_id: NDArray[Any]
    session_number: NDArray[np.int64]
    answer_ms: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.seq)


def append_event(database: Database, row: EventRow) -> Receipt:
    """Make one event durable; a repeat of the same content gets its old number.

    Raises:
        EventConflict: The same id came before with other content.
        StoreBusy: It could not be written in time.
    """
    return database.append_event(row)


def append_events(database: Database, rows: Sequence[EventRow]) -> list[Receipt | GroupPLGLError]:
    """Make several events durable in few commits: the receipt of each, or the error it deserves."""
    return database.append_events(rows)


def receipt_of(database: Database, member_id: str, event_id: str) -> Receipt | None:
    """The receipt of an event that was stored before, if it was."""
    sql = "SELECT seq FROM events WHERE member_id = ? AND event_id = ?"
    return next((Receipt(int(seq), False) for (seq,) in database.read(sql, [member_id, event_id])), None)


def event_log(database: Database, group_id: str, upto: int | None = None) -> EventLog:
    """Everything said in a group, in order, up to and including event `upto`."""
    found = database.columns(
        "SELECT seq, event_id, member_id, kind, card_id, value, target_id, session_number, "
        "answer_ms FROM events "
        "WHERE group_id = ? AND seq <= ? ORDER BY seq",
        [group_id, 2**62 if upto is None else upto],
    )
    for name in ("value", "answer_ms"):
        found[name] = found[name].astype(np.float64)
    return EventLog(**found)


def last_event(database: Database, group_id: str) -> int:
    """The number of a group's newest event, 0 when nothing was said; costs no query."""
    return database.heads().get(group_id, 0)


def counts(database: Database, group_id: str) -> dict[str, tuple[int, int, int]]:
    """Per member: answers that stand, turns skipped, and answers taken back.

    Members who said nothing are absent.
    """
    undone = "SELECT DISTINCT member_id, target_id FROM events WHERE group_id = ? AND kind = 'undone'"
    found = database.read(
        "SELECT e.member_id, "
        "count(CASE WHEN e.kind IN ('rated', 'chosen', 'classed', 'sorted') "
        "AND u.target_id IS NULL THEN 1 END), "
        "count(CASE WHEN e.kind = 'skipped' AND u.target_id IS NULL THEN 1 END), "
        "count(CASE WHEN e.kind NOT IN ('undone', 'commented') AND u.target_id IS NOT NULL THEN 1 END) "
        f"FROM events e LEFT JOIN ({undone}) u ON u.member_id = e.member_id AND u.target_id = e.event_id "
        "WHERE e.group_id = ? AND e.member_id <> '' GROUP BY e.member_id",
        [group_id, group_id],
    )
    return {member: (int(rated), int(skipped), int(undone)) for member, rated, skipped, undone in found}


def groups_behind(database: Database) -> list[tuple[str, int, int]]:
    """Groups with events that no fit has seen: (group, last event, newest fit's seen event)."""
    seen = dict(database.read("SELECT group_id, max(seen_event) FROM fits GROUP BY group_id"))
    heads = sorted(database.heads().items())
    return [(group, last, seen.get(group, 0)) for group, last in heads if last > seen.get(group, 0)]
