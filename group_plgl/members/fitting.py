"""Fitting tastes: every kind of answer in one likelihood, all members in one batch of Newton steps.

The utility of a picture is w . [x(z), 1], and w is drawn from what the group is believed to like:
w ~ N(mean, own), where the mean itself is known up to a doubt. The posterior is Laplace's: the
mode by Newton, the covariance from the curvature there. A member without answers keeps the prior,
with all its doubt.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from group_plgl.members.answers import Answers
from group_plgl.members.dense import Tastes
from group_plgl.shapes import Array
from group_plgl.utility import sigmoid

EXACT, ROUGH = 1e-10, 1e-3
_STEPS = 100
_FARTHEST = 3.0  # logits a step may move a utility, and half its size
_AT_ONCE = 2**22  # numbers in a batch of rows


@dataclass(frozen=True)
class Prior:
    """What is believed of a member's weights before the first answer.

    Attributes:
        mean: `f + 1`, what the group likes.
        own: `(f+1) x (f+1)`, how members differ from it.
        doubt: `(f+1) x (f+1)`, how well it is known; zeros where it is given.
    """

    mean: Array
    own: Array
    doubt: Array

    @property
    def spread(self) -> float:
        """The factor by which noise and prior together spread a utility, 1 for no prior at all."""
        return spread_of(np.diag(self.own) + np.diag(self.doubt))


def spread_of(variance: Array) -> float:
    """How far cut points lie apart under a prior variance `f + 1`, over those of pure noise.

    Coordinates have a total variance of one; logistic noise has pi^2 / 3.
    """
    return float(np.sqrt(1.0 + 3.0 * variance[:-1].mean() / np.pi**2))


def alone(width: int, scale: float) -> Prior:
    """The prior of members who share nothing: N(0, scale I) over `width` weights."""
    return Prior(np.zeros(width), scale * np.eye(width), np.zeros((width, width)))


def fit(answers: Answers, prior: Prior, tolerance: float = EXACT) -> Tastes:
    """Posterior of every member under one prior.

    Source: Laplace approximation for Bayesian logistic regression, MacKay 1992.
    """
    m, a, width = answers.x.shape
    means, covariances = np.empty((m, width)), np.empty((m, width, width))
    at_once = max(1, _AT_ONCE // (max(a, width) * width))
    for start in range(0, m, at_once):
        some = slice(start, start + at_once)
        means[some], covariances[some] = _posterior(answers.of(some), prior, tolerance)
    return Tastes(means, covariances)


def pooled(answers: Answers, own: Array, shared: Array, tolerance: float = EXACT) -> tuple[Prior, Tastes]:
    """The prior that a group's own answers give, and the members' tastes, fitted together.

    Args:
        answers: Of the members that share.
        own: `(f+1) x (f+1)`, how members differ from the mean.
        shared: `(f+1) x (f+1)`, how far the mean may be from 0.
        tolerance: Of the weights.

    Source: a two-level model, Lindley and Smith 1972, solved by the Schur complement on the mean.
    """
    precision, anchor = _inverse(own), _inverse(shared)
    spread = spread_of(np.diag(own) + np.diag(shared))
    w, mean = np.zeros((len(answers.x), len(own))), np.zeros(len(own))
    covariance, left = np.tile(own, (len(w), 1, 1)), anchor
    for _ in range(_STEPS):
        slope, roots = slope_and_roots(answers, w, spread)
        covariance = _covariance(roots, own, precision)
        pull = slope + _through(roots, w)
        left = anchor + len(w) * precision - precision @ covariance.sum(axis=0) @ precision
        mean = np.linalg.solve(left, precision @ np.einsum("mfg,mg->f", covariance, pull))
        step = np.einsum("mfg,mg->mf", covariance, pull + precision @ mean) - w
        w = w + _damped(step, w, answers)
        if float(np.abs(step).max(initial=0.0)) < tolerance:
            break
    prior = Prior(mean, own, _inverse(left))
    return prior, Tastes(w, _doubting(covariance, precision, prior.doubt))


def slope_and_roots(answers: Answers, w: Array, spread: float = 1.0) -> tuple[Array, Array]:
    """Slope of the log likelihood, `m x (f+1)`, and rows R with R^T R its curvature, `m x a x (f+1)`.

    Source: the ordered logit of McCullagh 1980 for what lies between two cut points; the softmax of
    Luce 1959 for a pick, every rival a row. The root of diag(q) - q q^T is diag(sqrt q) (I - b u u^T)
    with u = sqrt q and b = (1 - sqrt(1 - sum q)) / sum q.
    """
    score = np.einsum("maf,mf->ma", answers.x, w)
    above, below = sigmoid(score - spread * answers.low), sigmoid(score - spread * answers.high)
    slope, bend = 1.0 - above - below, above * (1.0 - above) + below * (1.0 - below)
    pick = answers.pick
    if pick is None:
        roots = answers.x * np.sqrt(answers.weight * bend)[..., None]
        return np.einsum("ma,maf->mf", answers.weight * slope, answers.x), roots
    lost, won = _picked(score, pick)
    slope, bend = np.where(pick >= 0, lost, slope), np.where(pick >= 0, lost, bend)
    gone = np.maximum(1.0 - won, 1e-300)
    share = np.where(pick >= 0, (1.0 - np.sqrt(won)) / gone, 0.0)
    rows = answers.x - share[..., None] * _sums_of(answers.x * lost[..., None], pick)
    roots = rows * np.sqrt(answers.weight * bend)[..., None]
    return np.einsum("ma,maf->mf", answers.weight * slope, answers.x), roots


def _picked(score: Array, pick: NDArray[np.int64]) -> tuple[Array, Array]:
    """The chance of each rival of a pick and that of the picture picked, `m x a` each; else 0 and 1.

    Args:
        score: `m x a`, the winner's utility less the rival's.
        pick: Which pick of its member a row belongs to, `m x a`; -1 for none.
    """
    odds = np.where(pick >= 0, np.exp(np.minimum(-score, 700.0)), 0.0)
    won = 1.0 / (1.0 + _sums_of(odds[..., None], pick)[..., 0])
    return odds * won, won


def _sums_of(rows: Array, pick: NDArray[np.int64]) -> Array:
    """For each row the sum over its pick, `m x a x c`; 0 where it belongs to none."""
    most = int(pick.max()) + 2
    place = (pick % most) + most * np.arange(len(pick))[:, None]  # none has a place of its own, the last
    sums = np.zeros((len(pick) * most, rows.shape[2]))
    np.add.at(sums, place.ravel(), rows.reshape(-1, rows.shape[2]))
    return np.asarray(np.where((pick >= 0)[..., None], sums[place], 0.0))


def _posterior(answers: Answers, prior: Prior, tolerance: float) -> tuple[Array, Array]:
    """Modes and covariances; the doubt about the prior's mean is passed on."""
    precision = _inverse(prior.own)
    w = np.tile(prior.mean, (len(answers.x), 1))
    for _ in range(_STEPS):
        slope, roots = slope_and_roots(answers, w, prior.spread)
        covariance = _covariance(roots, prior.own, precision)
        step = np.einsum("mfg,mg->mf", covariance, slope - (w - prior.mean) @ precision)
        w = w + _damped(step, w, answers)
        if float(np.abs(step).max(initial=0.0)) < tolerance:
            break
    return w, _doubting(covariance, precision, prior.doubt)


def _covariance(roots: Array, own: Array, precision: Array) -> Array:
    """(R^T R + own^-1)^-1 for every member, `m x (f+1) x (f+1)`, by the smaller of the two systems.

    Source: the matrix inversion lemma, Woodbury 1950.
    """
    if roots.shape[1] >= roots.shape[2]:
        return _inverse(np.matmul(roots.transpose(0, 2, 1), roots) + precision)
    reached = roots @ own
    inner = np.matmul(reached, roots.transpose(0, 2, 1)) + np.eye(roots.shape[1])
    return np.asarray(own - np.matmul(reached.transpose(0, 2, 1), np.linalg.solve(inner, reached)))


def _inverse(matrices: Array) -> Array:
    return np.asarray(np.linalg.inv(matrices), dtype=np.float64)


def _doubting(covariance: Array, precision: Array, doubt: Array) -> Array:
    """Covariances about a mean that is itself known up to a doubt."""
    if not doubt.any():
        return covariance
    through = covariance @ precision
    return np.asarray(covariance + through @ doubt @ through.transpose(0, 2, 1))


def _through(roots: Array, w: Array) -> Array:
    """R^T R w for every member, `m x (f+1)`."""
    return np.asarray(np.einsum("maf,ma->mf", roots, np.einsum("maf,mf->ma", roots, w)))


def _damped(step: Array, w: Array, answers: Answers) -> Array:
    """Steps `m x f` that move no utility too far for its size: full ones overshoot from far away.

    Source: damped Newton steps for functions whose third derivative the second one bounds, Bach 2010.
    """
    here, change = (
        np.abs(np.einsum("maf,mf->ma", answers.x, one)).max(axis=1, initial=0.0)[:, None] for one in (w, step)
    )
    return np.asarray(step * np.minimum(1.0, (_FARTHEST + here / 2.0) / np.maximum(change, 1e-300)))
