"""Who asks through the API, and what they may see: a key seen from a group, as an `Asker`.

A key reads as somebody who has not joined, with the scope `admin` as the host, and as a member where it
speaks for one. To it, groups of others are the same 404 as groups that do not exist.
"""

from __future__ import annotations

import hashlib

from group_plgl.errors import NotAllowed, NotFound
from group_plgl.services.entrust import speaks_for
from group_plgl.services.point import Looker, looking
from group_plgl.services.reveal import may_single_out
from group_plgl.store.keys import HOUSE_KEY
from group_plgl.store.people import Group, Member, group_by_slug, members_of
from group_plgl.web.api.registry import PREFIX, Call
from group_plgl.web.errors import NOTHING_HERE
from group_plgl.web.identity import Visitor
from group_plgl.web.wiring import wiring

_DIGITS = 12


def member_name(member_id: str) -> str:
    """What a member is called in the API: a few digits that do not give their id away."""
    return hashlib.sha256(member_id.encode()).hexdigest()[:_DIGITS]


def asked_group(call: Call) -> Group:
    """The group that is asked for, if it is any of the key's business.

    Raises:
        NotFound: It is not, or there is none.
    """
    group = group_by_slug(wiring().studio.database, call.path["slug"])
    if group is None or call.key.group_id not in (HOUSE_KEY, group.group_id):
        raise NotFound(NOTHING_HERE)
    return group


def asker(call: Call) -> Visitor:
    """The key, seen from the group that is asked for."""
    return Visitor(asked_group(call), None, "admin" in call.key.scopes)


def own_members(call: Call, group: Group) -> dict[str, Member]:
    """The members for whom the key speaks, by what they are called in the API."""
    return {member_name(one.member_id): one for one in speaks_for(wiring().studio, call.key, group)}


def spoken(call: Call, name: str = "") -> tuple[Visitor, Member]:
    """The member for whom the key speaks here, as somebody who asks.

    Args:
        call: The request.
        name: Who; the one in the address unless told.

    Raises:
        NotFound: The key speaks for nobody of that name.
    """
    group = asked_group(call)
    member = own_members(call, group).get(name or call.path["member"])
    if member is None:
        raise NotFound("there is no such member, or this key does not speak for them")
    return Visitor(group, member, False), member


def told_about(call: Call, name: str = "") -> tuple[Visitor, Member]:
    """The same, where something is derived of that one member.

    Raises:
        NotFound: The key speaks for nobody of that name.
        NotAllowed: In anonymous groups programs are told nothing of one member: one that speaks for
            all but one would learn of that one by what is left.
    """
    visitor, member = spoken(call, name)
    if not may_single_out(visitor.group):
        raise NotAllowed("in an anonymous group a program is told nothing of single members")
    return visitor, member


def looker(call: Call, name: str = "") -> tuple[Visitor, Looker]:
    """Who asks about a group, with what they may see; as a member where one is named."""
    visitor = told_about(call, name)[0] if name else asker(call)
    return visitor, looking(wiring().studio, visitor)


def names_in(group: Group) -> dict[str, str]:
    """What members are called in the API, by member id; nobody where nobody may be singled out."""
    if not may_single_out(group):
        return {}
    found = members_of(wiring().studio.database, group.group_id)
    return {one.member_id: member_name(one.member_id) for one in found}


def address(path: str) -> str:
    """An address of the API."""
    return PREFIX + path


def picture_address(group: Group, picture_id: str, member: str = "") -> str:
    """Where a picture is served to programs; as to a member where one is named."""
    return address(f"/groups/{group.slug}/pictures/{picture_id}") + (f"?member={member}" if member else "")
