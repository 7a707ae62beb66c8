"""What else a number could be: pictures by every rule, the verdict on parts, and everybody's influence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from group_plgl.store.database import Cursor, Database
from group_plgl.store.tables import Table

_NUMBERED = "WHERE group_id = ? AND number = ?"
BY_OPTION = ("options", "option_likings", "verdicts", "influences")


@dataclass(frozen=True)
class OptionRow:
    """A picture that a number could have instead of its ideal.

    Attributes:
        kind: rule, fairness, split, set, proportional, opinions, weights, joint or collection.
        place: Its place among its kind, from 0.
        name: The rule, merge or way out that chose it; empty without one.
        spot: Which of the pictures it is; options that look the same share one.
        apart: How far it looks from the first of its kind, two pictures at random as 1.
        across: Of weights: how far from the opinions in the same place; otherwise 0.
    """

    group_id: str
    number: int
    kind: str
    place: int
    name: str
    spot: int
    latent: Sequence[float]
    picture_id: str
    apart: float
    across: float


@dataclass(frozen=True)
class OptionLikingRow:
    """A member's predicted liking of an option, 0 to 1, with a 95 % interval and its standing."""

    group_id: str
    number: int
    spot: int
    member_id: str
    liking: float
    low: float
    high: float
    standing: float


@dataclass(frozen=True)
class VerdictRow:
    """Whether one picture serves a group, or its two parts need one each.

    Attributes:
        gain: Of predicted percentile, by a picture for each part, -1 to 1; with its 95 % interval.
        fewest: Whether it is certain that fewer pictures than those of the set would not do.
        wish: Whether one picture pleases everybody: met, conflict, or beyond what answers support; untold
            where that is not looked for, empty where it was not yet.
        level: From which chance somebody is pleased, 0 to 1.
    """

    group_id: str
    number: int
    verdict: str
    gain: float
    low: float
    high: float
    fewest: bool
    wish: str
    level: float
    seen_event: int
    made_by: str
    made_at: datetime


@dataclass(frozen=True)
class InfluenceRow:
    """What a number hangs on one member.

    Attributes:
        weight: How many times they count in it.
        part: The part they are in; 0 is the larger.
        pull: Share of the rule's slope at the ideal that is theirs, 0 to 1.
        moved: How far the ideal would look from itself without them, two pictures at random as 1;
            -1 where that was not looked for.
        clashes: Whether they are one of those whom no picture found pleases together.
    """

    group_id: str
    number: int
    member_id: str
    weight: float
    part: int
    pull: float
    moved: float
    clashes: bool


OPTIONS = Table("options", OptionRow, ("group_id", "number", "kind", "place"))
OPTION_LIKINGS = Table("option_likings", OptionLikingRow, ("group_id", "number", "spot", "member_id"))
VERDICTS = Table("verdicts", VerdictRow, ("group_id", "number"))
INFLUENCES = Table("influences", InfluenceRow, ("group_id", "number", "member_id"))


def put_options(
    database: Database,
    verdict: VerdictRow,
    options: Sequence[OptionRow],
    likings: Sequence[OptionLikingRow],
    influences: Sequence[InfluenceRow],
    seen_change: int,
) -> bool:
    """Store all that was found for one number in one transaction, overwriting it; whether it was stored.

    A number whose ideals were tidied away meanwhile, or drawn anew for other marks, is left away.
    """
    here = [verdict.group_id, verdict.number]

    def change(cursor: Cursor) -> bool:
        drawn = f"SELECT 1 FROM ideals {_NUMBERED} AND seen_change = ? LIMIT 1"
        if cursor.execute(drawn, [*here, seen_change]).fetchone() is None:
            return False
        for table in BY_OPTION:
            cursor.execute(f"DELETE FROM {table} {_NUMBERED}", here)
        OPTIONS.add(cursor, options)
        OPTION_LIKINGS.add(cursor, likings)
        INFLUENCES.add(cursor, influences)
        VERDICTS.add(cursor, [verdict])
        return True

    return database.write(change)


def numbers_without_options(database: Database) -> list[tuple[str, int]]:
    """Groups whose newest drawn number nobody has looked at from all sides yet: (group, number)."""
    return [
        (group, int(number))
        for group, number in database.read(
            "SELECT i.group_id, max(i.number) FROM ideals i GROUP BY i.group_id HAVING NOT EXISTS "
            "(SELECT 1 FROM verdicts v WHERE v.group_id = i.group_id AND v.number = max(i.number) "
            "AND v.wish <> '') "
            "ORDER BY i.group_id"
        )
    ]


def newest_verdict(database: Database, group_id: str, number: int) -> VerdictRow | None:
    """The newest verdict up to a number, on ideals that obey the same marks as its own; None without."""
    tail = (
        "WHERE group_id = ? AND number <= ? AND EXISTS (SELECT 1 FROM ideals i JOIN ideals n "
        "ON n.group_id = i.group_id AND n.number = ? AND n.seen_change = i.seen_change "
        "WHERE i.group_id = verdicts.group_id AND i.number = verdicts.number) ORDER BY number DESC LIMIT 1"
    )
    return next(iter(VERDICTS.find(database, tail, [group_id, number, number])), None)


def verdict_of(database: Database, group_id: str, number: int) -> VerdictRow | None:
    """The verdict on one number, if there is one yet."""
    return next(iter(VERDICTS.find(database, _NUMBERED, [group_id, number])), None)


def options_of(database: Database, group_id: str, number: int) -> list[OptionRow]:
    """The options of one number, by kind and place."""
    return OPTIONS.find(database, f"{_NUMBERED} ORDER BY kind, place", [group_id, number])


def option_likings_of(database: Database, group_id: str, number: int) -> list[OptionLikingRow]:
    """How each member is predicted to like each option of one number, by spot and member."""
    return OPTION_LIKINGS.find(database, f"{_NUMBERED} ORDER BY spot, member_id", [group_id, number])


def influences_of(database: Database, group_id: str, number: int) -> list[InfluenceRow]:
    """What one number hangs on each member, by member."""
    return INFLUENCES.find(database, f"{_NUMBERED} ORDER BY member_id", [group_id, number])
