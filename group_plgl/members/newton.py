"""Newton's method for many members together, in batches that fit the cache: modes of posteriors.

The curvature is taken anew only for members who have moved. That of a logistic utility changes at
most e-fold per logit, so while no score of a member has moved by log 2, steps by the curvature kept
come nearer every time; the slope is always the true one, and so is the mode. The same equations
have two forms: by weights where a member gave more answers than there are weights, else by answers.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import NDArray

from group_plgl.members.likelihood import Likelihood, Told, along, scores
from group_plgl.shapes import Array

STEPS = 100
FARTHEST = 3.0  # logits a step may move a utility, and half its size
_STILL = 0.5  # logits that scores may move before the curvature is taken anew; less than log 2

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
    def curvature(self, told: Told, members: Members) -> Array:
        """What turns a step of some members into the pull it answers, `m x c x c`."""

    @abstractmethod
    def size(self, step: Array, change: Array) -> float:
        """The most that steps, which change scores by `change`, move any weight."""

    @abstractmethod
    def weights(self) -> Array:
        """The weights that the unknowns stand for, `m x (f+1)`."""


class ByWeights(Form):
    """The unknowns are the weights; the curvature is R^T R + P and the pull X^T slope - P (w - mean)."""

    def __init__(self, x: Array, mean: Array, precision: Array, before: Array | None) -> None:
        """Rows `m x a x (f+1)` under N(mean, precision^-1), beginning at known weights if there are any."""
        self._mean, self._precision = mean, precision
        self.unknown = np.tile(mean, (len(x), 1)) if before is None else before.copy()
        self.rows, self.score = x, scores(x, self.unknown)

    def pull(self, told: Told) -> Array:  # noqa: D102
        return along(self.rows, told.slope) - (self.unknown - self._mean) @ self._precision

    def curvature(self, told: Told, members: Members) -> Array:  # noqa: D102
        roots = told.of(members).roots(self.rows[members])
        return np.asarray(roots.transpose(0, 2, 1) @ roots + self._precision)

    def size(self, step: Array, change: Array) -> float:  # noqa: D102
        return float(np.abs(step).max(initial=0.0))

    def weights(self) -> Array:  # noqa: D102
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
        self._mean, self._root = mean, root_of(own)
        self._reached = x @ self._root if self._root.ndim == 2 else x * self._root
        self.rows = self._reached @ self._reached.transpose(0, 2, 1)
        there = x @ mean
        self.unknown = np.zeros(there.shape) if before is None else likelihood.at(scores(x, before)).slope
        self.score = there + scores(self.rows, self.unknown)

    def pull(self, told: Told) -> Array:  # noqa: D102
        return told.slope - self.unknown

    def curvature(self, told: Told, members: Members) -> Array:  # noqa: D102
        return told.of(members).curved(self.rows[members]) + np.eye(self.rows.shape[1])

    def size(self, step: Array, change: Array) -> float:
        """By Cauchy's inequality: the weights move by root (reached^T step)."""
        widest = float((self._root**2).sum(axis=-1).max() if self._root.ndim == 2 else self._root.max() ** 2)
        moved = np.einsum("ma,ma->m", step, change).max(initial=0.0)
        return float(np.sqrt(widest * moved))

    def weights(self) -> Array:  # noqa: D102
        along_root = along(self._reached, self.unknown)
        return self._mean + (along_root @ self._root.T if self._root.ndim == 2 else along_root * self._root)


def root_of(own: Array) -> Array:
    """A root L with L L^T the covariance `(f+1) x (f+1)`; its diagonal alone where that is all."""
    even = np.diag(own)
    return np.sqrt(even) if np.array_equal(own, np.diag(even)) else np.linalg.cholesky(own)


def climb(form: Form, likelihood: Likelihood, tolerance: float) -> Told:
    """Moves the unknowns of all members to their modes; what the answers say there.

    Members who have moved since their curvature was taken solve by a fresh one; it is inverted once
    they stand still enough for it to be kept.

    Source: damped Newton steps for functions whose third derivative the second one bounds, Bach 2010;
    the kept curvature, Shamanskii 1967.
    """
    m = len(form.unknown)
    kept = np.zeros((m, form.unknown.shape[1], form.unknown.shape[1]))
    moved = np.full(m, np.inf)
    told = likelihood.at(form.score)
    for _ in range(STEPS):
        fresh = np.flatnonzero(moved >= _STILL)
        pull = form.pull(told)
        step = scores(kept, pull) if len(fresh) < m else np.empty_like(pull)
        if len(fresh):
            members: Members = fresh if len(fresh) < m else slice(None)
            curvature = form.curvature(told, members)
            step[fresh] = np.linalg.solve(curvature, pull[fresh][..., None])[..., 0]
            moved[fresh] = 0.0
        change = scores(form.rows, step)
        far = np.abs(change).max(axis=1, initial=0.0)
        damping = damped(form.score, far)
        form.unknown += damping[:, None] * step
        form.score += damping[:, None] * change
        moved += damping * far
        if form.size(step, change) < tolerance:
            break
        if len(fresh):
            settled = moved[fresh] < _STILL
            kept[fresh[settled]] = np.linalg.inv(curvature[settled])
        told = likelihood.at(form.score)
    return told


def damped(score: Array, far: Array) -> Array:
    """How much of steps that move scores by `far` (`m`) is taken: full ones overshoot from far away."""
    here = np.abs(score).max(axis=1, initial=0.0)
    return np.asarray(np.minimum(1.0, (FARTHEST + here / 2.0) / np.maximum(far, 1e-300)))
