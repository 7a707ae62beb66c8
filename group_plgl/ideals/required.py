"""What is required: ideals lie where every classifier asked for gives at least the chance asked for.

Around a search it stands like what must not come again (`nevers`), and together with it: paths are led to
where the requirements are met, and what is found is held against them.

Source: Newton's steps along the slope of the worst-off log odds, as for a projection onto a level set.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from group_plgl.ideals.likings import Demands, WorstOff
from group_plgl.ideals.nevers import Nevers
from group_plgl.shapes import Array
from group_plgl.utility import Utility

MARGIN = 0.02  # log odds by which a search stays inside
_STEPS, _LONGEST = 4, 1.5
_SOFTNESS, _DEAR = 0.1, 6.0


@dataclass(frozen=True)
class Required:
    """Classifiers with the log odds that each has to reach: a `Nevers`.

    Attributes:
        demands: The classifiers, `k` rows.
        levels: `k`, the log odds asked for.
        learned: `d`, which genes a search may turn.
        nevers: What must not come again besides.
    """

    demands: Demands
    levels: Array
    learned: NDArray[np.bool_]
    nevers: Nevers | None = None

    def room(self, z: Array) -> Array:
        """By how much `n x d` latents exceed what is required, and lie outside all radii, `n`."""
        over = np.asarray(self._short(z) - MARGIN)
        return over if self.nevers is None else np.minimum(over, self.nevers.room(z))

    def led_out(self, z: Array) -> Array:
        """The latents, those that fall short led up the slope of what they lack most, `n x d`."""
        z, worst = z.copy(), WorstOff(self.demands, self.levels)
        for _ in range(_STEPS):
            short = np.flatnonzero(self._short(z) < 2.0 * MARGIN)
            if not len(short):
                break
            lack = 2.0 * MARGIN - self._short(z[short])
            _, slope = worst.rise(z[short])
            slope = slope * self.learned
            steep = np.maximum(np.linalg.norm(slope, axis=1, keepdims=True), 1e-9)
            z[short] += np.minimum(1.2 * lack[:, None] / steep, _LONGEST) * slope / steep
        return z if self.nevers is None else self.nevers.led_out(z)

    def clear(self, z: Array) -> NDArray[np.bool_]:
        """Which of `n x d` latents meet what is required and look different enough, `n`."""
        met = np.asarray(self._short(z) >= 0.0)
        if self.nevers is not None and met.any():
            met[met] = self.nevers.clear(z[met])
        return met

    def _short(self, z: Array) -> Array:
        """The least margin over what is required, `n`."""
        return np.asarray((self.demands.values(z) - self.levels[:, None]).min(axis=0))


@dataclass(frozen=True)
class Held:
    """A utility that is at a level only where what is required is met too: a `Utility`.

    Attributes:
        utility: What shall rise.
        required: What has to be met.
        level: The utility to reach; infinite where it shall rise as far as it can: then what is missing
            of what is required counts several times as much as what is gained.
    """

    utility: Utility
    required: Required
    level: float

    def score(self, z: Array) -> Array:
        """The utility `n` at latents `n x d`, at most the level and the margin over what is required."""
        own = self.utility.score(z)
        return self._both(own, self._margin.score(z) - MARGIN)[0]

    def rise(self, z: Array) -> tuple[Array, Array]:
        """The score, and its slope at each latent, `n x d`."""
        own, up = self.utility.rise(z)
        over, out = self._margin.rise(z)
        score, by_own, by_over = self._both(own, over - MARGIN)
        return score, by_own[:, None] * up + by_over[:, None] * out

    @property
    def _margin(self) -> WorstOff:
        return WorstOff(self.required.demands, self.required.levels)

    def _both(self, own: Array, over: Array) -> tuple[Array, Array, Array]:
        """The score and its slopes by the utility and the margin, `n` each.

        Source: an exact penalty, or the log-sum-exp bound of a minimum, never above it.
        """
        if not np.isfinite(self.level):
            short = np.asarray(over < 0.0, dtype=np.float64)
            return own + _DEAR * over * short, np.ones_like(own), _DEAR * short
        gap = np.stack([own - self.level, over])
        least = gap.min(axis=0)
        odds = np.exp(-(gap - least) / _SOFTNESS)
        total = odds.sum(axis=0)
        return self.level + least - _SOFTNESS * np.log(total), *(odds / total)
