"""Ballots: how a vote between a few pictures is foretold, and counted with doubt.

A forecast comes from tastes that had no part in the vote, and is frozen before it. Counts are shares
of a multinomial, so their intervals hold together, not one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from group_plgl.shapes import Array

LEVEL = 0.95
DRAWS = 2000


@dataclass(frozen=True)
class Forecast:
    """Predicted shares of votes, `n` each, 0 to 1.

    Attributes:
        share: The mean.
        low: Lower end of the 95 % interval of the share that so many voters may give.
        high: Its upper end.
    """

    share: Array
    low: Array
    high: Array


def forecast(mean: Array, spread: Array, voters: int, rng: np.random.Generator) -> Forecast:
    """How votes between `n` pictures will fall, from what is known of members' utilities.

    Voters whose taste is not known are taken to be like one of those whose taste is, drawn anew each
    time. The interval covers doubt about tastes as well as the chance in every single vote.

    Args:
        mean: Posterior means of `m` members' utilities of the candidates, `m x n`.
        spread: Their posterior covariances, `m x n x n`.
        voters: How many will vote, at least 1; the first `m` of them are those members.
        rng: Where chance comes from.

    Source: choice axiom, Luce 1959, on the utilities that picks are learned from; Monte Carlo over the
    posterior.
    """
    m, n = mean.shape
    values, vectors = np.linalg.eigh(spread)
    root = vectors * np.sqrt(np.maximum(values, 0.0))[:, None, :]
    chance = rng.standard_normal((DRAWS, m, n))
    utility = mean[None] + np.einsum("mnk,smk->smn", root, chance)
    every, counts = np.arange(DRAWS), np.zeros((DRAWS, n), dtype=np.int64)
    for voter in range(voters):
        who = np.full(DRAWS, voter) if voter < m else rng.integers(m, size=DRAWS)
        noisy = utility[every, who] + rng.gumbel(size=(DRAWS, n))
        counts[every, np.argmax(noisy, axis=1)] += 1
    share = counts / max(voters, 1)
    low, high = np.quantile(share, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0, method="inverted_cdf")
    mean_share = share.mean(axis=0)  # of what hardly ever gets a vote, a little above the interval
    return Forecast(mean_share, np.minimum(low, mean_share), np.maximum(high, mean_share))


def simultaneous(counts: Sequence[int]) -> list[tuple[float, float]]:
    """95 % intervals of all shares of a vote at once, 0 to 1 each; (0, 1) where nobody voted.

    Source: Goodman 1965: Wilson intervals at a level divided among the candidates (Bonferroni).
    """
    total = sum(counts)
    if total == 0:
        return [(0.0, 1.0) for _ in counts]
    z = NormalDist().inv_cdf(1 - (1 - LEVEL) / (2 * len(counts)))
    found = []
    for count in counts:
        centre = (count + z * z / 2) / (total + z * z)
        half = z * np.sqrt(count * (total - count) / total + z * z / 4) / (total + z * z)
        found.append((float(max(centre - half, 0.0)), float(min(centre + half, 1.0))))
    return found


def tellable(counts: Sequence[int], k: int) -> list[bool]:
    """Which counts of the parts of a known whole may be told where few may not be singled out.

    Parts of fewer than `k` are left away, and more where the rest would give them back: what is left
    away is two parts or more with at least `k` in all, or nobody. When all are of one mind nothing is
    told, since it would be said of each.

    Source: complementary cell suppression, Hundepool et al. 2012, Statistical Disclosure Control.
    """
    if sum(counts) in counts:
        return [False for _ in counts]
    shown = [count >= k for count in counts]
    while any(shown):
        hidden = [count for count, seen in zip(counts, shown, strict=True) if not seen]
        if not sum(hidden) or (len(hidden) > 1 and sum(hidden) >= k):
            break
        smallest = min((count, place) for place, count in enumerate(counts) if shown[place])[1]
        shown[smallest] = False
    return shown
