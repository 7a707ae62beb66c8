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
    """

    stretches: Stretches
    lost: Array
    won: Array

    def of(self, members: NDArray[np.int64]) -> Picked:
        """Those of some members."""
        return Picked(Stretches.of(self.stretches.pick[members]), self.lost[members], self.won[members])

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

        Source: the root of diag(q) - q q^T is diag(sqrt q) (I - b u u^T) with u = sqrt q and
        b = (1 - sqrt(1 - sum q)) / sum q.
        """
        if self.picks is not None:
            won = self.picks.won
            share = (1.0 - np.sqrt(won)) / np.maximum(1.0 - won, 1e-300)
            rows = rows - share[..., None] * self.picks.mean(rows)
        return np.asarray(rows * np.sqrt(self.bend)[..., None])

    def curved(self, rows: Array) -> Array:
        """The curvature along the scores times rows `m x a x c`."""
        if self.picks is not None:
            rows = rows - self.picks.mean(rows)
        return np.asarray(rows * self.bend[..., None])


class Likelihood:
    """The log likelihood of answers; what does not depend on scores is worked out once.

    Source: the ordered logit of McCullagh 1980 for what lies between two cut points; the softmax of
    Luce 1959 for a pick, every rival a row.
    """

    def __init__(self, answers: Answers, spread: float = 1.0) -> None:
        """Of `answers`, with cut points as far apart as the `spread` of utilities asks."""
        self._weight = answers.weight
        self._low, self._high = spread * answers.low, spread * answers.high
        self._liked = np.where(self._low == 0.0, 1.0, 0.0)
        yes_or_no = np.where(self._low == 0.0, np.isposinf(self._high), np.isneginf(self._low))
        yes_or_no &= (self._low == 0.0) | (self._high == 0.0) | (self._weight == 0.0)
        self._only_likes = bool(yes_or_no.all())
        pick = answers.pick
        self._stretches = None if pick is None else Stretches.of(pick)

    def at(self, score: Array) -> Told:
        """What the answers say at scores `m x a`."""
        if self._only_likes:
            chance = sigmoid(score)
            slope, bend = self._liked - chance, chance * (1.0 - chance)
        else:
            above, below = sigmoid(score - self._low), sigmoid(score - self._high)
            slope, bend = 1.0 - above - below, above * (1.0 - above) + below * (1.0 - below)
        if self._stretches is None:
            return Told(self._weight * slope, self._weight * bend)
        there = self._stretches.pick >= 0
        odds = np.where(there, np.exp(np.minimum(-score, 700.0)), 0.0)
        won = 1.0 / (1.0 + self._stretches.sums(odds[..., None])[..., 0])
        lost = odds * won
        slope, bend = np.where(there, lost, slope), np.where(there, lost, bend)
        return Told(self._weight * slope, self._weight * bend, Picked(self._stretches, lost, won))


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
