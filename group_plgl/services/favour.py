"""Favouring: in whose favour a picture may be changed, and whose predicted liking may be told with it.

A member's own taste serves themself, always. The group's and its camps' serve everybody who sees
results. Somebody else's serves nobody but in identified groups, whose members were told before they
joined that pictures are drawn for them by name; and only with pictures of the group, never with
something that was brought along: what others would make of any picture at all was not promised.
In anonymous groups only the mean is followed, in which nobody weighs more than one of k, and only
just over even: a level to choose freely would be a scale to weigh the group's taste on. No liking
is told there but one's own. What may not be told is not computed either.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from group_plgl.errors import NotAllowed, NotFound
from group_plgl.groups.rules import CHIEF, DEFAULT_RULE
from group_plgl.members.codec import from_bytes
from group_plgl.services.aggregate import ready_members
from group_plgl.services.heed import heeded
from group_plgl.services.point import Looker
from group_plgl.services.reveal import Sight, camping, may_single_out, own_record
from group_plgl.services.studio import Studio
from group_plgl.shapes import Array
from group_plgl.store.models import fit_at, member_records
from group_plgl.store.people import members_of

ME, GROUP, CAMP, MEMBER, LIKE = "me", "group", "camp", "member", "like"
EVEN_RULE = "mean"
FEWEST_IN_CAMP = 2
_DIGITS = 12


@dataclass(frozen=True)
class Favour:
    """In whose favour, or towards what, a picture is changed.

    Attributes:
        kind: me, group, camp, member, or like (some pictures, nobody's taste).
        name: As it stands in addresses.
        rule: How several tastes become one; empty for one member.
        camp: From 1; 0 for none.
        member_id: Whose taste; empty for several.
    """

    kind: str
    name: str
    rule: str = ""
    camp: int = 0
    member_id: str = ""


@dataclass(frozen=True)
class Basis:
    """The tastes that may be used for one asker and favour.

    Attributes:
        number: The group model it belongs to; None where it rests on the asker's own taste alone.
        members: Whose, in the order of rows; only of those who count, or whose liking may be told.
        who: Rows of those who count.
        told: Rows of those whose liking may be told.
        words: `calibration`, `ceiling` and `held_out` of the fit.
        arrays: `mean`, `covariance` and `weights`; nothing where there is no taste to use.
    """

    number: int | None
    members: Sequence[str]
    who: Sequence[int]
    told: Sequence[int]
    words: dict[str, Any]
    arrays: dict[str, Array]


def favours(studio: Studio, looker: Looker, brought: bool = False) -> Iterator[Favour]:
    """All that somebody may choose from, what suits best first; like some pictures may always be asked.

    Args:
        studio: Where.
        looker: Who.
        brought: Whether the picture is not the group's but was brought along.
    """
    group, sight = looker.group, looker.sight
    own = looker.member.member_id if looker.member else ""
    if _own_seen(studio, looker) is not None:
        yield Favour(ME, ME, member_id=own)
    if looker.seen is None:
        return
    records = member_records(studio.database, group.group_id, looker.seen)
    ready = {row.member_id for row in records if row.ready}
    fewest = FEWEST_IN_CAMP + brought  # of two, one would learn what the other makes of any picture
    if len(ready) >= fewest or not brought:
        yield from (Favour(GROUP, rule, rule) for rule in (CHIEF if may_single_out(group) else (EVEN_RULE,)))
    camps = camping(studio, sight)
    if camps is not None and camps.supported and camps.places:
        for label, size in camps.sizes.items():
            if size >= fewest:
                yield Favour(CAMP, f"camp-{label}", DEFAULT_RULE, label)
    if group.privacy == "identified" and not brought:
        for one in members_of(studio.database, group.group_id):
            if one.member_id in ready - {own}:
                yield Favour(MEMBER, f"member-{_digest(one.member_id)}", member_id=one.member_id)


def favour_named(studio: Studio, looker: Looker, name: str, brought: bool = False) -> Favour:
    """The favour of that name; without one what suits best.

    Raises:
        NotAllowed: There is none that the asker may choose.
    """
    if name == LIKE:
        return Favour(LIKE, LIKE)
    for one in favours(studio, looker, brought):
        if name in ("", one.name):
            return one
    raise NotAllowed(
        "a picture cannot be changed in favour of “{name}” here",
        advice="Your own taste serves you once it is learned, the group's once you may see it.",
        name=name or GROUP,
    )


def basis_of(studio: Studio, looker: Looker, favour: Favour, brought: bool = False) -> Basis:
    """The tastes a change in somebody's favour rests on, and nobody else's.

    Raises:
        NotFound: They were tidied away meanwhile.
    """
    group, sight = looker.group, looker.sight
    own = looker.member.member_id if looker.member else ""
    alone = favour.kind == ME or looker.seen is None
    seen = _own_seen(studio, looker) if alone else looker.seen
    if seen is None:
        return Basis(None, (), (), (), {"calibration": 1.0, "ceiling": 1.0, "held_out": 0}, {})
    with_group = seen == looker.seen
    counting = _counting(studio, sight, favour)
    others = with_group and may_single_out(group) and not brought
    rows = [
        row
        for row in ready_members(studio, group.group_id, seen)
        if others or row.member_id == own or (counting is None or row.member_id in counting)
    ]
    here = {one.member_id for one in members_of(studio.database, group.group_id)}
    names = [row.member_id for row in rows]
    fit = fit_at(studio.database, group.group_id, seen)
    tastes = from_bytes([row.payload for row in rows], group.space) if rows else None
    weights = heeded(studio, group, seen, names)
    return Basis(
        number=sight.number if with_group and rows else None,
        members=names,
        who=[place for place, one in enumerate(names) if counting is None or one in counting],
        told=[place for place, one in enumerate(names) if one == own or (others and one in here)],
        words={"calibration": fit.calibration, "ceiling": fit.ceiling, "held_out": fit.held_out},
        arrays={"mean": tastes.mean, "covariance": tastes.covariance, "weights": weights} if tastes else {},
    )


def _counting(studio: Studio, sight: Sight, favour: Favour) -> set[str] | None:
    """Who counts; None for everybody."""
    if favour.kind == LIKE:
        return set()
    if favour.member_id:
        return {favour.member_id}
    if favour.kind != CAMP:
        return None
    found = camping(studio, sight)
    places = found.places if found is not None else ()
    some = {one.member_id for one in places if one.camp == favour.camp - 1}
    if not some:
        raise NotFound("there is no such camp to see")
    return some


def _own_seen(studio: Studio, looker: Looker) -> int | None:
    """The fit in which a member's own taste is learned: that of the number they see, or the newest."""
    member, seen = looker.member, looker.seen
    if member is None:
        return None
    if seen is not None and any(
        one.ready and one.member_id == member.member_id
        for one in member_records(studio.database, looker.group.group_id, seen)
    ):
        return seen
    record = own_record(studio, member)
    return record.seen_event if record is not None and record.ready else None


def _digest(member_id: str) -> str:
    """A few digits that name a member in an address without giving their id away."""
    return hashlib.sha256(member_id.encode()).hexdigest()[:_DIGITS]
