"""Which of some candidates a turn shows: at random, to learn the most (BALD), or to please (EUBO).

Source: BALD, Houlsby et al. 2011; EUBO, Lin et al. 2022, the analytic form for two Gaussians.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from scipy.special import ndtr

from group_plgl.benchmarks.tastes import Places
from group_plgl.shapes import Array
from group_plgl.utility import sigmoid

Strategy = Literal["random", "BALD", "EUBO"]
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(16)


def chosen(strategy: Strategy, mean: Array, spread: Array, together: int, rng: np.random.Generator) -> Places:
    """Places of `together` among `n` candidates.

    Args:
        strategy: What makes a turn good.
        mean: `n`, logits of the candidates.
        spread: `n x n`, their covariance.
        together: How many a turn shows.
        rng: Where chance comes from.
    """
    if strategy == "random":
        return rng.permutation(len(mean))[:together]
    if together == 1:
        return np.array([int(np.argmax(told(mean, np.diag(spread))))])
    worth = pairs_worth(strategy, mean, spread)
    shown = [int(at) for at in np.unravel_index(int(np.argmax(worth)), worth.shape)]
    while len(shown) < together:
        with_these = worth[shown].sum(axis=0)
        with_these[shown] = -np.inf
        shown.append(int(np.argmax(with_these)))
    return np.array(shown, dtype=np.int64)


def pairs_worth(strategy: Strategy, mean: Array, spread: Array) -> Array:
    """What showing two together is worth, `n x n`, minus infinity on the diagonal."""
    variance = np.diag(spread)
    apart = mean[:, None] - mean[None]
    doubt = np.maximum(variance[:, None] + variance[None] - 2.0 * spread, 1e-12)
    if strategy == "BALD":
        worth = told(apart, doubt)
    else:
        sd = np.sqrt(doubt)
        density = np.exp(-0.5 * (apart / sd) ** 2) / np.sqrt(2.0 * np.pi)
        worth = mean[None] + apart * ndtr(apart / sd) + sd * density
    np.fill_diagonal(worth, -np.inf)
    return np.asarray(worth)


def told(mean: Array, variance: Array) -> Array:
    """How much an answer with these logits tells of the taste, in nats; any shape."""
    chance = sigmoid(mean[..., None] + np.sqrt(np.maximum(variance, 0.0))[..., None] * _NODES)
    weight = _WEIGHTS / _WEIGHTS.sum()
    return np.asarray(_entropy(chance @ weight) - _entropy(chance) @ weight)


def _entropy(chance: Array) -> Array:
    p = np.clip(chance, 1e-12, 1.0 - 1e-12)
    return np.asarray(-p * np.log(p) - (1.0 - p) * np.log1p(-p))
