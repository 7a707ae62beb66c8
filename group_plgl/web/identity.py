"""Who is asking: a member by cookie, the host by cookie, or an outsider.

Cookies hold random secrets; only their hashes are stored. Rehearsal groups are public to read.
To an outsider every other group is the same 404 as a group that does not exist.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from flask import Response, g, request

from group_plgl.errors import NotAllowed, NotFound
from group_plgl.services.join import hash_secret
from group_plgl.store.people import Group, Member, group_by_slug, groups_among, member_by_token
from group_plgl.web.errors import NOTHING_HERE
from group_plgl.web.wiring import wiring

MEMBER_COOKIE = "plgl_m_"
HOST_COOKIE = "plgl_h_"
COOKIE_DAYS = 365
MOST_CARRIED = 200


@dataclass(frozen=True)
class Visitor:
    """Somebody who may read a group.

    Attributes:
        group: The group.
        member: Who they are in it; None for a host or reader who has not joined.
        host: Whether they hold the host key.
        guest: Whether a link that the host made let them in; then they see no names.
        number: The one number they are shown; None for the newest.
    """

    group: Group
    member: Member | None
    host: bool
    guest: bool = False
    number: int | None = None

    @property
    def role(self) -> str:
        """`host`, `member`, `guest` or `reader`, the strongest that is true."""
        return "host" if self.host else "member" if self.member else "guest" if self.guest else "reader"


def visitor_of(group: Group) -> Visitor:
    """Who is asking, seen from a group; reading rights are not checked."""
    token = request.cookies.get(MEMBER_COOKIE + group.group_id)
    key = request.cookies.get(HOST_COOKIE + group.group_id)
    database = wiring().studio.database
    member = member_by_token(database, group.group_id, hash_secret(token)) if token else None
    return Visitor(group, member, bool(key) and holds_key(group, key or ""))


def holds_key(group: Group, key: str) -> bool:
    """Whether this is the group's host key."""
    return hmac.compare_digest(hash_secret(key), group.host_key_hash)


def require_reader(slug: str) -> Visitor:
    """The visitor of a group that may be read by whoever asks.

    Raises:
        NotFound: There is no such group, or it is none of the asker's business.
    """
    guest: Visitor | None = g.get("guest")
    if guest is not None and guest.group.slug == slug:
        return guest
    group = group_by_slug(wiring().studio.database, slug)
    if group is not None:
        visitor = visitor_of(group)
        if group.rehearsal or visitor.member or visitor.host:
            return visitor
    raise NotFound(NOTHING_HERE)


def let_in(group: Group, number: int | None) -> Visitor:
    """Whoever opened a link, as the visitor of this request: they see what outsiders may.

    Args:
        group: Whose link it is.
        number: The one number it shows; None for the newest.
    """
    g.guest = Visitor(group, None, False, guest=True, number=number)
    found: Visitor = g.guest
    return found


def require_member(slug: str) -> tuple[Visitor, Member]:
    """The visitor and the member they are.

    Raises:
        NotFound: They may not even read the group.
        NotAllowed: They have not joined it.
    """
    visitor = require_reader(slug)
    if visitor.member is None:
        raise NotAllowed("you have not joined this group", advice="Join it with its code first.")
    return visitor, visitor.member


def require_host(slug: str) -> Visitor:
    """The visitor, who holds the host key.

    Raises:
        NotFound: They may not even read the group.
        NotAllowed: They are not the host.
    """
    visitor = require_reader(slug)
    if not visitor.host:
        raise NotAllowed("only the host of this group may do that", advice="Enter the host key first.")
    return visitor


def groups_known() -> list[Visitor]:
    """The groups whose cookie the asker carries, as they see them, newest first."""
    carried = {
        name[len(prefix) :]
        for name in request.cookies
        for prefix in (MEMBER_COOKIE, HOST_COOKIE)
        if name.startswith(prefix)
    }
    groups = groups_among(wiring().studio.database, sorted(carried)[:MOST_CARRIED])
    visitors = [visitor_of(group) for group in groups]
    return [visitor for visitor in visitors if visitor.member or visitor.host]


def remember_member(response: Response, group: Group, token: str) -> None:
    """Let the asker's browser keep who they are in a group."""
    keep_cookie(response, MEMBER_COOKIE + group.group_id, token)


def remember_host(response: Response, group: Group, key: str) -> None:
    """Let the asker's browser keep the host key of a group."""
    keep_cookie(response, HOST_COOKIE + group.group_id, key)


def keep_cookie(response: Response, name: str, value: str) -> None:
    """Let the asker's browser keep something that only this server reads."""
    safe = request.is_secure or wiring().studio.settings.base_url.startswith("https://")
    response.set_cookie(
        name, value, max_age=COOKIE_DAYS * 24 * 3600, path="/", httponly=True, samesite="Lax", secure=safe
    )
