"""The typical set of a space: the ball and the box in which every search for a target stays.

The ball holds 99 % of the prior's latents, counted over the genes that turn. It lies around the
allowed latent nearest to the origin; genes that nobody has a taste about stand still outside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtri

from group_plgl.ideals.climb import Climbed, climb
from group_plgl.ideals.nevers import Nevers, clear_of
from group_plgl.latents.space import Space
from group_plgl.shapes import Array
from group_plgl.utility import Utility

OUTSIDE = 0.01
_ROUNDING = 1e-6


@dataclass(frozen=True)
class TypicalSet:
    """Where results may lie.

    Attributes:
        space: The space with its limits.
        nevers: What must not come again.
    """

    space: Space
    nevers: Nevers | None = None

    @cached_property
    def turning(self) -> NDArray[np.bool_]:
        """`d`: the genes that a search moves."""
        limits = self.space.limits
        return self.space.learned & ~limits.locked if limits else self.space.learned

    @cached_property
    def radius(self) -> float:
        """The radius that 99 % of prior latents stay within: chi-square of as many as turn."""
        return float(np.sqrt(chdtri(max(int(self.turning.sum()), 1), OUTSIDE)))

    def away(self, z: Array) -> Array:
        """`n x d` latents as ways from the centre of the ball; nothing where genes stand still."""
        return np.asarray((z - self.space.limits.centre) * self.turning)

    def outside(self, z: Array) -> NDArray[np.bool_]:
        """Which of `n x d` latents lie outside the ball, `n`."""
        return np.asarray(np.linalg.norm(self.away(z), axis=1) > self.radius * (1.0 + _ROUNDING))

    def within(self, z: Array) -> Array:
        """The nearest allowed latents to `n x d` latents, led out of what must not come again."""
        limits, inside = self.space.limits, self.radius * (1.0 - _ROUNDING)
        kept = limits.nearest(z, inside, self.space.learned)
        if self.nevers is None:
            return kept
        return limits.nearest(self.nevers.led_out(kept), inside, self.space.learned)

    def roomy(self, z: Array) -> NDArray[np.bool_]:
        """Which of `n x d` latents are foretold to be clear of what must not come again, `n`."""
        return np.ones(len(z), dtype=np.bool_) if self.nevers is None else self.nevers.room(z) >= 0.0

    def clear(self, z: Array) -> NDArray[np.bool_]:
        """Which of `n x d` latents may be shown, `n`: these are looked at."""
        return clear_of(self.nevers, z)

    def climbed(self, utility: Utility, starts: Array) -> Climbed:
        """The best latents found uphill from `starts`, `n x d`, within the set."""
        space, inside = self.space, self.radius * (1.0 - _ROUNDING)
        return climb(
            utility, starts, inside, limits=space.limits, moving=space.learned, nevers=self.nevers
        )  # fmt: skip
