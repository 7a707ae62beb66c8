"""Fitting tastes: every kind of answer in one likelihood, all members together.

The utility of a picture is w . [x(z), 1], and w is drawn from what the group is believed to like:
w ~ N(mean, own), where the mean itself is known up to a doubt. The posterior is Laplace's: the
mode as `newton` finds it, the covariance from the curvature there. A member without answers keeps the prior,
with all its doubt.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from group_plgl.members.answers import Answers
from group_plgl.members.dense import Tastes
from group_plgl.members.likelihood import Likelihood, Told, along, scores
from group_plgl.members.newton import STEPS, ByAnswers, ByWeights, Form, climb, damped
from group_plgl.members.prior import Prior, alone, spread_of
from group_plgl.shapes import Array

__all__ = ["EXACT", "ROUGH", "Prior", "alone", "fit", "modes", "pooled", "sureness"]

EXACT, ROUGH = 1e-10, 1e-3
_IN_CACHE = 2**18  # numbers in the rows of a batch


def fit(
    answers: Answers, prior: Prior, tolerance: float = EXACT, before: Array | None = None, threads: int = 1
) -> Tastes:
    """Posterior of every member under one prior.

    Args:
        answers: Of `m` members.
        prior: What is believed of each beforehand.
        tolerance: Of the weights.
        before: Weights known before, `m x (f+1)`, to begin at; the prior's mean unless told.
        threads: How many work side by side.

    Source: Laplace approximation for Bayesian logistic regression, MacKay 1992.
    """
    m, _, width = answers.x.shape
    means, covariances = np.empty((m, width)), np.empty((m, width, width))

    def learn(some: slice) -> None:
        said = answers.of(some)
        means[some], told = _climbed(said, prior, tolerance, _of(before, some))
        covariance = _bent(told.roots(said.x), prior.own, prior.precision).covariance()
        covariances[some] = _doubting(covariance, prior.precision, prior.doubt)

    _side_by_side(learn, answers, threads)
    return Tastes(means, covariances)


def modes(
    answers: Answers, prior: Prior, tolerance: float = EXACT, before: Array | None = None, threads: int = 1
) -> Array:
    """The means of `fit` alone, `m x (f+1)`: how sure they are costs more than they do."""
    means = np.empty((len(answers.x), answers.x.shape[2]))

    def learn(some: slice) -> None:
        means[some], _ = _climbed(answers.of(some), prior, tolerance, _of(before, some))

    _side_by_side(learn, answers, threads)
    return means


def pooled(
    answers: Answers, own: Array, shared: Array, tolerance: float = EXACT, centre: Array | None = None
) -> tuple[Prior, Tastes]:
    """The prior that a group's own answers give, and the members' tastes, fitted together.

    Args:
        answers: Of the members that share.
        own: `(f+1) x (f+1)`, how members differ from the mean.
        shared: `(f+1) x (f+1)`, how far the mean may be from the centre.
        tolerance: Of the weights.
        centre: `f + 1`, where the mean is expected; 0 unless told.

    Source: a two-level model, Lindley and Smith 1972, solved by the Schur complement on the mean.
    """
    precision, anchor = _inverse(own), _inverse(shared)
    likelihood = Likelihood(answers, spread_of(np.diag(own) + np.diag(shared)))
    centre = np.zeros(len(own)) if centre is None else centre
    w, mean = np.tile(centre, (len(answers.x), 1)), centre
    bent, left = _bent(np.zeros((len(w), 1, len(own))), own, precision), anchor
    for _ in range(STEPS):
        score = scores(answers.x, w)
        told = likelihood.at(score)
        roots = told.roots(answers.x)
        bent = _bent(roots, own, precision)
        pull = along(answers.x, told.slope) + _through(roots, w)
        left = anchor + bent.told()
        mean = np.linalg.solve(left, precision @ bent.times(pull).sum(axis=0) + anchor @ centre)
        step = bent.times(pull + precision @ mean) - w
        w = w + damped(score, scores(answers.x, step))[:, None] * step
        if float(np.abs(step).max(initial=0.0)) < tolerance:
            break
    prior = Prior(mean, own, _inverse(left))
    return prior, Tastes(w, _doubting(bent.covariance(), precision, prior.doubt))


def sureness(roots: Array, own: Array, shared: Array) -> Array:
    """Covariances of members whose answers bend by R^T R, about a mean in doubt: `m x (f+1) x (f+1)`.

    Args:
        roots: R, `m x a x (f+1)`.
        own: `(f+1) x (f+1)`, how members differ from the mean.
        shared: `(f+1) x (f+1)`, how far the mean may be from 0.
    """
    precision = _inverse(own)
    bent = _bent(roots, own, precision)
    return _doubting(bent.covariance(), precision, _inverse(_inverse(shared) + bent.told()))


def _climbed(answers: Answers, prior: Prior, tolerance: float, before: Array | None) -> tuple[Array, Told]:
    """Modes by whichever form has fewer unknowns, and what the answers say there."""
    likelihood = Likelihood(answers, prior.spread)
    form: Form
    if answers.x.shape[1] >= answers.x.shape[2]:
        form = ByWeights(answers.x, prior, before)
    else:
        form = ByAnswers(answers.x, prior, likelihood, before)
    told = climb(form, likelihood, tolerance)
    return form.weights(), told


def _side_by_side(learn: Callable[[slice], None], answers: Answers, threads: int) -> None:
    """Learns batch after batch, some at once; numpy lets others work while it multiplies."""
    m, a, width = answers.x.shape
    at_once = max(1, _IN_CACHE // (a * width))
    batches = [slice(start, start + at_once) for start in range(0, m, at_once)]
    if threads == 1 or len(batches) == 1:
        for batch in batches:
            learn(batch)
        return
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(learn, batches))


def _of(before: Array | None, some: slice) -> Array | None:
    return None if before is None else before[some]


class _Bent(Protocol):
    """How answers bend the posteriors of members about the mean they share."""

    def covariance(self) -> Array:
        """(R^T R + own^-1)^-1 for every member, `m x (f+1) x (f+1)`."""
        ...

    def times(self, v: Array) -> Array:
        """The covariances times vectors, `m x (f+1)`."""
        ...

    def told(self) -> Array:
        """What all answers together tell of the mean, `(f+1) x (f+1)`."""
        ...


def _bent(roots: Array, own: Array, precision: Array) -> _Bent:
    """By the smaller of the two systems."""
    if roots.shape[1] >= roots.shape[2]:
        return _BentWeights(_inverse(np.matmul(roots.transpose(0, 2, 1), roots) + precision), precision)
    reached = _times(roots, own)
    inner = np.matmul(reached, roots.transpose(0, 2, 1)) + np.eye(roots.shape[1])
    return _BentAnswers(roots, reached, _inverse(inner), own)


@dataclass(frozen=True)
class _BentWeights:
    """As covariances `m x (f+1) x (f+1)`."""

    matrices: Array
    precision: Array

    def covariance(self) -> Array:
        return self.matrices

    def times(self, v: Array) -> Array:
        return scores(self.matrices, v)

    def told(self) -> Array:
        known = self.precision @ self.matrices.sum(axis=0) @ self.precision
        return np.asarray(len(self.matrices) * self.precision - known)


@dataclass(frozen=True)
class _BentAnswers:
    """As R, R own and (R own R^T + 1)^-1, without the covariances themselves.

    Source: the matrix inversion lemma, Woodbury 1950.
    """

    roots: Array
    reached: Array
    inner: Array
    own: Array

    def covariance(self) -> Array:
        return np.asarray(self.own - np.matmul(self.reached.transpose(0, 2, 1), self.inner @ self.reached))

    def times(self, v: Array) -> Array:
        return np.asarray(v @ self.own - along(self.reached, scores(self.inner, scores(self.reached, v))))

    def told(self) -> Array:
        width = self.roots.shape[2]
        return np.asarray(self.roots.reshape(-1, width).T @ (self.inner @ self.roots).reshape(-1, width))


def _times(matrices: Array, other: Array) -> Array:
    """Matrices `m x a x w` times one, `w x w`, which often is diagonal."""
    if _is_diagonal(other):
        return np.asarray(matrices * np.diag(other))
    return np.asarray((matrices.reshape(-1, len(other)) @ other).reshape(matrices.shape))


def _is_diagonal(matrix: Array) -> bool:
    return bool(np.count_nonzero(matrix) == np.count_nonzero(np.diag(matrix)))


def _inverse(matrices: Array) -> Array:
    if matrices.ndim == 2 and _is_diagonal(matrices):
        return np.diag(1.0 / np.diag(matrices))
    return np.asarray(np.linalg.inv(matrices), dtype=np.float64)


def _doubting(covariance: Array, precision: Array, doubt: Array) -> Array:
    """Covariances about a mean that is itself known up to a doubt."""
    if not doubt.any():
        return covariance
    through = _times(covariance, precision)
    return np.asarray(covariance + np.matmul(_times(through, doubt), through.transpose(0, 2, 1)))


def _through(roots: Array, w: Array) -> Array:
    """R^T R w for every member, `m x (f+1)`."""
    return along(roots, scores(roots, w))
