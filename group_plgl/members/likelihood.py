"""What answers say of utilities: slope and curvature of their log likelihood, along scores.

A score is the utility of one row of answers. Rows speak for themselves, but those of one pick share
a softmax, so the curvature is diagonal but for them. How scores come from weights is in `newton`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from group_plgl.members.answers import Answers
from group_plgl.shapes import Array
from group_plgl.utility import sigmoid


@dataclass(frozen=True)
class Stretches:
    """Rows of several members that belong together, as stretches of all rows one after another.

    Attributes:
        pick: `m x a`, which pick of its member a row belongs to; -1 for none.
        starts: Where each stretch begins; a row of no pick is a stretch of its own.
        stretch: `m x a`, the stretch of each row.
    """

    pick: NDArray[np.int64]
    starts: NDArray[np.int64]
    stretch: NDArray[np.int64]

    @classmethod
    def of(cls, pick: NDArray[np.int64]) -> Self:
        """The stretches of picks `m x a`, whose rows stand side by side."""
        begins = pick < 0
        begins[:, 0] = True
        begins[:, 1:] |= pick[:, 1:] != pick[:, :-1]
        return cls(pick, np.flatnonzero(begins), np.cumsum(begins).reshape(pick.shape) - 1)

    def sums(self, rows: Array) -> Array:
        """For each row the sum over its pick, `m x a x c`; of a row of no pick itself."""
        sums = np.add.reduceat(rows.reshape(-1, rows.shape[2]), self.starts, axis=0)
        return np.asarray(sums[self.stretch])


@dataclass(frozen=True)
class Picked:
    """The softmax of picks at given scores.

    Attributes:
        stretches: Which rows belong together.
        lost: `m x a`, the chance of each rival of a pick; 0 elsewhere.
        won: `m x a`, the chance of the picture picked; 1 elsewhere.
        common: `m x a`, how much of what a pick's rows share is taken from their curvature: 1 of a
            softmax, more where it may have been a lapse.
    """

    stretches: Stretches
    lost: Array
    won: Array
    common: Array

    def of(self, members: NDArray[np.int64]) -> Picked:
        """Those of some members."""
        stretches = Stretches.of(self.stretches.pick[members])
        return Picked(stretches, self.lost[members], self.won[members], self.common[members])

    def mean(self, rows: Array) -> Array:
        """For each row the mean over its pick as far as the rivals' chances go; 0 elsewhere."""
        return self.stretches.sums(rows * self.lost[..., None])


@dataclass(frozen=True)
class Told:
    """What the answers of `m` members say at given scores.

    Attributes:
        slope: `m x a`, of the log likelihood along each score.
        bend: `m x a`, its curvature along each score, but for what the rows of a pick share.
        picks: Which rows belong together, and the chances of what was picked; None without any.
    """

    slope: Array
    bend: Array
    picks: Picked | None = None

    def of(self, members: NDArray[np.int64]) -> Told:
        """What the answers of some members say."""
        picks = None if self.picks is None else self.picks.of(members)
        return Told(self.slope[members], self.bend[members], picks)

    def roots(self, rows: Array) -> Array:
        """R rows, `m x a x c`, with R^T R the curvature along the scores.

        Source: the root of diag(q) - c q q^T is diag(sqrt q) (I - b u u^T) with u = sqrt q and
        b = (1 - sqrt(1 - c sum q)) / sum q.
        """
        if self.picks is not None:
            lost = 1.0 - self.picks.won
            left = np.sqrt(np.maximum(1.0 - self.picks.common * lost, 0.0))
            share = (1.0 - left) / np.maximum(lost, 1e-300)
            rows = rows - share[..., None] * self.picks.mean(rows)
        return np.asarray(rows * np.sqrt(self.bend)[..., None])

    def curved(self, rows: Array) -> Array:
        """The curvature along the scores times rows `m x a x c`."""
        if self.picks is not None:
            rows = rows - self.picks.common[..., None] * self.picks.mean(rows)
        return np.asarray(rows * self.bend[..., None])


class Likelihood:
    """The log likelihood of answers; what does not depend on scores is worked out once.

    An answer may be a lapse: with some chance it is what somebody says who sees no difference at all,
    (1 - e) p(score) + e p(0). Far off it then says less and less, instead of more and more. Such a
    likelihood is not concave; where it bends the wrong way its curvature counts as none, so that what
    is inverted is always positive and a step always goes uphill.

    Source: the ordered logit of McCullagh 1980 for what lies between two cut points; the softmax of
    Luce 1959 for a pick, every rival a row; lapses as in psychometric functions, Wichmann and Hill 2001.
    """

    def __init__(self, answers: Answers, spread: float = 1.0) -> None:
        """Of `answers`, with cut points as far apart as the `spread` of utilities asks."""
        self._weight = answers.weight
        self._low, self._high = spread * answers.low, spread * answers.high
        told = answers.low == answers.high
        self._told = (told, answers.low) if told.any() else None
        self._liked = np.where(self._low == 0.0, 1.0, 0.0)
        yes_or_no = np.where(self._low == 0.0, np.isposinf(self._high), np.isneginf(self._low))
        yes_or_no &= (self._low == 0.0) | (self._high == 0.0) | (self._weight == 0.0)
        self._only_likes = bool(yes_or_no.all())
        pick = answers.pick
        self._stretches = None if pick is None else Stretches.of(pick)
        self._meant: Array | None = None
        if answers.lapse.any():
            self._meant = 1.0 - answers.lapse
            self._idle = answers.lapse * self.chance(np.zeros(answers.lapse.shape))

    def chance(self, score: Array) -> Array:
        """The chance of what was said at scores `m x a`, had it been no lapse; of a pick on all its rows."""
        above, over = sigmoid(score - self._low), sigmoid(self._high - score)
        said = above * over * -np.expm1(self._low - self._high)
        if self._stretches is None:
            return np.asarray(said)
        return np.where(self._stretches.pick >= 0, self._picked(score)[1], said)

    def at(self, score: Array) -> Told:
        """What the answers say at scores `m x a`."""
        if self._only_likes:
            chance = sigmoid(score)
            slope, bend = self._liked - chance, chance * (1.0 - chance)
        else:
            above, below = sigmoid(score - self._low), sigmoid(score - self._high)
            slope, bend = 1.0 - above - below, above * (1.0 - above) + below * (1.0 - below)
        meant: Array | float = 1.0
        if self._meant is not None:
            meant = self._meant * self.chance(score)
            meant = meant / (meant + self._idle + 1e-300)
            slope, bend = meant * slope, np.maximum(meant * (bend - (1.0 - meant) * slope**2), 0.0)
        if self._told is not None:
            there, aim = self._told
            slope, bend = np.where(there, aim - score, slope), np.where(there, 1.0, bend)
        if self._stretches is None:
            return Told(self._weight * slope, self._weight * bend)
        there = self._stretches.pick >= 0
        lost, won = self._picked(score)
        slope, bend = np.where(there, meant * lost, slope), np.where(there, meant * lost, bend)
        common = np.minimum(2.0 - meant, 1.0 / np.maximum(1.0 - won, 1e-300))
        return Told(self._weight * slope, self._weight * bend, Picked(self._stretches, lost, won, common))

    def _picked(self, score: Array) -> tuple[Array, Array]:
        """The chances of the rivals and of the picture picked, `m x a` each; 0 and 1 on other rows."""
        assert self._stretches is not None
        odds = np.where(self._stretches.pick >= 0, np.exp(np.minimum(-score, 700.0)), 0.0)
        won = 1.0 / (1.0 + self._stretches.sums(odds[..., None])[..., 0])
        return odds * won, won


def slope_and_roots(answers: Answers, w: Array, spread: float = 1.0) -> tuple[Array, Array]:
    """Slope of the log likelihood, `m x (f+1)`, and rows R with R^T R its curvature, `m x a x (f+1)`."""
    told = Likelihood(answers, spread).at(scores(answers.x, w))
    return along(answers.x, told.slope), told.roots(answers.x)


def scores(rows: Array, w: Array) -> Array:
    """Rows `m x a x c` times `m x c`: `m x a`."""
    return np.asarray((rows @ w[..., None])[..., 0])


def along(rows: Array, slope: Array) -> Array:
    """Slopes `m x a` along scores carried back through rows `m x a x c`: `m x c`."""
    return np.asarray((slope[:, None, :] @ rows)[:, 0])
