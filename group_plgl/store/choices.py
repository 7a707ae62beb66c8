"""Choices: the family that a member's taste is learned by, each as of the answers it rests on.

The newest one counts for what is learned next. Older ones stay, because fits that are kept were made
by them; there is one for every third more that a member said, so they are few.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from group_plgl.store.database import Cursor, Database
from group_plgl.store.models import before_roster
from group_plgl.store.tables import Table


@dataclass(frozen=True)
class ChoiceRow:
    """One member's family, as of an event.

    Attributes:
        answers: How many answers it rests on.
        family: Its name.
        right_held_out, held_out: How many unseen answers what was chosen without them foretold.
        baseline: Share of them that guessing without a model gets right, 0 to 1.
        evidence: What spoke for it, as JSON: how every family did, and the weights of an ensemble.
    """

    member_id: str
    seen_event: int
    group_id: str
    answers: int
    family: str
    right_held_out: int
    held_out: int
    baseline: float
    evidence: str
    made_by: str
    made_at: datetime


CHOICES = Table("choices", ChoiceRow, ("member_id", "seen_event"))
_NEWEST = (
    "SELECT member_id, max(seen_event) AS seen_event FROM choices WHERE group_id = ? AND seen_event <= ? "
    "GROUP BY member_id"
)


def put_choices(database: Database, rows: Sequence[ChoiceRow]) -> None:
    """Store choices; those from before who counts in their group changed are left away."""

    def change(cursor: Cursor) -> None:
        CHOICES.replace(
            cursor, [one for one in rows if not before_roster(cursor, one.group_id, one.seen_event)]
        )

    database.write(change)


def choices(database: Database, group_id: str, upto: int = 2**62) -> list[ChoiceRow]:
    """Each member's newest choice that has seen no event after `upto`, by member id."""
    tail = f"WHERE (member_id, seen_event) IN ({_NEWEST}) ORDER BY member_id"
    return CHOICES.find(database, tail, [group_id, upto])


def choices_at(database: Database, seen: Mapping[str, int]) -> list[ChoiceRow]:
    """The choices of some members as of certain events, by member id; those that are gone are missing."""
    tail = (
        "WHERE (member_id, seen_event) IN (SELECT unnest(?::TEXT[]), unnest(?::BIGINT[])) ORDER BY member_id"
    )
    return CHOICES.find(database, tail, [list(seen), list(seen.values())])


def choices_of(database: Database, member_id: str) -> list[ChoiceRow]:
    """Every choice that was made for a member, the newest first."""
    return CHOICES.find(database, "WHERE member_id = ? ORDER BY seen_event DESC", [member_id])


def choices_due(database: Database, fewest: int, growth: float) -> list[tuple[str, int, list[str]]]:
    """Groups with members whose families should be compared: (group, newest fit's event, members).

    Args:
        database: Where.
        fewest: Answers below which nothing can be told apart.
        growth: How many times as many answers as last time make it worth comparing again; fewer than
            last time always do.
    """
    found = database.read(
        "SELECT m.group_id, m.seen_event, m.member_id FROM member_models m "
        "JOIN (SELECT group_id, max(seen_event) AS seen FROM fits GROUP BY group_id) f "
        "ON f.group_id = m.group_id AND f.seen = m.seen_event "
        "LEFT JOIN (SELECT member_id, arg_max(answers, seen_event) AS answers FROM choices "
        "GROUP BY member_id) c "
        "ON c.member_id = m.member_id WHERE m.ready AND m.answers >= ? AND "
        "(c.answers IS NULL OR m.answers >= ? * c.answers OR m.answers < c.answers) "
        "ORDER BY m.group_id, m.answers, m.member_id",
        [fewest, growth],
    )
    due: dict[tuple[str, int], list[str]] = {}
    for group, seen, member in found:
        due.setdefault((group, int(seen)), []).append(member)
    return [(group, seen, members) for (group, seen), members in due.items()]
