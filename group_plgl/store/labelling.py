"""Who labels pictures one by one, what they said of them, and what was foretold of that unseen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from group_plgl.store.database import Cursor, Database
from group_plgl.store.tables import Table

KEPT_EVERY = 10  # answers between two of those that are kept
MODE = "swipe"  # labels are answers of this mode, whatever else a session asks


@dataclass(frozen=True)
class Labelling:
    """A member who labels, and between which foretold chances of liking their next pictures lie, 0 to 1."""

    member_id: str
    group_id: str
    band_low: float
    band_high: float
    begun_at: datetime


@dataclass(frozen=True)
class UnseenRow:
    """What one fit would have foretold of one member's answers without having seen them.

    Some are kept longer than the fit, so that it can be seen how tastes came to foretell better.

    Attributes:
        said: How many answers the fit knew.
        right_held_out: Answers to pictures that no taste chose, foretold rightly.
        held_out: Of how many.
        baseline: The share of these that guessing the commoner answer gets right, 0 to 1.
        telling: Whether answers are foretold beyond chance.
        liked: Liked ones among the single pictures that no taste chose.
        passed: The others of these.
        auc: How often a liked one of these was foretold above a passed one, 0 to 1; None without both.
        auc_low: Lower end of its 95 % interval.
        auc_high: Upper end.
        chances: Chance of liking of every single picture, chosen by a taste or not, 0 to 1.
        answers: What was said of each, 0 to 1.
    """

    group_id: str
    seen_event: int
    member_id: str
    said: int
    right_held_out: int
    held_out: int
    baseline: float
    telling: bool
    liked: int
    passed: int
    auc: float | None
    auc_low: float | None
    auc_high: float | None
    chances: Sequence[float]
    answers: Sequence[float]


@dataclass(frozen=True)
class Label:
    """One answer to one picture that stands.

    Attributes:
        event_id: The event that said it.
        picture_id: About which picture.
        value: 1 liked, 0 not; None where it was left undecided.
        session_number: In which sitting.
        foretold: The chance of liking it when it was dealt, 0 to 1; None where nothing was known.
    """

    event_id: str
    picture_id: str
    value: float | None
    session_number: int
    foretold: float | None


LABELLINGS = Table("labellings", Labelling, ("member_id",))
UNSEEN = Table("unseen", UnseenRow, ("group_id", "seen_event", "member_id"))


def put_labelling(database: Database, row: Labelling) -> None:
    """Let a member label between two chances; somebody who left does not."""

    def change(cursor: Cursor) -> None:
        if not database.is_gone(row.member_id):
            LABELLINGS.replace(cursor, [row])

    database.write(change)


def drop_labelling(database: Database, member_id: str) -> None:
    """Somebody labels no more; who did not, still does not."""
    database.write(
        lambda cursor: cursor.execute("DELETE FROM labellings WHERE member_id = ?", [member_id]) and None
    )


def labelling_of(database: Database, member_id: str) -> Labelling | None:
    """Whether, and between which chances, a member labels."""
    return next(iter(LABELLINGS.find(database, "WHERE member_id = ?", [member_id])), None)


def labellings_in(database: Database, group_id: str) -> dict[str, Labelling]:
    """All who label in a group, by member id."""
    found = LABELLINGS.find(database, "WHERE group_id = ? ORDER BY member_id", [group_id])
    return {row.member_id: row for row in found}


def groups_labelling(database: Database) -> set[str]:
    """Groups in which anybody labels."""
    return {group for (group,) in database.read("SELECT DISTINCT group_id FROM labellings")}


def labels_of(database: Database, member_id: str) -> list[Label]:
    """What a member said of single pictures, yes, no or undecided, as far as it stands, in order."""
    found = database.read(
        "SELECT e.event_id, c.picture_id, e.kind, e.value, e.session_number, c.foretold FROM events e "
        "JOIN cards c ON c.card_id = e.card_id AND c.member_id = ? WHERE e.member_id = ? AND c.mode = ? "
        "AND e.kind IN ('rated', 'skipped') AND e.event_id NOT IN "
        "(SELECT u.target_id FROM events u WHERE u.member_id = ? AND u.kind = 'undone') ORDER BY e.seq",
        [member_id, member_id, MODE, member_id],
    )
    return [
        Label(event, picture, None if kind == "skipped" else float(value), int(session), foretold)
        for event, picture, kind, value, session, foretold in found
    ]


def unseen_of(database: Database, group_id: str, member_id: str) -> list[UnseenRow]:
    """What every kept fit would have foretold of a member's answers, the oldest first."""
    tail = "WHERE group_id = ? AND member_id = ? ORDER BY seen_event"
    return UNSEEN.find(database, tail, [group_id, member_id])


def drop_superseded(cursor: Cursor, group_id: str) -> int:
    """Forget what superseded fits would have foretold, but for each member's newest of every ten answers."""
    thin = (
        "group_id = ? AND seen_event < (SELECT max(seen_event) FROM fits WHERE group_id = ?) AND seen_event "
        "NOT IN (SELECT seen_event FROM group_models WHERE group_id = ?) AND seen_event < "
        "(SELECT max(o.seen_event) FROM unseen o WHERE o.group_id = unseen.group_id "
        "AND o.member_id = unseen.member_id AND o.said // ? = unseen.said // ?)"
    )
    found = cursor.execute(
        f"DELETE FROM unseen WHERE {thin} RETURNING 1", [*[group_id] * 3, KEPT_EVERY, KEPT_EVERY]
    )
    return len(found.fetchall())


def unseen_at(database: Database, group_id: str, seen_event: int) -> list[UnseenRow]:
    """What one fit would have foretold, by member id."""
    tail = "WHERE group_id = ? AND seen_event = ? ORDER BY member_id"
    return UNSEEN.find(database, tail, [group_id, seen_event])
