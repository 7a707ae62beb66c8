"""Figures of a study: shares of many people's answers, and how large one share is beside another.

Answers of one person resemble each other, so intervals of pooled figures are drawn over people, whole, and
not over answers. With fewer than two people there is none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from group_plgl.shapes import Array

DRAWS = 2000
_ENDS = (2.5, 97.5)
_Z = 1.959963984540054


@dataclass(frozen=True)
class Figure:
    """A share or a ratio of shares with its 95 % interval.

    Attributes:
        value: The share, 0 to 1, or the ratio; None without answers.
        low, high: The interval; None where there is none.
        hits, n: How many of how many answers; of a ratio those of its upper share.
        people: How many people they are of.
    """

    value: float | None
    low: float | None
    high: float | None
    hits: int
    n: int
    people: int


def pooled(hits: Array, n: Array, rng: np.random.Generator) -> Figure:
    """The share of all answers of `p` people, `hits` of `n` each, with an interval over people.

    Source: the cluster bootstrap, Davison and Hinkley 1997, section 3.8; percentiles of whole people.
    """
    there = n > 0
    hits, n = hits[there], n[there]
    total = int(n.sum())
    if not total:
        return Figure(None, None, None, 0, 0, 0)
    drawn = _draws(len(n), rng)
    low, high = _ends(hits[drawn].sum(axis=1) / n[drawn].sum(axis=1), len(n))
    return Figure(float(hits.sum() / total), low, high, int(hits.sum()), total, len(n))


def pooled_ratio(hits: Array, n: Array, same: Array, asked: Array, rng: np.random.Generator) -> Figure:
    """How large the share `hits` of `n` is beside `same` of `asked`, over the people who have both."""
    there = (n > 0) & (asked > 0)
    hits, n, same, asked = (one[there] for one in (hits, n, same, asked))
    if not there.any() or not same.sum():
        return Figure(None, None, None, 0, 0, int(there.sum()))
    drawn = _draws(len(n), rng)
    above = hits[drawn].sum(axis=1) / n[drawn].sum(axis=1)
    below = np.maximum(same[drawn].sum(axis=1), 0.5) / asked[drawn].sum(axis=1)
    low, high = _ends(above / below, len(n))
    value = (hits.sum() / n.sum()) / (same.sum() / asked.sum())
    return Figure(float(value), low, high, int(hits.sum()), int(n.sum()), len(n))


def ratio(hits: int, n: int, same: int, asked: int) -> Figure:
    """One person's share `hits` of `n` beside `same` of `asked`, taken as independent.

    Source: the logarithm's interval of Katz, Baptista, Azen and Pike 1978.
    """
    if not (hits and n and same and asked):
        return Figure(None, None, None, hits, n, 1)
    value = (hits / n) / (same / asked)
    doubt = np.sqrt(max(1 / hits - 1 / n + 1 / same - 1 / asked, 0.0))
    reach = float(np.exp(_Z * doubt))
    return Figure(value, value / reach, value * reach, hits, n, 1)


def _draws(people: int, rng: np.random.Generator) -> NDArray[np.int64]:
    return rng.integers(people, size=(DRAWS, people))


def _ends(values: Array, people: int) -> tuple[float | None, float | None]:
    if people < 2:
        return None, None
    low, high = np.percentile(values, _ENDS)
    return float(low), float(high)
