"""Answers of many members as one batch: what every member model is fitted to.

Each row says where a utility, blurred by logistic noise, fell: a like says above 0, a dislike below
it, a grade between two cut points of the member's own. A row that compares two pictures is the
difference of their coordinates; the rows of one pick belong together and are its softmax.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from group_plgl.shapes import Array

Number = TypeVar("Number", np.float64, np.int64)
_POOLED_SAYS = 10.0  # answers that the group's use of the scale counts as, beside a member's own


@dataclass(frozen=True)
class Answers:
    """Answers of `m` members as rows padded to the longest: what the batched solver reads.

    A row about one picture is its coordinates and a 1; a row that compares two is the difference
    of their coordinates and a 0, because the bias speaks of liking, not of preferring.

    Attributes:
        x: `m x a x (f+1)`; zero rows are padding.
        value: `m x a`, how much the picture is liked or preferred, 0 to 1.
        low, high: `m x a`, between what the blurred utility lies, in units of its prior spread;
            0 or infinite unless graded. Where both are the same, of no answer, the utility is told itself
            (`hints`): normal about it, in logits, with the weight as precision.
        weight: `m x a`, 1 for a row, less for one that counts less, 0 for padding or a held-out row.
        answer: `m x a`, number of the answer a row belongs to; -1 for padding.
        source: `m x a`, the first answer to the same question, for repeats; -1 for padding.
        lapse: `m x a`, the chance that the answer has nothing to do with the pictures, 0 to 1.
        age: `m x a`, how many answers of the member came later.
    """

    x: Array
    value: Array
    low: Array
    high: Array
    weight: Array
    answer: NDArray[np.int64]
    source: NDArray[np.int64]
    lapse: Array
    age: NDArray[np.int64]

    @property
    def paired(self) -> NDArray[np.bool_]:
        """Rows that compare two pictures, `m x a`."""
        return np.asarray((self.x[..., -1] == 0.0) & (self.answer >= 0))

    @property
    def pick(self) -> NDArray[np.int64] | None:
        """Which pick among more than two a row belongs to, `m x a`, -1 for none; None without any."""
        paired = self.paired
        again = np.zeros_like(paired)
        again[:, 1:] = paired[:, 1:] & (self.answer[:, 1:] == self.answer[:, :-1])
        if not again.any():
            return None
        return np.where(paired, np.cumsum(paired & ~again, axis=1) - 1, -1)

    def of(self, rows: NDArray[np.int64] | slice) -> Answers:
        """The answers of some members only, as wide as the longest of them needs."""
        there = (self.answer[rows] >= 0) | (self.weight[rows] > 0)  # a hint is of no answer
        longest = max(1, int(there.sum(axis=1).max(initial=0)))
        return Answers(**{one.name: getattr(self, one.name)[rows, :longest] for one in fields(self)})

    def counted(self) -> Answers:
        """The answers without rows that do not count, as wide as the member with most rows needs."""
        counts = self.weight > 0
        longest = max(1, int(counts.sum(axis=1).max(initial=0)))
        first = np.argsort(~counts, axis=1, kind="stable")[:, :longest]
        members = np.arange(len(first))[:, None]
        return Answers(**{one.name: getattr(self, one.name)[members, first] for one in fields(self)})

    def beside(self, others: Answers) -> Answers:
        """Rows of the same members behind these."""
        names = [one.name for one in fields(self)]
        return Answers(
            **{name: np.concatenate([getattr(self, name), getattr(others, name)], axis=1) for name in names}
        )

    def straightened(self, straight: int) -> Answers:
        """The same answers over the first `straight` coordinates and the bias alone."""
        return replace(self, x=np.concatenate([self.x[..., :straight], self.x[..., -1:]], axis=2))

    def weighing(self, weight: Array) -> Answers:
        """The same answers with other weights, `m x a`."""
        return replace(self, weight=weight)

    def lapsing(self, lapse: Array) -> Answers:
        """The same answers with other chances of a lapse, `m` or `m x a`."""
        each = lapse[:, None] if lapse.ndim == 1 else lapse
        return replace(self, lapse=np.where(self.answer >= 0, each, 0.0))

    def fading(self, half_life: float) -> Answers:
        """The same answers, each of half the weight after so many later ones; 0 fades nothing.

        The newest of a member that counts at all keeps its weight.
        """
        if not half_life:
            return self
        counted = self.weight > 0
        newest = self.age.min(axis=1, where=counted, initial=np.iinfo(np.int64).max)[:, None]
        fallen = np.where(counted, self.age - newest, 0) / half_life
        return self.weighing(self.weight * np.exp2(-fallen))


def gather_answers(
    member: NDArray[np.int64],
    x: Array,
    value: ArrayLike,
    m: int,
    *,
    paired: NDArray[np.bool_] | None = None,
    graded: NDArray[np.bool_] | None = None,
    answer: NDArray[np.int64] | None = None,
    source: NDArray[np.int64] | None = None,
    weight: Array | None = None,
    age: NDArray[np.int64] | None = None,
) -> Answers:
    """Rows `n` of `m` members padded into one batch, each member's in the given order.

    Args:
        member: Row of the member, `n`.
        x: Coordinates, or differences of coordinates where `paired`, `n x f`.
        value: How much it is liked or preferred, 0 to 1, `n`.
        m: How many members.
        paired: Which rows compare two pictures; none unless told.
        graded: Which values are grades on a scale; those that are neither 0 nor 1 unless told.
        answer: The answer a row belongs to; each its own unless told.
        source: The first answer to the same question; each its own unless told.
        weight: How much a row counts, `n`; 1 unless told.
        age: How many answers of its member came later, `n`; 0 unless told.
    """
    n, values = len(member), np.asarray(value, dtype=np.float64)
    counts = np.bincount(member, minlength=m)
    longest = max(int(counts.max(initial=0)), 1)
    place = np.empty(n, dtype=np.int64)
    order = np.argsort(member, kind="stable")
    place[order] = np.arange(n) - np.repeat(np.cumsum(counts) - counts, counts)
    place += member * longest
    number = np.arange(n) if answer is None else answer
    compared = np.zeros(n, dtype=np.bool_) if paired is None else paired
    lost = compared & (values < 0.5)
    values = np.where(lost, 1.0 - values, values)
    low, high = between(member, values, (values % 1.0 != 0.0) if graded is None else graded, m)
    rows = np.zeros((m * longest, x.shape[1] + 1))
    rows[place, :-1] = x
    rows[place, -1] = 1.0 - compared
    rows[place[lost]] *= -1.0  # said from the loser's side

    def padded(parts: NDArray[Number], empty: float) -> NDArray[Number]:
        batch = np.full(m * longest, empty, dtype=parts.dtype)
        batch[place] = parts
        return batch.reshape(m, longest)

    return Answers(
        x=rows.reshape(m, longest, x.shape[1] + 1),
        value=padded(values, 0.0), low=padded(low, -np.inf), high=padded(high, np.inf),
        weight=padded(np.ones(n) if weight is None else weight, 0.0),
        answer=padded(number, -1), source=padded(number if source is None else source, -1),
        lapse=np.zeros((m, longest)), age=padded(np.zeros(n, dtype=np.int64) if age is None else age, 0),
    )  # fmt: skip


def between(
    member: NDArray[np.int64], value: Array, graded: NDArray[np.bool_], m: int
) -> tuple[Array, Array]:
    """Between what each answer says the utility lies, `n` each, in units of its prior spread.

    A grade lies between two cut points of the member's own: where the shares of the member's grades
    below it and up to it would cut a logistic utility. A member with few grades borrows from how the
    group uses the scale. They are counted from the middle of the scale, where liking begins.

    Source: the ordered logit, McCullagh 1980, with cut points at the observed shares.
    """
    low, high = np.where(value > 0.5, 0.0, -np.inf), np.where(value > 0.5, np.inf, 0.0)
    if not graded.any():
        return low, high
    who, grade, everybody = member[graded], value[graded], np.sort(value[graded])
    own = [np.sort(grade[who == row]) for row in range(m)]

    def cut(row: int, at: float, side: Literal["left", "right"]) -> float:
        """The logit of the share of a member's grades below `at` (left) or up to it (right)."""
        everywhere = (np.searchsorted(everybody, at, side) + at) / (
            len(everybody) + 1.0
        )  # one is spread evenly
        below = np.searchsorted(own[row], at, side) + _POOLED_SAYS * everywhere
        above = len(own[row]) + _POOLED_SAYS - below
        with np.errstate(divide="ignore"):
            return float(np.log(below) - np.log(above))

    middle = [(cut(row, 0.5, "left") + cut(row, 0.5, "right")) / 2 for row in range(m)]
    low[graded] = [cut(row, at, "left") - middle[row] for row, at in zip(who, grade, strict=True)]
    high[graded] = [cut(row, at, "right") - middle[row] for row, at in zip(who, grade, strict=True)]
    return low, high
