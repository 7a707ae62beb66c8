"""A way out where no latent meets everybody's target: the targets are missed by the least sum.

The other ways need no search of their own: they are rules of groups, sets of pictures, or the best of
what a search for everybody came to.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from group_plgl.ideals.halfspaces import slack as least_slack
from group_plgl.ideals.joint import Search
from group_plgl.ideals.likings import Demands, slopes_of
from group_plgl.latents.space import Space
from group_plgl.shapes import Array

COST = 4.0
_STEPS, _SHORTEST = 40, 1e-4


def least_missed(
    demands: Demands, space: Space, targets: ArrayLike, starts: Array, cost: float = COST
) -> Array:
    """The latent nearest to a start that misses targets by little: both are paid for, summed; `d`.

    Paid is half the squared way, and `cost` for each log odd by which a target is missed.
    Each step solves the linearised trade exactly; steps that do not lower the true one are shortened.

    Args:
        demands: What is asked.
        space: Where.
        targets: Chances 0 to 1, one for all or `m`.
        starts: `n x d` prior latents; the best of the ends counts.
        cost: Of a log odd missed, in squared lengths of latents.
    """
    search = Search.over(demands, space, targets, starts)
    ends = [_traded(search, start, cost) for start in starts]
    return min(ends, key=lambda end: end[1])[0]


def _traded(search: Search, start: Array, cost: float) -> tuple[Array, float]:
    """Where one start leads, and what is paid there."""
    typical, everybody = search.typical, search.everybody

    def paid(z: Array, values: Array) -> float:
        missed = np.maximum(search.levels - values[:, 0], 0.0).sum()
        return float(0.5 * (typical.away(z - start + typical.space.limits.centre) ** 2).sum() + cost * missed)

    z, trust = typical.space.canonical(typical.within(start[None])), 0.5 * typical.radius
    values, slopes = slopes_of(search.demands, z, everybody)
    price = paid(z, values)
    for _ in range(_STEPS):
        A, gone = slopes[0] * typical.turning, (z[0] - start) * typical.turning
        way = least_slack(A, search.levels - values[:, 0] + A @ gone, cost).z - gone
        length = float(np.linalg.norm(way))
        trust = min(trust, length)
        if trust < _SHORTEST * typical.radius:
            break
        ahead = typical.space.canonical(typical.within(z + way * trust / length))
        ahead_values, ahead_slopes = slopes_of(search.demands, ahead, everybody)
        ahead_price = paid(ahead, ahead_values)
        better = ahead_price < price
        trust *= 2.0 if better else 0.25
        if better:
            z, values, slopes, price = ahead, ahead_values, ahead_slopes, ahead_price
    return z[0], price
