"""The dense logistic member model: one layer on coordinates, a proper prior, all members at once.

P(member likes z) = sigmoid(w . [x(z), 1]), and P(prefers z to z') = sigmoid(w . [x(z) - x(z'), 0]),
with w ~ N(0, c I). A grade between 0 and 1 enters as a fractional answer. Because the variances of the
coordinates follow what is visible, this prior is the visible-direction prior. The posterior is
Laplace's: mode by Newton, covariance from the curvature there. All members of a group are solved
in one batch of small linear systems; a member without answers keeps the prior.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from group_plgl.shapes import Array
from group_plgl.utility import CoordinateMap, sigmoid

_STEPS = 50
_TOLERANCE = 1e-10
_IN_CACHE = 2**19


@dataclass(frozen=True)
class Answers:
    """Answers of `m` members as rows padded to the longest: what the batched solver reads.

    A row about one picture is its coordinates and a 1; a row that compares two is the difference
    of their coordinates and a 0, because the bias speaks of liking, not of preferring.

    Attributes:
        x: `m x a x (f+1)`; zero rows are padding.
        value: `m x a`, how much the picture is liked or preferred, 0 to 1.
        weight: `m x a`, 1 for a row, 0 for padding or a held-out row.
        answer: `m x a`, number of the answer a row belongs to; -1 for padding.
        source: `m x a`, the first answer to the same question, for repeats; -1 for padding.
    """

    x: Array
    value: Array
    weight: Array
    answer: NDArray[np.int64]
    source: NDArray[np.int64]

    @property
    def paired(self) -> NDArray[np.bool_]:
        """Rows that compare two pictures, `m x a`."""
        return np.asarray((self.x[..., -1] == 0.0) & (self.answer >= 0))

    def of(self, rows: NDArray[np.int64]) -> Answers:
        """The answers of some members only."""
        return Answers(
            self.x[rows], self.value[rows], self.weight[rows], self.answer[rows], self.source[rows]
        )

    def weighing(self, weight: Array) -> Answers:
        """The same answers with other weights, `m x a`."""
        return replace(self, weight=weight)


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


def gather_answers(
    member: NDArray[np.int64],
    x: Array,
    value: ArrayLike,
    m: int,
    *,
    paired: NDArray[np.bool_] | None = None,
    answer: NDArray[np.int64] | None = None,
    source: NDArray[np.int64] | None = None,
) -> Answers:
    """Rows `n` of `m` members padded into one batch, each member's in the given order.

    Args:
        member: Row of the member, `n`.
        x: Coordinates, or differences of coordinates where `paired`, `n x f`.
        value: How much it is liked or preferred, 0 to 1, `n`.
        m: How many members.
        paired: Which rows compare two pictures; none unless told.
        answer: The answer a row belongs to; each its own unless told.
        source: The first answer to the same question; each its own unless told.
    """
    n = len(member)
    counts = np.bincount(member, minlength=m)
    shape = (m, max(int(counts.max(initial=0)), 1))
    order = np.argsort(member, kind="stable")
    place = np.concatenate([np.arange(c) for c in counts]) if n else np.zeros(0, dtype=np.int64)
    at = member[order], place
    number = np.arange(n) if answer is None else answer
    rows = np.hstack([x, np.ones((n, 1)) if paired is None else 1.0 - paired[:, None]])
    batch = Answers(
        np.zeros((*shape, x.shape[1] + 1)), np.zeros(shape), np.zeros(shape),
        np.full(shape, -1, dtype=np.int64), np.full(shape, -1, dtype=np.int64),
    )  # fmt: skip
    batch.x[at] = rows[order]
    batch.value[at] = np.asarray(value, dtype=np.float64)[order]
    batch.weight[at] = 1.0
    batch.answer[at] = number[order]
    batch.source[at] = (number if source is None else source)[order]
    return batch


def fit(answers: Answers, prior_scale: float) -> Tastes:
    """Posterior of every member at one prior scale c, by batched Newton to tolerance.

    Source: Laplace approximation for Bayesian logistic regression, MacKay 1992; grades by the
    fractional logit, Papke and Wooldridge 1996; picks as pairs against each rival, a composite
    likelihood of Luce 1959.
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
    pull = answers.weight * (answers.value - chance)
    slope = np.einsum("ma,maf->mf", pull, answers.x) - mean / prior_scale
    bend = answers.x * (answers.weight * chance * (1 - chance))[..., None]
    curvature = np.matmul(bend.transpose(0, 2, 1), answers.x)
    return slope, curvature + np.eye(answers.x.shape[2]) / prior_scale
