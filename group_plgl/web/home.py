"""The front page as an object: a box for the code, your groups, public rehearsals."""

from __future__ import annotations

from group_plgl.store.events import counts
from group_plgl.store.images import pool_of
from group_plgl.store.models import ideals, newest_drawn
from group_plgl.store.people import all_groups, members_of
from group_plgl.web.identity import Visitor, groups_known, visitor_of
from group_plgl.web.pages import HomePage, Teaser
from group_plgl.web.portrait import picture_url
from group_plgl.web.wiring import wiring

_SHELF = 12


def home_page(code: str = "", problem: str = "") -> HomePage:
    """The front door, with what was typed wrongly if anything was."""
    groups = all_groups(wiring().studio.database)[::-1]
    mine = groups_known(groups)
    known = {visitor.group.group_id for visitor in mine}
    public = [group for group in groups if group.rehearsal and group.group_id not in known]
    return HomePage(
        code=code,
        problem=problem[:1].upper() + problem[1:],
        mine=[teaser(visitor) for visitor in mine[:_SHELF]],
        rehearsals=[teaser(visitor_of(group)) for group in public[:_SHELF]],
    )


def teaser(visitor: Visitor) -> Teaser:
    """A group as a tile."""
    database, group = wiring().studio.database, visitor.group
    number = newest_drawn(database, group.group_id)
    shown = [row.picture_id for row in ideals(database, group.group_id, number)] if number else []
    shown = shown or pool_of(database, group.group_id)
    return Teaser(
        slug=group.slug,
        name=group.name,
        question=group.question,
        rehearsal=group.rehearsal,
        role=visitor.role,
        members=len(members_of(database, group.group_id)),
        answers=sum(rated for rated, _, _ in counts(database, group.group_id).values()),
        number=number,
        picture_url=picture_url(group, shown[0]) if shown else None,
    )
