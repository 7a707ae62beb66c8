"""The front page as an object: a box for the code, your groups, public rehearsals."""

from __future__ import annotations

from group_plgl.groups.rules import DEFAULT_RULE
from group_plgl.services.reveal import counted, cover, sight_of
from group_plgl.store.images import pool_of
from group_plgl.store.people import newest_rehearsals
from group_plgl.web.filters import capital
from group_plgl.web.home_pages import HomePage, Teaser
from group_plgl.web.identity import Visitor, groups_known, visitor_of
from group_plgl.web.liked import picture_url
from group_plgl.web.wiring import wiring

_SHELF = 12


def home_page(code: str = "", problem: str = "") -> HomePage:
    """The front door, with what was typed wrongly if anything was."""
    mine = groups_known()
    known = {visitor.group.group_id for visitor in mine}
    newest = newest_rehearsals(wiring().studio.database, _SHELF + len(known))
    public = [group for group in newest if group.group_id not in known]
    return HomePage(
        code=code,
        problem=capital(problem),
        mine=[teaser(visitor) for visitor in mine[:_SHELF]],
        rehearsals=[teaser(visitor_of(group)) for group in public[:_SHELF]],
    )


def teaser(visitor: Visitor) -> Teaser:
    """A group as a tile, as far as this visitor may see it."""
    studio, group = wiring().studio, visitor.group
    sight, many = sight_of(studio, visitor), counted(studio, group)
    shown = cover(studio, sight, DEFAULT_RULE) or next(iter(pool_of(studio.database, group.group_id)), None)
    return Teaser(
        slug=group.slug,
        name=group.name,
        question=group.question,
        rehearsal=group.rehearsal,
        role=visitor.role,
        members=many.joined,
        answers=None if sight.anonymous and sight.number is not None else many.answers,
        number=sight.number,
        picture_url=picture_url(group, shown) if shown else None,
    )
