"""The dense logistic member model: one layer on coordinates, a proper prior, all members at once.

P(member likes z) = sigmoid(w . [x(z), 1]) with w ~ N(0, c I). Because the variances of the
coordinates follow what is visible, this prior is the visible-direction prior. The posterior is
Laplace's: mode by Newton, covariance from the curvature there. All members of a group are solved
in one batch of small linear systems; a member without answers keeps the prior.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from group_plgl.shapes import Array
from group_plgl.utility import CoordinateMap, sigmoid

_STEPS = 50
_TOLERANCE = 1e-10


@dataclass(frozen=True)
class Answers:
    """Answers of `m` members padded to the longest: what the batched solver reads.

    Attributes:
        x: `m x a x (f+1)`, coordinates with a trailing 1; zero rows are padding.
        liked: `m x a`, 1 like, 0 dislike.
        weight: `m x a`, 1 for an answer, 0 for padding or a held-out answer.
    """

    x: Array
    liked: Array
    weight: Array

    def of(self, rows: NDArray[np.int64]) -> Answers:
        """The answers of some members only."""
        return Answers(self.x[rows], self.liked[rows], self.weight[rows])

    def weighing(self, weight: Array) -> Answers:
        """The same answers with other weights, `m x a`."""
        return Answers(self.x, self.liked, weight)


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
        variance = np.einsum("nf,mfg,ng->mn", rows, self.covariance, rows, optimize=True)
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


def gather_answers(member: NDArray[np.int64], x: Array, liked: NDArray[np.bool_], m: int) -> Answers:
    """Answers `n` of `m` members padded into one batch, each member's in the given order."""
    counts = np.bincount(member, minlength=m)
    longest = max(int(counts.max(initial=0)), 1)
    order = np.argsort(member, kind="stable")
    place = np.concatenate([np.arange(c) for c in counts]) if len(member) else np.zeros(0, dtype=np.int64)
    batch = Answers(np.zeros((m, longest, x.shape[1] + 1)), np.zeros((m, longest)), np.zeros((m, longest)))
    rows = member[order]
    batch.x[rows, place] = with_bias(x[order])
    batch.liked[rows, place] = liked[order]
    batch.weight[rows, place] = 1.0
    return batch


def fit(answers: Answers, prior_scale: float) -> Tastes:
    """Posterior of every member at one prior scale c, by batched Newton to tolerance.

    Source: Laplace approximation for Bayesian logistic regression, MacKay 1992.
    """
    mean = np.zeros((len(answers.x), answers.x.shape[2]))
    for _ in range(_STEPS):
        slope, curvature = _slope_and_curvature(answers, mean, prior_scale)
        step = np.linalg.solve(curvature, slope[..., None])[..., 0]
        # The logistic loss is convex but a full step may overshoot from far away: cap it.
        length = np.sqrt(np.einsum("mf,mf->m", step, step))[:, None]
        mean = mean + step * np.minimum(1.0, 4.0 * np.sqrt(prior_scale) / np.maximum(length, 1e-300))
        if float(np.abs(step).max(initial=0.0)) < _TOLERANCE:
            break
    _, curvature = _slope_and_curvature(answers, mean, prior_scale)
    return Tastes(mean, np.asarray(np.linalg.inv(curvature), dtype=np.float64))


def _slope_and_curvature(answers: Answers, mean: Array, prior_scale: float) -> tuple[Array, Array]:
    chance = sigmoid(np.einsum("maf,mf->ma", answers.x, mean))
    pull = answers.weight * (answers.liked - chance)
    slope = np.einsum("ma,maf->mf", pull, answers.x) - mean / prior_scale
    bend = answers.x * (answers.weight * chance * (1 - chance))[..., None]
    curvature = np.matmul(bend.transpose(0, 2, 1), answers.x)
    return slope, curvature + np.eye(answers.x.shape[2]) / prior_scale
