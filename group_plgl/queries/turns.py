"""Turns put together: the picture, the pair or the set that is worth most.

A worth is `(query, chosen, free) -> scores`: what a turn of the chosen pictures and each of the
free ones would be worth. Sets grow greedily from the best pair.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from group_plgl.queries.query import Query
from group_plgl.shapes import Array

Rows = NDArray[np.int64]
Worth = Callable[[Query, list[int], Rows], Array]
ANCHORS, SHORTLIST = 12, 256


def worthiest(query: Query, worth: Worth, merit: Callable[[Query, Rows], Array]) -> list[int]:
    """The pictures of the turn that is worth most, as far as greed finds it.

    Of several only the 256 pictures of the highest merit are thought of; the best pair is sought
    among all that one of the 12 highest is in.

    Args:
        query: What is known.
        worth: What a turn is worth.
        merit: How promising a picture is as one of several, for some rows.
    """
    free = query.free()
    if query.together == 1:
        return [int(free[np.argmax(worth(query, [], free))])]
    ranked = free[np.argsort(-merit(query, free), kind="stable")]
    pairs = [(int(first), *_best_with(query, worth, [int(first)], ranked)) for first in ranked[:ANCHORS]]
    first, second, _ = max(pairs, key=lambda pair: pair[2])
    chosen = [first, second]
    while len(chosen) < query.together:
        chosen.append(_best_with(query, worth, chosen, ranked)[0])
    return chosen


def _best_with(query: Query, worth: Worth, chosen: list[int], ranked: Rows) -> tuple[int, float]:
    """The picture that goes best with those chosen, and what the turn is worth with it."""
    free = query.free(chosen)
    if len(free) > SHORTLIST:
        promising = np.intersect1d(free, ranked[:SHORTLIST])
        free = promising if len(promising) else free
    scores = worth(query, chosen, free)
    return int(free[np.argmax(scores)]), float(scores.max())


def unlike(query: Query, free: Rows) -> Array:
    """How little is known of what tells each picture from the average one, for some rows."""
    off = query.rows[free] - query.rows.mean(axis=0)
    return np.asarray(np.einsum("nf,nf->n", off @ query.covariance, off))


def difference(query: Query, one: int, free: Rows) -> tuple[Array, Array]:
    """Mean and variance of how much more one picture is liked than each of some others."""
    mean = query.logits[one] - query.logits[free]
    variance = query.variances[one] + query.variances[free] - 2.0 * query.between(free, [one])[:, 0]
    return mean, np.asarray(np.maximum(variance, 1e-12))
