"""Curves: a Gaussian process that is straight as far as the dense family is, and free beyond it.

utility = w . [x, 1] + g(x), with w as the group's prior has it and g a Gaussian process with an RBF
kernel, which falls off with distance: a taste may have one best point, or several. Where some
coordinates stand apart, such as how large things are, g may be over these alone: among all the
others it would not see them. How free g is and how far it reaches is found by each member's own
evidence. All members are solved together, every kind of answer by the likelihood that the dense
family has, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from group_plgl.members.answers import Answers
from group_plgl.members.calibration import predictive_logit
from group_plgl.members.families.foretelling import log_picks
from group_plgl.members.families.known import Judge, Known
from group_plgl.members.likelihood import Likelihood, Told
from group_plgl.members.newton import FARTHEST
from group_plgl.shapes import Array
from group_plgl.utility import sigmoid

FREEDOMS = (4.0, 16.0)  # prior variances of g, logits squared
FREEDOMS_APART = (16.0, 64.0)  # of g over coordinates apart, which are few
REACHES = (0.4, 1.0)  # length scales, in typical distances between two pictures
_STEPS, _STILL = 60, 1e-6


@dataclass(frozen=True)
class _Form:
    """One form that utilities may have: how free g is, and how far it reaches.

    Attributes:
        freedom: Prior variance of g, logits squared; 0 for none.
        reach: Length scale, in the unit of coordinates.
        over: How many coordinates g is over, the first ones.
    """

    freedom: float
    reach: float
    over: int


@dataclass(frozen=True)
class _Mode:
    """Where Newton's method ended, `m` members.

    Attributes:
        pull: `m x a`, what each row adds to a utility, times their covariance.
        roots: `m x a x a`, R with R^T R the curvature along the scores.
        inner: `m x a x a`, I + R K R^T.
        evidence: `m`, Laplace's log evidence.
    """

    pull: Array
    roots: Array
    inner: Array
    evidence: Array

    def of(self, members: NDArray[np.int64]) -> _Mode:
        """Of some members."""
        return _Mode(self.pull[members], self.roots[members], self.inner[members], self.evidence[members])


def learn(known: Known) -> Judge:
    """Curved tastes, each of the form for which the member's own answers speak most.

    Source: Rasmussen and Williams 2006, sections 3.4 and 3.7; ideal points, Coombs 1950.
    """
    forms = [_Form(0.0, 1.0, known.straight), *_forms(known, known.straight, FREEDOMS)]
    if known.apart:
        forms += _forms(known, known.apart, FREEDOMS_APART)
    modes = [_mode(known, _kernel(known, form)) for form in forms]
    best = np.argmax(np.stack([mode.evidence for mode in modes]), axis=0)

    def judge(x: Array) -> Array:
        logits = np.empty(x.shape[:2])
        for place, (form, mode) in enumerate(zip(forms, modes, strict=True)):
            ours = np.flatnonzero(best == place)
            if len(ours):
                some, width = known.of(ours), mode.pull.shape[1]
                logits[ours] = _foretold(some, mode.of(ours), x[ours], form, width)
        return logits

    return judge


def _forms(known: Known, over: int, freedoms: Sequence[float]) -> list[_Form]:
    """Forms in which g is over the first coordinates."""
    typical = float(np.sqrt(2.0 * known.pictures[:, :over].var(axis=0).sum()))
    return [_Form(freedom, reach * typical, over) for freedom in freedoms for reach in REACHES]


def _kernel(known: Known, form: _Form) -> Array:
    """Covariances of the rows' utilities, `m x a x a`; zeros for rows that are not learned from."""
    rows = known.answers.x * known.counts[..., None]
    kernel = rows @ (known.prior.own + known.prior.doubt) @ rows.transpose(0, 2, 1)
    if form.freedom > 0.0:
        paired = known.answers.paired[..., None]
        bent = _bent(known, known.first, form) - paired * _bent(known, known.second, form)
        kernel = kernel + bent * known.counts[..., None]
    return np.asarray(kernel)


def _bent(known: Known, x: Array, form: _Form) -> Array:
    """Covariances of g between pictures `m x n x f` and the rows, `m x n x a`."""
    s, paired = form.over, known.answers.paired[:, None, :]
    near = _near(x[..., :s], known.first[..., :s], form.reach)
    if paired.any():
        near = near - paired * _near(x[..., :s], known.second[..., :s], form.reach)
    return np.asarray(form.freedom * near * known.counts[:, None, :])


def _near(x: Array, y: Array, reach: float) -> Array:
    apart = (x**2).sum(-1)[:, :, None] - 2.0 * x @ y.transpose(0, 2, 1) + (y**2).sum(-1)[:, None, :]
    return np.asarray(np.exp(-np.maximum(apart, 0.0) / (2.0 * reach**2)))


def _mode(known: Known, kernel: Array) -> _Mode:
    """The mode by Newton's method, in steps that move no utility by more than three logits."""
    likelihood = Likelihood(known.answers, known.prior.spread)
    usual = (known.answers.x @ known.prior.mean) * known.counts
    pull, score = np.zeros_like(usual), usual
    for _ in range(_STEPS):
        told, roots, inner = _bending(likelihood, score, kernel)
        asked = told.curved((score - usual)[..., None])[..., 0] + told.slope
        through = np.linalg.solve(inner, roots @ (kernel @ asked[..., None]))
        step = asked - (roots.transpose(0, 2, 1) @ through)[..., 0] - pull
        moved = (kernel @ step[..., None])[..., 0]
        size = np.minimum(1.0, FARTHEST / np.maximum(np.abs(moved).max(axis=1), 1e-300))[:, None]
        pull, score = pull + size * step, score + size * moved
        if float(np.abs(moved).max(initial=0.0)) < _STILL:
            break
    _, roots, inner = _bending(likelihood, score, kernel)
    evidence = log_likelihood(known.answers, score, known.prior.spread)
    evidence = evidence - 0.5 * (pull * (score - usual)).sum(axis=1) - 0.5 * np.linalg.slogdet(inner)[1]
    return _Mode(pull, roots, inner, evidence)


def _bending(likelihood: Likelihood, score: Array, kernel: Array) -> tuple[Told, Array, Array]:
    """What the answers say at scores `m x a`, a root R of their curvature, and I + R K R^T."""
    m, a = score.shape
    told = likelihood.at(score)
    roots = told.roots(np.broadcast_to(np.eye(a), (m, a, a)))
    return told, roots, np.eye(a) + roots @ kernel @ roots.transpose(0, 2, 1)


def _foretold(known: Known, mode: _Mode, x: Array, form: _Form, width: int) -> Array:
    """Predictive logits of pictures `m x n x f`."""
    rows = known.answers.x * known.counts[..., None]
    ahead = np.concatenate([x, np.ones((*x.shape[:2], 1))], axis=2)
    shared = ahead @ (known.prior.own + known.prior.doubt)
    across = shared @ rows.transpose(0, 2, 1)
    if form.freedom > 0.0:
        across = across + _bent(known, x, form)
    across = np.pad(across, ((0, 0), (0, 0), (0, width - across.shape[2])))
    mean = ahead @ known.prior.mean + (across @ mode.pull[..., None])[..., 0]
    reached = mode.roots @ across.transpose(0, 2, 1)
    explained = (reached * np.linalg.solve(mode.inner, reached)).sum(axis=1)
    variance = (shared * ahead).sum(axis=2) + form.freedom - explained
    return predictive_logit(mean, np.sqrt(np.maximum(variance, 0.0)))


def log_likelihood(answers: Answers, score: Array, spread: float) -> Array:
    """Log likelihood of each member's answers at scores `m x a`, `m`; likes, grades and picks alike."""
    above, below = sigmoid(score - spread * answers.low), sigmoid(score - spread * answers.high)
    told = np.log(np.maximum(above - below, 1e-300))
    if answers.paired.any():
        told = np.where(answers.paired, log_picks(answers, score), told)
    return np.asarray((answers.weight * told).sum(axis=1))
