"""Entrusting: keys by which programs speak to a group, and for members who joined through them.

A key is `plgl_`, twelve hex digits that may be shown, and forty that are shown once; only a hash is
stored. A key of a group is made by its host and opens nothing else; a key of the house is made by
whoever runs it. What a key is shown passes the same layer as everything (`reveal`): it reads as
somebody who has not joined, with the scope `admin` as the host, and as a member where it speaks for
one. It speaks for those who joined through it, and for nobody else.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from group_plgl.errors import BadInput, NotFound
from group_plgl.services.join import clean_line, hash_secret, join_group
from group_plgl.services.studio import Studio
from group_plgl.store.keys import (
    HOUSE_KEY,
    Answered,
    ApiKey,
    Spoken,
    Use,
    answered_to,
    drop_begun,
    key_named,
    keys_of,
    put_answered,
    put_begun,
    put_key,
    put_spoken,
    put_use,
    spoken_for,
    uses_of,
)
from group_plgl.store.people import Group, Member, all_groups, group_named, member_named

PREFIX = "plgl_"
SCOPES: dict[str, str] = {
    "groups:read": "See groups, their sessions, members and pictures as somebody who has not joined.",
    "groups:write": "Open and close sessions, and change what members see.",
    "ratings:write": "Let people join through your program, deal cards to them and send what they answer.",
    "models:read": "See tastes, ideals, rankings, camps and charts, and have pictures scored and changed.",
    "exports": "Take files away: ideals and what is made of them; with admin also answers and models.",
    "admin": "See what the host sees; with a key of the house also found groups and run jobs.",
}
LONGEST_KEY_NAME = 60
MOST_KEYS = 50
MOST_DAYS = 3650
ANSWERS_KEPT = timedelta(days=1)
USE_TOLD = timedelta(minutes=10)
_KEY = re.compile(r"plgl_([0-9a-f]{12})[0-9a-f]{40}")


@dataclass(frozen=True)
class KeyRow:
    """A key as whoever made it sees it.

    Attributes:
        group: The name in links of the group it is for; empty for all groups.
        used_at: When it was last used, to ten minutes; None before.
        state: open, expired or revoked.
    """

    key: ApiKey
    group: str
    used_at: datetime | None
    state: str

    @property
    def prefix(self) -> str:
        """What may be shown of the key."""
        return PREFIX + self.key.key_id


def entrust(
    studio: Studio, group: Group | None, name: str, scopes: Sequence[str], days: int | None = None
) -> tuple[ApiKey, str]:
    """A new key and what it is, which is told only now.

    Args:
        studio: Where.
        group: The group it is for; None for all groups.
        name: What it is for.
        scopes: Some of `SCOPES`.
        days: After how many days it opens nothing any more; None for never.

    Raises:
        BadInput: The name is empty or too long, a scope is none of those there are, no scope is
            given, the days are out of range, or there are very many keys already.
    """
    title = clean_line(name, "key name", LONGEST_KEY_NAME)
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown or not scopes:
        raise BadInput("a key needs at least one scope of: {known}", known=", ".join(SCOPES))
    if days is not None and not 1 <= days <= MOST_DAYS:
        raise BadInput("a key is good for 1 to {most} days", most=MOST_DAYS)
    group_id = group.group_id if group else HOUSE_KEY
    now = studio.now()
    standing = [one for one in keys_of(studio.database, group_id) if one.opens(now)]
    if len(standing) >= MOST_KEYS:
        raise BadInput("there are {most} keys already: revoke one first", most=MOST_KEYS)
    key_id = secrets.token_hex(6)
    secret = f"{PREFIX}{key_id}{secrets.token_hex(20)}"
    kept = [scope for scope in SCOPES if scope in scopes]
    until = now + timedelta(days=days) if days else None
    key = ApiKey(key_id, group_id, title, hash_secret(secret), kept, now, until)
    put_key(studio.database, key)
    return key, secret


def opened_by(studio: Studio, secret: str) -> ApiKey | None:
    """The key that this is, while it opens anything."""
    form = _KEY.fullmatch(secret)
    key = key_named(studio.database, form[1]) if form else None
    same = hmac.compare_digest(hash_secret(secret), key.key_hash if key else "0" * 64)
    return key if key is not None and same and key.opens(studio.now()) else None


def tell_use(studio: Studio, key: ApiKey) -> None:
    """Keep that a key is used; at most every ten minutes, so that reading writes nothing."""
    now, known = studio.now(), ("api use", key.key_id)
    last = studio.database.remembered(known, lambda: uses_of(studio.database).get(key.key_id))
    if last is None or now - last >= USE_TOLD:
        put_use(studio.database, Use(key.key_id, now))
        studio.database.forget(*known)


def revoke(studio: Studio, key_id: str, group: Group | None = None) -> ApiKey:
    """Take a key back, at once and for ever; again does nothing.

    Args:
        studio: Where.
        key_id: With or without `plgl_` before it.
        group: Whose keys are looked through; None for all.

    Raises:
        NotFound: There is no such key.
    """
    key = key_named(studio.database, key_id.strip().removeprefix(PREFIX)[:12])
    if key is None or (group is not None and key.group_id != group.group_id):
        raise NotFound("there is no such key")
    gone = replace(key, revoked_at=key.revoked_at or studio.now())
    put_key(studio.database, gone)
    return gone


def keys_in(studio: Studio, group: Group | None = None) -> list[KeyRow]:
    """The keys of a group, or all there are, newest first."""
    used, now = uses_of(studio.database), studio.now()
    names = {one.group_id: one.slug for one in all_groups(studio.database)}
    return [
        KeyRow(
            key,
            names.get(key.group_id, ""),
            used.get(key.key_id),
            "revoked" if key.revoked_at else "open" if key.opens(now) else "expired",
        )
        for key in keys_of(studio.database, group.group_id if group else None)
    ]


def entrusted_by_name(
    studio: Studio, group: str, name: str, scopes: Sequence[str], days: int | None
) -> dict[str, object]:
    """A new key as plain values, for whoever runs the house; `key` is told only now.

    Raises:
        NotFound: There is no such group.
        BadInput: As in `entrust`.
    """
    found = group_named(studio.database, group) if group else None
    key, secret = entrust(studio, found, name, scopes, days)
    row = next(one for one in keys_in(studio) if one.key.key_id == key.key_id)
    return {"key": secret, **plain_key(row)}


def plain_key(row: KeyRow) -> dict[str, object]:
    """What may be told of a key, as plain values."""
    key = row.key
    return {
        "prefix": row.prefix, "group": row.group, "name": key.name, "scopes": list(key.scopes),
        "state": row.state, "made_at": key.made_at.isoformat(),
        "expires_at": key.expires_at.isoformat() if key.expires_at else None,
        "used_at": row.used_at.isoformat() if row.used_at else None,
    }  # fmt: skip


def let_join(
    studio: Studio, key: ApiKey, group: Group, nickname: str, simulated: bool, answers: Sequence[str]
) -> Member:
    """A new member for whom a key speaks from now on.

    Raises:
        BadInput: The nickname or an answer does not do.
        NotAllowed: Simulated members live only in rehearsal groups.
    """
    member, _token = join_group(studio, group, nickname, simulated, answers)
    put_spoken(studio.database, Spoken(member.member_id, group.group_id, key.key_id))
    return member


def speaks_for(studio: Studio, key: ApiKey, group: Group) -> list[Member]:
    """The members of a group for whom a key speaks."""
    found = (
        member_named(studio.database, one) for one in spoken_for(studio.database, key.key_id, group.group_id)
    )
    return [one for one in found if one is not None]


def answered_before(studio: Studio, key: ApiKey, request_key: str) -> Answered | None:
    """What was answered to a request of this name within a day, if anything."""
    return answered_to(studio.database, key.key_id, request_key, studio.now() - ANSWERS_KEPT)


def begin_answer(studio: Studio, begun: Answered) -> None:
    """Keep that a request is being worked on, before anything is done for it."""
    put_begun(studio.database, begun)


def keep_answer(studio: Studio, answered: Answered) -> None:
    """Keep what was answered to a request that was begun, to answer the same to the same."""
    put_answered(studio.database, answered)


def free_answer(studio: Studio, begun: Answered) -> None:
    """Let a request that came to nothing be tried again under its name."""
    drop_begun(studio.database, begun.key_id, begun.request_key)
