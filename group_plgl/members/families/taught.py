"""Tastes as each member's family teaches them: dense for most, another one's distilled for some."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from group_plgl.members.answers import Answers
from group_plgl.members.dense import Tastes
from group_plgl.members.families.distil import Distiller
from group_plgl.members.families.known import Known
from group_plgl.members.families.registry import DEFAULT_FAMILY, ENSEMBLE, TOGETHER, family_named
from group_plgl.members.families.steps import Steps
from group_plgl.members.hints import Hints
from group_plgl.members.kin import Kin
from group_plgl.members.priors import Belief, believed
from group_plgl.shapes import Array


@dataclass(frozen=True)
class Choice:
    """What a member's taste is learned by.

    Attributes:
        family: Its name.
        weights: How much of each model an ensemble takes, in the order of `TOGETHER`; nothing of any others.
    """

    family: str = DEFAULT_FAMILY
    weights: tuple[float, ...] = ()


@dataclass(frozen=True)
class Group:
    """What a group said, and the pictures it is about.

    Attributes:
        answers: Of all `m` members.
        first, second: As in `Known`, `m x a x f`.
        pictures: `n x f`.
        straight: How many of the features are coordinates.
        belief: What is believed of the group's tastes.
        steps: Chief axes and kinds of the pictures.
        kin: What other groups like, where it is known.
        hints: What comments hint, where they do: the dense taste and what is usual in the group heed them,
            and other families through these.
        apart: How many of the coordinates, the first ones, tell something of their own.
    """

    answers: Answers
    first: Array
    second: Array
    pictures: Array
    straight: int
    belief: Belief
    steps: Steps
    kin: Kin | None = None
    hints: Hints | None = None
    apart: int = 0

    def knowing(self, weight: Array, tolerance: float) -> Known:
        """What is known from answers of such weight, `m x a`."""
        seen = self.answers.weighing(weight)
        prior, tastes = believed(self.belief, seen, self.straight, tolerance, self.kin, self.hints)
        return Known(
            seen, self.first, self.second, self.pictures, self.straight, prior, tastes, self.steps, self.apart
        )


def follow(known: Known, choices: Mapping[int, Choice]) -> Tastes:
    """The tastes of everybody, those of some as their family has them.

    Args:
        known: What is known of `m` members.
        choices: By row, of those whose family is another than dense.
    """
    mean = known.tastes.mean.copy()
    for choice in dict.fromkeys(choices.values()):
        rows = np.array([row for row, one in choices.items() if one == choice], dtype=np.int64)
        mean[rows] = _weights(known.of(rows), choice)
    return Tastes(mean, known.tastes.covariance)


def _weights(known: Known, choice: Choice) -> Array:
    """The weights that a family gives these members."""
    if choice.family != ENSEMBLE:
        return distilled(known, Distiller(known), choice.family)
    distiller = Distiller(known)
    shares = zip(TOGETHER, choice.weights, strict=False)  # older choices know the first three
    parts = [share * distilled(known, distiller, name) for name, share in shares if share > 0.0]
    return np.asarray(np.sum(parts, axis=0))


def distilled(known: Known, distiller: Distiller, name: str) -> Array:
    """The weights that one family gives, `m x (f+1)`."""
    if name == DEFAULT_FAMILY:
        return known.tastes.mean
    pictures = np.broadcast_to(known.pictures, (len(known.first), *known.pictures.shape))
    return distiller.weights(family_named(name).learn(known)(pictures))


def side_by_side(
    answers: Answers, member: NDArray[np.int64], first: Array, second: Array
) -> tuple[Array, Array]:
    """Pictures of rows `n x f` as the answers have them: `m x a x f`, the one liked more before the other.

    Args:
        answers: What `gather_answers` made of the same rows, in the same order.
        member: Row of the member, `n`.
        first: Features of the picture of each row.
        second: Of the one it was compared with; zeros where none.
    """
    m, longest, width = answers.x.shape
    both = np.zeros((2, m, longest, width - 1))
    place = np.empty(len(member), dtype=np.int64)
    order = np.argsort(member, kind="stable")
    counts = np.bincount(member, minlength=m)
    place[order] = np.arange(len(member)) - np.repeat(np.cumsum(counts) - counts, counts)
    both[0, member, place], both[1, member, place] = first, second
    turned = answers.paired & (np.abs(both[0] - both[1] - answers.x[..., :-1]).max(axis=2) > 1e-9)
    both[:, turned] = both[::-1, turned]
    return both[0], both[1]
