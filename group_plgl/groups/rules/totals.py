"""Rules that add up: the mean, and the product of percentiles."""

from __future__ import annotations

import numpy as np

from group_plgl.groups.normal import log_share_below, log_share_slope
from group_plgl.groups.profile import Profile
from group_plgl.groups.rules.rule import Rule, summed, untouched
from group_plgl.shapes import Array


def _mean(profile: Profile) -> Array:
    return profile.weights @ profile.means


def _mean_slopes(profile: Profile) -> tuple[Array, Array]:
    return untouched(np.broadcast_to(profile.weights[:, None], profile.means.shape).copy())


def _nash(profile: Profile) -> Array:
    return summed(profile, lambda rows: log_share_below(profile.means[rows]))


def _nash_slopes(profile: Profile) -> tuple[Array, Array]:
    return untouched(profile.weights[:, None] * log_share_slope(profile.means))


MEAN = Rule(
    name="mean",
    title="Mean",
    help="The average liking; for linear tastes the same as the average of their weights.",
    advice="Use it when the total matters and a few may be left out.",
    formula="sum_m w_m u_m",
    source="Utilitarian rule, Bentham; average strategy, Masthoff 2004. Members are put on one scale "
    "first, which the patent's plain mean of weights is not.",
    score=_mean,
    slopes=_mean_slopes,
)
NASH = Rule(
    name="nash",
    title="Nash product",
    help="The product of percentiles: twice as much for one makes up for half as much for another.",
    advice="Use it when total and balance both matter and nobody should be near the bottom.",
    formula="sum_m w_m log Phi(u_m), Phi the percentile among all pictures; takes means, not sds",
    source="Nash 1950, the bargaining solution; multiplicative strategy, Masthoff 2004. Gains are counted "
    "from a member's worst picture, as a percentile, so no status quo has to be named.",
    score=_nash,
    slopes=_nash_slopes,
)
