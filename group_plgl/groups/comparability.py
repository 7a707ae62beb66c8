"""One scale for all members, so that a loud member does not win by being loud.

Each member's utility is centred and divided by its own mean and sd over the space's prior; the
uncertainty is divided by the same sd. A member about whom little is known has a small prior sd
and hence a large relative uncertainty, which rules may discount.

Where logits are calibrated they are a common scale themselves: then nobody is stretched.

Source: standardised (z-scored) utilities, as in relative utilitarianism.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from group_plgl.shapes import Array
from group_plgl.utility import Opinions

_FLATTEST = 1e-9


@dataclass(frozen=True)
class Comparable:
    """Opinions brought to one scale: itself an `Opinions`.

    Attributes:
        opinions: The members' own scales.
        centre: `m`, or one for all: each member's mean utility over the prior, or 0.
        scale: `m`, or one for all: each member's sd of utility over the prior, or another unit; positive.
    """

    opinions: Opinions
    centre: Array
    scale: Array

    def moments(self, z: Array) -> tuple[Array, Array]:
        """Means and sds `m x n` in units of each member's prior sd."""
        means, sds = self.opinions.moments(z)
        return (means - self._centre) / self._scale, sds / self._scale

    def traced(self, z: Array) -> tuple[Array, Array, Callable[[Array, Array], Array]]:
        """The comparable moments, and what carries slopes for them back to latents, `n x d`."""
        means, sds, own = self.opinions.traced(z)

        def back(by_mean: Array, by_sd: Array) -> Array:
            return own(by_mean / self._scale, by_sd / self._scale)

        return (means - self._centre) / self._scale, sds / self._scale, back

    @property
    def even(self) -> Array:
        """Where on the comparable scale a logit is 0, so that liking is even: `m`, or one for all."""
        return -self.centre / self.scale

    @property
    def _centre(self) -> Array:
        return self.centre[:, None]

    @property
    def _scale(self) -> Array:
        return self.scale[:, None]


def comparable(opinions: Opinions, prior: Array) -> Comparable:
    """Opinions standardised over latents `n x d` drawn from the prior."""
    means, _ = opinions.moments(prior)
    return Comparable(opinions, means.mean(axis=1), means.std(axis=1) + 1e-9)


def calibrated(opinions: Opinions, slope: float) -> Comparable:
    """Opinions in calibrated logits: the same unit for all, and 0 where liking is even.

    Args:
        opinions: In logits.
        slope: The factor that makes chances honest, at least 0.
    """
    return Comparable(opinions, np.zeros(1), np.array([1.0 / max(slope, _FLATTEST)]))
