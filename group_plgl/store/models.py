"""Learned things: fits of members, numbered group models, ideals with likings, the spread.

Everything here is derived and says what it has seen. Writing the same thing again overwrites it,
so a job that was killed and runs again leaves the same rows. Groupings of members are in `findings`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from group_plgl.errors import NotFound
from group_plgl.store.classes import (
    CLASS_IDEALS,
    CLASS_LIKINGS,
    ClassFitRow,
    ClassIdealRow,
    ClassLikingRow,
    ClassModelRow,
    replace_classes,
)
from group_plgl.store.database import Cursor, Database
from group_plgl.store.labelling import UNSEEN, UnseenRow
from group_plgl.store.lending import BORROWED, LENT, BorrowedTastes, LentTaste
from group_plgl.store.options import BY_OPTION
from group_plgl.store.tables import Table


@dataclass(frozen=True)
class Fit:
    """One batched refit of all members of a group, at a watermark."""

    group_id: str
    seen_event: int
    scale: float
    share: float
    curves: float
    shaped: bool
    calibration: float
    ceiling: float
    held_out: int
    made_by: str
    made_at: datetime
    lapsing: bool = False
    half_life: float = 0.0
    kin: float = 0.0
    heeding: float = 1.0


UNKNOWN = -2


@dataclass(frozen=True)
class MemberRecord:
    """What a member's taste rests on and how it did on answers it had not seen.

    Attributes:
        same, asked_again: Questions answered as the first time, of those asked again.
        chance_same: Share of them that chance would answer alike, 0 to 1.
        claimed: Share of held-out answers that the taste expected to get right, 0 to 1.
        telling: Whether held-out answers are foretold beyond chance.
        lapse: Rate of answers taken to have nothing to do with the picture, 0 to 1.
        more_low, more, more_high: More answers until four of five are foretold; -1 for never.
    """

    group_id: str
    seen_event: int
    member_id: str
    answers: int
    likes: int
    ready: bool
    right_held_out: int
    held_out: int
    baseline: float
    same: int = field(default=0, kw_only=True)
    asked_again: int = field(default=0, kw_only=True)
    chance_same: float = field(default=0.5, kw_only=True)
    claimed: float = field(default=0.0, kw_only=True)
    telling: bool = field(default=True, kw_only=True)
    lapse: float = field(default=0.0, kw_only=True)
    more_low: int = field(default=UNKNOWN, kw_only=True)
    more: int = field(default=UNKNOWN, kw_only=True)
    more_high: int = field(default=UNKNOWN, kw_only=True)


@dataclass(frozen=True)
class MemberModelRow(MemberRecord):
    """A member's taste as safetensors bytes, with its record."""

    payload: bytes


@dataclass(frozen=True)
class GroupModelRow:
    """Members (the ready ones of a fit) + rule; immutable, numbered per group."""

    group_id: str
    number: int
    rule: str
    seen_event: int
    members: int
    digest: str
    made_by: str
    made_at: datetime


@dataclass(frozen=True)
class IdealRow:
    """The latent that maximises a group model inside the typical set, drawn.

    Attributes:
        seen_change: The last change of what must not come again that it obeys.
    """

    group_id: str
    number: int
    rule: str
    latent: Sequence[float]
    picture_id: str
    made_by: str
    made_at: datetime
    seen_change: int = 0


@dataclass(frozen=True)
class RunnerUpRow:
    """A picture behind an ideal: it pleases the same rule nearly as much and looks different."""

    group_id: str
    number: int
    rule: str
    place: int
    latent: Sequence[float]
    picture_id: str


@dataclass(frozen=True)
class LikingRow:
    """A member's predicted liking of an ideal, 0 to 1, with a 95 % interval and its standing."""

    group_id: str
    number: int
    rule: str
    member_id: str
    liking: float
    low: float
    high: float
    standing: float


@dataclass(frozen=True)
class SampleRow:
    """One picture of the spread: predicted to please this member, unlike the others."""

    group_id: str
    number: int
    member_id: str
    position: int
    latent: Sequence[float]
    picture_id: str
    liking: float


@dataclass(frozen=True)
class LookRow:
    """One of the two looks that a member likes: 0, the better liked, or 1."""

    group_id: str
    number: int
    member_id: str
    look: int
    latent: Sequence[float]
    picture_id: str
    liking: float


FITS = Table("fits", Fit, ("group_id", "seen_event"))
MEMBER_MODELS = Table("member_models", MemberModelRow, ("group_id", "seen_event", "member_id"))
MEMBER_RECORDS = Table("member_models", MemberRecord, ("group_id", "seen_event", "member_id"))
GROUP_MODELS = Table("group_models", GroupModelRow, ("group_id", "number", "rule"))
IDEALS = Table("ideals", IdealRow, ("group_id", "number", "rule"))
RUNNERS_UP = Table("runners_up", RunnerUpRow, ("group_id", "number", "rule", "place"))
LIKINGS = Table("likings", LikingRow, ("group_id", "number", "rule", "member_id"))
SAMPLES = Table("samples", SampleRow, ("group_id", "number", "member_id", "position"))
LOOKS = Table("looks", LookRow, ("group_id", "number", "member_id", "look"))
_DRAWN = (
    "ideals", "likings", "samples", "runners_up", "looks", "class_ideals", "class_likings", *BY_OPTION,
)  # fmt: skip
_NUMBERED = "WHERE group_id = ? AND number = ?"


def put_fit(
    database: Database,
    fit: Fit,
    rows: Sequence[MemberModelRow],
    *,
    classes: Sequence[ClassFitRow] = (),
    class_tastes: Sequence[ClassModelRow] = (),
    lent: LentTaste | None = None,
    borrowed: BorrowedTastes | None = None,
    unseen: Sequence[UnseenRow] = (),
) -> None:
    """Store a fit with its members and classes in one transaction; the same watermark is overwritten.

    With it goes what the group lends to others, what it borrowed from them, and what was foretold unseen.

    A fit from before who counts changed is left away: somebody may be in it who is gone.
    """

    def change(cursor: Cursor) -> None:
        if before_roster(cursor, fit.group_id, fit.seen_event):
            return
        here = [fit.group_id, fit.seen_event]
        cursor.execute("DELETE FROM member_models WHERE group_id = ? AND seen_event = ?", here)
        MEMBER_MODELS.replace(cursor, rows)
        cursor.execute("DELETE FROM unseen WHERE group_id = ? AND seen_event = ?", here)
        UNSEEN.replace(cursor, unseen)
        replace_classes(cursor, here, classes, class_tastes)
        FITS.replace(cursor, [fit])
        LENT.replace(cursor, [lent] if lent is not None else [])
        BORROWED.replace(cursor, [borrowed] if borrowed is not None else [])

    database.write(change)


def before_roster(cursor: Cursor, group_id: str, seen_event: int) -> bool:
    """Whether who counts in a group has changed after a watermark."""
    sql = "SELECT 1 FROM events WHERE group_id = ? AND kind = 'roster' AND seq > ? LIMIT 1"
    return cursor.execute(sql, [group_id, seen_event]).fetchone() is not None


def since_roster(database: Database, drawn: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Those of some numbers (group, number) that were made since who counts in their group last changed."""
    sql = (
        "SELECT coalesce(max(e.seq), 0) <= (SELECT max(seen_event) FROM group_models "
        "WHERE group_id = ? AND number = ?) FROM events e WHERE e.group_id = ? AND e.kind = 'roster'"
    )
    return [(one, number) for one, number in drawn if database.read(sql, [one, number, one])[0][0]]


def newest_fit(database: Database, group_id: str) -> Fit | None:
    """The fit that has seen most, if any."""
    found = FITS.find(database, "WHERE group_id = ? ORDER BY seen_event DESC LIMIT 1", [group_id])
    return next(iter(found), None)


def fit_at(database: Database, group_id: str, seen_event: int) -> Fit:
    """The fit of one watermark.

    Raises:
        NotFound: It was never made, or was tidied away.
    """
    for fit in FITS.find(database, "WHERE group_id = ? AND seen_event = ?", [group_id, seen_event]):
        return fit
    raise NotFound(f"there is no fit at event {seen_event}", advice="Use the newest group model.")


def member_models(database: Database, group_id: str, seen_event: int) -> list[MemberModelRow]:
    """The members' tastes of one fit, by member id."""
    tail = "WHERE group_id = ? AND seen_event = ? ORDER BY member_id"
    return MEMBER_MODELS.find(database, tail, [group_id, seen_event])


def models_of(
    database: Database, group_id: str, seen_event: int, member_ids: Sequence[str]
) -> list[MemberModelRow]:
    """The tastes of some members in one fit, by member id; those it does not know are missing."""
    tail = (
        "WHERE group_id = ? AND seen_event = ? AND member_id IN (SELECT unnest(?::TEXT[])) ORDER BY member_id"
    )
    return MEMBER_MODELS.find(database, tail, [group_id, seen_event, list(member_ids)])


def member_records(database: Database, group_id: str, seen_event: int) -> list[MemberRecord]:
    """The records of one fit's members by member id; the tastes themselves stay in the file."""
    tail = "WHERE group_id = ? AND seen_event = ? ORDER BY member_id"
    return MEMBER_RECORDS.find(database, tail, [group_id, seen_event])


def newest_record(database: Database, group_id: str, member_id: str) -> MemberRecord | None:
    """One member's record in the newest fit that knows them, if any."""
    tail = "WHERE group_id = ? AND member_id = ? ORDER BY seen_event DESC LIMIT 1"
    return next(iter(MEMBER_RECORDS.find(database, tail, [group_id, member_id])), None)


def put_group_models(database: Database, rows: Sequence[GroupModelRow]) -> None:
    """Store numbered group models; a number and rule that is there stays as it is.

    Models of a fit from before who counts changed are left away.
    """

    def change(cursor: Cursor) -> None:
        GROUP_MODELS.add_new(
            cursor, [row for row in rows if not before_roster(cursor, row.group_id, row.seen_event)]
        )

    database.write(change)


def group_models(database: Database, group_id: str, number: int | None = None) -> list[GroupModelRow]:
    """The group models of one number, by rule; of the newest number unless told."""
    if number is None:
        newest = "WHERE group_id = ? AND number = (SELECT max(number) FROM group_models WHERE group_id = ?)"
        return GROUP_MODELS.find(database, f"{newest} ORDER BY rule", [group_id, group_id])
    return GROUP_MODELS.find(database, f"{_NUMBERED} ORDER BY rule", [group_id, number])


def numbers_of(database: Database, group_id: str) -> list[int]:
    """The numbers of a group that are kept, in order."""
    sql = "SELECT DISTINCT number FROM group_models WHERE group_id = ? ORDER BY number"
    return [int(number) for (number,) in database.read(sql, [group_id])]


def next_number(database: Database, group_id: str) -> int:
    """The number the next group model gets, from 1; one that was erased is not given again."""
    sql = (
        "SELECT greatest((SELECT coalesce(max(number), 0) FROM group_models WHERE group_id = ?), "
        "(SELECT coalesce(max(last), 0) FROM numbers WHERE group_id = ?))"
    )
    return int(database.read(sql, [group_id, group_id])[0][0]) + 1


def fits_without_group_model(database: Database) -> list[tuple[str, int, int]]:
    """Groups whose newest fit no group model was made of: (group, seen event, ready members)."""
    found = database.read(
        "SELECT f.group_id, f.seen, count(*) FILTER (WHERE m.ready) FROM "
        "(SELECT group_id, max(seen_event) AS seen FROM fits GROUP BY group_id) f LEFT JOIN member_models m "
        "ON m.group_id = f.group_id AND m.seen_event = f.seen WHERE NOT EXISTS (SELECT 1 FROM group_models g "
        "WHERE g.group_id = f.group_id AND g.seen_event = f.seen) GROUP BY ALL ORDER BY f.group_id"
    )
    return [(group, int(seen), int(ready)) for group, seen, ready in found]


def put_ideals(
    database: Database,
    ideals: Sequence[IdealRow],
    likings: Sequence[LikingRow],
    samples: Sequence[SampleRow],
    runners_up: Sequence[RunnerUpRow] = (),
    *,
    looks: Sequence[LookRow] = (),
    classes: Sequence[ClassIdealRow] = (),
    class_likings: Sequence[ClassLikingRow] = (),
) -> None:
    """Store all that was drawn for one number in one transaction, overwriting it.

    A number whose group models were tidied away meanwhile is left away.
    """

    def change(cursor: Cursor) -> None:
        kinds: list[Sequence[IdealRow | LikingRow | SampleRow | RunnerUpRow | LookRow]]
        kinds = [ideals, likings, samples, runners_up, looks]
        numbers = {(row.group_id, row.number) for rows in kinds for row in rows}
        modelled = f"SELECT 1 FROM group_models {_NUMBERED} LIMIT 1"
        if any(cursor.execute(modelled, list(number)).fetchone() is None for number in numbers):
            return
        for number in numbers:
            for table in _DRAWN:
                cursor.execute(f"DELETE FROM {table} {_NUMBERED}", list(number))
            cursor.execute(f"DELETE FROM traces {_NUMBERED}", list(number))  # it may stand elsewhere now
        IDEALS.replace(cursor, ideals)
        LIKINGS.replace(cursor, likings)
        SAMPLES.replace(cursor, samples)
        RUNNERS_UP.replace(cursor, runners_up)
        LOOKS.replace(cursor, looks)
        CLASS_IDEALS.replace(cursor, classes)
        CLASS_LIKINGS.replace(cursor, class_likings)

    database.write(change)


def ideals(database: Database, group_id: str, number: int) -> list[IdealRow]:
    """The ideals of one number, by rule."""
    return IDEALS.find(database, f"{_NUMBERED} ORDER BY rule", [group_id, number])


def runners_up(database: Database, group_id: str, number: int) -> list[RunnerUpRow]:
    """What stands behind the ideals of one number, by rule and place."""
    return RUNNERS_UP.find(database, f"{_NUMBERED} ORDER BY rule, place", [group_id, number])


def likings(database: Database, group_id: str, number: int) -> list[LikingRow]:
    """How each member is predicted to like each ideal of one number, by rule and member."""
    return LIKINGS.find(database, f"{_NUMBERED} ORDER BY rule, member_id", [group_id, number])


def samples(database: Database, group_id: str, number: int) -> list[SampleRow]:
    """The spread of one number, by member and position."""
    return SAMPLES.find(database, f"{_NUMBERED} ORDER BY member_id, position", [group_id, number])


def looks(database: Database, group_id: str, number: int) -> list[LookRow]:
    """The looks of members who have two, found for one number, by member and look."""
    return LOOKS.find(database, f"{_NUMBERED} ORDER BY member_id, look", [group_id, number])


def models_without_ideals(database: Database) -> list[tuple[str, int]]:
    """Groups whose newest group model has no ideals yet, or older than the host's marks: (group, number)."""
    return [
        (group, number)
        for group, number in database.read(
            "SELECT g.group_id, max(g.number) FROM group_models g GROUP BY g.group_id HAVING NOT EXISTS "
            "(SELECT 1 FROM ideals i WHERE i.group_id = g.group_id AND i.number = max(g.number) "
            "AND i.seen_change >= coalesce((SELECT max(n.change) FROM host_changes n "
            "WHERE n.group_id = g.group_id), 0)) ORDER BY g.group_id"
        )
    ]


def newest_drawn(database: Database, group_id: str) -> int | None:
    """The newest number whose ideals are drawn, if any."""
    found = database.read("SELECT max(number) FROM ideals WHERE group_id = ?", [group_id])
    return None if found[0][0] is None else int(found[0][0])


def numbers_drawn(database: Database, group_id: str) -> list[int]:
    """The numbers whose ideals are drawn and kept, newest first."""
    sql = "SELECT DISTINCT number FROM ideals WHERE group_id = ? ORDER BY number DESC"
    return [int(number) for (number,) in database.read(sql, [group_id])]
