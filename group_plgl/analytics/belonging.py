"""How probably members belong to each camp, from where they stand between the camps' pooled tastes.

Probabilities are those of a mixture with one covariance for all camps, never narrower than the noise of
the answers. As camps are learned from few members their tails are Student's: of twelve members nobody
is certain.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from group_plgl.shapes import Array

_ROUNDS = 30
_GAUSSIAN = 10**6
_HEAVY = 6  # degrees of freedom: how far out members of simulated camps stray, at any size of the group


def belonging(places: Array, noise: Array, camp: NDArray[np.int64], rows: NDArray[np.int64]) -> Array:
    """The probability of each camp for each of `m` members, `m x k`; rows sum to 1.

    Args:
        places: `m x q`, where members stand.
        noise: `q x q`, covariance of a place by noise alone.
        camp: Camps of those members that they were made of, from 0, `len(rows)`.
        rows: Who these are; the others are placed beside them.

    Source: discriminant by predictive densities, Geisser 1964; mixture by EM, Dempster et al. 1977.
    """
    k, q, n = int(camp.max()) + 1, places.shape[1], len(rows)
    inside = np.eye(k)[camp]
    floor = noise + 1e-12 * np.eye(q)
    freedom = max(1, n - k)
    at = places[rows]
    for _ in range(_ROUNDS):
        size = inside.sum(axis=0)
        middle = inside.T @ at / np.maximum(size, 1e-9)[:, None]
        apart = at[:, None] - middle
        within = np.einsum("nk,nkq,nkr->qr", inside, apart, apart) / freedom
        spread = _at_least(within, floor)
        density = _densities(at, middle, spread, size, _GAUSSIAN)
        inside = density / density.sum(axis=1, keepdims=True)
    everybody = _densities(places, middle, spread, size, min(freedom, _HEAVY))
    return np.asarray(everybody / everybody.sum(axis=1, keepdims=True))


def _densities(places: Array, middle: Array, spread: Array, size: Array, tails: int) -> Array:
    """How likely a place is in each camp, times the camp's share, up to a factor: `m x k`."""
    q = places.shape[1]
    apart = places[:, None] - middle
    wider = 1.0 + 1.0 / np.maximum(size, 1.0)  # the middles are known as well as their members allow
    far = np.einsum("mkq,qr,mkr->mk", apart, np.linalg.inv(spread), apart) / wider
    logs = -0.5 * (tails + q) * np.log1p(far / tails) - 0.5 * q * np.log(wider) + np.log(size + 1.0)
    return np.asarray(np.exp(logs - logs.max(axis=1, keepdims=True)))


def _at_least(spread: Array, floor: Array) -> Array:
    """A covariance that is nowhere narrower than another."""
    root = np.linalg.cholesky(floor)
    back = np.linalg.inv(root)
    size, axes = np.linalg.eigh(back @ spread @ back.T)
    half = root @ axes * np.sqrt(np.maximum(size, 1.0))
    return np.asarray(half @ half.T)
