"""Features: what a member's utility is linear in, coordinates of a space and curves over the chief ones.

Coordinates alone say "the more the better". Products of the chief ones with each other let a taste
have a best point and say "neither too close nor too far", "blue, but only when it is calm".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from group_plgl.shapes import Array
from group_plgl.utility import CoordinateMap, Pullback

FEATURES = "looks/1 curves/1"  # raised when what tastes are linear in changes: models are learned anew
CHIEF = 8


@dataclass(frozen=True)
class Features:
    """Coordinates and curves as one map: a `CoordinateMap`.

    Attributes:
        coordinates_of: The coordinates of the space.
        chief: Places of the coordinates with the largest variance, at most `CHIEF`.
        spread: Their prior standard deviations.
        middle: `c`, prior means of the products.
        scale: What makes the curves' variances sum to one under the prior.
        straight: How many coordinates there are; the `c` curves come behind them.
    """

    coordinates_of: CoordinateMap
    chief: NDArray[np.int64]
    spread: Array
    middle: Array
    scale: float
    straight: int

    @classmethod
    def over(cls, space_map: CoordinateMap, prior: Array) -> Features:
        """The features of a space.

        Args:
            space_map: Its coordinates.
            prior: `n x d` latents drawn from its prior, or all pictures of a catalogue.
        """
        x = space_map.coordinates(prior)
        spread = x.std(axis=0)
        chief = np.argsort(-spread, kind="stable")[:CHIEF]
        chief = np.sort(chief[spread[chief] > 0.0])
        products = _products(x[:, chief] / spread[chief])
        variance = float(products.var(axis=0).sum()) if len(chief) else 1.0
        return cls(
            space_map, chief, spread[chief], products.mean(axis=0), 1.0 / np.sqrt(max(variance, 1e-12)),
            x.shape[1],
        )  # fmt: skip

    def coordinates(self, z: Array) -> Array:
        """`n x (f + c)` features of latents `n x d`."""
        return self.curved(self.coordinates_of.coordinates(z))

    def curved(self, x: Array) -> Array:
        """Coordinates `n x f` with their curves behind them, `n x (f + c)`."""
        curves = _products(x[:, self.chief] / self.spread) - self.middle
        return np.hstack([x, self.scale * curves])

    def traced(self, z: Array) -> tuple[Array, Pullback]:
        """The features, and v -> J(z)^T v for cotangents v of `n x (f + c)`: `n x d`."""
        x, straight = self.coordinates_of.traced(z)
        chief = x[:, self.chief] / self.spread

        def pullback(cotangent: Array) -> Array:
            through = cotangent[:, : self.straight].copy()
            bend = np.zeros((*chief.shape, len(self.chief)))
            bend[:, *np.triu_indices(len(self.chief))] = self.scale * cotangent[:, self.straight :]
            bent = (bend + bend.transpose(0, 2, 1)) @ chief[..., None]
            through[:, self.chief] += bent[..., 0] / self.spread
            return straight(through)

        return self.curved(x), pullback


def _products(values: Array) -> Array:
    """All products of two columns and squares, `n x k (k + 1) / 2`."""
    one, other = np.triu_indices(values.shape[1])
    return np.asarray(values[:, one] * values[:, other])
