"""Differing: how far each member of a group is apart from themself between two events."""

from __future__ import annotations

import numpy as np

from group_plgl.store.publications import Standing


def moved_by(answers: Standing, then: set[str], before: int, now: set[str], seen: int) -> dict[str, float]:
    """How far each member differs between two events: 0 with the same answers, 1 for who came or left.

    Source: Jaccard distance (1912) of the sets of standing answers.
    """
    said, where = np.unique(answers.said, return_inverse=True)
    stood, stands = (
        np.bincount(where, weights=(answers.since <= at) & (answers.until > at), minlength=len(said)) > 0
        for at in (before, seen)
    )
    owner = np.empty(len(said), dtype=object)
    owner[where] = answers.member
    moved = dict.fromkeys(then ^ now, 1.0)
    for member in then & now:
        own = owner == member
        either = int((stood | stands)[own].sum())
        moved[member] = int((stood ^ stands)[own].sum()) / either if either else 0.0
    return moved
