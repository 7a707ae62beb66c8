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
from group_plgl.shapes import Array

STEPS = 100
FARTHEST = 3.0  # logits a step may move a utility, and half its size
_GLIDES = 40  # conjugate steps before Newton's method is the shorter way
_STILL = 0.5  # logits that scores may move before the curvature is taken anew; less than log 2
_TYPICAL = 8  # members whose curvature stands for that of a batch

Members = NDArray[np.int64] | slice


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
    def toward(self, pull: Array) -> Array:
        """About where a pull leads, `m x c`: by one curvature for everybody."""

    @abstractmethod
    def met(self, step: Array, change: Array) -> Array:
        """What a pull is multiplied by to give its work along a step that changes scores by `change`."""

    @abstractmethod
    def held(self, step: Array, change: Array) -> Array:
        """What a step is multiplied by to give how the prior bends along it."""

    @abstractmethod
    def curvature(self, told: Told, members: Members) -> Array:
        """What turns a step of some members into the pull it answers, `m x c x c`."""

    @abstractmethod
    def off(self, pull: Array, change: Array) -> float:
        """The farthest any weight can be from its mode, from pulls and the change they lead to.

        The log posterior bends at least as much as the prior, so |w - mode| in the prior's measure is
        at most the pull in its measure.
        """

    @abstractmethod
    def weights(self) -> Array:
        """The weights that the unknowns stand for, `m x (f+1)`."""


class ByWeights(Form):
    """The unknowns are the weights; the curvature is R^T R + P and the pull X^T slope - P (w - mean)."""

    def __init__(
        self, x: Array, mean: Array, own: Array, likelihood: Likelihood, before: Array | None
    ) -> None:
        """Rows `m x a x (f+1)` under N(mean, own), beginning at known weights if there are any."""
        self._mean, self._own, self._precision = mean, own, np.linalg.inv(own)
        self.unknown = np.tile(mean, (len(x), 1)) if before is None else before.copy()
        self.rows, self.score = x, scores(x, self.unknown)
        some = slice(None, None, -(-len(x) // _TYPICAL))
        bent = x[some] * likelihood.at(self.score).bend[some][..., None]
        typical = x[some].reshape(-1, x.shape[2]).T @ bent.reshape(-1, x.shape[2]) / len(bent)
        self._common = np.linalg.inv(typical + self._precision)

    def pull(self, told: Told) -> Array:
        """The slope of the log posterior."""
        return along(self.rows, told.slope) - (self.unknown - self._mean) @ self._precision

    def toward(self, pull: Array) -> Array:
        """By the mean curvature of some members."""
        return pull @ self._common

    def met(self, step: Array, change: Array) -> Array:
        """The step itself."""
        return step

    def held(self, step: Array, change: Array) -> Array:
        """P times the step."""
        return step @ self._precision

    def curvature(self, told: Told, members: Members) -> Array:
        """R^T R + P."""
        roots = told.of(members).roots(self.rows[members])
        return np.asarray(roots.transpose(0, 2, 1) @ roots + self._precision)

    def off(self, pull: Array, change: Array) -> float:
        """In the measure of the prior."""
        return _bound(self._own, _dot(pull, pull @ self._own))

    def weights(self) -> Array:
        """Themselves."""
        return self.unknown


class ByAnswers(Form):
    """The unknowns are the slopes `s` that make the weights mean + own X^T s, in balance where they are.

    With K = X own X^T and S the curvature along scores, the curvature is I + S K.

    Source: Laplace for Gaussian processes, Rasmussen and Williams 2006, algorithm 3.1.
    """

    def __init__(
        self, x: Array, mean: Array, own: Array, likelihood: Likelihood, before: Array | None
    ) -> None:
        """Rows `m x a x (f+1)` under N(mean, own), beginning at known weights if there are any."""
        self._mean, self._own, self._root = mean, own, np.linalg.cholesky(own)
        even = np.diag(self._root)
        plain = np.array_equal(self._root, np.diag(even))
        self._reached = x * even if plain else x @ self._root
        self.rows = self._reached @ self._reached.transpose(0, 2, 1)
        there = x @ mean
        self.unknown = np.zeros(there.shape) if before is None else likelihood.at(scores(x, before)).slope
        self.score = there + scores(self.rows, self.unknown)

    def pull(self, told: Told) -> Array:
        """The slopes that are, less those assumed."""
        return told.slope - self.unknown

    def toward(self, pull: Array) -> Array:
        """By the prior's curvature alone."""
        return pull

    def met(self, step: Array, change: Array) -> Array:
        """K times the step."""
        return change

    def held(self, step: Array, change: Array) -> Array:
        """K times the step."""
        return change

    def curvature(self, told: Told, members: Members) -> Array:
        """I + S K."""
        return told.of(members).curved(self.rows[members]) + np.eye(self.rows.shape[1])

    def off(self, pull: Array, change: Array) -> float:
        """In the measure of the prior."""
        return _bound(self._own, _dot(pull, change))

    def weights(self) -> Array:
        """As the slopes pull them from the mean."""
        return self._mean + along(self._reached, self.unknown) @ self._root.T


def climb(form: Form, likelihood: Likelihood, tolerance: float) -> Told:
    """Moves the unknowns of all members to their modes; what the answers say there."""
    return glide(form, likelihood, tolerance) or leap(form, likelihood, tolerance)


def glide(form: Form, likelihood: Likelihood, tolerance: float) -> Told | None:
    """Moves the unknowns along conjugate slopes; None unless all are at their modes soon.

    Source: Polak and Ribiere 1969, with Powell's restarts and the Newton step along each way.
    """
    way, change = np.zeros_like(form.unknown), np.zeros_like(form.score)
    pulled, work = way, np.ones(len(way))
    for _ in range(_GLIDES):
        told = likelihood.at(form.score)
        pull = form.pull(told)
        step = form.toward(pull)
        moved = scores(form.rows, step)
        if form.off(pull, moved) < tolerance:
            return told
        met = form.met(step, moved)
        turn = np.maximum(_dot(pull - pulled, met) / work, 0.0)[:, None]
        pulled, work = pull, np.maximum(_dot(pull, met), 1e-300)
        way, change = step + turn * way, moved + turn * change
        bend = _dot(change, told.curved(change[..., None])[..., 0]) + _dot(way, form.held(way, change))
        much = _dot(pull, form.met(way, change)) / np.maximum(bend, 1e-300)
        much *= damped(form.score, much[:, None] * change)
        form.unknown += much[:, None] * way
        form.score += much[:, None] * change
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
    for _ in range(STEPS):
        told = likelihood.at(form.score)
        pull = form.pull(told)
        fresh = np.flatnonzero(moved >= _STILL)
        step = scores(kept, pull)
        curvature = form.curvature(told, fresh)
        step[fresh] = np.linalg.solve(curvature, pull[fresh][..., None])[..., 0]
        change = scores(form.rows, step)
        much = damped(form.score, change)
        moved[fresh] = 0.0
        moved += much * np.abs(change).max(axis=1, initial=0.0)
        settled = moved[fresh] < _STILL
        kept[fresh[settled]] = np.linalg.inv(curvature[settled])
        form.unknown += much[:, None] * step
        form.score += much[:, None] * change
        if form.off(pull, scores(form.rows, form.toward(pull))) < tolerance:
            break
    return told


def damped(score: Array, change: Array) -> Array:
    """How much of changes `m x a` of scores is taken, `m`: full steps overshoot from far away."""
    here, far = (np.abs(one).max(axis=1, initial=0.0) for one in (score, change))
    return np.asarray(np.minimum(1.0, (FARTHEST + here / 2.0) / np.maximum(far, 1e-300)))


def _bound(own: Array, work: Array) -> float:
    """The farthest a weight can be whose distance squared, in the measure of the prior, is `work`."""
    return float(np.sqrt(np.diag(own).max() * max(0.0, work.max(initial=0.0))))


def _dot(one: Array, other: Array) -> Array:
    """Products of rows `m x c`, `m`."""
    return np.asarray(np.einsum("mc,mc->m", one, other))
