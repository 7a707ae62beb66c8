"""Analysing: the newest drawn number of a group gets its camps and its map."""

from __future__ import annotations

from typing import Any

import numpy as np

from group_plgl.services.aggregate import ready_members
from group_plgl.services.learn import MADE_BY, rows_in
from group_plgl.services.recall import recall
from group_plgl.services.space import goes_on, space_words
from group_plgl.services.studio import Studio
from group_plgl.store.findings import CampFinding, CampMembership, drawn_without_camps, put_camps
from group_plgl.store.models import fit_at, group_models
from group_plgl.store.people import Group, group_of


def behind(studio: Studio) -> list[tuple[str, int]]:
    """Groups whose newest drawn number has no camps yet: (group, number)."""
    return [one for one in drawn_without_camps(studio.database) if goes_on(studio, one[0])]


def analyse_group(studio: Studio, item: tuple[str, int]) -> dict[str, Any]:
    """Find and store the camps and the map of one number."""
    group_id, number = item
    group = group_of(studio.database, group_id)
    finding, memberships = analysed(studio, group, number)
    put_camps(studio.database, finding, memberships)
    return {"group": group.slug, "number": number, "reading": finding.reading, "members": finding.members}


def analysed(studio: Studio, group: Group, number: int) -> tuple[CampFinding, list[CampMembership]]:
    """The camps of the members one number is made of; nothing is stored."""
    seen = group_models(studio.database, group.group_id, number)[0].seen_event
    ready = [row.member_id for row in ready_members(studio, group.group_id, seen)]
    known = recall(studio, group, seen)
    row_of = {member: row for row, member in enumerate(ready)}
    row = np.array([row_of.get(member, -1) for member in known.members], dtype=np.int64)[known.member]
    words, arrays = space_words(studio, group)
    words |= {
        "m": len(ready),
        "scale": fit_at(studio.database, group.group_id, seen).scale,
        "seed": int(studio.rng("analyse", group.group_id, str(number)).integers(2**62)),
    }
    ours = {name: column[row >= 0] for name, column in (rows_in(known) | {"member": row}).items()}
    said, got = studio.child.run("analyse", words, arrays | ours)
    finding = CampFinding(
        group.group_id,
        number,
        **said,
        members=len(ready),
        seen_event=seen,
        made_by=MADE_BY,
        made_at=studio.now(),
    )
    memberships = [
        CampMembership(
            group.group_id,
            number,
            member,
            int(got["camp"][i]),
            float(got["certainty"][i]),
            *got["xy"][i].tolist(),
        )
        for i, member in enumerate(ready)
    ]
    return finding, memberships
