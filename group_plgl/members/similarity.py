"""How alike a taste is to what it was: what both say of the same pictures, and what noise would do.

A posterior mean moves as answers come in even where nobody changes their mind. How far it would move
then is known: the earlier posterior says it. Only what lies outside that band is a change of taste.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from group_plgl.members.dense import Tastes
from group_plgl.shapes import Array

DRAWS = 400


@dataclass(frozen=True)
class Similarity:
    """Tastes held against what they were, `m`, and all of them on average last.

    Attributes:
        now: Correlation of what both say of the pictures, `m + 1`, -1 to 1.
        low: At least so much in 39 of 40 cases, if nobody's taste had moved.
        high: At most so much in as many.
    """

    now: Array
    low: Array
    high: Array


def held_against(earlier: Tastes, later: Tastes, rows: Array, rng: np.random.Generator) -> Similarity:
    """How alike later tastes of `m` members are to earlier ones of the same members.

    Args:
        earlier: What was known of them first.
        later: What is known of them now.
        rows: `n x (f+1)`, the pictures both are asked about.
        rng: For what might have come out by chance.

    Source: posterior means are a martingale (Doob 1949): from covariance S to T they move by a step of
    covariance S - T where the taste stays. A belief of the group that changed in between adds to the
    step what is not counted here, so the band is a little narrow.
    """
    before, after = rows @ earlier.mean.T, rows @ later.mean.T
    now, drawn = [], []
    for i in range(len(earlier.mean)):
        half = _root(earlier.covariance[i] - later.covariance[i])
        moved = before[:, i] + rng.standard_normal((DRAWS, len(half))) @ half.T @ rows.T
        now.append(float(_correlated(after[:, i], before[:, i])))
        drawn.append(np.quantile(_correlated(moved, before[:, i]), [0.025, 0.975]))
    each, (low, high) = np.array(now), np.array(drawn).T
    # What is learned of one member is learned of all: their errors go together, so bands are not narrowed.
    return Similarity(*(np.append(column, column.mean()) for column in (each, low, high)))


def _root(covariance: Array) -> Array:
    """A square root of the part of a matrix that is no less than nothing."""
    sizes, axes = np.linalg.eigh((covariance + covariance.T) / 2.0)
    return np.asarray(axes * np.sqrt(np.maximum(sizes, 0.0)))


def _loud(said: Array) -> Array:
    """What is said of `n` pictures, rows of `s x n`, with mean 0 and variance 1: nobody is louder."""
    centred = said - said.mean(axis=-1, keepdims=True)
    return np.asarray(centred / np.maximum(said.std(axis=-1, keepdims=True), 1e-12))


def _correlated(some: Array, other: Array) -> Array:
    """Correlation of each row of `s x n` with `n`; 0 where either says the same of everything."""
    return np.asarray(np.mean(_loud(some) * _loud(other), axis=-1))
