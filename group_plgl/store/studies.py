"""Studies with people: who consented, what each was asked, and the first answer to every question.

Answers are only ever added. Which picture of a pair is whose is in the rows of the trials, and nowhere
that a browser gets to see while the study is open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from group_plgl.store.database import Cursor, Database
from group_plgl.store.tables import Table


@dataclass(frozen=True)
class Study:
    """One study of a group.

    Attributes:
        training: How many yes-or-no answers come before the test.
        again: How many pictures are asked again.
        fresh: How many pictures are asked about that were never shown.
        pairs: How many blind pairs of each kind.
        others: Whether pictures of other members' tastes are among the pairs.
        closed_at: None while it is open and nothing is revealed.
    """

    group_id: str
    study: int
    training: int
    again: int
    fresh: int
    pairs: int
    others: bool
    opened_at: datetime
    closed_at: datetime | None

    @property
    def seed(self) -> str:
        """What no other study of the group has."""
        return f"{self.study} {self.opened_at.isoformat()}"


@dataclass(frozen=True)
class Person:
    """Somebody who consented.

    Attributes:
        seen_event: The fit from which their test was dealt; None before.
    """

    group_id: str
    study: int
    member_id: str
    consented_at: datetime
    seen_event: int | None
    dealt_at: datetime | None


@dataclass(frozen=True)
class Trial:
    """One question of somebody's test.

    Attributes:
        kind: again, new, neutral or other.
        picture_id: The picture, or the left one of a pair.
        beside_id: The right one of a pair; empty otherwise.
        mine: Which of a pair is the member's own, 0 left or 1 right; None otherwise.
        before: What was answered the first time, 1 or 0; None unless asked again.
        foretold: The frozen chance of liking a new picture, 0 to 1; None otherwise.
        against_id: Whose the other picture of a pair is; empty where it is neutral.
    """

    group_id: str
    study: int
    member_id: str
    place: int
    kind: str
    picture_id: str
    beside_id: str
    mine: int | None
    before: float | None
    foretold: float | None
    against_id: str


@dataclass(frozen=True)
class TrialAnswer:
    """The answer to one question: 1 liked or 0 not, or which of a pair, 0 left or 1 right."""

    group_id: str
    study: int
    member_id: str
    place: int
    value: int
    said_at: datetime


STUDIES = Table("studies", Study, ("group_id", "study"))
PEOPLE = Table("study_people", Person, ("group_id", "study", "member_id"))
TRIALS = Table("study_trials", Trial, ("group_id", "study", "member_id", "place"))
TRIAL_ANSWERS = Table("study_answers", TrialAnswer, ("group_id", "study", "member_id", "place"))
_ONE = "group_id = ? AND study = ?"


def put_study(database: Database, study: Study) -> bool:
    """Open a study; False, and nothing done, while another of the group is open."""

    def change(cursor: Cursor) -> bool:
        there = "SELECT 1 FROM studies WHERE group_id = ? AND closed_at IS NULL"
        if cursor.execute(there, [study.group_id]).fetchone() is not None:
            return False
        STUDIES.add(cursor, [study])
        return True

    return database.write(change)


def put_study_closed(database: Database, study: Study, at: datetime) -> None:
    """Close a study for good; one that is closed stays as it is."""
    plain = at.astimezone(UTC).replace(tzinfo=None)
    sql = f"UPDATE studies SET closed_at = ? WHERE {_ONE} AND closed_at IS NULL"
    database.write(lambda cursor: cursor.execute(sql, [plain, study.group_id, study.study]) and None)


def put_consent(database: Database, person: Person) -> None:
    """Keep that somebody consented; again changes nothing, and who left does not."""

    def change(cursor: Cursor) -> None:
        if not database.is_gone(person.member_id):
            PEOPLE.add_new(cursor, [person])

    database.write(change)


def put_test(database: Database, person: Person, trials: Sequence[Trial]) -> bool:
    """Deal somebody's test, once: False, and nothing done, when it is dealt or somebody in it has left."""

    def change(cursor: Cursor) -> bool:
        if any(database.is_gone(one) for one in {person.member_id, *(one.against_id for one in trials)}):
            return False
        due = f"WHERE {_ONE} AND member_id = ? AND dealt_at IS NULL"
        if not PEOPLE.find(cursor, due, [person.group_id, person.study, person.member_id]):
            return False
        PEOPLE.replace(cursor, [person])
        TRIALS.add(cursor, trials)
        return True

    return database.write(change)


def append_trial_answer(database: Database, answer: TrialAnswer) -> bool:
    """Add an answer, whether it was taken: the first one stands, and a closed study takes none."""

    def change(cursor: Cursor) -> bool:
        open_now = f"SELECT 1 FROM studies WHERE {_ONE} AND closed_at IS NULL"
        taken = cursor.execute(open_now, [answer.group_id, answer.study]).fetchone() is not None
        if taken and not database.is_gone(answer.member_id):
            TRIAL_ANSWERS.add_new(cursor, [answer])
        return taken

    return database.write(change)


def studies_of(database: Database, group_id: str) -> list[Study]:
    """The studies of a group, oldest first."""
    return STUDIES.find(database, "WHERE group_id = ? ORDER BY study", [group_id])


def open_study_of(database: Database, group_id: str) -> Study | None:
    """The study of a group that is open, if any."""
    found = STUDIES.find(database, "WHERE group_id = ? AND closed_at IS NULL", [group_id])
    return next(iter(found), None)


def open_studies(database: Database) -> list[Study]:
    """Every study that is open."""
    return STUDIES.find(database, "WHERE closed_at IS NULL ORDER BY group_id", [])


def people_in(database: Database, study: Study) -> list[Person]:
    """Who consented to a study, by member id."""
    return PEOPLE.find(database, f"WHERE {_ONE} ORDER BY member_id", [study.group_id, study.study])


def trials_in(database: Database, study: Study) -> list[Trial]:
    """Every question of a study, by member and place."""
    tail = f"WHERE {_ONE} ORDER BY member_id, place"
    return TRIALS.find(database, tail, [study.group_id, study.study])


def answers_in(database: Database, study: Study) -> list[TrialAnswer]:
    """Every answer of a study, by member and place."""
    tail = f"WHERE {_ONE} ORDER BY member_id, place"
    return TRIAL_ANSWERS.find(database, tail, [study.group_id, study.study])


def own_study(database: Database, member_id: str) -> tuple[list[Person], list[Trial], list[TrialAnswer]]:
    """What studies keep of one member: consents, questions and answers."""
    tail = "WHERE member_id = ? ORDER BY study"
    people = PEOPLE.find(database, tail, [member_id])
    trials = TRIALS.find(database, f"{tail}, place", [member_id])
    return people, trials, TRIAL_ANSWERS.find(database, f"{tail}, place", [member_id])


def drop_against(cursor: Cursor, member_id: str) -> list[str]:
    """Within a change: erase others' questions that show pictures of this member's taste, and the answers.

    Returns:
        The pictures that these questions, and the member's own, showed.
    """
    shown = "SELECT picture_id, beside_id FROM study_trials WHERE against_id = ? OR member_id = ?"
    pictures = [one for row in cursor.execute(shown, [member_id] * 2).fetchall() for one in row if one]
    cursor.execute(
        "DELETE FROM study_answers WHERE (group_id, study, member_id, place) IN "
        "(SELECT (group_id, study, member_id, place) FROM study_trials WHERE against_id = ?)",
        [member_id],
    )
    cursor.execute("DELETE FROM study_trials WHERE against_id = ?", [member_id])
    return pictures
