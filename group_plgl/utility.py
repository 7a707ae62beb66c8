"""What it means to like: the one idea everything else speaks to.

A `Utility` scores latents. A member's taste, a group model, a trade-off are all utilities;
whatever searches, ranks or draws asks nothing more of them. `Opinions` are many utilities read
at once, with their uncertainty: what a group model is made of. A `CoordinateMap` is the space's
map x(z) that member models are linear in.

What has a slope tells it together with the value (`rise`, `traced`): a search needs both at every
step, and a value costs most of a slope.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from group_plgl.shapes import Array

Pullback = Callable[[Array], Array]


class Utility(Protocol):
    """A scale of liking over latents; only its order and differences mean anything."""

    def score(self, z: Array) -> Array:
        """Scores `n` of latents `n x d`."""
        ...

    def rise(self, z: Array) -> tuple[Array, Array]:
        """Scores `n` and the slope of the score at each latent, `n x d`."""
        ...


@dataclass(frozen=True)
class Opposite:
    """A utility upside down: itself a `Utility`."""

    utility: Utility

    def score(self, z: Array) -> Array:
        """Scores `n` with their sign turned."""
        return -self.utility.score(z)

    def rise(self, z: Array) -> tuple[Array, Array]:
        """Scores and slopes with their signs turned."""
        score, slope = self.utility.rise(z)
        return -score, -slope


class Opinions(Protocol):
    """What `m` members think of latents, and how sure that is known."""

    def moments(self, z: Array) -> tuple[Array, Array]:
        """Means and standard deviations of each member's utility, both `m x n`."""
        ...

    def traced(self, z: Array) -> tuple[Array, Array, Callable[[Array, Array], Array]]:
        """The moments, and what carries slopes for them (`m x n` each) back to latents, `n x d`."""
        ...


class CoordinateMap(Protocol):
    """The space's differentiable map from latents to the coordinates tastes are linear in."""

    def coordinates(self, z: Array) -> Array:
        """Coordinates `n x f` of latents `n x d`; mean 0, variances summing to 1 under the prior."""
        ...

    def traced(self, z: Array) -> tuple[Array, Pullback]:
        """The coordinates, and v -> J(z)^T v for cotangents v of `n x f`: `n x d`."""
        ...


@dataclass(frozen=True)
class AffineMap:
    """Coordinates that are affine in z, where reverse classification has a closed form.

    Attributes:
        matrix: `f x d`.
        offset: `f`.
    """

    matrix: Array
    offset: Array

    def coordinates(self, z: Array) -> Array:
        """A z + b, `n x f`."""
        return z @ self.matrix.T + self.offset

    def traced(self, z: Array) -> tuple[Array, Pullback]:
        """The coordinates, and v -> v A, which is the same everywhere."""
        return self.coordinates(z), lambda cotangent: np.asarray(cotangent @ self.matrix)


def sigmoid(u: Array) -> Array:
    """1 / (1 + exp(-u)) without overflow, elementwise."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * u)))
