"""Climbing: from latents uphill on a utility, never outside the space's typical set and limits.

Steps are normalised gradients of shrinking length, each followed by a projection onto the ball of
the given radius and the box of the limits; the best point of every path is kept. Adam with
projection converges to wrong points on a ball, so plain normalised steps are used. Dimensions that
nobody has a taste about stand still: the ball would shrink them to nothing, and everybody would
look the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from group_plgl.ideals.nevers import Nevers
from group_plgl.latents.limits import FREE, Limits
from group_plgl.shapes import Array
from group_plgl.utility import Utility


@dataclass(frozen=True)
class Climbed:
    """Where climbing ended.

    Attributes:
        z: `n x d`, the best latent of each path, inside ball and limits.
        score: `n`, the utility there.
    """

    z: Array
    score: Array


def climb(
    utility: Utility,
    starts: Array,
    radius: float,
    steps: int = 40,
    first_step: float = 3.0,
    last_step: float = 0.05,
    limits: Limits = FREE,
    moving: NDArray[np.bool_] | None = None,
    nevers: Nevers | None = None,
) -> Climbed:
    """The best latents found uphill from `starts` (`n x d`) within `radius` of the limits' centre.

    `moving` (`d`) says which dimensions move and are bounded, all unless told; the others keep their starts.

    Paths are led around what must not come again; one that never leaves it has a score of -inf.

    The first step is about as long as the radius on our spaces: a step turns z by its length over
    the radius, so short ones alone would end beside the top of a ball.
    """
    free = np.ones(starts.shape[1], dtype=np.bool_) if moving is None else moving

    def kept(z: Array) -> Array:
        inside = limits.nearest(z, radius, free)
        return inside if nevers is None else limits.nearest(nevers.led_out(inside), radius, free)

    z = kept(starts)
    best, best_score = z.copy(), np.full(len(z), -np.inf)

    def keep(score: Array) -> None:
        score = score if nevers is None else np.where(nevers.room(z) >= 0.0, score, -np.inf)
        better = score > best_score
        best[better], best_score[better] = z[better], score[better]

    for length in np.geomspace(first_step, last_step, steps):
        score, slope = utility.rise(z)
        keep(score)
        slope = slope * free
        size = np.linalg.norm(slope, axis=1, keepdims=True)
        z = kept(z + length * slope / np.maximum(size, 1e-12))
    keep(utility.score(z))
    return Climbed(best, best_score)
