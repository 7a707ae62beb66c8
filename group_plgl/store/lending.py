"""What groups of one space lend each other: means and spreads of tastes, never a member's.

A row is of one fit, and goes with it: who leaves a group is in none of its rows any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from group_plgl.store.database import Database
from group_plgl.store.tables import Table


@dataclass(frozen=True)
class LentTaste:
    """Mean and spread of the learned tastes of one fit.

    Attributes:
        members: Of how many.
        payload: As `members.kin.Kin` writes it.
    """

    group_id: str
    seen_event: int
    members: int
    payload: bytes


@dataclass(frozen=True)
class BorrowedTastes:
    """What a fit began with of other groups.

    Attributes:
        lenders: Their group ids.
        belief: What was believed of them, as JSON.
        payload: Their means and spreads, as `members.kin.Kin` writes them.
    """

    group_id: str
    seen_event: int
    lenders: Sequence[str]
    belief: str
    payload: bytes


LENT = Table("lent_tastes", LentTaste, ("group_id", "seen_event"))
BORROWED = Table("borrowed_tastes", BorrowedTastes, ("group_id", "seen_event"))


def lent_to(database: Database, group_id: str) -> list[LentTaste]:
    """What other groups of the same space and limits lend a group, the largest first.

    Each lends what its newest published model was made of, and only what rests on at least its own k
    members; rehearsals lend to rehearsals alone.
    """
    return LENT.find(
        database,
        "WHERE EXISTS (SELECT 1 FROM groups g, groups own WHERE g.group_id = lent_tastes.group_id "
        "AND own.group_id = ? AND g.group_id <> own.group_id AND g.space = own.space "
        "AND g.limits = own.limits AND g.rehearsal = own.rehearsal AND lent_tastes.members >= g.k) "
        "AND seen_event = (SELECT max(m.seen_event) FROM group_models m "
        "WHERE m.group_id = lent_tastes.group_id) ORDER BY members DESC, group_id",
        [group_id],
    )


def borrowed_at(database: Database, group_id: str, seen_event: int) -> BorrowedTastes | None:
    """What the fit of one watermark began with of other groups, if anything."""
    found = BORROWED.find(database, "WHERE group_id = ? AND seen_event = ?", [group_id, seen_event])
    return next(iter(found), None)
