"""Parting: the members a number is made of who like two separate looks, and both looks of each.

Found when ideals are imagined, from the same answers; what is found is drawn and stored with them.
"""

from __future__ import annotations

import numpy as np

from group_plgl.services.learn import rows_in
from group_plgl.services.recall import recall
from group_plgl.services.space import space_words
from group_plgl.services.studio import Studio
from group_plgl.shapes import Array
from group_plgl.store.models import fit_at
from group_plgl.store.people import Group


def two_looks(studio: Studio, group: Group, seen: int, members: list[str], change: int) -> dict[str, Array]:
    """Arrays `parted` l, places among some members, and `looks` l x 2 x d; nothing is stored.

    Both explain a member's own taste, so they need not meet what is required; the samples do.

    Args:
        studio: Where.
        group: Whose members.
        seen: Up to which event they are heard.
        members: Ids of those with a taste.
        change: As of which change of what must not come again.
    """
    known = recall(studio, group, seen)
    place = {member: at for at, member in enumerate(members)}
    row = np.array([place.get(member, -1) for member in known.members], dtype=np.int64)[known.member]
    words, arrays = space_words(studio, group, change)
    words |= {
        "m": len(members),
        "scale": fit_at(studio.database, group.group_id, seen).scale,
        "seeds": [int(studio.rng("looks", member).integers(2**62)) for member in members],
    }
    ours = {name: column[row >= 0] for name, column in (rows_in(known) | {"member": row}).items()}
    _, got = studio.child.run("part", words, arrays | ours)
    return {"parted": got["member"], "looks": got["looks"]}
