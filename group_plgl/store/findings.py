"""Stored results of looking at a group: its camps and where each member stands on the map.

The best grouping is always stored; `supported` says whether it may be believed. How camps are
found is in `analytics`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from group_plgl.store.database import Cursor, Database
from group_plgl.store.models import before_roster
from group_plgl.store.tables import Table


@dataclass(frozen=True)
class CampFinding:
    """The best grouping of the members of one group model, and how far to believe it."""

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


@dataclass(frozen=True)
class CampMembership:
    """Which camp a member is nearest, how surely (0 to 1), and where on the map."""

    group_id: str
    number: int
    member_id: str
    camp: int
    certainty: float
    x: float
    y: float


FINDINGS = Table("camp_findings", CampFinding, ("group_id", "number"))
MEMBERSHIPS = Table("camp_memberships", CampMembership, ("group_id", "number", "member_id"))
_NUMBERED = "WHERE group_id = ? AND number = ?"


def put_camps(database: Database, finding: CampFinding, memberships: Sequence[CampMembership]) -> None:
    """Store a finding and its memberships in one transaction; the same number is overwritten.

    A finding from before who counts changed is left away.
    """

    def change(cursor: Cursor) -> None:
        if before_roster(cursor, finding.group_id, finding.seen_event):
            return
        cursor.execute(f"DELETE FROM camp_memberships {_NUMBERED}", [finding.group_id, finding.number])
        MEMBERSHIPS.replace(cursor, memberships)
        FINDINGS.replace(cursor, [finding])

    database.write(change)


def camps(database: Database, group_id: str, number: int) -> tuple[CampFinding, list[CampMembership]] | None:
    """The finding of one number with its memberships by member id, if any."""
    for finding in FINDINGS.find(database, _NUMBERED, [group_id, number]):
        tail = f"{_NUMBERED} ORDER BY member_id"
        return finding, MEMBERSHIPS.find(database, tail, [group_id, number])
    return None


def drawn_without_camps(database: Database) -> list[tuple[str, int]]:
    """Groups whose newest drawn number has no finding yet: (group, number)."""
    return [
        (group, number)
        for group, number in database.read(
            "SELECT i.group_id, max(i.number) FROM ideals i GROUP BY i.group_id HAVING NOT EXISTS "
            "(SELECT 1 FROM camp_findings f WHERE f.group_id = i.group_id AND f.number = max(i.number)) "
            "ORDER BY i.group_id"
        )
    ]
