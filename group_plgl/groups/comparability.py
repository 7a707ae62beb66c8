"""One scale for all members, so that a loud member does not win by being loud.

Each member's utility is centred and divided by its own mean and sd over the space's prior; the
uncertainty is divided by the same sd. A member about whom little is known has a small prior sd
and hence a large relative uncertainty, which rules may discount.

Source: standardised (z-scored) utilities, as in relative utilitarianism.
"""

from __future__ import annotations

from dataclasses import dataclass

from group_plgl.shapes import Array
from group_plgl.utility import Opinions


@dataclass(frozen=True)
class Comparable:
    """Opinions brought to one scale: itself an `Opinions`.

    Attributes:
        opinions: The members' own scales.
        centre: `m`, each member's mean utility over the prior.
        scale: `m`, each member's sd of utility over the prior, positive.
    """

    opinions: Opinions
    centre: Array
    scale: Array

    def moments(self, z: Array) -> tuple[Array, Array]:
        """Means and sds `m x n` in units of each member's prior sd."""
        means, sds = self.opinions.moments(z)
        return (means - self.centre[:, None]) / self.scale[:, None], sds / self.scale[:, None]

    def pullback(self, z: Array, by_mean: Array, by_sd: Array) -> Array:
        """Slopes with respect to the comparable moments carried back to latents, `n x d`."""
        return self.opinions.pullback(z, by_mean / self.scale[:, None], by_sd / self.scale[:, None])


def comparable(opinions: Opinions, prior: Array) -> Comparable:
    """Opinions standardised over latents `n x d` drawn from the prior."""
    means, _ = opinions.moments(prior)
    return Comparable(opinions, means.mean(axis=1), means.std(axis=1) + 1e-9)
