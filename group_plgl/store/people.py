"""Groups, their sessions and their members: who is there, and who may come in.

Secrets are stored as hashes made elsewhere; nothing here makes ids or tokens. Groups, current
sessions and members are remembered between requests, so every change to one goes through here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from group_plgl.errors import NotFound
from group_plgl.store.database import Cursor, Database
from group_plgl.store.tables import Table


@dataclass(frozen=True)
class Group:
    """People together, with a space (name@version), a question, a join code and a privacy mode.

    Attributes:
        privacy: identified (everybody sees nicknames), pseudonymous (only the host does) or
            anonymous (nobody sees individuals).
        k: The fewest members anything shown of an anonymous group rests on.
        limits: What all its pictures keep to, as JSON; empty without any.
    """

    group_id: str
    slug: str
    name: str
    question: str
    space: str
    privacy: str
    k: int
    rehearsal: bool
    join_code: str
    host_key_hash: str
    made_at: datetime
    limits: str = ""


BAND = "band"


@dataclass(frozen=True)
class Session:
    """One sitting of a group; open while `closed_at` is None.

    Attributes:
        mode: How members answer.
        turns: How many turns are suggested.
        classes: Names of the classes, for that mode.
        phase: lobby, rating, reveal or vote.
        results_shown: Whether members see what the group's taste came to.
        door_open: Whether newcomers may join.
        ends_at: When the host means to stop; None without a clock.
        slide: What is shown of the reveal; empty before it.
        strategy: How the next pictures are chosen as long as no band is.
        ordered: Whether neighbouring classes are alike, from first to last.
        aim: The class that the group's ideal is made for, from 0.
        band_low: The least foretold chance of liking of the next pictures; None while no band was chosen.
        band_high: The largest.
    """

    group_id: str
    number: int
    mode: str
    turns: int
    classes: Sequence[str]
    phase: str
    results_shown: bool
    door_open: bool
    ends_at: datetime | None
    opened_at: datetime
    closed_at: datetime | None
    slide: str = ""
    strategy: str = "random"
    ordered: bool = False
    aim: int = 0
    band_low: float | None = None
    band_high: float | None = None

    @property
    def chooses(self) -> str:
        """The strategy that chooses what comes next: the band, from when one is chosen until it is lifted."""
        return self.strategy if self.band_low is None else BAND


@dataclass(frozen=True)
class Member:
    """A person in a group, by nickname; simulated ones live only in rehearsal groups.

    Attributes:
        set_aside: Whether the host has taken them out: what they say is in no model.
        imported: Whether they came with a file of ratings; nobody holds their token.
    """

    member_id: str
    group_id: str
    nickname: str
    simulated: bool
    joined_at: datetime
    set_aside: bool = False
    imported: bool = False


@dataclass(frozen=True)
class Question:
    """What the host asks those who join; without choices the answer is a short text.

    Attributes:
        divides: Whether charts may be asked for by its answers, as members were told.
    """

    group_id: str
    position: int
    text: str
    choices: Sequence[str]
    divides: bool = False


@dataclass(frozen=True)
class Particular:
    """What a member answered to one of the host's questions, and when; not kept in older rows."""

    member_id: str
    group_id: str
    position: int
    answer: str
    said_at: datetime | None = None


GROUPS = Table("groups", Group, ("group_id",))
SESSIONS = Table("sessions", Session, ("group_id", "number"))
MEMBERS = Table("members", Member, ("member_id",))
QUESTIONS = Table("questions", Question, ("group_id", "position"))
PARTICULARS = Table("particulars", Particular, ("member_id", "position"))
_GROUP = "WHERE group_id = ?"
_NEWEST = "WHERE group_id = ? ORDER BY number DESC LIMIT 1"
T = TypeVar("T")


def put_group(database: Database, group: Group, session: Session, questions: Sequence[Question] = ()) -> None:
    """Store a new group, its first sitting and its questions; a taken id, slug or code is refused."""

    def change(cursor: Cursor) -> None:
        GROUPS.add(cursor, [group])
        SESSIONS.add(cursor, [session])
        QUESTIONS.add(cursor, questions)

    database.write(change)


def put_group_changed(database: Database, group_id: str, change: Callable[[Group], Group]) -> None:
    """Change a group as it is now; where nobody sees individuals, nicknames and voices are forgotten.

    Args:
        database: Where.
        group_id: Which.
        change: Gives the group anew. It runs within the transaction: what it raises comes out, and
            nothing is written.

    Raises:
        NotFound: There is no such group.
    """

    def write(cursor: Cursor) -> Group:
        group = change(_known(_first(GROUPS.find(cursor, _GROUP, [group_id])), group_id))
        GROUPS.replace(cursor, [group])
        if group.privacy == "anonymous":
            cursor.execute("UPDATE members SET nickname = '' WHERE group_id = ?", [group_id])
            cursor.execute("DELETE FROM voices WHERE group_id = ?", [group_id])
        return group

    group = database.write(write)
    database.forget("slug", group.slug)
    database.forget("group", group_id)
    database.forget("token", group_id)


def questions_of(database: Database, group_id: str) -> list[Question]:
    """What those who join a group are asked, in order."""
    return QUESTIONS.find(database, "WHERE group_id = ? ORDER BY position", [group_id])


def group_by_slug(database: Database, slug: str) -> Group | None:
    """The group with this slug, if any."""
    return database.remembered(
        ("slug", slug), lambda: next(iter(GROUPS.find(database, "WHERE slug = ?", [slug])), None)
    )


def group_named(database: Database, slug: str) -> Group:
    """The group with this slug.

    Raises:
        NotFound: There is none.
    """
    found = group_by_slug(database, slug)
    if found is None:
        raise NotFound(
            "there is no group named '{slug}'", advice="It is the last part of its link.", slug=slug
        )
    return found


def group_by_code(database: Database, code: str) -> Group | None:
    """The group with this join code, if any; the code as it is stored."""
    return next(iter(GROUPS.find(database, "WHERE join_code = ?", [code])), None)


def group_of(database: Database, group_id: str) -> Group:
    """The group with this id.

    Raises:
        NotFound: There is none.
    """

    found = database.remembered(
        ("group", group_id), lambda: _first(GROUPS.find(database, _GROUP, [group_id]))
    )
    return _known(found, group_id)


def all_groups(database: Database) -> list[Group]:
    """Every group, oldest first."""
    return GROUPS.find(database, "ORDER BY made_at, group_id")


def groups_among(database: Database, group_ids: Sequence[str]) -> list[Group]:
    """The groups with these ids, newest first; ids that are nobody's are left out."""
    tail = "WHERE group_id IN (SELECT unnest(?::TEXT[])) ORDER BY made_at DESC, group_id"
    return GROUPS.find(database, tail, [list(group_ids)])


def newest_rehearsals(database: Database, most: int) -> list[Group]:
    """The newest groups that everybody may look at, newest first."""
    return GROUPS.find(database, "WHERE rehearsal ORDER BY made_at DESC, group_id LIMIT ?", [most])


def put_session(database: Database, session: Session) -> None:
    """Store a sitting as it is given; one that others may change too is changed by `put_session_changed`."""
    database.write(lambda cursor: SESSIONS.replace(cursor, [session]))
    database.forget("session", session.group_id)


def put_session_changed(database: Database, group_id: str, change: Callable[[Session], Session]) -> None:
    """Change the newest sitting of a group as it is now, whatever somebody saw of it before.

    Args:
        database: Where.
        group_id: Whose.
        change: Gives the sitting anew. It runs within the transaction: what it raises comes out, and
            nothing is written.

    Raises:
        NotFound: There is no such group.
    """
    database.write(lambda cursor: put_session_in(cursor, group_id, change))
    database.forget("session", group_id)


def put_session_in(cursor: Cursor, group_id: str, change: Callable[[Session], Session]) -> None:
    """Within a change: `put_session_changed`; the caller forgets the session."""
    SESSIONS.replace(cursor, [change(_known(_first(SESSIONS.find(cursor, _NEWEST, [group_id])), group_id))])


def current_session(database: Database, group_id: str) -> Session:
    """The newest sitting of a group, open or closed; every group is founded with one.

    Raises:
        NotFound: There is no such group.
    """

    found = database.remembered(
        ("session", group_id), lambda: _first(SESSIONS.find(database, _NEWEST, [group_id]))
    )
    return _known(found, group_id)


def sessions_of(database: Database, group_id: str) -> list[Session]:
    """All sittings of a group, in order."""
    return SESSIONS.find(database, "WHERE group_id = ? ORDER BY number", [group_id])


def open_sessions(database: Database) -> list[Session]:
    """The current sitting of every group where it is open, by group."""
    newest = "(SELECT group_id, max(number) FROM sessions GROUP BY group_id)"
    tail = f"WHERE closed_at IS NULL AND (group_id, number) IN {newest} ORDER BY group_id"
    return SESSIONS.find(database, tail, [])


def put_member(
    database: Database,
    member: Member,
    token_hash: str,
    particulars: Sequence[Particular] = (),
    privacy: str = "",
) -> bool:
    """Store a new member with the hash of the token that tells them apart, and their answers at the door.

    Returns:
        Whether it was done: not while the group's privacy mode is another than they were promised.
    """
    row = [getattr(member, name) for name in MEMBERS.columns.split(", ")]

    def insert(cursor: Cursor) -> bool:
        broken = "SELECT 1 FROM groups WHERE group_id = ? AND ? NOT IN ('', privacy)"
        if cursor.execute(broken, [member.group_id, privacy]).fetchone() is not None:
            return False
        marks = ", ".join("?" for _ in row)
        cursor.execute(
            f"INSERT INTO members ({MEMBERS.columns}, token_hash) VALUES ({marks}, ?)", [*row, token_hash]
        )
        PARTICULARS.add(cursor, particulars)
        return True

    return database.write(insert)


def put_set_aside(database: Database, member: Member, set_aside: bool, at: datetime) -> None:
    """Take a member out of all models, or back in; the group is then learned anew."""

    def change(cursor: Cursor) -> None:
        sql = "UPDATE members SET set_aside = ? WHERE member_id = ?"
        cursor.execute(sql, [set_aside, member.member_id])
        database.mark_roster(cursor, member.group_id, at)

    database.write(change)
    database.forget("token", member.group_id)


def member_by_token(database: Database, group_id: str, token_hash: str) -> Member | None:
    """The member of this group who holds the token with this hash, if any."""

    def read() -> Member | None:
        found = MEMBERS.find(database, "WHERE group_id = ? AND token_hash = ?", [group_id, token_hash])
        return next(iter(found), None)

    return database.remembered(("token", group_id, token_hash), read)


def member_named(database: Database, member_id: str) -> Member | None:
    """The member with this id, if any."""
    return next(iter(MEMBERS.find(database, "WHERE member_id = ?", [member_id])), None)


def members_of(database: Database, group_id: str) -> list[Member]:
    """The members of a group in the order they joined."""
    return MEMBERS.find(database, "WHERE group_id = ? ORDER BY joined_at, member_id", [group_id])


def _first(found: Sequence[T]) -> T | None:
    return found[0] if found else None


def _known(found: T | None, group_id: str) -> T:
    if found is None:
        raise NotFound(f"there is no group {group_id}")
    return found
