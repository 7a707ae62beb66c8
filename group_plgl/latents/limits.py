"""Limits: a box in a latent space that everything drawn stays in, as a host asks for a brand.

A gene may be kept between two ends, or locked where both ends are equal. What is left is a latent
space again: the prior restricted to the box, with its own typical set around the allowed point
that is nearest to the origin. Which gene is which, and what people may ask for, is in `locks`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from group_plgl.shapes import Array

_NORMAL = NormalDist()
_SMALLEST_CHANCE = 1e-12


@dataclass(frozen=True)
class Limits:
    """How far each gene may be turned; nothing is limited where no ends are given.

    Attributes:
        low: `d` lower ends, -inf where there is none; empty without limits.
        high: `d` upper ends, inf where there is none; empty without limits.
    """

    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.low)

    @cached_property
    def ends(self) -> tuple[Array, Array]:
        """Lower and upper ends, `d` each, rounded to float32 as latents are stored."""
        low, high = np.array(self.low, dtype=np.float32), np.array(self.high, dtype=np.float32)
        return low.astype(np.float64), high.astype(np.float64)

    @cached_property
    def locked(self) -> NDArray[np.bool_]:
        """Which genes stand still, `d`."""
        low, high = self.ends
        return np.asarray(low == high)

    @property
    def centre(self) -> Array | float:
        """The allowed latent nearest to the origin, `d`; 0 without limits."""
        return np.clip(0.0, *self.ends) if self else 0.0

    def confine(self, z: Array) -> Array:
        """The allowed latents nearest to `n x d` latents; again it changes nothing."""
        return np.clip(z, *self.ends) if self else z

    def obeys(self, z: Array) -> NDArray[np.bool_]:
        """Which of `n x d` latents lie within the limits, to the last digit: `n`."""
        low, high = self.ends if self else (-np.inf, np.inf)
        return np.asarray(((z >= low) & (z <= high)).all(axis=1))

    def restricted(self, drawn: Array, psi: float = 1.0) -> Array:
        """Draws `n x d` of N(0, psi^2) as draws of the same prior restricted to the box.

        Genes without limits keep their draw, so a seed gives the same pictures with and without
        a lock, but for what the lock changes.

        Source: inverse of the truncated normal's distribution function.
        """
        z = drawn.copy()
        for gene, (low, high) in enumerate(zip(*self.ends, strict=True) if self else ()):
            if low == high:
                z[:, gene] = low
            elif np.isfinite(low) or np.isfinite(high):
                first, last = _NORMAL.cdf(low / psi), _NORMAL.cdf(high / psi)
                share = [first + (last - first) * _NORMAL.cdf(own / psi) for own in z[:, gene]]
                inside = np.clip(share, _SMALLEST_CHANCE, 1.0 - _SMALLEST_CHANCE)
                z[:, gene] = [psi * _NORMAL.inv_cdf(one) for one in inside]
        return self.confine(z)

    def nearest(self, z: Array, radius: float, moving: NDArray[np.bool_] | None = None) -> Array:
        """The points of box and ball nearest to latents `n x d`; the ball is around the centre.

        The ball bounds the genes that are `moving` (`d`), all unless told; the others keep their value.

        Without limits this pulls radially. With them the nearest point is on a clipped ray from the
        centre, `clip(centre + t away)`: genes that meet an end stop there, and t grows for the others
        until the radius is used up.

        Source: the conditions of Karush and Kuhn-Tucker for a projection onto a box and a ball.
        """
        free = np.ones(z.shape[1], dtype=np.bool_) if moving is None else moving
        away, (low, high) = (z - self.centre) * free, self.ends if self else (-np.inf, np.inf)
        met, t = np.zeros(away.shape, dtype=bool), np.zeros((len(z), 1))
        while True:
            held = (self.confine(self.centre + t * away) - self.centre) * met
            rest = np.sqrt(np.maximum(radius**2 - (held**2).sum(axis=1, keepdims=True), 0.0))
            size = np.linalg.norm(away * ~met, axis=1, keepdims=True)
            t = np.maximum(t, np.minimum(1.0, rest / np.maximum(size, 1e-12)))
            points = self.centre + t * away
            meeting = met | (points < low) | (points > high)
            if (meeting == met).all():
                return np.asarray(self.confine(np.where(free, points, z)))
            met = meeting


FREE = Limits()
