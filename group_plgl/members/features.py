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
LOUD = 8.0  # coordinates apart are so quiet that curves have to say more of what they tell


@dataclass(frozen=True)
class Features:
    """Coordinates and curves as one map: a `CoordinateMap`.

    Attributes:
        coordinates_of: The coordinates of the space.
        chief: Places of the coordinates that are curved: those apart, and at most `CHIEF` of the others,
            the ones with the largest variance.
        spread: Their prior standard deviations.
        middle: `c`, prior means of the products.
        scale: What makes the curves' variances sum to one under the prior, to `LOUD` where some are apart.
        straight: How many coordinates there are; the `c` curves come behind them.
        apart: How many of the chief, the first ones, have products with each other only.
    """

    coordinates_of: CoordinateMap
    chief: NDArray[np.int64]
    spread: Array
    middle: Array
    scale: float
    straight: int
    apart: int = 0

    @classmethod
    def over(cls, space_map: CoordinateMap, prior: Array, apart: int = 0) -> Features:
        """The features of a space.

        Args:
            space_map: Its coordinates.
            prior: `n x d` latents drawn from its prior, or all pictures of a catalogue.
            apart: How many coordinates, the first ones, are chief whatever their variance, and have curves
                of their own.
        """
        x = space_map.coordinates(prior)
        spread = x.std(axis=0)
        loudest = np.argsort(-spread, kind="stable")
        chief = np.concatenate([np.arange(apart), loudest[loudest >= apart][:CHIEF]])
        chief = np.sort(chief[spread[chief] > 0.0])
        within = int((chief < apart).sum())
        products = _products(x[:, chief] / spread[chief], within)
        variance = float(products.var(axis=0).sum()) if len(chief) else 1.0
        scale = np.sqrt(LOUD if within else 1.0) / np.sqrt(max(variance, 1e-12))
        return cls(
            space_map, chief, spread[chief], products.mean(axis=0), scale, x.shape[1], within
        )  # fmt: skip

    @property
    def pairs(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Of each curve the two places among the chief that it is the product of, `c` and `c`."""
        return _pairs(len(self.chief), self.apart)

    def coordinates(self, z: Array) -> Array:
        """`n x (f + c)` features of latents `n x d`."""
        return self.curved(self.coordinates_of.coordinates(z))

    def curved(self, x: Array) -> Array:
        """Coordinates `n x f` with their curves behind them, `n x (f + c)`."""
        curves = _products(x[:, self.chief] / self.spread, self.apart) - self.middle
        return np.hstack([x, self.scale * curves])

    def traced(self, z: Array) -> tuple[Array, Pullback]:
        """The features, and v -> J(z)^T v for cotangents v of `n x (f + c)`: `n x d`."""
        x, straight = self.coordinates_of.traced(z)
        chief = x[:, self.chief] / self.spread

        def pullback(cotangent: Array) -> Array:
            through = cotangent[:, : self.straight].copy()
            bend = np.zeros((*chief.shape, len(self.chief)))
            bend[:, *self.pairs] = self.scale * cotangent[:, self.straight :]
            bent = (bend + bend.transpose(0, 2, 1)) @ chief[..., None]
            through[:, self.chief] += bent[..., 0] / self.spread
            return straight(through)

        return self.curved(x), pullback


def apart_in(shares: Array) -> int:
    """How many coordinates of a catalogue, the first ones, stand apart: its shares `d` tell.

    Those apart have one and the same share, which no two others have.
    """
    alike = int(np.append(shares != shares[0], True).argmax())
    return alike if 1 < alike < len(shares) else 0


def _products(values: Array, apart: int) -> Array:
    """Products of two columns and squares, those of the first ones and those of the others, `n x c`."""
    one, other = _pairs(values.shape[1], apart)
    return np.asarray(values[:, one] * values[:, other])


def _pairs(chief: int, apart: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    first, others = np.triu_indices(apart), np.triu_indices(chief - apart)
    return np.concatenate([first[0], others[0] + apart]), np.concatenate([first[1], others[1] + apart])
