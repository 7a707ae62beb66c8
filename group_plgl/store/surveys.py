"""What the board draws besides what is kept anyway: answers foretold unseen, and how tastes drift."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from group_plgl.store.database import Cursor, Database
from group_plgl.store.models import before_roster, since_roster
from group_plgl.store.tables import Table


@dataclass(frozen=True)
class Survey:
    """That one number was surveyed, from which events and by what."""

    group_id: str
    number: int
    seen_event: int
    made_by: str
    made_at: datetime


@dataclass(frozen=True)
class ForetoldRow:
    """One row of an answer and the chance of it that a taste gave which had not seen it, both 0 to 1.

    Attributes:
        answer: Which of the group's answers it is part of; None in rows from before that was kept.
    """

    group_id: str
    number: int
    member_id: str
    place: int
    paired: bool
    chance: float
    value: float
    answer: int | None


@dataclass(frozen=True)
class DriftRow:
    """How alike a taste is to what it was in an earlier number, -1 to 1; all on average have no member."""

    group_id: str
    number: int
    member_id: str
    earlier: int
    similarity: float
    low: float
    high: float


SURVEYS = Table("surveys", Survey, ("group_id", "number"))
FORETOLD = Table("foretold", ForetoldRow, ("group_id", "number", "member_id", "place"))
DRIFTS = Table("drifts", DriftRow, ("group_id", "number", "member_id"))
_NUMBERED = "WHERE group_id = ? AND number = ?"


def put_survey(
    database: Database, survey: Survey, foretold: Sequence[ForetoldRow], drifts: Sequence[DriftRow]
) -> None:
    """Store what was found for one number; what was there of it is overwritten.

    What was found before who counts changed is left away.
    """

    def change(cursor: Cursor) -> None:
        if before_roster(cursor, survey.group_id, survey.seen_event):
            return
        for table in ("foretold", "drifts"):
            cursor.execute(f"DELETE FROM {table} {_NUMBERED}", [survey.group_id, survey.number])
        FORETOLD.add(cursor, foretold)
        DRIFTS.add(cursor, drifts)
        SURVEYS.replace(cursor, [survey])

    database.write(change)


def survey_of(
    database: Database, group_id: str, number: int
) -> tuple[list[ForetoldRow], list[DriftRow]] | None:
    """What was found for one number, by member id; None until it was looked for."""
    if not SURVEYS.find(database, _NUMBERED, [group_id, number]):
        return None
    return (
        FORETOLD.find(database, f"{_NUMBERED} ORDER BY member_id, place", [group_id, number]),
        DRIFTS.find(database, f"{_NUMBERED} ORDER BY member_id", [group_id, number]),
    )


def drawn_without_survey(database: Database) -> list[tuple[str, int]]:
    """Groups whose newest drawn number was not surveyed yet: (group, number).

    Not one from before who counts changed: what is found of it would be left away.
    """
    found = database.read(
        "SELECT i.group_id, max(i.number) FROM ideals i GROUP BY i.group_id HAVING NOT EXISTS "
        "(SELECT 1 FROM surveys s WHERE s.group_id = i.group_id AND s.number = max(i.number)) "
        "ORDER BY i.group_id"
    )
    return since_roster(database, found)


def first_learned(database: Database, group_id: str, number: int) -> tuple[int, int] | None:
    """The first number of a group that is kept with its tastes, and its watermark; None before a second."""
    found = database.read(
        "SELECT n.number, n.seen_event FROM numbers_drawn n WHERE n.group_id = ? AND n.number < ? AND EXISTS "
        "(SELECT 1 FROM member_models m WHERE m.group_id = n.group_id AND m.seen_event = n.seen_event) "
        "ORDER BY n.number LIMIT 1",
        [group_id, number],
    )
    return (int(found[0][0]), int(found[0][1])) if found else None
