"""Ranking: among pictures that are there already, the best one and what stands behind it.

A catalogue has no slope to climb; its ideal is the picture with the highest score. Runners-up
please nearly as much and look different: they are the farthest apart within the best fifth, and
within the best `MOST_OF_BEST` of very many.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from group_plgl.shapes import Array

BEST_SHARE = 0.2
MOST_OF_BEST = 200
_AT_ONCE = 512


def best_of(score: Array) -> int:
    """The row with the highest score `n`; the first of them where several are equal."""
    return int(np.argmax(score))


def best_share(score: Array, count: int) -> NDArray[np.int64]:
    """Rows of the best fifth of `n`, at least `count` and hardly more than 200, the best first."""
    share = min(math.ceil(BEST_SHARE * len(score)), MOST_OF_BEST)
    return np.argsort(-score, kind="stable")[: max(count, share)]


def runners_up(first: Array, score: Array, x: Array, count: int) -> NDArray[np.int64]:
    """At most `count` rows of the best fifth, each as far as can be from `first` and those before.

    With so few pictures that a fifth is less than `count`, the best `count` are taken.

    Args:
        first: `f`, what they stand behind; not among the rows unless it is one of them.
        score: `n`, how much each pleases.
        x: `n x f`, coordinates in which "far apart" is measured.
        count: How many.

    Source: farthest-point traversal, Gonzalez 1985.
    """
    best = best_share(score, count)
    gap = np.linalg.norm(x[best] - first, axis=1)
    chosen: list[int] = []
    while len(chosen) < min(count, len(best)):
        place = int(np.argmax(gap))
        chosen.append(place)
        gap = np.minimum(gap, np.linalg.norm(x[best] - x[best[place]], axis=1))
        gap[chosen] = -1.0
    return np.asarray(best[chosen], dtype=np.int64)


def best_and_runners_up(score: Array, x: Array, count: int) -> NDArray[np.int64]:
    """The best row of `n` and at most `count` runners-up behind it, the best first."""
    first = best_of(score)
    others = np.delete(np.arange(len(score)), first)
    return np.array([first, *others[runners_up(x[first], score[others], x[others], count)]], dtype=np.int64)


def medoid(x: Array) -> int:
    """The row of `n x f` that is nearest to all others: the least sum of distances, the first of equals.

    Source: Kaufman and Rousseeuw 1987.
    """
    length = (x**2).sum(axis=1)
    sums = [
        np.sqrt(np.maximum(length[rows, None] + length - 2.0 * x[rows] @ x.T, 0.0)).sum(axis=1)
        for rows in np.array_split(np.arange(len(x)), math.ceil(len(x) / _AT_ONCE))
    ]
    return int(np.argmin(np.concatenate(sums)))


def diverse_picks(score: Array, x: Array, count: int) -> NDArray[np.int64]:
    """The best row and others of the best fifth that look different, `count` of them, the best first."""
    picks = best_and_runners_up(score, x, count - 1)
    return np.asarray(picks[np.argsort(-score[picks], kind="stable")])
