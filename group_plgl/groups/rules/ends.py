"""Rules about the ends: those who like it least, exactly or smoothly, and those who like it most."""

from __future__ import annotations

import numpy as np

from group_plgl.groups.profile import Profile
from group_plgl.groups.rules.rule import Rows, Rule, blocks, places_by, summed, untouched
from group_plgl.shapes import Array

SOFTNESS = 0.3
CAUTION = 1.0
LEXIMIN_SOFTNESS = 0.05
MISERY = -1.0
_DIGITS = 12  # to which shares of the voice are compared


def _voiced(profile: Profile, absent: float) -> Array:
    """Means `m x n`, with `absent` for members without a voice."""
    silent = profile.weights <= 0.0
    return np.where(silent[:, None], absent, profile.means) if silent.any() else profile.means


def _soft_shares(values: Array, weights: Array, softness: float) -> Array:
    """Each member's share in the soft minimum of `m x n` values (`m x n`, sums to 1)."""
    if not weights.all():
        values = np.where(weights[:, None] > 0.0, values, np.inf)
    low = values.min(axis=0)
    pull = weights[:, None] * np.exp(-(values - low) / softness)
    return np.asarray(pull / pull.sum(axis=0))


def _softly(profile: Profile, caution: float, softness: float) -> Array:
    """The soft minimum alone, with little memory."""
    silent = profile.weights <= 0.0

    def cautious(rows: slice) -> Array:
        values = profile.means[rows] - caution * profile.sds[rows]
        values[silent[rows]] = np.inf
        return values

    low = np.full(profile.means.shape[1], np.inf)
    for rows in blocks(profile):
        np.minimum(low, cautious(rows).min(axis=0), out=low)
    total = summed(profile, lambda rows: np.exp(-(cautious(rows) - low) / softness))
    return np.asarray(low - softness * np.log(total))


def _consensus(profile: Profile) -> Array:
    return _softly(profile, CAUTION, SOFTNESS)


def _consensus_slopes(profile: Profile) -> tuple[Array, Array]:
    share = _soft_shares(profile.means - CAUTION * profile.sds, profile.weights, SOFTNESS)
    return share, -CAUTION * share


def _least(profile: Profile) -> Array:
    return np.asarray(_voiced(profile, np.inf).min(axis=0))


def _least_slopes(profile: Profile) -> tuple[Array, Array]:
    return untouched(_shared(_voiced(profile, np.inf) == _least(profile)))


def _most(profile: Profile) -> Array:
    return np.asarray(_voiced(profile, -np.inf).max(axis=0))


def _most_slopes(profile: Profile) -> tuple[Array, Array]:
    return untouched(_shared(_voiced(profile, -np.inf) == _most(profile)))


def _shared(there: Array) -> Array:
    """One, divided evenly among those who are there, `m x n`."""
    return np.asarray(there / there.sum(axis=0))


def _leximin(profile: Profile) -> Array:
    return _softly(profile, 0.0, LEXIMIN_SOFTNESS)


def _leximin_slopes(profile: Profile) -> tuple[Array, Array]:
    return untouched(_soft_shares(profile.means, profile.weights, LEXIMIN_SOFTNESS))


def _lexicographic(profile: Profile) -> Rows:
    """Places by the least liking, then the next, and so on; equals share one.

    With uneven voices the lines compared are those in which everybody stands as often as their voice
    weighs: of two that start with the same liking, the one where less of the voice likes it so little.
    """
    places = places_by(-_least(profile))
    finer = np.zeros_like(places)
    for place in np.flatnonzero(np.bincount(places) > 1):
        rows = np.flatnonzero(places == place)
        keys = _line(profile.means[:, rows], profile.weights)
        within = np.lexsort(keys[::-1])
        differs = np.any(np.diff(keys[:, within], axis=1) != 0.0, axis=0)
        finer[rows[within]] = np.concatenate([[0], np.cumsum(differs)])
    return np.asarray(np.unique(places * len(places) + finer, return_inverse=True)[1], dtype=np.int64)


def _line(means: Array, weights: Array) -> Array:
    """What is compared first, second and so on of each candidate, the least first, `2m x n`.

    By turns how little is liked (negative, so that more comes first), and by how much of the voice.
    """
    means, weights = means[weights > 0.0], weights[weights > 0.0]
    order = np.argsort(means, axis=0, kind="stable")
    line, reached = np.take_along_axis(means, order, axis=0), np.cumsum(weights[order], axis=0)
    step = np.zeros(line.shape, dtype=np.int64)
    step[1:] = np.cumsum(np.diff(line, axis=0) != 0.0, axis=0)
    keys, columns = np.zeros((2 * len(line), line.shape[1])), np.arange(line.shape[1])
    for row in range(len(line)):  # of equal likings the last one tells how far they reach
        keys[2 * step[row], columns] = -line[row]
        keys[2 * step[row] + 1, columns] = np.round(reached[row], _DIGITS)
    return keys


def _without_misery(profile: Profile) -> Array:
    least = _least(profile)
    return np.where(least < MISERY, least, profile.weights @ profile.means)


def _without_misery_slopes(profile: Profile) -> tuple[Array, Array]:
    by_least = _least_slopes(profile)[0]
    return untouched(np.where(_least(profile) < MISERY, by_least, profile.weights[:, None]))


CONSENSUS = Rule(
    name="consensus",
    title="Consensus",
    help="Lifts those who would like it least, and distrusts what is not well known.",
    advice="Use it when everybody has to live with the result.",
    formula="-t log sum_m w_m exp(-(u_m - sd_m) / t), t = 0.3",
    source="Soft minimum (log-sum-exp) of lower confidence bounds; least misery after Masthoff 2004.",
    score=_consensus,
    slopes=_consensus_slopes,
)
LEAST_MISERY = Rule(
    name="least_misery",
    title="Least misery",
    help="As good as it is for whoever likes it least, and nothing else.",
    advice="Use it when one unhappy member spoils it for all, and everybody's taste is well known.",
    formula="min_m u_m over all who have a voice, however small; takes means, not sds",
    source="Rawls 1971, the difference principle; least misery strategy, Masthoff 2004.",
    score=_least,
    slopes=_least_slopes,
    alone=True,
)
LEXIMIN = Rule(
    name="leximin",
    title="Leximin",
    help="As good as can be for whoever likes it least, then for whoever likes it second least, and so on.",
    advice="Use it when least misery leaves ties, or wastes what others could still gain.",
    formula="u sorted from the least, compared in dictionary order; climbed as "
    "-t log sum_m w_m exp(-u_m / t), t = 0.05; takes means, not sds",
    source="Sen 1970, lexicographic maximin. With uneven voices each member stands in line as often as the "
    "voice weighs, so two alike count as one of twice the voice.",
    score=_leximin,
    slopes=_leximin_slopes,
    alone=True,
    exact=_lexicographic,
)
AVERAGE_WITHOUT_MISERY = Rule(
    name="average_without_misery",
    title="Average without misery",
    help="The average liking of what nobody dislikes strongly; anything else comes after all of it.",
    advice="Use it when the total matters, but there is a line nobody should be pushed below.",
    formula="sum_m w_m u_m where min_m u_m >= -1, else min_m u_m; takes means, not sds",
    source="Average without misery, Masthoff 2004. What makes somebody miserable is ranked by its minimum "
    "instead of being left out, so that there is always a way up to where nobody is.",
    score=_without_misery,
    slopes=_without_misery_slopes,
    alone=True,
)
MOST_PLEASURE = Rule(
    name="most_pleasure",
    title="Most pleasure",
    help="As good as it is for whoever likes it most.",
    advice="Use it when one enthusiast is enough, as for a wall of many pictures.",
    formula="max_m u_m over all who have a voice, however small; takes means, not sds",
    source="Most pleasure strategy, Masthoff 2004.",
    score=_most,
    slopes=_most_slopes,
    alone=True,
)
