"""How changes of a picture are seen: foretold from the latent, or measured on drawn pictures.

Looks come in just noticeable differences, with their slopes, which are the metric of a change. Here
are also the utilities that are about looks: how much a picture looks like some others, and how much
somebody would like it as it is drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from group_plgl.perception.distance import JUST_NOTICEABLE
from group_plgl.shapes import Array
from group_plgl.utility import AffineMap, CoordinateMap, Utility

_ASIDE = 1e-5

Rows = NDArray[np.bool_]


class Sight(Protocol):
    """What latents look like, in just noticeable differences."""

    def looks(self, z: Array) -> Array:
        """`n x p` looks of latents `n x d`; their distance is how many differences are noticed."""
        ...

    def slopes(self, z: Array) -> tuple[Array, Array]:
        """The looks `p` of one latent `d`, and their slopes, `p x d`."""
        ...


@dataclass(frozen=True)
class ForetoldSight:
    """Looks as a map foretells them: a `Sight`.

    Attributes:
        space_map: Coordinates that are looks up to scale.
        unit: How many units of coordinates make one just noticeable difference.
    """

    space_map: CoordinateMap
    unit: float

    def looks(self, z: Array) -> Array:
        """The coordinates in just noticeable differences, `n x f`."""
        return self.space_map.coordinates(z) / self.unit

    def slopes(self, z: Array) -> tuple[Array, Array]:
        """The looks of one latent, and their slopes by differences: quicker than a pullback of each."""
        looks = self.looks(np.vstack([z[None], z + _ASIDE * np.eye(len(z))]))
        return looks[0], (looks[1:] - looks[0]).T / _ASIDE


@dataclass(frozen=True)
class DrawnSight:
    """Looks as they are measured on drawn pictures: a `Sight` that draws nothing twice in a row.

    Attributes:
        seen: Draws latents `n x d` and measures their looks, `n x p`.
        moving: `d`, the genes whose slopes are wanted; the others have none.
        unit: How much of a distance of looks makes one just noticeable difference.
        aside: Prior sds to the side at which slopes are measured; edges are wider than a pixel.
    """

    seen: Callable[[Array], Array]
    moving: Rows
    unit: float = JUST_NOTICEABLE
    aside: float = 0.1
    _last: dict[bytes, Array] = field(default_factory=dict, repr=False, compare=False)

    def looks(self, z: Array) -> Array:
        """What is measured, in just noticeable differences, `n x p`."""
        asked = z.tobytes()
        if asked not in self._last:
            self._last.clear()
            self._last[asked] = np.asarray(self.seen(z) / self.unit)
        return self._last[asked]

    def slopes(self, z: Array) -> tuple[Array, Array]:
        """The looks of one latent, and their slopes by one-sided differences."""
        looks = self.looks(np.vstack([z[None], z + self.aside * np.eye(len(z))[self.moving]]))
        slopes = np.zeros((looks.shape[1], len(z)))
        slopes[:, self.moving] = (looks[1:] - looks[0]).T / self.aside
        return looks[0], slopes


def how_visible(sight: Sight, before: Array, after: Array) -> Array:
    """How much of a change is each gene's, `d` just noticeable differences: what undoing it would change."""
    undone = np.tile(after, (len(after), 1))
    np.fill_diagonal(undone, before)
    moved = before != after
    gap = np.zeros(len(after))
    if moved.any():
        looks = sight.looks(np.vstack([after[None], undone[moved]]))
        gap[moved] = np.linalg.norm(looks[1:] - looks[0], axis=1)
    return gap


@dataclass(frozen=True)
class Likeness:
    """How much latents look like the middle of some others: a `Utility`, a camp's prototype for one.

    Attributes:
        space_map: Coordinates that are looks up to scale.
        middle: `f`, the mean of what the others look like.
        unit: How many units of coordinates make one just noticeable difference.
    """

    space_map: CoordinateMap
    middle: Array
    unit: float

    @classmethod
    def of(cls, space_map: CoordinateMap, some: Array, unit: float) -> Likeness:
        """The likeness to `k x d` latents."""
        return cls(space_map, space_map.coordinates(some).mean(axis=0), unit)

    def score(self, z: Array) -> Array:
        """Minus half the squared just noticeable differences to the middle, `n`."""
        return np.asarray(
            -0.5 * (((self.space_map.coordinates(z) - self.middle) / self.unit) ** 2).sum(axis=1)
        )

    def rise(self, z: Array) -> tuple[Array, Array]:
        """Scores, and their slopes, `n x d`."""
        x, pullback = self.space_map.traced(z)
        away = (x - self.middle) / self.unit
        return np.asarray(-0.5 * (away**2).sum(axis=1)), pullback(-away / self.unit)


@dataclass(frozen=True)
class AsDrawn:
    """How much a picture is liked as it is drawn, not as it is foretold to look: a `Utility`.

    Attributes:
        liking: The utility of coordinates `n x f`.
        reading: From looks in just noticeable differences to coordinates.
        sight: How pictures are looked at.
    """

    liking: Utility
    reading: AffineMap
    sight: Sight

    def score(self, z: Array) -> Array:
        """Scores `n` of the pictures of latents `n x d`."""
        return self.liking.score(self.reading.coordinates(self.sight.looks(z)))

    def rise(self, z: Array) -> tuple[Array, Array]:
        """Scores, and their slopes, `n x d`."""
        seen = [self.sight.slopes(one) for one in z]
        score, slope = self.liking.rise(self.reading.coordinates(np.array([looks for looks, _ in seen])))
        carried = slope @ self.reading.matrix
        return score, np.array([one @ slopes for one, (_, slopes) in zip(carried, seen, strict=True)])
