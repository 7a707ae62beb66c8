"""Segments in the store: who answered what at the door, what shares answers should have, what was offered.

How answers become weights and which questions may be offered is computed elsewhere. What anonymous groups
offered with a number stays for as long as the group, like the numbers themselves (`publications`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from group_plgl.store.database import Cursor, Database
from group_plgl.store.people import PARTICULARS, QUESTIONS, Particular, Question
from group_plgl.store.tables import Table

Targets = Mapping[int, Mapping[str, float]]


@dataclass(frozen=True)
class Weighting:
    """One statement of a host on what shares answers should have, numbered from 1."""

    group_id: str
    version: int
    said_at: datetime


@dataclass(frozen=True)
class Target:
    """The share one answer to a question should have among those who answer it."""

    group_id: str
    version: int
    position: int
    answer: str
    share: float


@dataclass(frozen=True)
class RakedWeight:
    """How much a member of one model number counts under targets for several questions."""

    group_id: str
    number: int
    version: int
    member_id: str
    weight: float


@dataclass(frozen=True)
class Filter:
    """A question whose answers were offered as filters with a published number."""

    group_id: str
    number: int
    position: int


@dataclass(frozen=True)
class Segment:
    """What one member behind a published number had answered to each dividing question.

    Attributes:
        counted: Whether their taste was in the number.
    """

    group_id: str
    number: int
    member_id: str
    answers: Sequence[str]
    counted: bool


WEIGHTINGS = Table("weightings", Weighting, ("group_id", "version"))
TARGETS = Table("targets", Target, ("group_id", "version", "position", "answer"))
RAKED = Table("raked_weights", RakedWeight, ("group_id", "number", "version", "member_id"))
FILTERS = Table("filters", Filter, ("group_id", "number", "position"))
SEGMENTS = Table("segments", Segment, ("group_id", "number", "member_id"))


def put_questions(database: Database, group_id: str, questions: Sequence[Question]) -> bool:
    """Put other questions in place of a group's; whether it was done: not once anybody has joined."""

    def change(cursor: Cursor) -> bool:
        if cursor.execute("SELECT 1 FROM members WHERE group_id = ? LIMIT 1", [group_id]).fetchone():
            return False
        cursor.execute("DELETE FROM questions WHERE group_id = ?", [group_id])
        cursor.execute("DELETE FROM weightings WHERE group_id = ?", [group_id])
        cursor.execute("DELETE FROM targets WHERE group_id = ?", [group_id])
        QUESTIONS.add(cursor, questions)
        return True

    return database.write(change)


def put_particulars(database: Database, member_id: str, particulars: Sequence[Particular]) -> bool:
    """Put other answers in place of all a member gave at the door; whether the member is still there."""

    def change(cursor: Cursor) -> bool:
        if not cursor.execute("SELECT 1 FROM members WHERE member_id = ?", [member_id]).fetchone():
            return False
        cursor.execute("DELETE FROM particulars WHERE member_id = ?", [member_id])
        PARTICULARS.add(cursor, particulars)
        return True

    return database.write(change)


def particulars_of(database: Database, group_id: str) -> dict[str, dict[int, str]]:
    """What the members of a group answered: by member, then by the place of the question."""
    found: dict[str, dict[int, str]] = {}
    for one in PARTICULARS.find(database, "WHERE group_id = ? ORDER BY member_id, position", [group_id]):
        found.setdefault(one.member_id, {})[one.position] = one.answer
    return found


def put_weighting(database: Database, group_id: str, targets: Targets, at: datetime) -> int:
    """State what shares answers should have from now on; the version that has, from 1."""

    def change(cursor: Cursor) -> int:
        sql = "SELECT coalesce(max(version), 0) + 1 FROM weightings WHERE group_id = ?"
        (version,) = cursor.execute(sql, [group_id]).fetchone() or (1,)
        WEIGHTINGS.add(cursor, [Weighting(group_id, version, at.astimezone(UTC).replace(tzinfo=None))])
        TARGETS.add(
            cursor,
            [
                Target(group_id, version, position, answer, share)
                for position, shares in targets.items()
                for answer, share in shares.items()
            ],
        )
        return int(version)

    return database.write(change)


def weightings_of(database: Database, group_id: str) -> list[tuple[Weighting, Targets]]:
    """Every statement of a group's host on shares, the newest first, by the place of the question."""
    rows = TARGETS.find(database, "WHERE group_id = ? ORDER BY position, rowid", [group_id])
    told: dict[int, dict[int, dict[str, float]]] = {}
    for one in rows:
        told.setdefault(one.version, {}).setdefault(one.position, {})[one.answer] = one.share
    stated = WEIGHTINGS.find(database, "WHERE group_id = ? ORDER BY version DESC", [group_id])
    return [(one, told.get(one.version, {})) for one in stated]


def put_raked(database: Database, group_id: str, rows: Sequence[RakedWeight]) -> None:
    """Put weights in place of all a group has stored."""

    def change(cursor: Cursor) -> None:
        cursor.execute("DELETE FROM raked_weights WHERE group_id = ?", [group_id])
        here = "SELECT member_id FROM members WHERE group_id = ?"
        there = {member for (member,) in cursor.execute(here, [group_id]).fetchall()}
        RAKED.add(cursor, [row for row in rows if row.member_id in there])

    database.write(change)


def raked_of(database: Database, group_id: str, number: int) -> list[RakedWeight]:
    """The weights stored for one model number, by member id."""
    tail = "WHERE group_id = ? AND number = ? ORDER BY version, member_id"
    return RAKED.find(database, tail, [group_id, number])


def put_offered(
    database: Database, group_id: str, number: int, positions: Sequence[int], members: Sequence[Segment]
) -> None:
    """Keep which filters a published number offers, and what everybody behind it had answered."""

    def change(cursor: Cursor) -> None:
        FILTERS.add_new(cursor, [Filter(group_id, number, position) for position in positions])
        SEGMENTS.add_new(cursor, members)

    database.write(change)


def offered_in(database: Database, group_id: str) -> dict[int, tuple[int, ...]]:
    """The questions offered as filters, by their places, for every number that offered any."""
    found: dict[int, tuple[int, ...]] = {}
    for one in FILTERS.find(database, "WHERE group_id = ? ORDER BY number, position", [group_id]):
        found[one.number] = (*found.get(one.number, ()), one.position)
    return found


def segments_at(database: Database, group_id: str, number: int) -> list[Segment]:
    """Everybody behind one number that offered filters, by member id."""
    tail = "WHERE group_id = ? AND number = ? ORDER BY member_id"
    return SEGMENTS.find(database, tail, [group_id, number])


def own_segments(database: Database, member_id: str) -> list[Segment]:
    """What a member had answered when each number that offered filters was published, by number."""
    return SEGMENTS.find(database, "WHERE member_id = ? ORDER BY number", [member_id])


def select_of(group_id: str, asked: Sequence[tuple[int, str | None]]) -> str:
    """The sub-select of the members who gave these answers, by the places of the questions.

    An answer of None stands for those who gave none. Everybody without any; charts know who was there.
    """
    here = f"group_id = {_quoted(group_id)}"
    parts = [f"SELECT member_id FROM members WHERE {here}"]
    for position, answer in asked:
        said = f"SELECT member_id FROM particulars WHERE {here} AND position = {int(position)}"
        parts.append(
            f"AND member_id NOT IN ({said})"
            if answer is None
            else f"AND member_id IN ({said} AND answer = {_quoted(answer)})"
        )
    return " ".join(parts)


def _quoted(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"
