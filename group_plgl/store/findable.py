"""Who lets others find them by taste: said by each for themself, change by change; the last stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from group_plgl.store.database import Cursor, Database
from group_plgl.store.people import Member
from group_plgl.store.tables import Table


@dataclass(frozen=True)
class Findable:
    """One thing a member said about being found.

    Attributes:
        change: Its place among what the member said about it, from 1.
    """

    member_id: str
    change: int
    group_id: str
    findable: bool
    said_at: datetime


FINDABLE = Table("findable", Findable, ("member_id", "change"))


def put_findable(database: Database, member: Member, findable: bool, at: datetime) -> None:
    """Append what a member says; the same again is not said twice, and who is gone says nothing."""

    def change(cursor: Cursor) -> None:
        here = "SELECT 1 FROM members WHERE member_id = ?"
        if cursor.execute(here, [member.member_id]).fetchone() is None:
            return
        said = FINDABLE.find(cursor, "WHERE member_id = ? ORDER BY change", [member.member_id])
        if findable == (bool(said) and said[-1].findable):
            return
        said_at = at.astimezone(UTC).replace(tzinfo=None)
        one = Findable(member.member_id, len(said) + 1, member.group_id, findable, said_at)
        FINDABLE.add(cursor, [one])

    database.write(change)


def findable_in(database: Database, group_id: str) -> list[str]:
    """Ids of the members of a group who let themselves be found now, in order."""
    found = database.read(
        "SELECT member_id FROM findable WHERE group_id = ? "
        "GROUP BY member_id HAVING arg_max(findable, change) ORDER BY member_id",
        [group_id],
    )
    return [member for (member,) in found]


def said_findable(database: Database, member_id: str) -> list[Findable]:
    """Everything a member said about being found, in order."""
    return FINDABLE.find(database, "WHERE member_id = ? ORDER BY change", [member_id])
