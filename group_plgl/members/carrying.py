"""Carrying tastes to a kindred space: what was learned about shared coordinates holds there too.

A taste is first told in named coordinates, as well as they can tell it: its shadow. Coordinates of
the same name are the same thing seen more or less clearly, so their scales differ and nothing
else. About the other coordinates of the new space a taste says nothing: mean 0, and as unsure as it is
about the least known of those it brings.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from group_plgl.members.dense import Tastes, with_bias
from group_plgl.shapes import Array

_RIDGE = 1e-3


def shadow(tastes: Tastes, features: Array, x: Array) -> Tastes:
    """The tastes told in coordinates: those whose utilities come closest over some latents.

    Args:
        tastes: Of `m` members over `f` features.
        features: `n x f`, of latents drawn from the prior.
        x: `n x g`, coordinates of the same latents.

    Source: least squares with a small ridge; what coordinates cannot tell is lost.
    """
    rows = with_bias(x)
    ridge = np.append(np.full(x.shape[1], _RIDGE * x.var(axis=0).mean()), 0.0)
    gram = rows.T @ rows + len(rows) * np.diag(ridge)
    bring = np.linalg.solve(gram, rows.T @ with_bias(features))
    return Tastes(tastes.mean @ bring.T, bring @ tastes.covariance @ bring.T)


def carried_tastes(
    tastes: Tastes, names: Sequence[str], sds: Array, there: Sequence[str], sds_there: Array
) -> Tastes:
    """The same tastes over the coordinates of another space.

    Args:
        tastes: Of `m` members over `f` coordinates.
        names: What the `f` coordinates are called.
        sds: `f`, their standard deviations under the prior.
        there: What the `g` coordinates of the other space are called.
        sds_there: `g`, theirs.
    """
    known = {name: place for place, name in enumerate(names)}
    bring = np.zeros((len(there) + 1, len(names) + 1))
    bring[-1, -1] = 1.0
    for place, name in enumerate(there):
        if name in known and sds_there[place] > 0:
            bring[place, known[name]] = sds[known[name]] / sds_there[place]
    covariance = bring @ tastes.covariance @ bring.T
    new = ~bring.any(axis=1)
    unsure = np.diagonal(covariance, axis1=1, axis2=2)[:, :-1].max(axis=1, initial=0.0)
    covariance[:, new, new] = unsure[:, None]
    return Tastes(tastes.mean @ bring.T, covariance)
