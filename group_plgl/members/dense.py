"""The dense member model: one layer on coordinates, known as well as the answers tell.

P(member likes z) = sigmoid(w . [x(z), 1]), and P(prefers z to z') = sigmoid(w . [x(z) - x(z'), 0]),
with a Gaussian belief about w. Because the variances of the coordinates follow what is visible, an
even prior on w is the visible-direction prior. How w is learned is in `fitting`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from group_plgl.shapes import Array
from group_plgl.utility import CoordinateMap

_IN_CACHE = 2**19


@dataclass(frozen=True)
class Tastes:
    """Posterior of `m` dense member models.

    Attributes:
        mean: `m x (f+1)`, weights and bias.
        covariance: `m x (f+1) x (f+1)`.
    """

    mean: Array
    covariance: Array

    def moments(self, x: Array) -> tuple[Array, Array]:
        """Means and sds of each member's logit at coordinates `n x f`, both `m x n`."""
        rows = with_bias(x)
        m, wide = self.mean.shape
        side_by_side = self.covariance.transpose(1, 0, 2).reshape(wide, m * wide)
        variance = np.empty((m, len(rows)))
        at_once = max(1, _IN_CACHE // max(1, m * wide))
        for start in range(0, len(rows), at_once):  # thousands of pictures would not fit the cache
            some = rows[start : start + at_once]
            spread = (some @ side_by_side).reshape(len(some), m, wide)
            variance[:, start : start + at_once] = np.einsum("nmf,nf->mn", spread, some)
        return self.mean @ rows.T, np.sqrt(np.maximum(variance, 1e-12))

    def slopes(self, x: Array, sd: Array, by_mean: Array, by_sd: Array) -> Array:
        """Slopes given for means and sds (`m x n`) carried to coordinates `n x f`, where sds are `sd`."""
        m, wide = self.mean.shape
        spread = ((by_sd / sd).T @ self.covariance.reshape(m, wide * wide)).reshape(-1, wide, wide)
        return np.asarray((by_mean.T @ self.mean + np.einsum("nfg,ng->nf", spread, with_bias(x)))[:, :-1])


@dataclass(frozen=True)
class DenseOpinions:
    """Tastes read on latents through the space's coordinates: an `Opinions`."""

    tastes: Tastes
    space_map: CoordinateMap

    def moments(self, z: Array) -> tuple[Array, Array]:
        """Means and sds of the members' logits at latents `n x d`, both `m x n`."""
        return self.tastes.moments(self.space_map.coordinates(z))

    def traced(self, z: Array) -> tuple[Array, Array, Callable[[Array, Array], Array]]:
        """The moments, and what carries slopes for them (`m x n`) back to latents, `n x d`."""
        x, pullback = self.space_map.traced(z)
        mean, sd = self.tastes.moments(x)
        return mean, sd, lambda by_mean, by_sd: pullback(self.tastes.slopes(x, sd, by_mean, by_sd))


@dataclass(frozen=True)
class OwnTastes:
    """Each latent judged by one member's taste, cautiously: mean minus so many sds; a `Utility`.

    Latents come in as many equal parts as there are members, the first member's first.

    Attributes:
        tastes: Posterior of `m` members.
        space_map: The space's coordinates.
        caution: How many sds.
    """

    tastes: Tastes
    space_map: CoordinateMap
    caution: float = 1.0

    def score(self, z: Array) -> Array:
        """Cautious logits `n` of latents `n x d`."""
        return self._cautious(self.space_map.coordinates(z))[0]

    def rise(self, z: Array) -> tuple[Array, Array]:
        """Cautious logits, and their slope at each latent, `n x d`."""
        x, pullback = self.space_map.traced(z)
        score, slope = self._cautious(x)
        return score, pullback(slope[:, :-1])

    def _cautious(self, x: Array) -> tuple[Array, Array]:
        """Means less sds `n`, and their slopes, `n x (f+1)`."""
        m, wide = self.tastes.mean.shape
        rows, mean = with_bias(x).reshape(m, -1, wide), self.tastes.mean[:, None]
        spread = rows @ self.tastes.covariance
        sd = np.sqrt(np.maximum((rows * spread).sum(axis=2, keepdims=True), 1e-12))
        score = (rows * mean).sum(axis=2, keepdims=True) - self.caution * sd
        slope = mean - self.caution * spread / sd
        return score.ravel(), slope.reshape(-1, wide)


def with_bias(x: Array) -> Array:
    """Coordinates `n x f` with a trailing column of ones."""
    return np.hstack([x, np.ones((len(x), 1))])
