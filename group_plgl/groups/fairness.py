"""The price of fairness: rules between most total liking and best for whoever is worst off.

Between the ends lies a family of rules that mixes both. Of the pictures found on the way only those
stay that no other beats in both; what one costs in the other is then read off the line they make.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from group_plgl.errors import BadShape
from group_plgl.groups.profile import Profile
from group_plgl.groups.rules.ends import LEXIMIN
from group_plgl.groups.rules.rule import Rule
from group_plgl.groups.rules.totals import MEAN
from group_plgl.shapes import Array

_SAME = 1e-9


def between(share: float) -> Rule:
    """The rule that goes by the mean to 1 - `share`, and by whoever is worst off to `share`, 0 to 1.

    Source: mixed utilitarian and maximin welfare, Bossert and Kamaga 2020; the minimum is leximin's
    smooth one, so that it can be climbed.
    """

    def score(profile: Profile) -> Array:
        return (1.0 - share) * MEAN.score(profile) + share * LEXIMIN.score(profile)

    def slopes(profile: Profile) -> tuple[Array, Array]:
        total, least = MEAN.slopes_at(profile), LEXIMIN.slopes_at(profile)
        return (1.0 - share) * total[0] + share * least[0], (1.0 - share) * total[1] + share * least[1]

    return replace(
        LEXIMIN,
        name=f"between_{share:g}",
        formula=f"{1.0 - share:g} sum_m w_m u_m + {share:g} (-t log sum_m w_m exp(-u_m / t)), t = 0.05",
        score=score,
        slopes=slopes,
        exact=None,
    )


def undominated(one: Array, other: Array, clear: float = _SAME) -> NDArray[np.int64]:
    """The rows of `n` that no other beats in one thing without losing in the other, best in `one` first.

    Of equals the first stays.

    Args:
        one: `n`.
        other: `n`.
        clear: By how much each must gain in the other over all before it, to be worth a row.

    Raises:
        BadShape: There is not one of each for every row.

    Source: Pareto 1906.
    """
    if one.shape != other.shape or one.ndim != 1:
        raise BadShape(f"both need n numbers each; got {one.shape} and {other.shape}")
    found, best = list[int](), -np.inf
    for row in np.lexsort((np.arange(len(one)), -other, -one)):
        if other[row] > best + clear:
            found.append(int(row))
            best = float(other[row])
    return np.array(found, dtype=np.int64)


def thinned(one: Array, other: Array, rows: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """At most `count` (2 or more) of the rows on a line from end to end, about evenly far from each other.

    Args:
        one: `n`, falling along the rows.
        other: `n`, rising along them.
        rows: Places among the `n`, in order.
        count: How many; both ends are among them.
    """
    if len(rows) <= count:
        return rows
    points = np.stack([one[rows], other[rows]], axis=1)
    reach = points.max(axis=0) - points.min(axis=0)
    steps = np.linalg.norm(np.diff(points, axis=0) / np.maximum(reach, _SAME), axis=1)
    way = np.concatenate([[0.0], np.cumsum(steps)])
    wanted = np.linspace(0.0, way[-1], count)
    return np.asarray(rows[np.unique(np.abs(way[:, None] - wanted).argmin(axis=0))], dtype=np.int64)
