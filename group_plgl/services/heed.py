"""Heeding: how many times each member counts, as the host says it, never silently.

Everybody counts once unless the host says otherwise; what was said is kept by the event that says it, so
any number can be made again with the voices of its time. In groups in which nobody is singled out all
count alike: to give one voice more weight and take it again would tell what it adds.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from group_plgl.errors import BadInput, NotAllowed, NotFound
from group_plgl.services.reveal import may_single_out
from group_plgl.services.studio import Studio
from group_plgl.shapes import Array
from group_plgl.store.people import Group, member_named
from group_plgl.store.voices import Voice, put_voice, voices_of, weights_of

WEIGHTS = (0.5, 1.0, 2.0, 3.0, 5.0)


def give_voice(studio: Studio, group: Group, member_id: str, weight: float) -> None:
    """Let a member count so many times from now on; the group is learned anew.

    Raises:
        BadInput: The weight is none that can be given.
        NotFound: Nobody in this group has that id.
        NotAllowed: Nobody is singled out in an anonymous group.
    """
    if not may_single_out(group):
        raise NotAllowed("in an anonymous group everybody counts alike")
    if weight not in WEIGHTS:
        raise BadInput(
            "nobody counts {weight} times; known: {known}",
            weight=f"{weight:g}", known=", ".join(f"{one:g}" for one in WEIGHTS),
        )  # fmt: skip
    member = member_named(studio.database, member_id)
    if member is None or member.group_id != group.group_id:
        raise NotFound("there is no such member in this group")
    if _now(studio, group).get(member_id, 1.0) != weight:
        put_voice(studio.database, group.group_id, member_id, weight, studio.now())


def uneven_voices(studio: Studio, group: Group, upto: int | None = None) -> list[Voice]:
    """Who counts otherwise than once, in the order in which it was said; as of one event, or now."""
    return voices_of(studio.database, group.group_id, upto) if may_single_out(group) else []


def heeded(studio: Studio, group: Group, seen: int, members: Sequence[str]) -> Array:
    """How many times each of `m` members counts as of one event."""
    if not may_single_out(group):
        return np.ones(len(members))
    return np.array(list(weights_of(studio.database, group.group_id, seen, members).values()))


def _now(studio: Studio, group: Group) -> dict[str, float]:
    return {one.member_id: one.weight for one in uneven_voices(studio, group)}
