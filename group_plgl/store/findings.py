"""Stored results of looking at a group: its camps and where each member stands on the map.

The best grouping is always stored; `supported` says whether it may be believed. How camps are
found is in `analytics`; tastes in words are in `clauses`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from group_plgl.store.clauses import CLAUSES, Clause
from group_plgl.store.database import Cursor, Database
from group_plgl.store.models import before_roster, since_roster
from group_plgl.store.tables import Table


@dataclass(frozen=True)
class CampFinding:
    """The best grouping of the members of one group model, and how far to believe it.

    Attributes:
        known: The camps the group was known by before, as JSON.
        seen_change: The last change of what is never to be shown that the pictures of camps obey.
    """

    group_id: str
    number: int
    reading: str
    supported: bool
    camps: int
    members: int
    silhouette: float
    p_value: float
    stability: float
    map_share: float
    seen_event: int
    made_by: str
    made_at: datetime
    known: str = "[]"
    seen_change: int = 0


@dataclass(frozen=True)
class CampMembership:
    """Which camp a member most probably belongs to, how probably (0 to 1), and where on the map.

    Attributes:
        camp: Its label less 1.
        home: Label of the camp they were in when camps were last supported; 0 for none.
        place, place_low, place_high: On the line between two poles, with the 95 % interval.
    """

    group_id: str
    number: int
    member_id: str
    camp: int
    certainty: float
    x: float
    y: float
    home: int = 0
    place: float | None = None
    place_low: float | None = None
    place_high: float | None = None


@dataclass(frozen=True)
class GroupCamp:
    """A camp a group is known by as of a number; `members` is 0 where it has vanished."""

    group_id: str
    number: int
    label: int
    members: int
    seen_in: int
    pole: Sequence[float]


@dataclass(frozen=True)
class CampProbability:
    """How probably a member belongs to a camp (label less 1), 0 to 1."""

    group_id: str
    number: int
    member_id: str
    camp: int
    probability: float


@dataclass(frozen=True)
class CampPicture:
    """A picture for a camp (label less 1): its ideal, or one of the pool it would like most or least.

    Attributes:
        kind: ideal, most or least.
        liking: Mean predicted chance that its members like it, 0 to 1.
    """

    group_id: str
    number: int
    camp: int
    kind: str
    place: int
    picture_id: str
    latent: Sequence[float]
    liking: float


@dataclass(frozen=True)
class Campsite:
    """All that is stored of the camps of one number."""

    finding: CampFinding
    memberships: Sequence[CampMembership]
    probabilities: Sequence[CampProbability] = ()
    known: Sequence[GroupCamp] = ()
    pictures: Sequence[CampPicture] = ()
    clauses: Sequence[Clause] = ()


FINDINGS = Table("camp_findings", CampFinding, ("group_id", "number"))
MEMBERSHIPS = Table("camp_memberships", CampMembership, ("group_id", "number", "member_id"))
GROUP_CAMPS = Table("group_camps", GroupCamp, ("group_id", "number", "label"))
PROBABILITIES = Table("camp_probabilities", CampProbability, ("group_id", "number", "member_id", "camp"))
PICTURES = Table("camp_pictures", CampPicture, ("group_id", "number", "camp", "kind", "place"))
BY_FINDING = (
    "camp_findings", "camp_memberships", "group_camps", "camp_probabilities", "camp_pictures", "clauses",
)  # fmt: skip
_NUMBERED = "WHERE group_id = ? AND number = ?"


def put_camps(database: Database, site: Campsite) -> None:
    """Store what was found of one number in one transaction; the same number is overwritten.

    What is from before who counts changed is left away.
    """
    finding = site.finding

    def change(cursor: Cursor) -> None:
        if before_roster(cursor, finding.group_id, finding.seen_event):
            return
        for table in BY_FINDING:
            cursor.execute(f"DELETE FROM {table} {_NUMBERED}", [finding.group_id, finding.number])
        MEMBERSHIPS.replace(cursor, site.memberships)
        PROBABILITIES.replace(cursor, site.probabilities)
        GROUP_CAMPS.replace(cursor, site.known)
        PICTURES.replace(cursor, site.pictures)
        CLAUSES.replace(cursor, site.clauses)
        FINDINGS.replace(cursor, [finding])

    database.write(change)


def camps(database: Database, group_id: str, number: int) -> tuple[CampFinding, list[CampMembership]] | None:
    """The finding of one number with its memberships by member id, if any."""
    for finding in FINDINGS.find(database, _NUMBERED, [group_id, number]):
        tail = f"{_NUMBERED} ORDER BY member_id"
        return finding, MEMBERSHIPS.find(database, tail, [group_id, number])
    return None


def camps_before(database: Database, group_id: str, number: int) -> CampFinding | None:
    """The newest finding of an earlier number, if any."""
    tail = "WHERE group_id = ? AND number < ? ORDER BY number DESC LIMIT 1"
    return next(iter(FINDINGS.find(database, tail, [group_id, number])), None)


def group_camps(database: Database, group_id: str, number: int) -> list[GroupCamp]:
    """The camps a group is known by as of a number, by label."""
    return GROUP_CAMPS.find(database, f"{_NUMBERED} ORDER BY label", [group_id, number])


def camp_probabilities(database: Database, group_id: str, number: int) -> list[CampProbability]:
    """How probably each member belongs to each camp, by member and camp."""
    return PROBABILITIES.find(database, f"{_NUMBERED} ORDER BY member_id, camp", [group_id, number])


def camp_pictures(database: Database, group_id: str, number: int) -> list[CampPicture]:
    """The pictures for every camp, by camp, kind and place."""
    return PICTURES.find(database, f"{_NUMBERED} ORDER BY camp, kind, place", [group_id, number])


def drawn_without_camps(database: Database) -> list[tuple[str, int]]:
    """Groups whose newest drawn number has no finding yet: (group, number).

    One of an earlier version of this program, or from before a mark of the host, is found anew; not one
    from before who counts changed: what is found of it would be left away.
    """
    found = database.read(
        "SELECT i.group_id, max(i.number) FROM ideals i GROUP BY i.group_id HAVING NOT EXISTS "
        "(SELECT 1 FROM camp_probabilities p WHERE p.group_id = i.group_id AND p.number = max(i.number)) "
        "OR (SELECT coalesce(max(n.change), 0) FROM host_changes n WHERE n.group_id = i.group_id) > "
        "(SELECT f.seen_change FROM camp_findings f "
        "WHERE f.group_id = i.group_id AND f.number = max(i.number)) ORDER BY i.group_id"
    )
    return since_roster(database, found)
