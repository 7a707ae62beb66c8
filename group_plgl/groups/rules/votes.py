"""Ballot rules: what an election among the candidates would say. They only rank what they are given.

Ballots follow from means: who likes a more than b votes for a before b. Each member's scale does not
matter, except for grades. The first three depend on which candidates there are; none has a slope.
"""

from __future__ import annotations

import numpy as np

from group_plgl.groups.profile import Profile
from group_plgl.groups.rules.rule import TIE, Rule, in_parts
from group_plgl.shapes import Array

GRADES = (-1.5, -0.9, -0.3, 0.3, 0.9, 1.5)  # where seven grades meet


def _borda(profile: Profile) -> Array:
    return profile.weights @ _liked_less(profile.means)


def _liked_less(means: Array) -> Array:
    """How many candidates each member likes less than each, equals counting half, `m x n`."""
    n = means.shape[1]
    order = np.argsort(means, axis=1, kind="stable")
    line = np.take_along_axis(means, order, axis=1)
    edge = np.ones((len(means), n + 1), dtype=np.bool_)
    edge[:, 1:-1] = line[:, 1:] != line[:, :-1]
    place = np.arange(n)
    first = np.maximum.accumulate(np.where(edge[:, :-1], place, 0), axis=1)
    last = np.minimum.accumulate(np.where(edge[:, 1:], place, n - 1)[:, ::-1], axis=1)[:, ::-1]
    less = np.empty_like(means)
    np.put_along_axis(less, order, (first + last) / 2.0, axis=1)
    return less


def _copeland(profile: Profile) -> Array:
    by_candidate = np.ascontiguousarray(profile.means.T)
    score = np.zeros(len(by_candidate))
    for place, own in enumerate(by_candidate[:-1]):
        rivals = by_candidate[place + 1 :]
        sign = (rivals > own).view(np.int8) - (rivals < own).view(np.int8)
        lead = sign.astype(np.float64) @ profile.weights
        won = np.where(np.abs(lead) > TIE, np.sign(lead), 0.0)
        score[place + 1 :] += won
        score[place] -= won.sum()
    return score


def _plurality(profile: Profile) -> Array:
    favourite = profile.means == profile.means.max(axis=1, keepdims=True)
    return np.asarray((profile.weights / favourite.sum(axis=1)) @ favourite)


@in_parts
def _majority(profile: Profile) -> Array:
    """The majority grade from 0, and within it up to a half up or down by the larger minority."""
    n = profile.means.shape[1]
    at_least = np.array([
        np.ones(n), *(profile.weights @ (profile.means >= edge) for edge in GRADES), np.zeros(n)
    ])  # fmt: skip
    grade = np.argmin(at_least > 0.5 + TIE, axis=0) - 1
    columns = np.arange(n)
    above, below = at_least[grade + 1, columns], 1.0 - at_least[grade, columns]
    return np.asarray(grade + np.where(above > below + TIE, above, -below))


BORDA = Rule(
    name="borda",
    title="Borda count",
    help="How many of the other candidates each member likes less, on average.",
    advice="Use it when a few candidates are compared and only everybody's order of them should count.",
    formula="sum_m w_m (number of candidates m likes less, equals counting half); takes means, not sds",
    source="Borda 1781; equals share the points between them, Black 1976.",
    score=_borda,
)
COPELAND = Rule(
    name="copeland",
    title="Copeland",
    help="Against how many candidates it would win a vote of two, less against how many it would lose.",
    advice="Use it when a candidate that wins against each other one should win over all.",
    formula="wins less losses in pairs, by the voice of those who like the one more; takes means, not sds",
    source="Copeland 1951; a tie counts nothing.",
    score=_copeland,
)
PLURALITY = Rule(
    name="plurality",
    title="Most favourites",
    help="For how much of the voice it is the favourite among the candidates.",
    advice="Use it when everybody has one vote, to see what plain voting would do.",
    formula="sum_m w_m [m likes it best], divided evenly among several favourites; takes means, not sds",
    source="Plurality voting; plurality strategy, Masthoff 2004.",
    score=_plurality,
)
MAJORITY_JUDGMENT = Rule(
    name="majority_judgment",
    title="Majority judgment",
    help="The best of seven grades that more than half of the voice would give at least.",
    advice="Use it when candidates should be judged each by itself and exaggerating should not pay.",
    formula="majority grade of u_m in steps at -1.5, -0.9, -0.3, 0.3, 0.9, 1.5; within a grade plus the "
    "share above it if that is larger, else less the share below it; takes means, not sds",
    source="Balinski and Laraki 2011, with the majority gauge for ties; grades are steps of utility here, "
    "not words that were chosen.",
    score=_majority,
)
