"""Converging: how far the group's picture would still move, and whether the group may stop.

Every drawn number leaves a trace: where its consensus ideal stands in what can be seen. A picture that
stands still may still be wrong, so stopping also takes tastes that are told better than by guessing,
and most of those who joined.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from group_plgl.analytics.convergence import Outlook, course, outlook
from group_plgl.groups.rules import DEFAULT_RULE
from group_plgl.services.space import goes_on, space_words
from group_plgl.services.studio import Studio
from group_plgl.store.models import MemberRecord, group_models, ideals, member_records
from group_plgl.store.people import Group, group_of, members_of
from group_plgl.store.traces import Trace, drawn_without_trace, put_trace, traces_of

TAKING_PART = 0.6
_Z = 1.959963984540054
_LONGEST_COURSE = 160


@dataclass(frozen=True)
class Convergence:
    """How things stand with stopping.

    Attributes:
        now: The newest outlook; None before the picture has moved over enough answers.
        course: The outlooks so far, oldest first.
        right: Answers foretold rightly that no taste had seen.
        asked: Of so many.
        baseline: Share that guessing gets right, 0 to 1.
        members: How many tastes the picture is made of.
        joined: How many members there are.
    """

    now: Outlook | None
    course: list[Outlook]
    right: int
    asked: int
    baseline: float
    members: int
    joined: int

    @property
    def still(self) -> bool:
        """Whether more answers would move the picture less than can be seen."""
        return self.now is not None and self.now.expected < 1.0

    @property
    def accurate(self) -> bool:
        """Whether tastes foretell better than guessing, beyond chance.

        Source: one-sided score test of a share against the baseline, at 2.5 %.
        """
        if self.asked == 0:
            return False
        doubt = _Z * np.sqrt(self.baseline * (1 - self.baseline) / self.asked)
        return bool(self.right / self.asked > self.baseline + doubt)

    @property
    def attended(self) -> bool:
        """Whether most of those who joined are in it."""
        return self.members >= TAKING_PART * self.joined

    @property
    def stop(self) -> bool:
        """Whether the group may stop."""
        return self.still and self.accurate and self.attended


def behind(studio: Studio) -> list[tuple[str, int]]:
    """Groups whose newest drawn number has left no trace yet: (group, number)."""
    return [one for one in drawn_without_trace(studio.database) if goes_on(studio, one[0])]


def trace_group(studio: Studio, item: tuple[str, int]) -> dict[str, Any]:
    """Store where the consensus ideal of one number stands."""
    group_id, number = item
    group = group_of(studio.database, group_id)
    rows = {row.rule: row for row in ideals(studio.database, group_id, number)}
    models = group_models(studio.database, group_id, number)
    if DEFAULT_RULE not in rows or not models:  # erased meanwhile
        return {"group": group.slug, "number": number}
    words, arrays = space_words(studio, group)
    z = np.array([rows[DEFAULT_RULE].latent], dtype=np.float64)
    _, got = studio.child.run("place", words, {**arrays, "z": z})
    records = _records(studio, group_id, models[0].seen_event)
    answers = sum(row.answers for row in records)
    trace = Trace(group_id, number, answers, len(records), got["x"][0].tolist())
    way = [*traces_of(studio.database, group_id, number - 1)[-_LONGEST_COURSE:], trace]
    ahead = outlook([one.answers for one in way], np.array([one.place for one in way]))
    if ahead is not None:
        trace = replace(trace, expected=ahead.expected, low=ahead.low, high=ahead.high)
    put_trace(studio.database, trace)
    return {"group": group.slug, "number": number, "answers": answers}


def convergence(studio: Studio, group: Group, number: int | None) -> Convergence:
    """How far the picture of a group would still move, as of one number that may be seen."""
    joined = sum(not one.set_aside for one in members_of(studio.database, group.group_id))
    models = group_models(studio.database, group.group_id, number) if number is not None else []
    if number is None or not models:
        return Convergence(None, [], 0, 0, 0.0, 0, joined)
    way = traces_of(studio.database, group.group_id, number)[-_LONGEST_COURSE:]
    answers, places = [one.answers for one in way], np.array([one.place for one in way])
    records = _records(studio, group.group_id, models[0].seen_event)
    asked = sum(row.held_out for row in records)
    guessed = sum(row.held_out * row.baseline for row in records)
    return Convergence(
        now=outlook(answers, places),
        course=course(answers, places),
        right=sum(row.right_held_out for row in records),
        asked=asked,
        baseline=guessed / asked if asked else 0.0,
        members=models[0].members,
        joined=joined,
    )


def _records(studio: Studio, group_id: str, seen: int) -> list[MemberRecord]:
    return [row for row in member_records(studio.database, group_id, seen) if row.ready]
