"""The strategy that goes through the pool evenly, by a Sobol sequence."""

from __future__ import annotations

import numpy as np

from group_plgl.queries.query import Query
from group_plgl.queries.sobol import sobol
from group_plgl.shapes import Array

_FOLLOWED = 6  # directions; the more there are, the later the points are even in all of them


def even(query: Query, rng: np.random.Generator) -> list[int]:
    """The pictures nearest to the next points of the member's own Sobol sequence through the pool.

    The pool is laid out by its six chief directions, each stretched until it is evenly filled; the
    sequence is shifted for each member.

    Source: Sobol 1967; the shift of Cranley and Patterson 1976.
    """
    laid = _laid_out(query)
    shift = np.random.default_rng(query.seed).random(laid.shape[1])
    chosen: list[int] = []
    for point in (sobol(query.place, query.together, laid.shape[1]) + shift) % 1.0:
        free = query.free(chosen)
        chosen.append(int(free[np.argmin(((laid[free] - point) ** 2).sum(axis=1))]))
    return chosen


def _laid_out(query: Query) -> Array:
    """Where each picture stands in the chief directions of the pool, as a share of it: `n x 6` or less."""
    x = query.rows[:, :-1] - query.rows[:, :-1].mean(axis=0)
    _, directions = np.linalg.eigh(x.T @ x)
    along = x @ directions[:, ::-1][:, :_FOLLOWED]
    return np.asarray((along.argsort(axis=0).argsort(axis=0) + 0.5) / len(x))
