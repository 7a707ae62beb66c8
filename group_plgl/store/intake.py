"""How a batch of votes becomes rows: one INSERT, one commit, one fsync.

The hopeful way comes first: all rows in one statement. If a row of the batch is a repeat or is
bad, the careful way finds out which, so that one row never spoils the others.
Who waits for whom is in `writer`; reading events back is in `events`.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb
from duckdb import DuckDBPyConnection as Cursor

from group_plgl.errors import BadInput, EventConflict, GroupPLGLError, StoreBusy
from group_plgl.feedback.events import ROSTER, Event

COLUMNS = (
    "seq, event_id, group_id, session_number, member_id, kind, card_id, value, target_id, answer_ms, "
    "said_at, text"
)
_INSERT = (
    f"INSERT INTO events ({COLUMNS}) SELECT unnest(?::BIGINT[]), unnest(?::TEXT[]), unnest(?::TEXT[]), "
    "unnest(?::INTEGER[]), unnest(?::TEXT[]), unnest(?::TEXT[]), unnest(?::TEXT[]), unnest(?::DOUBLE[]), "
    "unnest(?::TEXT[]), unnest(?::INTEGER[]), unnest(?::TIMESTAMP[]), unnest(?::TEXT[])"
)
_KEPT = (
    "SELECT member_id, event_id, seq, kind, card_id, value, target_id, text FROM events "
    "WHERE member_id IN (SELECT unnest(?::TEXT[])) AND event_id IN (SELECT unnest(?::TEXT[]))"
)
# What a row can be wrong with in Python, before DuckDB sees it: half a surrogate pair, a huge number.
_BAD_ROW = (
    duckdb.DataError, duckdb.IntegrityError, duckdb.ProgrammingError, ValueError, TypeError, OverflowError
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event with the group and the session it belongs to."""

    event: Event
    group_id: str
    session_number: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof that an event is durable: its place in the order, and whether it was new."""

    seq: int
    new: bool


Outcome = Receipt | Exception


class Intake:
    """Puts batches of events into the table and numbers them; used by the writer thread alone.

    Attributes:
        heads: The last event number of each group, as committed.
    """

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self.heads: dict[str, int] = dict(
            cursor.execute("SELECT group_id, max(seq) FROM events GROUP BY group_id").fetchall()
        )
        self._next = max(self.heads.values(), default=0) + 1

    def go_on_with(self, cursor: Cursor) -> None:
        """Use another cursor on the same rows; numbers go on where they were."""
        self._cursor = cursor

    def take(self, rows: Sequence[EventRow]) -> list[Outcome]:
        """What became of each row, in order: a receipt or the error it deserves."""
        firsts: dict[tuple[str, str], EventRow] = {}
        for row in rows:
            firsts.setdefault((row.event.member_id, row.event.event_id), row)
        fresh = list(firsts.values())
        try:
            self._insert(fresh)
        except Exception:
            return self._take_carefully(rows, firsts)
        last = self._next
        if len(fresh) == len(rows):
            return [Receipt(seq, True) for seq in range(last - len(rows), last)]
        return _with_repeats(rows, firsts, dict(zip(firsts, range(last - len(fresh), last), strict=True)))

    def mark_roster(self, cursor: Cursor, group_id: str, at: datetime, kind: str = ROSTER) -> int:
        """Number and insert a group's mark, of `ROSTER` unless told, in the caller's transaction.

        Should that be rolled back, the number is skipped and the group refitted for nothing.
        """
        seq = self._next
        cursor.execute(
            "INSERT INTO events (seq, event_id, group_id, session_number, member_id, kind, said_at) "
            "VALUES (?, ?, ?, 0, '', ?, ?)",
            [seq, secrets.token_hex(16), group_id, kind, at.astimezone(UTC).replace(tzinfo=None)],
        )
        self._next = seq + 1
        self.heads[group_id] = seq
        return seq

    def _insert(self, rows: Sequence[EventRow]) -> None:
        """All rows in one transaction of one statement; numbers move on only when it is durable."""
        first = self._next
        events = [row.event for row in rows]
        columns = [
            list(range(first, first + len(rows))),
            [event.event_id for event in events],
            [row.group_id for row in rows],
            [row.session_number for row in rows],
            [event.member_id for event in events],
            [event.kind for event in events],
            [event.card_id for event in events],
            [event.value for event in events],
            [event.target_id for event in events],
            [event.answer_ms for event in events],
            [event.said_at.astimezone(UTC).replace(tzinfo=None) for event in events],
            [event.text for event in events],
        ]
        self._cursor.execute(_INSERT, columns)
        self._next = first + len(rows)
        for seq, row in enumerate(rows, first):
            self.heads[row.group_id] = seq

    def _take_carefully(
        self, rows: Sequence[EventRow], firsts: dict[tuple[str, str], EventRow]
    ) -> list[Outcome]:
        """Sort out repeats, then insert the rest together, and alone if that fails too."""
        try:
            self._resume()
            kept = self._kept(firsts)
        except Exception as error:
            return [_apology(error) for _ in rows]
        fresh = {key: row for key, row in firsts.items() if key not in kept}
        numbers: dict[tuple[str, str], int] = {}
        failures: dict[tuple[str, str], Exception] = {}
        for batch in [fresh, *({key: row} for key, row in fresh.items())] if fresh else []:
            if batch.keys() & numbers.keys():
                continue
            first = self._next
            try:
                self._insert(list(batch.values()))
                numbers.update(zip(batch, range(first, self._next), strict=True))
            except Exception as error:
                if len(batch) == 1:
                    failures.update(dict.fromkeys(batch, _apology(error)))
        outcomes = _with_repeats(rows, firsts, numbers, failures)
        for index, row in enumerate(rows):
            key = (row.event.member_id, row.event.event_id)
            if key in kept:
                seq, content = kept[key]
                outcomes[index] = Receipt(seq, False) if content == _content(row) else _conflict(row)
        return outcomes

    def _resume(self) -> None:
        """Number on from what is really there: a failed commit may or may not have happened."""
        found = self._cursor.execute("SELECT coalesce(max(seq), 0) FROM events").fetchone()
        self._next = max(self._next, (found[0] if found else 0) + 1)

    def _kept(
        self, keys: dict[tuple[str, str], EventRow]
    ) -> dict[tuple[str, str], tuple[int, tuple[object, ...]]]:
        """Number and content of those events that the table has already."""
        members, events = [list(part) for part in zip(*keys, strict=True)]
        found = self._cursor.execute(_KEPT, [members, events]).fetchall()
        return {(row[0], row[1]): (row[2], tuple(row[3:])) for row in found}


def _with_repeats(
    rows: Sequence[EventRow],
    firsts: dict[tuple[str, str], EventRow],
    numbers: dict[tuple[str, str], int],
    failures: dict[tuple[str, str], Exception] | None = None,
) -> list[Outcome]:
    """Outcomes of a batch in which an event may occur twice: the first is new, others repeat it."""
    outcomes: list[Outcome] = []
    given: set[tuple[str, str]] = set()
    for row in rows:
        key = (row.event.member_id, row.event.event_id)
        first = firsts[key]
        if key not in numbers:
            outcomes.append((failures or {}).get(key) or _apology(None))
        elif key not in given:
            given.add(key)
            outcomes.append(Receipt(numbers[key], True))
        else:
            same = _content(row) == _content(first)
            outcomes.append(Receipt(numbers[key], False) if same else _conflict(row))
    return outcomes


def _content(row: EventRow) -> tuple[object, ...]:
    """What must be equal for a repeat to be a repeat; when it was heard does not matter."""
    event = row.event
    return (event.kind, event.card_id, event.value, event.target_id, event.text)


def _conflict(row: EventRow) -> EventConflict:
    """The first delivery stands."""
    return EventConflict(
        "event {event} came again with other content; the first delivery stands",
        advice="Make a new event id for every answer.",
        event=row.event.event_id,
    )


def _apology(error: Exception | None) -> Exception:
    """The product's error for one of the database's."""
    if isinstance(error, GroupPLGLError):
        return error
    if isinstance(error, _BAD_ROW) and not isinstance(error, duckdb.OperationalError):
        return BadInput("the event does not fit its table", advice="Send it as the page does.")
    advice = "Try again; see that the disk is not full."
    return StoreBusy("the event could not be written", advice=advice)
