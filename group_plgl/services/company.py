"""Who is in a group: programs that play, people who came with a file, and the order where names are hidden.

What may be told of them is decided in `services.reveal`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from group_plgl.services.studio import Studio
from group_plgl.store.models import group_models, member_records
from group_plgl.store.people import Group, Member, members_of


def brought_in(studio: Studio, group: Group) -> set[str]:
    """Who came with a file: the host knows what they said, so nobody is hidden behind them."""
    return {one.member_id for one in members_of(studio.database, group.group_id) if one.imported}


def is_played(studio: Studio, group: Group, number: int | None) -> bool:
    """Whether programs alone are behind a number, whoever else joined; without one, whether all are."""
    models = group_models(studio.database, group.group_id, number) if number is not None else []
    rows = member_records(studio.database, group.group_id, models[0].seen_event) if models else []
    played = {one.member_id: one.simulated for one in members_of(studio.database, group.group_id)}
    behind = [played[row.member_id] for row in rows if row.ready and row.member_id in played]
    return all(behind or played.values())


def numbered(members: Sequence[Member]) -> list[Member]:
    """Members in the order of their numbers where names are hidden: by a hash, so not as they joined."""
    return sorted(members, key=lambda one: hashlib.sha256(one.member_id.encode()).hexdigest())
