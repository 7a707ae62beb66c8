"""What one member said, read back for themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from group_plgl.store.classes import CLASS_LIKINGS
from group_plgl.store.clauses import CLAUSES
from group_plgl.store.corrections import CORRECTIONS
from group_plgl.store.database import Database
from group_plgl.store.findings import MEMBERSHIPS, PROBABILITIES
from group_plgl.store.heard import HEARD
from group_plgl.store.labelling import LABELLINGS, UNSEEN
from group_plgl.store.models import LIKINGS, looks, newest_drawn
from group_plgl.store.options import INFLUENCES, OPTION_LIKINGS
from group_plgl.store.people import PARTICULARS, Particular
from group_plgl.store.segments import RAKED
from group_plgl.store.surveys import DRIFTS, FORETOLD
from group_plgl.store.tables import Table


@dataclass(frozen=True)
class OwnEvent:
    """One event as it was stored."""

    seq: int
    event_id: str
    session_number: int
    kind: str
    card_id: str | None
    value: float | None
    target_id: str | None
    answer_ms: int | None
    said_at: datetime
    text: str | None


@dataclass(frozen=True)
class OwnSample:
    """One picture of the spread drawn for a member."""

    number: int
    position: int
    picture_id: str
    liking: float


@dataclass(frozen=True)
class OwnLook:
    """One of a member's two looks."""

    number: int
    look: int
    latent: Sequence[float]
    picture_id: str
    liking: float


# What is kept of a member beside their own words, for every number that is kept, by what it is called in a
# takeout: what was seen in their taste alone, and what it says of them beside the others.
OF_TASTE: Mapping[str, Table[Any]] = {
    "answers_foretold_unseen": FORETOLD,
    "how_your_taste_moved": DRIFTS,
    "answers_foretold_unseen_by_every_taste": UNSEEN,
    "between_which_chances_you_label": LABELLINGS,
    "what_your_comments_were_heard_to_say": HEARD,
    "how_you_corrected_that": CORRECTIONS,
}
BESIDE_OTHERS: Mapping[str, Table[Any]] = {
    "your_taste_in_words": CLAUSES,
    "predicted_likings_of_ideals": LIKINGS,
    "predicted_likings_of_options": OPTION_LIKINGS,
    "predicted_likings_of_classes": CLASS_LIKINGS,
    "camps": MEMBERSHIPS,
    "camp_probabilities": PROBABILITIES,
    "influence": INFLUENCES,
    "weights_by_answers_at_the_door": RAKED,
}
_EVENTS = Table("events", OwnEvent, ("event_id",))
_SAMPLES = Table("samples", OwnSample, ("number", "position"))
_LOOKS = Table("looks", OwnLook, ("number", "look"))


def own_events(database: Database, member_id: str) -> list[OwnEvent]:
    """Everything a member said, undone or not, in order."""
    return _EVENTS.find(database, "WHERE member_id = ? ORDER BY seq", [member_id])


def own_particulars(database: Database, member_id: str) -> list[Particular]:
    """What a member answered to the host's questions."""
    return PARTICULARS.find(database, "WHERE member_id = ? ORDER BY position", [member_id])


def own_rows(database: Database, table: Table[Any], member_id: str) -> list[dict[str, Any]]:
    """What one of the tables above holds about a member, by number."""
    found = table.find(database, f"WHERE member_id = ? ORDER BY {', '.join(table.key)}", [member_id])
    return [asdict(one) for one in found]


def own_samples(database: Database, member_id: str) -> list[OwnSample]:
    """The spread drawn for a member, of every number that is kept."""
    return _SAMPLES.find(database, "WHERE member_id = ? ORDER BY number, position", [member_id])


def own_looks(database: Database, member_id: str) -> list[OwnLook]:
    """The looks of a member who likes two, of every number that is kept."""
    return _LOOKS.find(database, "WHERE member_id = ? ORDER BY number, look", [member_id])


def looks_now(database: Database, group_id: str, member_ids: Sequence[str]) -> dict[str, list[OwnLook]]:
    """Both looks of those members who have two in the newest drawn number of their group."""
    newest = newest_drawn(database, group_id)
    both: dict[str, list[OwnLook]] = {}
    for row in looks(database, group_id, newest) if newest is not None else []:
        if row.member_id in member_ids:
            own = OwnLook(row.number, row.look, row.latent, row.picture_id, row.liking)
            both.setdefault(row.member_id, []).append(own)
    return both


def shows_own(database: Database, member_id: str, picture_id: str, *, with_group: bool) -> bool:
    """Whether a picture was shown to a member, or drawn for them.

    Args:
        database: Where.
        member_id: Who.
        picture_id: Which.
        with_group: Whether those on the way to the group's ideal count.
    """
    kinds = "" if with_group else " AND kind <> 'between'"
    sql = (
        "SELECT 1 FROM cards WHERE member_id = ? AND picture_id = ? UNION ALL "
        "SELECT 1 FROM looks WHERE member_id = ? AND picture_id = ? UNION ALL "
        f"SELECT 1 FROM member_ideals WHERE member_id = ? AND picture_id = ?{kinds} LIMIT 1"
    )
    return bool(database.read(sql, [member_id, picture_id] * 3))


def classes_in(database: Database, group_id: str) -> dict[int, list[str]]:
    """The names of the classes in every session of a group."""
    found = database.read("SELECT number, classes FROM sessions WHERE group_id = ?", [group_id])
    return {int(number): list(classes) for number, classes in found}
