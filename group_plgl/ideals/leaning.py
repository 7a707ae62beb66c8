"""Leaning: a picture turned towards words, as much as was asked for.

Attributes are read off a picture in spreads of its space: foretold from features, or measured on
what is drawn. What shall rise is a `Utility` like any other: all attributes asked for, the one that
lags most of all, less whatever liking it costs; several people's wishes are read as `Opinions`, so that any
rule of the group combines them. What is asked to stay is held by `transform`'s equality rows.

Source: directions of attributes, as InterFaceGAN (Shen et al. 2020) edits with conditions; here by
the least visible change and on measured attributes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from group_plgl.shapes import Array
from group_plgl.utility import CoordinateMap, Pullback, Utility

REACH = 2.0  # spreads that full strength asks for
_SHARP = 4.0  # how much more what lags counts, per spread
_WORTH = 0.25  # spreads that a lost logit of liking has to be made up by
_ASIDE = 0.1


@dataclass(frozen=True)
class Reading:
    """Attributes as they are foretold: affine in what another map gives. A `CoordinateMap`.

    Attributes:
        space_map: Features, `f` of them.
        slope: `k x f`.
        constant: `k`.
    """

    space_map: CoordinateMap
    slope: Array
    constant: Array

    def coordinates(self, z: Array) -> Array:
        """`n x k` of latents `n x d`."""
        return self.space_map.coordinates(z) @ self.slope.T + self.constant

    def traced(self, z: Array) -> tuple[Array, Pullback]:
        """The attributes, and what carries cotangents `n x k` back to latents."""
        x, pullback = self.space_map.traced(z)
        return x @ self.slope.T + self.constant, lambda cotangent: pullback(cotangent @ self.slope)


@dataclass(frozen=True)
class Measured:
    """Attributes as they are measured on drawn pictures, none drawn twice in a row: a `CoordinateMap`.

    Attributes:
        measure: Draws latents `n x d` and measures them, `n x k`, in spreads.
        moving: `d`, the genes whose slopes are wanted; the others have none.
    """

    measure: Callable[[Array], Array]
    moving: NDArray[np.bool_]
    _last: dict[bytes, Array] = field(default_factory=dict, repr=False, compare=False)

    def coordinates(self, z: Array) -> Array:
        """`n x k` of latents `n x d`."""
        asked = z.tobytes()
        if asked not in self._last:
            while len(self._last) > 3:
                del self._last[next(iter(self._last))]
            self._last[asked] = self.measure(z)
        return self._last[asked]

    def traced(self, z: Array) -> tuple[Array, Pullback]:
        """The attributes, and what carries cotangents back, by one-sided differences."""
        some, where = np.unique(z, axis=0, return_inverse=True)
        aside = _ASIDE * np.eye(z.shape[1])[self.moving]
        both = self.coordinates(np.concatenate([np.vstack([one[None], one + aside]) for one in some]))
        each = both.reshape(len(some), len(aside) + 1, -1)
        slopes = np.zeros((len(some), z.shape[1], each.shape[2]))
        slopes[:, self.moving] = (each[:, 1:] - each[:, :1]) / _ASIDE
        at = where.ravel()
        return each[at, 0], lambda cotangent: np.einsum("ndk,nk->nd", slopes[at], cotangent)


@dataclass(frozen=True)
class Part:
    """Some columns of a map, each in a unit of its own: a `CoordinateMap`."""

    space_map: CoordinateMap
    places: Sequence[int]
    units: Array

    def coordinates(self, z: Array) -> Array:
        """`n x k` of latents `n x d`."""
        return np.asarray(self.space_map.coordinates(z)[:, list(self.places)] / self.units)

    def traced(self, z: Array) -> tuple[Array, Pullback]:
        """The columns, and what carries cotangents `n x k` back to latents."""
        x, whole = self.space_map.traced(z)

        def pullback(cotangent: Array) -> Array:
            wide = np.zeros_like(x)
            wide[:, list(self.places)] = cotangent / self.units
            return whole(wide)

        return x[:, list(self.places)] / self.units, pullback


@dataclass(frozen=True)
class Beside:
    """Several maps side by side: a `CoordinateMap`."""

    maps: Sequence[CoordinateMap]

    def coordinates(self, z: Array) -> Array:
        """All their coordinates of latents `n x d`."""
        return np.hstack([one.coordinates(z) for one in self.maps])

    def traced(self, z: Array) -> tuple[Array, Pullback]:
        """The same, and what carries cotangents back to latents."""
        found = [one.traced(z) for one in self.maps]
        ends = np.cumsum([x.shape[1] for x, _ in found])[:-1]

        def pullback(cotangent: Array) -> Array:
            parts = np.split(cotangent, ends, axis=1)
            return np.asarray(sum(back(part) for (_, back), part in zip(found, parts, strict=True)))

        return np.hstack([x for x, _ in found]), pullback


@dataclass(frozen=True)
class Towards:
    """How far a picture is gone towards all of some ends, the one that lags above all: a `Utility`.

    Attributes:
        attributes: `k` of them, in spreads.
        signs: `k`, 1 towards the high end, -1 towards the low one.
        start: `k`, where they stood before.
    """

    attributes: CoordinateMap
    signs: Array
    start: Array

    def score(self, z: Array) -> Array:
        """Spreads gained, `n`: the smooth least of all, 0 at the start."""
        return self._least(self.attributes.coordinates(z))[0]

    def rise(self, z: Array) -> tuple[Array, Array]:
        """The same with its slopes, `n x d`."""
        values, pullback = self.attributes.traced(z)
        least, share = self._least(values)
        return least, pullback(share * self.signs)

    def _least(self, values: Array) -> tuple[Array, Array]:
        gained = (values - self.start) * self.signs
        lowest = gained.min(axis=1, keepdims=True)
        share = np.exp(-_SHARP * (gained - lowest))
        total = share.mean(axis=1, keepdims=True)
        return np.asarray((lowest - np.log(total) / _SHARP)[:, 0]), share / share.sum(axis=1, keepdims=True)


@dataclass(frozen=True)
class Leaned:
    """Going towards words and not losing what is liked: a `Utility`, the sum of the two.

    Attributes:
        lean: Spreads gained.
        liking: Logits of whoever counts.
        before: The liking that is not to be lost.
    """

    lean: Utility
    liking: Utility
    before: float

    def score(self, z: Array) -> Array:
        """Spreads gained less what lost liking takes of them, `n`."""
        return self.lean.score(z) + _WORTH * np.minimum(self.liking.score(z) - self.before, 0.0)

    def rise(self, z: Array) -> tuple[Array, Array]:
        """The same with its slopes, `n x d`."""
        gained, up = self.lean.rise(z)
        liked, slope = self.liking.rise(z)
        lost = np.minimum(liked - self.before, 0.0)
        return gained + _WORTH * lost, up + _WORTH * np.where(lost < 0.0, 1.0, 0.0)[:, None] * slope
