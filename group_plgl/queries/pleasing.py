"""The strategy that looks for the member's best picture: expected utility of the best option (EUBO)."""

from __future__ import annotations

import numpy as np

from group_plgl.queries.normals import hoped
from group_plgl.queries.query import Query
from group_plgl.queries.telling import drawn
from group_plgl.queries.turns import Rows, difference, worthiest
from group_plgl.shapes import Array


def pleasing(query: Query, _rng: np.random.Generator) -> list[int]:
    """The turn whose best picture is expected to please the member most."""
    return worthiest(query, best_option, _promise)


def best_option(query: Query, chosen: list[int], free: Rows) -> Array:
    """Expected utility of the best of a turn with each free picture; one alone is liked or is worth 0.

    Source: Lin et al. 2022, "Preference Exploration for Efficient Bayesian Optimization with Multiple
    Outcomes"; analytic for one and two, and of more the last picture is, given 64 draws of the others.
    """
    if len(chosen) > 1:
        utilities, mean, sd = drawn(query, chosen, free)
        best, sd = utilities.max(axis=1, keepdims=True), np.maximum(sd, 1e-9)
        return np.asarray((best + sd * hoped((mean - best) / sd)).mean(axis=0))
    if not chosen:
        sd = np.sqrt(query.variances[free])
        return np.asarray(sd * hoped(query.logits[free] / sd))
    mean, variance = difference(query, chosen[0], free)
    sd = np.sqrt(variance)
    return np.asarray(query.logits[free] + sd * hoped(mean / sd))


def _promise(query: Query, free: Rows) -> Array:
    return np.asarray(query.logits[free] + np.sqrt(query.variances[free]))
