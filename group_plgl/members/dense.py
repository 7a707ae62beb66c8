"""The dense member model: one layer on coordinates, known as well as the answers tell.

P(member likes z) = sigmoid(w . [x(z), 1]), and P(prefers z to z') = sigmoid(w . [x(z) - x(z'), 0]),
with a Gaussian belief about w. Because the variances of the coordinates follow what is visible, an
even prior on w is the visible-direction prior. How w is learned is in `fitting`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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

    def slopes(self, x: Array, by_mean: Array, by_sd: Array) -> Array:
        """Slopes given for means and sds (`m x n`) carried to coordinates: `n x f`."""
        rows = with_bias(x)
        _, sd = self.moments(x)
        through_mean = by_mean.T @ self.mean
        through_sd = np.einsum("mn,mfg,ng->nf", by_sd / sd, self.covariance, rows, optimize=True)
        return np.asarray((through_mean + through_sd)[:, :-1])


@dataclass(frozen=True)
class DenseOpinions:
    """Tastes read on latents through the space's coordinates: an `Opinions`."""

    tastes: Tastes
    space_map: CoordinateMap

    def moments(self, z: Array) -> tuple[Array, Array]:
        """Means and sds of the members' logits at latents `n x d`, both `m x n`."""
        return self.tastes.moments(self.space_map.coordinates(z))

    def pullback(self, z: Array, by_mean: Array, by_sd: Array) -> Array:
        """Slopes for means and sds (`m x n`) carried back to latents, `n x d`."""
        x = self.space_map.coordinates(z)
        return self.space_map.pullback(z, self.tastes.slopes(x, by_mean, by_sd))


@dataclass(frozen=True)
class OwnTastes:
    """Each latent judged by one member's taste, cautiously: mean minus one sd; a `Utility`.

    Attributes:
        tastes: Posterior of `m` members.
        owner: Row of the member who judges each latent, `n`; latents come in this order.
        space_map: The space's coordinates.
    """

    tastes: Tastes
    owner: NDArray[np.int64]
    space_map: CoordinateMap

    def score(self, z: Array) -> Array:
        """Cautious logits `n` of latents `n x d`."""
        rows = with_bias(self.space_map.coordinates(z))
        return self._mean(rows) - self._sd(rows)[0]

    def gradient(self, z: Array) -> Array:
        """Slope of the cautious logit at each latent, `n x d`."""
        x = self.space_map.coordinates(z)
        sd, spread = self._sd(with_bias(x))
        slope = self.tastes.mean[self.owner] - spread / sd[:, None]
        return self.space_map.pullback(z, slope[:, :-1])

    def _mean(self, rows: Array) -> Array:
        return np.asarray(np.einsum("nf,nf->n", rows, self.tastes.mean[self.owner]))

    def _sd(self, rows: Array) -> tuple[Array, Array]:
        """Sds `n`, and the covariance applied to each row, `n x (f+1)`."""
        spread = np.einsum("nfg,ng->nf", self.tastes.covariance[self.owner], rows)
        return np.sqrt(np.maximum(np.einsum("nf,nf->n", rows, spread), 1e-12)), spread


@dataclass
class Remembered:
    """A coordinate map that remembers its last answer: climbing asks for the same latents twice.

    Attributes:
        space_map: The space's coordinates.
    """

    space_map: CoordinateMap

    def __post_init__(self) -> None:
        self._z: Array | None = None
        self._x: Array | None = None

    def coordinates(self, z: Array) -> Array:
        """Coordinates `n x f`; the same array is not mapped twice in a row."""
        if self._x is None or self._z is not z:
            self._z, self._x = z, self.space_map.coordinates(z)
        return self._x

    def pullback(self, z: Array, cotangent: Array) -> Array:
        """J(z)^T v, as the map itself has it."""
        return self.space_map.pullback(z, cotangent)


def with_bias(x: Array) -> Array:
    """Coordinates `n x f` with a trailing column of ones."""
    return np.hstack([x, np.ones((len(x), 1))])
