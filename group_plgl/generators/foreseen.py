"""A drawn space as it looks: coordinates that are the main part of the looks, foretold undrawn.

Two genes that do nearly the same to the picture are one thing to the eye, and one gene may be many:
what people like is learned from fewer answers on looks than on genes. Sensitive genes are left at
their middle, so that nothing about them can be learned.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from group_plgl.generators.base import Generator, Pictures
from group_plgl.latents.space import Space
from group_plgl.perception.distance import JUST_NOTICEABLE
from group_plgl.perception.surrogate import SLOPE, Foretold, Surrogate, inputs
from group_plgl.shapes import Array
from group_plgl.utility import AffineMap, Pullback

MAIN = 64
_PRIOR_LATENTS = 4000
_SEED = 20265


class Foreseen:
    """Another generator, whose coordinates are what its surrogate foretells: a `Generator`.

    Args:
        drawn: The generator of a whole space.
        surrogate: Of the same space.
    """

    def __init__(self, drawn: Generator, surrogate: Surrogate) -> None:
        self._drawn = drawn
        self.space: Space = drawn.space
        self.coordinate_names = tuple(f"look {place}" for place in range(1, MAIN + 1))
        double = surrogate.in_double()
        self._layers = (
            (double.first, double.first_bias), (double.second, double.second_bias),
            (double.third, double.third_bias),
        )  # fmt: skip
        self._last, self._direct = double.last[:, :MAIN], double.direct[:, :MAIN]
        self._basis, self._mean, self._bias = double.basis[:, :MAIN], double.mean, double.last_bias[:MAIN]
        self._learned = self.space.learned
        self._centre, self._scale = np.zeros(MAIN), 1.0
        x = self.coordinates(self.space.sample(_PRIOR_LATENTS, np.random.default_rng(_SEED)))
        self._centre, self._scale = x.mean(axis=0), float(1.0 / np.sqrt(x.var(axis=0).sum()))

    @property
    def loudness(self) -> float:
        """How many units of coordinates make one of `perception.distance`."""
        return self._scale

    @property
    def reading(self) -> AffineMap:
        """The same coordinates of a drawn picture, read off its looks: from `p` of them to 64."""
        matrix = np.asarray(self._scale * self._basis.T, dtype=np.float64)
        return AffineMap(matrix, -matrix @ self._mean - self._scale * (self._bias + self._centre))

    def decode(self, z: Array, size: int) -> Pictures:
        """`n x d` latents as `n x size x size x 3` sRGB in [0, 1], as the space draws them."""
        return self._drawn.decode(z, size)

    def coordinates(self, z: Array) -> Array:
        """`n x 64` main looks of latents `n x d`: mean zero, total variance one under the prior."""
        seen = np.where(self._learned, z, 0.0)
        return self._looks(*self._read(seen, self._drawn.coordinates(seen))[:2])

    def traced(self, z: Array) -> tuple[Array, Pullback]:
        """The coordinates, and v -> `J(z)^T v` for `n x 64` cotangents v."""
        seen = np.where(self._learned, z, 0.0)
        x, drawn = self._drawn.traced(seen)
        at, hidden, layers = self._read(seen, x)
        d, width = z.shape[1], x.shape[1]

        def pullback(cotangent: Array) -> Array:
            by_looks = self._scale * cotangent
            by_hidden = by_looks @ self._last.T
            for (weight, _), (gate, value) in zip(self._layers[::-1], layers[::-1], strict=True):
                # The slope of v * sigmoid(v), which the layer is.
                by_hidden = (by_hidden * (gate + value * gate * (1.0 - gate))) @ weight.T
            by_input = by_looks @ self._direct.T + by_hidden
            by_z = SLOPE * (1.0 - at[:, :d] ** 2) * by_input[:, :d] + drawn(np.sqrt(width) * by_input[:, d:])
            return np.where(self._learned, by_z, 0.0)

        return self._looks(at, hidden), pullback

    def _looks(self, at: Array, hidden: Array) -> Array:
        return np.asarray(self._scale * (hidden @ self._last + at @ self._direct - self._centre))

    def _read(self, seen: Array, x: Array) -> tuple[Array, Array, list[tuple[Array, Array]]]:
        """The inputs, the last hidden layer, and of each layer its gates and what they let through."""
        at = np.concatenate([np.tanh(SLOPE * seen), x * np.sqrt(x.shape[1])], axis=1)
        hidden, layers = at, list[tuple[Array, Array]]()
        for weight, bias in self._layers:
            value = np.asarray(hidden @ weight + bias, dtype=np.float64)
            gate = 0.5 * (1.0 + np.tanh(0.5 * value))
            layers.append((gate, value))
            hidden = value * gate
        return at, hidden, layers


def foretold_apart(drawn: Generator, surrogate: Surrogate) -> Callable[[Array, Array], Array]:
    """What tells how far latents `n x d` look from `k x d` others: `n x k` just noticeable differences.

    Args:
        drawn: The generator of a whole space.
        surrogate: Of the same space.
    """
    double = surrogate.in_double()

    def foretold(z: Array) -> Foretold:
        return double.foretell(inputs(z, drawn.coordinates(z)))

    def apart(some: Array, others: Array) -> Array:
        return np.asarray(double.apart(foretold(some), foretold(others)) / JUST_NOTICEABLE)

    return apart
