"""Comparing: which family of models foretells a member best, settled apart from learning.

It takes much longer than learning, so it is done beside it, for a few members at a time, when they
have said enough more than when they were last compared. What is learned next goes by it.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import fields
from typing import Any

from group_plgl.errors import NotFound
from group_plgl.members.priors import Belief
from group_plgl.services.learn import MADE_BY, asked_about
from group_plgl.services.recall import recall
from group_plgl.services.space import goes_on
from group_plgl.services.studio import Studio
from group_plgl.store.choices import ChoiceRow, choices_due, put_choices
from group_plgl.store.lending import borrowed_at
from group_plgl.store.models import fit_at
from group_plgl.store.people import Group, group_of

FEWEST, GROWTH = 20, 4.0 / 3.0
AT_ONCE = 8

Due = tuple[str, int, list[str]]


def behind(studio: Studio) -> list[Due]:
    """Groups with members to compare: (group, event, members); the first few where there are many."""
    due = choices_due(studio.database, FEWEST, GROWTH)
    return [(group, seen, who[:AT_ONCE]) for group, seen, who in due if goes_on(studio, group)]


def compare_group(studio: Studio, item: Due) -> dict[str, Any]:
    """Compare the families on what some members said, and store which one each of them has."""
    group_id, seen, who = item
    group = group_of(studio.database, group_id)
    rows = compared(studio, group, seen, who)
    put_choices(studio.database, rows)
    return {"group": group.slug, "events": seen, "compared": len(rows)}


def compared(studio: Studio, group: Group, seen: int, who: Collection[str]) -> list[ChoiceRow]:
    """The families of some members by the answers up to event `seen`; nothing is stored."""
    known = recall(studio, group, seen)
    names = [name for name in known.members if name in who]
    words, arrays = asked_about(studio, group, known, borrowed_at(studio.database, group.group_id, seen))
    words["rows"] = [known.members.index(name) for name in names]
    words["belief"] = _belief(studio, group, seen)
    said, _ = studio.child.run("compare", words, arrays)
    first = known.worth > 0
    return [
        ChoiceRow(
            member_id=name, seen_event=seen, group_id=group.group_id,
            answers=int((first & (known.member == row)).sum()), family=one["family"],
            right_held_out=one["right"], held_out=one["asked"], baseline=one["baseline"],
            evidence=json.dumps({key: one[key] for key in ("weights", "best", "gain", "doubt", "families")}),
            made_by=MADE_BY, made_at=studio.now(),
        )
        for name, row, one in zip(names, words["rows"], said["compared"], strict=True)
    ]  # fmt: skip


def _belief(studio: Studio, group: Group, seen: int) -> dict[str, Any] | None:
    """What was believed of the group when it was learned at that event; None when that was tidied away."""
    try:
        fit = fit_at(studio.database, group.group_id, seen)
    except NotFound:
        return None
    return {one.name: getattr(fit, one.name) for one in fields(Belief)}
