"""The strategy that serves the group: what makes the group's utility of its best pictures surest."""

from __future__ import annotations

import numpy as np

from group_plgl.queries.query import Query, curvature, told_by
from group_plgl.queries.turns import Rows, difference, unlike, worthiest
from group_plgl.shapes import Array


def serving(query: Query, _rng: np.random.Generator) -> list[int]:
    """The turn after which the group's utility of its best pictures is known best."""
    return worthiest(query, relief, unlike)


def relief(query: Query, chosen: list[int], free: Rows) -> Array:
    """By how much an answer lowers the variance of the group's utility, summed over the aims.

    With t an aim, x a picture (for a pick of two: the difference) and h the curvature of the answer,
    it is h (t S x)^2 / (1 + h x S x), the rank-one update of S; picks of more have rank q - 1.

    Source: A-optimality in the directions of the aims, as in transductive experimental design
    (Yu, Bi and Tresp 2006); here the directions are those of the group's answer.
    """
    assert query.aims is not None
    pull = query.reach @ query.aims.T
    if len(chosen) > 1:
        return _of_sets(query, pull, chosen, free)
    if chosen:
        mean, variance = difference(query, chosen[0], free)
        pull = pull[chosen[0]] - pull[free]
    else:
        mean, variance, pull = query.logits[free], query.variances[free], pull[free]
    bend = curvature(mean[:, None])[:, 0, 0]
    return np.asarray(bend * (pull**2).sum(axis=1) / (1.0 + bend * variance))


def _of_sets(query: Query, pull: Array, chosen: list[int], free: Rows) -> Array:
    """The same for picks of more than two."""
    n, c = len(free), len(chosen)
    sets = np.column_stack([np.tile(chosen, (n, 1)), free])
    variance = np.empty((n, c + 1, c + 1))
    variance[:, :c, :c] = query.between(chosen, chosen)
    variance[:, c, :c] = variance[:, :c, c] = query.between(free, chosen)
    variance[:, c, c] = query.variances[free]
    pulls = pull[sets]
    return np.asarray(np.einsum("nqb,nqr,nrb->n", pulls, told_by(query.logits[sets], variance), pulls))
