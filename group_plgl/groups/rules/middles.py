"""Rules that line opinions up: the median, the mean without both ends, and the worst-off third.

Each is the mean of liking over a band of the voice, from the least liking to the most: a member whose
voice is heavy takes more of the band.
"""

from __future__ import annotations

import numpy as np

from group_plgl.groups.profile import Profile
from group_plgl.groups.rules.rule import TIE, Rule, Score, Slopes, in_parts, untouched
from group_plgl.shapes import Array

TRIMMED = 0.2
THIRD = 1.0 / 3.0


def middle_of(values: Array, weights: Array) -> Array:
    """Share of the weighted median of each column that each of `m x n` values makes up, `m x n`."""
    order = np.argsort(values, axis=0, kind="stable")
    share = np.zeros_like(values)
    reached = np.cumsum(weights[order], axis=0)
    columns = np.arange(values.shape[1])
    for place in (np.argmax(reached >= 0.5 - TIE, axis=0), np.argmax(reached > 0.5 + TIE, axis=0)):
        np.add.at(share, (order[place, columns], columns), 0.5)
    return share


def _banded(profile: Profile, low: float, high: float) -> Array:
    """Share of the mean over a band of the voice that each member's opinion makes up, `m x n`."""
    order = np.argsort(profile.means, axis=0, kind="stable")
    share = np.empty_like(profile.means)
    inside = _inside(profile.weights[order], low, high)
    np.put_along_axis(share, order, inside, axis=0)
    return share


def _inside(weights: Array, low: float, high: float) -> Array:
    """How much of a band belongs to weights that stand in line, along the first axis; sums to 1."""
    reached = np.clip(np.cumsum(weights, axis=0), low, high)
    return np.asarray(np.diff(reached, axis=0, prepend=np.full_like(reached[:1], low)) / (high - low))


def _in_line(profile: Profile) -> tuple[Array, Array]:
    """Each latent's opinions in line, and the voice reached with each, `n x m` both."""
    line = np.ascontiguousarray(profile.means.T)
    order = np.argsort(line, axis=1)
    return np.take_along_axis(line, order, axis=1), np.cumsum(profile.weights[order], axis=1)


def _weighed_in_line(profile: Profile, band: Array) -> Array:
    """A mean of each latent's opinions from the least to the most, weighed by `band`, `m`."""
    line = np.ascontiguousarray(profile.means.T)
    line.sort(axis=1)
    return np.asarray(line @ band)


def _alike(profile: Profile) -> bool:
    return bool(np.all(profile.weights == profile.weights[0]))


@in_parts
def _median(profile: Profile) -> Array:
    m = len(profile.weights)
    if _alike(profile):
        band = np.zeros(m)
        band[(m - 1) // 2] += 0.5
        band[m // 2] += 0.5
        return _weighed_in_line(profile, band)
    line, reached = _in_line(profile)
    rows = np.arange(len(line))
    lower, upper = np.argmax(reached >= 0.5 - TIE, axis=1), np.argmax(reached > 0.5 + TIE, axis=1)
    return np.asarray(0.5 * line[rows, lower] + 0.5 * line[rows, upper])


def _median_slopes(profile: Profile) -> tuple[Array, Array]:
    return untouched(middle_of(profile.means, profile.weights))


def _mean_between(low: float, high: float) -> tuple[Score, Slopes]:
    """The score that is the mean over a band of the voice, and its slopes."""

    @in_parts
    def score(profile: Profile) -> Array:
        if _alike(profile):
            return _weighed_in_line(profile, _inside(profile.weights, low, high))
        line, reached = _in_line(profile)
        np.clip(reached, low, high, out=reached)
        steps = reached[:, 1:] - reached[:, :-1]
        total = (reached[:, 0] - low) * line[:, 0] + np.einsum("nm,nm->n", steps, line[:, 1:])
        return np.asarray(total / (high - low))

    def slopes(profile: Profile) -> tuple[Array, Array]:
        return untouched(_banded(profile, low, high))

    return score, slopes


_trimmed_mean, _trimmed_mean_slopes = _mean_between(TRIMMED, 1.0 - TRIMMED)
_worst_third, _worst_third_slopes = _mean_between(0.0, THIRD)

MEDIAN = Rule(
    name="median",
    title="Median",
    help="The pointwise weighted median of opinions: half of the voice likes it at least that much.",
    advice="Use it when a few extreme members should not steer the result.",
    formula="median_m u_m(z) at each z (the middle two averaged), not a median of weights",
    source="Median voter, Black 1948. A median of weights, as in the patent, would depend on how the "
    "latent space is rotated; a median of opinions does not.",
    score=_median,
    slopes=_median_slopes,
)
TRIMMED_MEAN = Rule(
    name="trimmed_mean",
    title="Trimmed mean",
    help="The average liking without the fifth of the voice that likes it least and the fifth that likes "
    "it most.",
    advice="Use it when the total matters, but not everybody's answers can be trusted.",
    formula="mean of u_m over the voice between its 20 % and 80 % points at each z; takes means, not sds",
    source="Tukey 1962; trimmed on both sides as in Wilcox 2017, a member astride an end counting in part.",
    score=_trimmed_mean,
    slopes=_trimmed_mean_slopes,
)
WORST_THIRD = Rule(
    name="worst_third",
    title="Worst-off third",
    help="The average liking of the third of the voice that likes it least.",
    advice="Use it when those who like it least matter most, but no single one should decide alone.",
    formula="mean of u_m over the lowest third of the voice at each z; takes means, not sds",
    source="Conditional value at risk, Rockafellar and Uryasev 2000, over members instead of outcomes.",
    score=_worst_third,
    slopes=_worst_third_slopes,
)
