"""Where the consensus ideal of each number stands, so that one can tell how far it still moves.

A trace is small and outlives the pictures of its number; it goes when somebody who had a part in the
number is forgotten.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from group_plgl.store.database import Cursor, Database
from group_plgl.store.tables import Table

MOST_KEPT = 400


@dataclass(frozen=True)
class Trace:
    """One step of the way a group's ideal has gone.

    Attributes:
        answers: How many answers of the members it is made of it rests on.
        members: How many members it is made of.
        place: Its coordinates, `f`.
        expected: How far 20 more answers would still move it, in just noticeable steps; None before
            that can be told.
        low: At least so far in eight of ten cases.
        high: At most so far.
    """

    group_id: str
    number: int
    answers: int
    members: int
    place: Sequence[float]
    expected: float | None = None
    low: float | None = None
    high: float | None = None


TRACES = Table("traces", Trace, ("group_id", "number"))


def put_trace(database: Database, trace: Trace) -> None:
    """Store a trace and forget the oldest; that of a number which was erased meanwhile is left away."""

    def change(cursor: Cursor) -> None:
        drawn = "SELECT 1 FROM ideals WHERE group_id = ? AND number = ? LIMIT 1"
        if cursor.execute(drawn, [trace.group_id, trace.number]).fetchone() is None:
            return
        TRACES.replace(cursor, [trace])
        cursor.execute(
            "DELETE FROM traces WHERE group_id = ? AND number <= ?",
            [trace.group_id, trace.number - MOST_KEPT],
        )

    database.write(change)


def traces_of(database: Database, group_id: str, upto: int) -> list[Trace]:
    """The traces of a group up to and including one number, in order."""
    return TRACES.find(database, "WHERE group_id = ? AND number <= ? ORDER BY number", [group_id, upto])


def drawn_without_trace(database: Database) -> list[tuple[str, int]]:
    """Groups whose newest drawn number has no trace yet: (group, number)."""
    return [
        (group, number)
        for group, number in database.read(
            "SELECT i.group_id, max(i.number) FROM ideals i GROUP BY i.group_id HAVING NOT EXISTS "
            "(SELECT 1 FROM traces t WHERE t.group_id = i.group_id AND t.number = max(i.number)) "
            "ORDER BY i.group_id"
        )
    ]
