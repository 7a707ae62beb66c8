"""Simulated members whose taste is known: for rehearsals, tests and benchmarks.

A taste here is an ideal point: liking falls off with the weighted squared distance from what the
member likes best, so it is bounded and curved where the product's member models are linear.
Otherwise every method would look perfect. Simulated people are always labelled as such.

Source: ideal-point (unfolding) models, Coombs 1950.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from group_plgl.errors import BadInput
from group_plgl.shapes import Array
from group_plgl.utility import sigmoid

Shape = Literal["one camp", "opposed camps", "diverse"]
SHAPES: dict[Shape, str] = {
    "one camp": "Everybody varies around one shared taste.",
    "opposed camps": "Two camps of equal size that like opposite things.",
    "diverse": "Nobody shares anything with anybody.",
}
TEMPERATURE = 0.45
_LAPSE = 0.03
_FAR = 2.2


@dataclass(frozen=True)
class Crowd:
    """Simulated members: their ideal points, what they look at, and their camps.

    Attributes:
        ideal_points: `m x f`, in units of each coordinate's prior sd.
        attention: `m x f`, how much each coordinate matters; rows sum to 1.
        spread: `f`, prior sd of each coordinate.
        centre: `m`, prior mean of the raw utility.
        scale: `m`, prior sd of the raw utility.
        camp: `m`, planted camp of each member, from 0.
    """

    ideal_points: Array
    attention: Array
    spread: Array
    centre: Array
    scale: Array
    camp: NDArray[np.int64]

    def utility(self, x: Array) -> Array:
        """True liking of coordinates `n x f` as `m x n`: mean 0, sd 1 over the prior."""
        return (self._raw(x) - self.centre[:, None]) / self.scale[:, None]

    def _raw(self, x: Array) -> Array:
        unit = x / self.spread
        near = self.attention * self.ideal_points
        return 2.0 * near @ unit.T - self.attention @ (unit**2).T

    def likes(self, x: Array, rng: np.random.Generator) -> NDArray[np.bool_]:
        """Answers to coordinates `n x f` as `m x n`: noisy near indifference, 3 % pure lapses."""
        chance = sigmoid(self.utility(x) / TEMPERATURE)
        chance = (1 - _LAPSE) * chance + _LAPSE / 2
        return np.asarray(rng.random(chance.shape) < chance)


def gather_crowd(shape: Shape, m: int, prior: Array, rng: np.random.Generator) -> Crowd:
    """A crowd of `m` members over a space known by coordinates of prior latents.

    Args:
        shape: One of `SHAPES`.
        m: How many members.
        prior: Coordinates `n x f` of at least 200 latents drawn from the prior.
        rng: Where chance comes from.

    Raises:
        BadInput: Unknown shape, or too few prior latents to standardise on.
    """
    if shape not in SHAPES:
        raise BadInput(f"unknown crowd shape {shape!r}; known: {', '.join(SHAPES)}")
    if len(prior) < 200:
        raise BadInput(f"a crowd needs 200 prior latents to standardise on, got {len(prior)}")
    spread = prior.std(axis=0)
    visible = spread**2 / np.sum(spread**2)  # nobody looks at what is the same in every picture
    spread = spread + 1e-9
    camp = np.arange(m) % 2 if shape == "opposed camps" else np.zeros(m, dtype=np.int64)
    own = rng.standard_normal((m, prior.shape[1]))
    shared = rng.choice([-1.0, 1.0], prior.shape[1])
    share = 0.0 if shape == "diverse" else 0.85
    sign = np.where(camp == 1, -1.0, 1.0)[:, None]
    points = _FAR * (np.sqrt(share) * sign * shared + np.sqrt(1 - share) * own)
    attention = (
        visible * rng.lognormal(0.0, 1.0, prior.shape[1]) * rng.lognormal(0.0, 0.5, (m, prior.shape[1]))
    )
    attention /= attention.sum(axis=1, keepdims=True)
    raw = Crowd(points, attention, spread, np.zeros(m), np.ones(m), camp)._raw(prior)
    return Crowd(points, attention, spread, raw.mean(axis=1), raw.std(axis=1), camp)
