"""Strategies that serve an aim: to know best what the group, or the member, likes best.

Learning everything about a taste spends answers on pictures that nobody would take. These ask what
makes utilities surest where it matters.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from group_plgl.queries.query import Query, curvature, told_by
from group_plgl.queries.turns import Rows, difference, unlike, worthiest
from group_plgl.shapes import Array


def serving(query: Query, _rng: np.random.Generator) -> list[int]:
    """The turn after which the group's utility of its best pictures is known best."""
    return worthiest(query, relief, unlike)


def favouring(query: Query, _rng: np.random.Generator) -> list[int]:
    """The turn after which it is known best how the member's likely favourites differ.

    Source: prediction-oriented active learning (Bickford Smith et al. 2023, EPIG) with liked pictures
    as targets, in the linear Gaussian form of Yu, Bi and Tresp 2006.
    """
    weight = query.chances**2 / (query.chances**2).sum()
    off = query.rows - weight @ query.rows
    return serving(replace(query, aims=off * np.sqrt(weight)[:, None]), _rng)


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
