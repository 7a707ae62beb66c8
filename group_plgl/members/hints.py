"""Hints: what members said about attributes, as evidence on the weights of their taste.

Who says "too busy" tells what their taste gains by busyness. Each (member, attribute) is one Gaussian
pseudo-observation, w . d ~ N(+-a, s^2): `d` is the least change of the features that raises the
attribute by one spread, so w . d is what the utility gains by it, however faintly features see it.
Saying it again makes it surer, ever less so; saying the opposite cancels it; what features
hardly see has hardly a say; what was said about a held-out picture is held out with it.

Source: pseudo-observations after Zaidan, Eisner and Piatko 2007 (annotator rationales), here Gaussian.
`AIM`, `SPREAD` and `ALIKE` were set on simulated members of two spaces (print and vessel, 12 and 8 cold
groups, 15 % of what was heard wrong or lost) and are judged on the others by `bench steer`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from group_plgl.members.answers import Answers
from group_plgl.shapes import Array

AIM = 0.4  # what a taste gains by one spread of an attribute it hints at once, in prior sds of utility
SPREAD = 2.5  # how unsure one hint is, in what w . d is unsure of beforehand
ALIKE = 0.2  # how much of what one member says twice of one thing is the same news
HEEDED = (0.0, 0.3)  # how far hints may be believed, beside wholly
_RIDGE = 1e-2  # of the mean variance of a feature
_FOLDS = 5
_NOTHING = 1e-9


@dataclass(frozen=True)
class Directions:
    """How features and `k` attributes go together.

    Attributes:
        way: `k x f`, the least change of features that raises what is foretold by one spread.
        slope: `k x f`, and
        constant: `k`: the attribute as features foretell it, in spreads from its mean.
        seen: `k`, share of the attribute that features foretell on pictures not fitted to, 0 to 1.
    """

    way: Array
    slope: Array
    constant: Array
    seen: Array

    def foretold(self, x: Array) -> Array:
        """The attributes of features `n x f` in spreads from their mean, `n x k`."""
        return x @ self.slope.T + self.constant


def directions_of(x: Array, values: Array) -> Directions:
    """The directions of `k` attributes by ridge regression over pictures.

    Args:
        x: `n x f`, features of pictures of the space.
        values: `n x k`, the attributes of the same pictures, in any unit.

    Source: ridge regression, Hoerl and Kennard 1970, judged on five folds. Ways along which pictures differ
    most (the activation patterns of Haufe et al. 2014) were tried first: with them comments said less.
    """
    spread = values.std(axis=0)
    known = spread > _NOTHING * np.maximum(np.abs(values).max(axis=0), 1.0)
    target = np.where(known, (values - values.mean(axis=0)) / np.where(known, spread, 1.0), 0.0)
    middle = x.mean(axis=0)
    slope = _ridge(x - middle, target)
    fold, missed = np.arange(len(x)) % _FOLDS, np.zeros(values.shape[1])
    for one in range(_FOLDS):
        away, there = fold != one, fold == one
        part, mean = _ridge(x[away] - x[away].mean(axis=0), target[away]), x[away].mean(axis=0)
        missed += ((target[there] - target[away].mean(axis=0) - (x[there] - mean) @ part.T) ** 2).sum(axis=0)
    seen = np.where(known, np.clip(1.0 - missed / len(x), 0.0, 1.0), 0.0)
    way = slope / np.maximum((slope**2).sum(axis=1), _NOTHING)[:, None]
    return Directions(way, slope, -slope @ middle, seen)


@dataclass(frozen=True)
class Hints:
    """What `m` members said of `k` attributes, padded to whoever said most, `h`.

    Attributes:
        way: `k x f`, as in `Directions`.
        seen: `k`, as there.
        axis: `m x h`, which attribute; -1 for padding.
        signed: `m x h`, how strongly more (above 0) or less of it is liked, -1 to 1.
        place: `m x h`, the row of `Answers` it was said about, which it is held out with; -1 for none.
        age: `m x h`, how many answers of the member came later.
    """

    way: Array
    seen: Array
    axis: NDArray[np.int64]
    signed: Array
    place: NDArray[np.int64]
    age: NDArray[np.int64]

    def of(self, rows: NDArray[np.int64]) -> Hints:
        """Those of some members."""
        mine = {name: getattr(self, name)[rows] for name in ("axis", "signed", "place", "age")}
        return replace(self, **mine)

    def straightened(self, straight: int) -> Hints:
        """The same over the first `straight` features alone."""
        return replace(self, way=self.way[:, :straight])

    @property
    def any(self) -> bool:
        """Whether anybody said anything that features see."""
        return bool((self.axis >= 0).any())

    def summed(self, counts: NDArray[np.bool_], half_life: float = 0.0) -> tuple[Array, Array]:
        """What each of `m` members says of each attribute, both `m x k`: which way, and how many times.

        With S the strengths added up, opposite ones against each other, it counts as the mean of |S|
        observations of which any two share `ALIKE`: once is 1, and often is 2.

        Args:
            counts: `m x a`, which answers count; what was said about others does not.
            half_life: After how many later answers a hint counts half; 0 for never.

        Source: the design effect of Kish 1965.
        """
        members, places = np.nonzero(self.axis >= 0)
        place = self.place[members, places]
        heard = (place < 0) | counts[members, place]
        signed = self.signed[members, places] * heard
        if half_life:
            signed = signed * np.exp2(-self.age[members, places] / half_life)
        total = np.zeros((len(self.axis), len(self.way)))
        np.add.at(total, (members, self.axis[members, places]), signed)
        much = np.abs(total)
        return np.sign(total), much / np.maximum(1.0 - ALIKE + ALIKE * much, _NOTHING)


@dataclass(frozen=True)
class Mentioned:
    """One thing that a member said of an attribute.

    Attributes:
        row: Of the member.
        axis: Which attribute.
        signed: How strongly more (above 0) or less of it is liked, -1 to 1.
        place: The row of `Answers` it was said about; -1 for none.
        age: How many answers of the member came later.
    """

    row: int
    axis: int
    signed: float
    place: int = -1
    age: int = 0


def hints_of(mentioned: Iterable[Mentioned], directions: Directions, m: int) -> Hints:
    """What `m` members said, as the fit wants it; what features do not see at all is left out."""
    each: list[list[Mentioned]] = [[] for _ in range(m)]
    for one in mentioned:
        if directions.seen[one.axis] > 0.0:
            each[one.row].append(one)
    h = max(map(len, each), default=0)
    axis, place, age = np.full((m, h), -1), np.full((m, h), -1), np.zeros((m, h), dtype=np.int64)
    signed = np.zeros((m, h))
    for row, said in enumerate(each):
        for at, one in enumerate(said):
            axis[row, at], place[row, at], age[row, at] = one.axis, one.place, one.age
            signed[row, at] = one.signed
    return Hints(directions.way, directions.seen, axis, signed, place, age)


def hinted(
    answers: Answers, counts: NDArray[np.bool_], hints: Hints, variance: Array, heeding: float,
    half_life: float = 0.0,
) -> Answers:  # fmt: skip
    """Answers with hints behind them, as rows whose utility is told itself.

    Such a row has `low` and `high` equal, belongs to no answer (-1), and its weight is the precision.

    Args:
        answers: Of `m` members.
        counts: `m x a`, which rows of all their answers count here, wherever they stand in `answers`.
        hints: Of the same members.
        variance: `f + 1`, the prior variances of weights.
        heeding: How far hints are believed, 0 to 1.
        half_life: After how many later answers a hint counts half; 0 for never.
    """
    if not heeding or not hints.any:
        return answers
    towards, much = hints.summed(counts, half_life)
    sd = np.sqrt(np.maximum(hints.way**2 @ variance[:-1], _NOTHING))
    m, k = towards.shape
    x = np.zeros((m, k, answers.x.shape[2]))
    x[..., :-1] = hints.way
    loud = np.sqrt(variance[:-1].max())  # of utilities: coordinates have a total variance of one
    aim, nobody = towards * AIM * loud * (1.0 + SPREAD**2), np.full((m, k), -1)
    weight = heeding * much * hints.seen / (SPREAD * sd) ** 2
    silent = weight == 0.0
    x[silent], aim[silent] = 0.0, np.inf
    more = Answers(
        x=x, value=np.zeros((m, k)), low=np.where(silent, -np.inf, aim), high=aim, weight=weight,
        answer=nobody, source=nobody, lapse=np.zeros((m, k)), age=np.zeros((m, k), dtype=np.int64),
    )  # fmt: skip
    return answers.beside(more).counted()


def _ridge(x: Array, target: Array) -> Array:
    """Slopes `k x f` of centred features `n x f` for targets `n x k`."""
    bent = x.T @ x / len(x)
    bent += (_RIDGE * np.trace(bent) / len(bent) + _NOTHING) * np.eye(len(bent))
    return np.asarray(np.linalg.solve(bent, x.T @ target / len(x)).T)
