"""What a family learns from: answers with the pictures they are about, and what the group likes.

Two kinds of families read it. Those that give a utility to every picture learn from rows as they
are: a pick is a difference. Those that sort pictures (trees, neighbours) take what was picked as
liked and its rivals, which together weigh as much, as not liked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from group_plgl.members.answers import Answers
from group_plgl.members.dense import Tastes
from group_plgl.members.families.steps import Steps
from group_plgl.members.prior import Prior
from group_plgl.shapes import Array

Judge = Callable[[Array], Array]
"""Predictive logits `m x n` of pictures `m x n x f`, each member's own; the scale is that of liking."""


@dataclass(frozen=True)
class Known:
    """What is known of `m` members.

    Attributes:
        answers: What they said; rows that are held out weigh nothing.
        first: `m x a x f`, features of the picture of each row, or of the one preferred.
        second: `m x a x f`, of the one it was preferred to; zeros where none.
        pictures: `n x f`, features of what may be seen: the prior, or all pictures of a catalogue.
        straight: How many features are coordinates; the others are curves over them.
        prior: What is believed of everybody, from the answers that are not held out.
        tastes: The dense tastes these answers give.
        steps: Chief axes and clusters of the pictures.
        apart: How many of the coordinates, the first ones, tell something of their own.
    """

    answers: Answers
    first: Array
    second: Array
    pictures: Array
    straight: int
    prior: Prior
    tastes: Tastes
    steps: Steps
    apart: int = 0

    def of(self, members: NDArray[np.int64]) -> Known:
        """Some of the members."""
        wide = self.answers.of(members)
        longest = wide.weight.shape[1]
        return replace(
            self, answers=wide, first=self.first[members, :longest], second=self.second[members, :longest],
            tastes=Tastes(self.tastes.mean[members], self.tastes.covariance[members]),
        )  # fmt: skip

    @property
    def counts(self) -> NDArray[np.bool_]:
        """Which rows are learned from, `m x a`."""
        return self.answers.weight > 0.0

    def usual(self, x: Array) -> Array:
        """What the group is believed to think of pictures `... x f`: logits."""
        return np.asarray(x @ self.prior.mean[:-1] + self.prior.mean[-1])

    def main(self, x: Array) -> Array:
        """Pictures `... x f` on their chief axes, `... x k`."""
        return self.steps.main(x[..., : self.straight])

    def near(self, x: Array) -> Array:
        """How near pictures `... x f` are to each kind of picture, `... x c`."""
        return self.steps.near(x[..., : self.straight])

    def opinion(self, x: Array) -> Array:
        """What the group thinks of pictures `... x f` as one more axis, `... x 1`.

        It has as much say as any axis: its spread is one, or less where the group hardly agrees.
        """
        usual = self.usual(self.pictures)
        return np.asarray((self.usual(x) - usual.mean())[..., None] / max(float(usual.std()), 1.0))


@dataclass(frozen=True)
class Sorted:
    """One member's pictures as liked and not liked.

    Attributes:
        x: `n x f` features.
        liked: How much, 0 to 1, `n`.
        weight: `n`; those of a pick add up to two, half of it on the picture picked.
    """

    x: Array
    liked: Array
    weight: Array


def sort_pictures(known: Known, member: int) -> Sorted:
    """A member's pictures as liked and not liked: a pick likes one and passes over its rivals."""
    said, rows = known.answers, np.flatnonzero(known.counts[member])
    paired = said.paired[member, rows]
    _, answer, rivals = np.unique(said.answer[member, rows], return_inverse=True, return_counts=True)
    share = said.weight[member, rows] / np.where(paired, rivals[answer], 1)
    x = np.concatenate([known.first[member, rows], known.second[member, rows[paired]]])
    liked = np.concatenate([np.where(paired, 1.0, said.value[member, rows]), np.zeros(int(paired.sum()))])
    return Sorted(x, liked, np.concatenate([share, share[paired]]))


def usual_odds(said: Sorted) -> float:
    """The log odds of liking anything, as far as a member's own answers tell; shrunk towards even."""
    liked = float(said.weight @ said.liked)
    return float(np.log((liked + 1.0) / (said.weight.sum() - liked + 1.0)))
