"""Gaussian averages: nodes, draws and tables that strategies integrate with."""

from __future__ import annotations

from functools import lru_cache
from statistics import NormalDist

import numpy as np

from group_plgl.queries.sobol import sobol
from group_plgl.shapes import Array

DRAWS = 64
_STANDARD = NormalDist()
_FARTHEST, _CELLS = 8.0, 8000  # linear between these is right to 2e-7


@lru_cache
def nodes() -> tuple[Array, Array]:
    """Where a function of a standard normal number is read, and with which weights; 24 each.

    Source: Gauss-Hermite quadrature, Golub and Welsch 1969.
    """
    at, weight = np.polynomial.hermite_e.hermegauss(24)
    return at, weight / weight.sum()


@lru_cache
def even_draws(width: int) -> Array:
    """`64 x width` standard normal numbers, spread evenly; always the same, at most 8 wide.

    Half of them are the negatives of the others, and their covariance is exactly the identity. A
    narrower one is the first columns of a wider one.

    Source: quasi-random normals by inversion; antithetic and moment-matched draws, Barraquand 1995.
    """
    points = (sobol(1, DRAWS // 2, width) * DRAWS + 0.5) / (DRAWS + 1.0)
    half = np.array([[_STANDARD.inv_cdf(one) for one in row] for row in points])
    draws = np.vstack([half, -half])
    return np.asarray(np.linalg.solve(np.linalg.cholesky(draws.T @ draws / DRAWS), draws.T).T)


def hoped(u: Array) -> Array:
    """E max(u + e, 0) of a standard normal e, elementwise: phi(u) + u Phi(u)."""
    at, values = _hopes()
    return np.where(u > _FARTHEST, u, np.interp(u, at, values, left=0.0))


@lru_cache
def _hopes() -> tuple[Array, Array]:
    at = np.linspace(-_FARTHEST, _FARTHEST, _CELLS + 1)
    return at, np.array([_STANDARD.pdf(u) + u * _STANDARD.cdf(u) for u in at.tolist()])
