"""Support vectors on coordinates, with chances from answers they were not trained on.

A pick is a difference in the kernel's own space, so an RBF kernel may compare pictures as a straight
one does. Distances to the margin become chances by a slope and an offset that are found on answers
held out once more; on those that were trained on everything looks certain.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.svm import SVC

from group_plgl.members.calibration import FOLDS, spread_folds
from group_plgl.members.families.known import Judge, Known, sort_pictures, usual_odds
from group_plgl.shapes import Array
from group_plgl.utility import sigmoid

STRENGTH = 1.0
_ROUNDS = 30


class _Margin:
    """One member's support vectors on some rows."""

    def __init__(self, first: Array, second: Array, paired: NDArray[np.bool_], value: Array, weight: Array):
        """Rows as in `Known`, of coordinates; every second pick is said from the loser's side."""
        self.first, self.second, self.paired = first, second, paired
        turned = np.where(paired & (np.cumsum(paired) % 2 == 0), -1.0, 1.0)
        side = np.where(paired, turned, np.where(value > 0.5, 1.0, -1.0))
        certain = weight * np.where(paired, 1.0, np.abs(2.0 * value - 1.0))
        used = certain > 0
        self.one_sided = len(np.unique(side[used])) < 2
        self.bias, self.pull = 0.0, np.zeros(len(value))
        if self.one_sided:
            return
        kernel = self.across(first) - paired[:, None] * self.across(second)
        kernel = turned[:, None] * kernel * turned[None, :]
        places = np.flatnonzero(used)
        model = SVC(C=STRENGTH, kernel="precomputed")
        model.fit(kernel[np.ix_(places, places)], side[places], sample_weight=certain[places])
        self.pull[places[model.support_]] = model.dual_coef_[0] * turned[places[model.support_]]
        self.bias = float(model.intercept_[0])

    def across(self, x: Array) -> Array:
        """Kernel between pictures `n x f` and the rows, `n x a`."""
        return np.asarray(_near(x, self.first) - self.paired * _near(x, self.second))

    def far(self, x: Array) -> Array:
        """Signed distances from the margin, `n`."""
        return np.asarray(self.across(x) @ self.pull + self.bias)


def learn(known: Known) -> Judge:
    """Support vectors of every member.

    Source: Cortes and Vapnik 1995; chances, Platt 1999; picks as differences, Herbrich et al. 1999.
    """
    fold = spread_folds(known.answers)
    each = [_one(known, member, fold[member]) for member in range(len(known.first))]

    def judge(x: Array) -> Array:
        return np.stack([
            slope * margin.far(rows[:, : known.straight]) + offset
            for (margin, slope, offset), rows in zip(each, x, strict=True)
        ])  # fmt: skip

    return judge


def _one(known: Known, member: int, fold: NDArray[np.int64]) -> tuple[_Margin, float, float]:
    """A member's margin, and the slope and offset that make chances of it."""
    rows, s = np.flatnonzero(known.counts[member]), known.straight
    said = known.answers
    first, second = known.first[member, rows, :s], known.second[member, rows, :s]
    paired, value = said.paired[member, rows], said.value[member, rows]
    weight, fold = said.weight[member, rows], fold[rows]
    far = np.zeros(len(rows))
    for k in range(FOLDS):
        some, others = fold == k, fold != k
        if some.any() and others.any():
            margin = _Margin(first[others], second[others], paired[others], value[others], weight[others])
            far[some] = margin.far(first[some]) - paired[some] * margin.far(second[some])
    whole = _Margin(first, second, paired, value, weight)
    offset = usual_odds(sort_pictures(known, member))
    return (whole, *_chances(far, ~paired, value, weight, offset))


def _chances(
    far: Array, single: NDArray[np.bool_], value: Array, weight: Array, usual: float
) -> tuple[float, float]:
    """Slope, with prior N(2, 4) and not negative, and offset, N(0, 1), of the logit; by Newton's steps."""
    design = np.stack([far, single.astype(np.float64)], axis=1)
    at, centre, hold = np.array([2.0, 0.0]), np.array([2.0, 0.0]), np.diag([0.25, 1.0])
    for _ in range(_ROUNDS):
        chance = sigmoid(design @ at)
        slope = design.T @ (weight * (value - chance)) - hold @ (at - centre)
        bend = (design * (weight * chance * (1.0 - chance))[:, None]).T @ design + hold
        at = at + np.linalg.solve(bend, slope)
    return max(float(at[0]), 0.0), float(at[1]) if at[0] > 0.0 else usual


def _near(x: Array, y: Array) -> Array:
    apart = (x**2).sum(-1)[:, None] - 2.0 * x @ y.T + (y**2).sum(-1)[None, :]
    return np.asarray(np.exp(-np.maximum(apart, 0.0)))
