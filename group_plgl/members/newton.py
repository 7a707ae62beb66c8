"""Modes of many members together, in batches that fit the cache: conjugate slopes, then Newton.

The same equations have two forms: by weights where a member gave more answers than there are weights,
by answers where there are fewer. Conjugate slopes need no curvature of anybody's own to be solved,
and most tastes are found by them; where they would take long, Newton's method goes on from there. The
slope is always the true one, and so is the mode; its distance is bounded by what is not in balance.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import NDArray

from group_plgl.members.likelihood import Likelihood, Told, along, scores
from group_plgl.members.prior import Prior
from group_plgl.shapes import Array

STEPS = 100
FARTHEST = 3.0  # logits a step may move a utility, and half its size
_GLIDES = 50  # conjugate steps before Newton's method is the shorter way
_STILL = 0.2  # logits that scores may move before the curvature is taken anew; less than log 2
_TYPICAL = 8  # members whose curvature stands for that of a batch


class Form(ABC):
    """One way to write the equations of `m` members, with unknowns `m x c`.

    Attributes:
        rows: `m x a x c`; a step of the unknowns moves the scores by rows times the step.
        unknown: `m x c`.
        score: `m x a`.
    """

    rows: Array
    unknown: Array
    score: Array

    @abstractmethod
    def pull(self, told: Told) -> Array:
        """What is not in balance yet, `m x c`; zeros at the mode."""

    @abstractmethod
    def curvature(self, told: Told, members: NDArray[np.int64]) -> Array:
        """What turns a step of some members into the pull it answers, `m x c x c`."""

    @abstractmethod
    def off(self, pull: Array) -> Array:
        """The farthest any weight of a member can be from its mode, `m`.

        The log posterior bends at least as much as the prior, so |w - mode| in the measure of the
        prior is at most the pull in that measure.
        """

    @abstractmethod
    def weights(self) -> Array:
        """The weights that the unknowns stand for, `m x (f+1)`."""


class ByWeights(Form):
    """The unknowns are the weights; the curvature is R^T R + P and the pull X^T slope - P (w - mean)."""

    def __init__(self, x: Array, prior: Prior, before: Array | None) -> None:
        """Rows `m x a x (f+1)` under a prior, beginning at known weights if there are any."""
        self.prior = prior
        self.unknown = np.tile(prior.mean, (len(x), 1)) if before is None else before.copy()
        self.rows, self.score = x, scores(x, self.unknown)

    def common(self, told: Told) -> Array:
        """The inverse of a curvature that is about everybody's: the mean of a few members'."""
        some = slice(None, None, -(-len(self.rows) // _TYPICAL))
        bent = self.rows[some] * told.bend[some][..., None]
        width = self.rows.shape[2]
        typical = self.rows[some].reshape(-1, width).T @ bent.reshape(-1, width) / len(bent)
        return np.asarray(np.linalg.inv(typical + self.prior.precision))

    def pull(self, told: Told) -> Array:
        """The slope of the log posterior."""
        return along(self.rows, told.slope) - self.prior.held(self.unknown - self.prior.mean)

    def curvature(self, told: Told, members: NDArray[np.int64]) -> Array:
        """R^T R + P."""
        roots = told.of(members).roots(self.rows[members])
        return np.asarray(roots.transpose(0, 2, 1) @ roots + self.prior.precision)

    def off(self, pull: Array) -> Array:
        """From pulls in weights."""
        return self.prior.reach(np.vecdot(pull, self.prior.spread_out(pull)))

    def weights(self) -> Array:
        """Themselves."""
        return self.unknown


class ByAnswers(Form):
    """The unknowns are the slopes `s` that make the weights mean + own X^T s, in balance where they are.

    With K = X own X^T and S the curvature along scores, the curvature is I + S K.

    Source: Laplace for Gaussian processes, Rasmussen and Williams 2006, algorithm 3.1.
    """

    def __init__(self, x: Array, prior: Prior, likelihood: Likelihood, before: Array | None) -> None:
        """Rows `m x a x (f+1)` under a prior, beginning at known weights if there are any."""
        self.prior = prior
        self._reached = prior.rooted(x)
        self.rows = self._reached @ self._reached.transpose(0, 2, 1)
        there = x @ prior.mean
        self.unknown = np.zeros(there.shape) if before is None else likelihood.at(scores(x, before)).slope
        self.score = there + scores(self.rows, self.unknown)

    def pull(self, told: Told) -> Array:
        """The slopes that are, less those assumed."""
        return told.slope - self.unknown

    def curvature(self, told: Told, members: NDArray[np.int64]) -> Array:
        """I + S K."""
        return told.of(members).curved(self.rows[members]) + np.eye(self.rows.shape[1])

    def off(self, pull: Array) -> Array:
        """From pulls in slopes."""
        return self.prior.reach(np.vecdot(pull, scores(self.rows, pull)))

    def weights(self) -> Array:
        """As the slopes pull them from the mean."""
        return self.prior.mean + self.prior.unrooted(along(self._reached, self.unknown))


def climb(form: Form, likelihood: Likelihood, tolerance: float) -> Told:
    """Moves the unknowns of all members to their modes; what the answers say there."""
    glided = glide(form, likelihood, tolerance) if isinstance(form, ByWeights) else None
    return glided or leap(form, likelihood, tolerance)


def glide(form: ByWeights, likelihood: Likelihood, tolerance: float) -> Told | None:
    """Moves weights along conjugate slopes, shaped by a common curvature; None unless it is soon done.

    Source: Polak and Ribiere 1969, with Powell's restarts and the Newton step along each way.
    """
    told = likelihood.at(form.score)
    common = form.common(told)
    way, change = np.zeros_like(form.unknown), np.zeros_like(form.score)
    pulled, work = way, np.ones(len(way))
    for _ in range(_GLIDES):
        pull = form.pull(told)
        if (form.off(pull) < tolerance).all():
            return told
        step = pull @ common
        turn = np.maximum(np.vecdot(pull - pulled, step) / work, 0.0)[:, None]
        pulled, work = pull, np.maximum(np.vecdot(pull, step), 1e-300)
        way, change = step + turn * way, scores(form.rows, step) + turn * change
        bend = np.vecdot(change, told.curved(change[..., None])[..., 0])
        bend += np.vecdot(way, form.prior.held(way))
        much = np.vecdot(pull, way) / np.maximum(bend, 1e-300)
        much *= damped(form.score, much[:, None] * change)
        form.unknown += much[:, None] * way
        form.score += much[:, None] * change
        told = likelihood.at(form.score)
    return None


def leap(form: Form, likelihood: Likelihood, tolerance: float) -> Told:
    """Moves the unknowns by Newton's steps, the curvature taken anew only for members who have moved.

    That of a logistic utility changes at most e-fold per logit, so while no score of a member has
    moved by log 2, steps by the curvature kept come nearer every time.

    Source: damped Newton steps for functions whose third derivative the second one bounds, Bach 2010;
    the kept curvature, Shamanskii 1967.
    """
    m, width = form.unknown.shape
    kept, moved = np.zeros((m, width, width)), np.full(m, np.inf)
    fresh, curvature = np.zeros(0, dtype=np.int64), np.zeros((0, width, width))
    for _ in range(STEPS):
        told = likelihood.at(form.score)
        pull = form.pull(told)
        off = form.off(pull) >= tolerance
        if not off.any():
            break
        still = off[fresh] & (moved[fresh] < _STILL)
        kept[fresh[still]] = np.linalg.inv(curvature[still])
        fresh = np.flatnonzero(off & (moved >= _STILL))
        step, curvature = scores(kept, pull), form.curvature(told, fresh)
        step[fresh] = np.linalg.solve(curvature, pull[fresh][..., None])[..., 0]
        moved[fresh] = 0.0
        change = scores(form.rows, step)
        much = damped(form.score, change)
        moved += much * np.abs(change).max(axis=1, initial=0.0)
        form.unknown += much[:, None] * step
        form.score += much[:, None] * change
    return told


def damped(score: Array, change: Array) -> Array:
    """How much of changes `m x a` of scores is taken, `m`: full steps overshoot from far away."""
    here, far = (np.abs(one).max(axis=1, initial=0.0) for one in (score, change))
    return np.asarray(np.minimum(1.0, (FARTHEST + here / 2.0) / np.maximum(far, 1e-300)))
