"""Tastes in words beside each other: what a group likes, how camps differ from the rest, members from most.

Every member leans on every scale by so much, known so well. A group likes what its members lean to on
the whole; a camp differs where its members lean otherwise than the rest do, judged by how unlike members
are anyway; a member leans more than most where they lean otherwise than the mean of all others. All
scales looked at for one taste are corrected together, so that of what is said of it at most 5 % is
expected to be false, and where answers were coins hardly anybody gets a word.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from group_plgl.analytics.words import APART, Heard, Leaning, Scale, pulls
from group_plgl.shapes import Array

FEWEST_OTHERS = 5
_95 = 1.959963984540054
_LITTLE = 1e-9


@dataclass(frozen=True)
class Leans:
    """How far members lean on each scale, one step from no leaning.

    Attributes:
        slope: `m x s`, logits of liking per sd of the scale.
        told: `m x s`, how much their answers tell of it: one over its variance.
    """

    slope: Array
    told: Array

    def of(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> Leans:
        """Those of some members."""
        return Leans(self.slope[rows], self.told[rows])


def leans_of(members: Sequence[Heard], values: Array) -> Leans:
    """How far each of `m` members leans on every scale.

    Args:
        members: What each answered.
        values: `n x s`, where each picture stands on each scale, in sds from the space's middle.
    """
    pull, told = (np.array(part) for part in zip(*(pulls(one, values) for one in members), strict=True))
    return Leans(pull / np.maximum(told, _LITTLE), told)


def group_leanings(leans: Leans, scales: Sequence[Scale]) -> list[Leaning]:
    """What members lean to on the whole, each by how much their answers tell.

    Source: Rao's score test (1948) of all answers together; the estimate is its one step.
    """
    told = np.maximum(leans.told.sum(axis=0), _LITTLE)
    mean, sd = (leans.told * leans.slope).sum(axis=0) / told, 1.0 / np.sqrt(told)
    return _normal(mean, sd, scales)


def camp_leanings(leans: Leans, inside: NDArray[np.bool_], scales: Sequence[Scale]) -> list[Leaning]:
    """How much more the members of a camp lean than the rest of the group.

    Args:
        leans: Of all members.
        inside: `m`, who is in the camp.
        scales: The `s` scales.

    Source: the t-test of two means with one variance, Student 1908: members vary as they do, and never
    less than the noise of their answers.
    """
    own, rest = leans.of(inside), leans.of(~inside)
    n, others = len(own.slope), len(rest.slope)
    freedom = n + others - 2
    if min(n, others) < 2:
        return [Leaning(scale, 0.0, -np.inf, np.inf, 1.0) for scale in scales]
    spread = sum(((part.slope - part.slope.mean(axis=0)) ** 2).sum(axis=0) for part in (own, rest)) / freedom
    noise = (1.0 / np.maximum(leans.told, _LITTLE)).mean(axis=0)
    sd = np.sqrt(np.maximum(spread, np.minimum(noise, 1.0 / _LITTLE)) * (1.0 / n + 1.0 / others))
    more = own.slope.mean(axis=0) - rest.slope.mean(axis=0)
    reach = float(student.ppf(0.975, freedom)) * sd
    chance = 2.0 * student.sf(np.abs(more) / sd, freedom)
    return _leanings(more, more - reach, more + reach, chance, scales)


def member_leanings(leans: Leans, row: int, scales: Sequence[Scale]) -> list[Leaning]:
    """How much more one member leans than the mean of all others; nothing where these are few."""
    others = np.arange(len(leans.slope)) != row
    if others.sum() < FEWEST_OTHERS:
        return []
    rest = leans.of(others)
    told = np.maximum(rest.told.sum(axis=0), _LITTLE)
    mean = (rest.told * rest.slope).sum(axis=0) / told
    sd = np.sqrt(1.0 / np.maximum(leans.told[row], _LITTLE) + 1.0 / told)
    return _normal(leans.slope[row] - mean, sd, scales)


def _normal(slope: Array, sd: Array, scales: Sequence[Scale]) -> list[Leaning]:
    chance = np.array([math.erfc(abs(one) / math.sqrt(2.0)) for one in slope / sd])
    return _leanings(slope, slope - _95 * sd, slope + _95 * sd, chance, scales)


def _leanings(slope: Array, low: Array, high: Array, chance: Array, scales: Sequence[Scale]) -> list[Leaning]:
    return [
        Leaning(scale, APART * float(a), APART * float(b), APART * float(c), float(p))
        for scale, a, b, c, p in zip(scales, slope, low, high, chance, strict=True)
    ]


@dataclass(frozen=True)
class Told:
    """What answers say about pictures, `n` pictures.

    Attributes:
        liked, passed: How many answers liked each picture, and how many did not.
        people: How many different members these are of.
    """

    liked: Array
    passed: Array
    people: NDArray[np.int64]

    @property
    def share(self) -> Array:
        """The share that liked each, smoothed: (k + 1) / (n + 2)."""
        return np.asarray((self.liked + 1.0) / (self.liked + self.passed + 2.0))


def told_by(members: Sequence[Heard], n: int) -> Told:
    """How often some members liked each of `n` pictures; who was preferred was liked, the other was not."""
    liked, passed, people = np.zeros(n), np.zeros(n), np.zeros(n, dtype=np.int64)
    for one in members:
        alone, paired = one.over < 0, one.over >= 0
        pro, contra = np.zeros(n, dtype=np.bool_), np.zeros(n, dtype=np.bool_)
        pro[one.picture[paired | (one.value > 0.5)]] = True
        contra[one.picture[alone & (one.value < 0.5)]] = True
        contra[one.over[paired]] = True
        liked, passed, people = liked + pro, passed + (contra & ~pro), people + (pro | contra)
    return Told(liked, passed, people)


def shown_by(
    values: Array, own: Told, rest: Told | None, effect: float, may_show: NDArray[np.bool_], most: int
) -> tuple[list[int], list[int]]:
    """Pictures of the liked end that were liked best, and of the other end that were liked least.

    Args:
        values: `n`, where pictures stand on the scale.
        own: What was said of them.
        rest: What others said, where the leaning is beside theirs.
        effect: The leaning; its sign says which end is liked.
        may_show: `n`, which pictures may be shown.
        most: How many of each at most.
    """
    towards = values * np.sign(effect)
    better = own.share - (0.5 if rest is None else rest.share)
    at_end = may_show & (own.people > 0)
    best = np.nonzero(at_end & (towards > 0) & (own.liked > own.passed) & (better > 0))[0]
    worst = np.nonzero(at_end & (towards < 0) & (own.passed > own.liked) & (better < 0))[0]
    worth = np.abs(better) * np.minimum(np.abs(towards), 2.0)
    return (
        best[np.argsort(-worth[best], kind="stable")][:most].tolist(),
        worst[np.argsort(-worth[worst], kind="stable")][:most].tolist(),
    )
