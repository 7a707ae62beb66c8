"""Groups, their sessions and their members: who is there, and who may come in.

Secrets are stored as hashes made elsewhere; nothing here makes ids or tokens.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from group_plgl.errors import NotFound
from group_plgl.store.database import Cursor, Database
from group_plgl.store.tables import Table


@dataclass(frozen=True)
class Group:
    """People together, with a space (name@version), a question and a join code."""

    group_id: str
    slug: str
    name: str
    question: str
    space: str
    show_names: bool
    rehearsal: bool
    join_code: str
    host_key_hash: str
    made_at: datetime


@dataclass(frozen=True)
class Session:
    """One sitting of a group; open while `closed_at` is None."""

    group_id: str
    number: int
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True)
class Member:
    """A person in a group, by nickname; simulated ones live only in rehearsal groups."""

    member_id: str
    group_id: str
    nickname: str
    simulated: bool
    joined_at: datetime


GROUPS = Table("groups", Group, ("group_id",))
SESSIONS = Table("sessions", Session, ("group_id", "number"))
MEMBERS = Table("members", Member, ("member_id",))


def put_group(database: Database, group: Group) -> None:
    """Store a new group; a taken id, slug or join code is refused."""
    database.write(lambda cursor: GROUPS.add(cursor, [group]))


def group_by_slug(database: Database, slug: str) -> Group | None:
    """The group with this slug, if any."""
    return database.remembered(
        ("slug", slug), lambda: next(iter(GROUPS.find(database, "WHERE slug = ?", [slug])), None)
    )


def group_by_code(database: Database, code: str) -> Group | None:
    """The group with this join code, if any; the code as it is stored."""
    return next(iter(GROUPS.find(database, "WHERE join_code = ?", [code])), None)


def group_of(database: Database, group_id: str) -> Group:
    """The group with this id.

    Raises:
        NotFound: There is none.
    """
    for group in GROUPS.find(database, "WHERE group_id = ?", [group_id]):
        return group
    raise NotFound(f"there is no group {group_id}")


def all_groups(database: Database) -> list[Group]:
    """Every group, oldest first."""
    return GROUPS.find(database, "ORDER BY made_at, group_id")


def put_session(database: Database, session: Session) -> None:
    """Store a sitting, or set when it was closed."""
    database.write(lambda cursor: SESSIONS.replace(cursor, [session]))


def current_session(database: Database, group_id: str) -> Session | None:
    """The newest sitting of a group, open or closed."""
    found = SESSIONS.find(database, "WHERE group_id = ? ORDER BY number DESC LIMIT 1", [group_id])
    return next(iter(found), None)


def sessions_of(database: Database, group_id: str) -> list[Session]:
    """All sittings of a group, oldest first."""
    return SESSIONS.find(database, "WHERE group_id = ? ORDER BY number", [group_id])


def put_member(database: Database, member: Member, token_hash: str) -> None:
    """Store a new member with the hash of the token that tells them apart."""
    row = [member.member_id, member.group_id, member.nickname, member.simulated, member.joined_at, token_hash]

    def insert(cursor: Cursor) -> None:
        cursor.execute(f"INSERT INTO members ({MEMBERS.columns}, token_hash) VALUES (?, ?, ?, ?, ?, ?)", row)

    database.write(insert)


def member_by_token(database: Database, group_id: str, token_hash: str) -> Member | None:
    """The member of this group who holds the token with this hash, if any."""

    def read() -> Member | None:
        found = MEMBERS.find(database, "WHERE group_id = ? AND token_hash = ?", [group_id, token_hash])
        return next(iter(found), None)

    return database.remembered(("token", group_id, token_hash), read)


def members_of(database: Database, group_id: str) -> list[Member]:
    """The members of a group in the order they joined."""
    return MEMBERS.find(database, "WHERE group_id = ? ORDER BY joined_at, member_id", [group_id])
