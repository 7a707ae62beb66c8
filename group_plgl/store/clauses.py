"""Tastes in words, as they were found: of a group, its camps and its members, clause by clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from group_plgl.store.database import Database
from group_plgl.store.tables import Table

LIKES, THAN_MOST = "likes", "than most"
GROUP, CAMP, MEMBER = "group", "camp", "member"


@dataclass(frozen=True)
class Clause:
    """How somebody leans on one scale; ends, effect and evidence are described in the schema.

    Attributes:
        about: `group`, `camp` or `member`.
        camp: The label less 1 of the camp it is about; -1 otherwise.
        kind: `likes` or `than most`.
        clear: Whether it may be said.
        place: The order of what is said, from 0; -1 for what is not.
    """

    group_id: str
    number: int
    about: str
    member_id: str
    camp: int
    kind: str
    scale: str
    low_end: str
    high_end: str
    effect: float
    low: float
    high: float
    p_value: float
    clear: bool
    place: int
    answers: int
    liked: Sequence[str]
    passed: Sequence[str]
    liked_there: int
    liked_all: int
    passed_there: int
    passed_all: int
    seen_event: int

    @property
    def towards(self) -> str:
        """The end that is liked more."""
        return self.high_end if self.effect > 0 else self.low_end

    @property
    def away_from(self) -> str:
        """The end that is liked less."""
        return self.low_end if self.effect > 0 else self.high_end


CLAUSES = Table("clauses", Clause, ("group_id", "number", "about", "member_id", "camp", "kind", "scale"))


def clauses_of(database: Database, group_id: str, number: int) -> list[Clause]:
    """Everything found of one number, whether it may be said or not, in the order of saying."""
    tail = "WHERE group_id = ? AND number = ? ORDER BY about, camp, member_id, kind, place, scale"
    return CLAUSES.find(database, tail, [group_id, number])
