"""Keys for programs: what each may do, for whom it speaks, and what was answered to it.

A key is stored as a hash made elsewhere; nothing here makes keys. Keys are remembered between
requests, so every change to one goes through here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from group_plgl.store.database import Cursor, Database
from group_plgl.store.tables import Table

HOUSE_KEY = ""  # the group of a key that is for all groups


@dataclass(frozen=True)
class ApiKey:
    """A key of a program.

    Attributes:
        key_id: The part that may be shown, 12 hex digits.
        group_id: The group it is for; empty for all groups.
        name: What it is for.
        key_hash: SHA-256 of the whole key.
        scopes: What may be done with it.
        expires_at: From when on it opens nothing; None for never.
        revoked_at: When it was taken back; None while it stands.
    """

    key_id: str
    group_id: str
    name: str
    key_hash: str
    scopes: Sequence[str]
    made_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None

    def opens(self, now: datetime) -> bool:
        """Whether it still opens anything."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


@dataclass(frozen=True)
class Use:
    """When a key was last used."""

    key_id: str
    used_at: datetime


@dataclass(frozen=True)
class Spoken:
    """A member for whom a key speaks."""

    member_id: str
    group_id: str
    key_id: str


@dataclass(frozen=True)
class Answered:
    """What was answered to a request under its key.

    Attributes:
        request_key: As the asker named the request.
        request_hash: Of method, path and body.
        group_id: The group it was about; empty for none.
        status: Of the answer; 0 while it is being worked on.
        location: Where what came of it is; empty for nowhere.
        body: JSON, without secrets that are shown once.
    """

    key_id: str
    request_key: str
    request_hash: str
    group_id: str
    status: int
    location: str
    body: str
    answered_at: datetime


KEYS = Table("api_keys", ApiKey, ("key_id",))
USES = Table("api_uses", Use, ("key_id",))
SPOKEN = Table("api_members", Spoken, ("member_id",))
ANSWERED = Table("api_answers", Answered, ("key_id", "request_key"))


def put_key(database: Database, key: ApiKey) -> None:
    """Store a key, or what has changed of it."""
    database.write(lambda cursor: KEYS.replace(cursor, [key]))
    database.forget("api key", key.key_id)


def key_named(database: Database, key_id: str) -> ApiKey | None:
    """The key with this id, if any."""

    def read() -> ApiKey | None:
        return next(iter(KEYS.find(database, "WHERE key_id = ?", [key_id])), None)

    return database.remembered(("api key", key_id), read)


def keys_of(database: Database, group_id: str | None = None) -> list[ApiKey]:
    """The keys of a group, newest first; of the house and all groups unless told."""
    where, asked = ("", []) if group_id is None else ("WHERE group_id = ?", [group_id])
    return KEYS.find(database, f"{where} ORDER BY made_at DESC, key_id", asked)


def put_use(database: Database, use: Use) -> None:
    """Store that a key was used."""
    database.write(lambda cursor: USES.replace(cursor, [use]))


def uses_of(database: Database) -> dict[str, datetime]:
    """When each key was last used, by key id."""
    return {one.key_id: one.used_at for one in USES.find(database, "")}


def put_spoken(database: Database, spoken: Spoken) -> None:
    """Store for whom a key speaks."""
    database.write(lambda cursor: SPOKEN.replace(cursor, [spoken]))


def spoken_for(database: Database, key_id: str, group_id: str) -> list[str]:
    """Ids of the members of a group for whom a key speaks."""
    tail = "WHERE key_id = ? AND group_id = ? ORDER BY member_id"
    return [one.member_id for one in SPOKEN.find(database, tail, [key_id, group_id])]


def spoken_by(database: Database, member_id: str) -> Spoken | None:
    """The key that speaks for a member, if one does."""
    return next(iter(SPOKEN.find(database, "WHERE member_id = ?", [member_id])), None)


def put_begun(database: Database, begun: Answered) -> None:
    """Store that a request is being worked on, before anything is done for it."""
    database.write(lambda cursor: ANSWERED.replace(cursor, [begun]))


def put_answered(database: Database, answered: Answered) -> bool:
    """Store what was answered to a request that was begun.

    False when that was forgotten meanwhile, because a member of its group left: the answer may name them.
    """

    def change(cursor: Cursor) -> bool:
        begun = "WHERE key_id = ? AND request_key = ? AND status = 0"
        if not ANSWERED.find(cursor, begun, [answered.key_id, answered.request_key]):
            return False
        ANSWERED.replace(cursor, [answered])
        return True

    return database.write(change)


def drop_begun(database: Database, key_id: str, request_key: str) -> None:
    """Forget a request that came to nothing, so that it may be tried again under its name."""
    sql = "DELETE FROM api_answers WHERE key_id = ? AND request_key = ? AND status = 0"
    database.write(lambda cursor: cursor.execute(sql, [key_id, request_key]) and None)


def answered_to(database: Database, key_id: str, request_key: str, since: datetime) -> Answered | None:
    """What was answered to the request of this name since a time, if anything."""
    tail = "WHERE key_id = ? AND request_key = ? AND answered_at >= ?"
    return next(iter(ANSWERED.find(database, tail, [key_id, request_key, since])), None)


def old_answers(database: Database, before: datetime) -> int:
    """How many answers were given before a time."""
    sql = "SELECT count(*) FROM api_answers WHERE answered_at < ?"
    return int(database.read(sql, [before])[0][0])


def drop_answers(database: Database, before: datetime) -> int:
    """Forget answers given before a time; how many there were."""

    def change(cursor: Cursor) -> int:
        sql = "DELETE FROM api_answers WHERE answered_at < ? RETURNING 1"
        return len(cursor.execute(sql, [before]).fetchall())

    return database.write(change)


def drop_said_to(cursor: Cursor, group_id: str) -> None:
    """Within a change: forget what was answered about a group, which may name a member who leaves."""
    cursor.execute("DELETE FROM api_answers WHERE group_id = ?", [group_id])
