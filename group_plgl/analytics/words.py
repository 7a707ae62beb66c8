"""A taste in words: on which scales of a space a member leans to one side, and how surely.

A scale is one way in which pictures differ, with a word for either end: a gene, the colour of a
role, something visible in a group's own pictures. A leaning is found on the member's own answers,
one scale at a time: the whole taste knows each single direction too little to say anything after a
session (40 swipes of vessels: it says something of 7 to 12 % of simulated members, one scale at a
time of 88 %, and 93 to 99 % of that is right). Only leanings that are sure are said, after a correction
for having looked at many scales, and never one about a sensitive gene.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from group_plgl.latents.space import Gene, Space
from group_plgl.perception.attributes import ATTRIBUTES
from group_plgl.shapes import Array

FALSE_SHARE = 0.05
SMALLEST_LEANING = 0.2
MOST_LEANINGS = 5
MOST_EXAMPLES = 3
_ALIKE = 0.6
APART = 2.0
_SLOPE_VARIANCE, _CONSTANT_VARIANCE = 4.0, 25.0
_STEPS = 12
_SAYS_NOTHING = {"one", "another", "other", "the"}


@dataclass(frozen=True)
class Scale:
    """One way in which pictures differ.

    Attributes:
        name: Short name, unique in its space.
        low: What pictures of the low end are, in a word or two.
        high: What pictures of the high end are.
    """

    name: str
    low: str
    high: str


@dataclass(frozen=True)
class Leaning:
    """How much more a member likes one end of a scale than the other.

    Attributes:
        scale: Which scale.
        effect: Difference of the logit of liking between one sd above and one below the middle.
        low, high: Its 95 % interval.
        p_value: Chance of answers that lean this strongly if there were no leaning, 0 to 1.
    """

    scale: Scale
    effect: float
    low: float
    high: float
    p_value: float

    @property
    def towards(self) -> str:
        """The end that is liked more."""
        return self.scale.high if self.effect > 0 else self.scale.low

    @property
    def away_from(self) -> str:
        """The end that is liked less."""
        return self.scale.low if self.effect > 0 else self.scale.high


@dataclass(frozen=True)
class Heard:
    """One member's answers as rows about pictures, `n` rows.

    Attributes:
        picture: Row of the picture that was liked, or preferred.
        over: Row of the picture it was preferred to; -1 where one picture was judged alone.
        value: How much it was liked or preferred, 0 to 1.
        weight: How much the row counts; rows of one answer tell less than as many answers.
    """

    picture: NDArray[np.int64]
    over: NDArray[np.int64]
    value: Array
    weight: Array


# The colours of a drawn space, by the names of its coordinates.
ROLE_SCALES: Mapping[str, Scale] = {
    scale.name: scale
    for scale in (
        Scale("ground lightness", "a dark ground", "a light ground"),
        Scale("ground green to red", "a greenish ground", "a reddish ground"),
        Scale("ground blue to yellow", "a bluish ground", "a yellowish ground"),
        Scale("main lightness", "a dark main colour", "a light main colour"),
        Scale("main green to red", "a greenish main colour", "a reddish main colour"),
        Scale("main blue to yellow", "a bluish main colour", "a yellowish main colour"),
        Scale("light green to red", "greenish highlights", "reddish highlights"),
        Scale("light blue to yellow", "bluish highlights", "yellowish highlights"),
        Scale("dark green to red", "greenish shadows", "reddish shadows"),
        Scale("dark blue to yellow", "bluish shadows", "yellowish shadows"),
        Scale("accent lightness", "a dark accent", "a light accent"),
        Scale("accent green to red", "a greenish accent", "a reddish accent"),
        Scale("accent blue to yellow", "a bluish accent", "a yellowish accent"),
    )
}

# What can be seen in any picture, measured on its pixels; catalogues of long ago know the first four.
VISIBLE_SCALES: tuple[Scale, ...] = tuple(Scale(one.name, one.low, one.high) for one in ATTRIBUTES.values())


def gene_scales(space: Space) -> dict[int, Scale]:
    """The genes of a space that may be told and say something, by their place in a latent."""
    return {
        place: Scale(gene.name, gene.low, gene.high)
        for place, gene in enumerate(space.genes)
        if not gene.sensitive and _says_something(gene)
    }


def _says_something(gene: Gene) -> bool:
    """Whether the two ends differ by more than being one and another: `one deal of shapes` does not."""
    low, high = set(gene.low.split()), set(gene.high.split())
    return not (low - high <= _SAYS_NOTHING and high - low <= _SAYS_NOTHING)


def role_scales(coordinate_names: Sequence[str]) -> dict[int, Scale]:
    """The colour scales of a drawn space, by the place of their coordinate."""
    return {place: ROLE_SCALES[name] for place, name in enumerate(coordinate_names) if name in ROLE_SCALES}


def leanings(heard: Heard, values: Array, scales: Sequence[Scale]) -> list[Leaning]:
    """How far one member leans on every scale, each looked at alone.

    Args:
        heard: What the member answered.
        values: `n x s`, where each picture stands on each scale, in sds from the space's middle.
        scales: The `s` scales.

    Source: logistic regression with one slope, Laplace's interval under a slope of N(0, 4) per sd;
    the p-value is Rao's score test (1948), which does not suffer when few answers are all one way.
    """
    paired = heard.over >= 0
    x = values[heard.picture] - np.where(paired[:, None], values[heard.over], 0.0)
    constant: Array = np.where(paired, 0.0, 1.0)
    slope, sd = _slopes(x, constant, heard)
    p_values = _score_test(x, constant, heard)
    effects, halves = APART * slope, APART * 1.96 * sd
    return [
        Leaning(scale, *(float(part) for part in row))
        for scale, row in zip(
            scales, zip(effects, effects - halves, effects + halves, p_values, strict=True), strict=True
        )
    ]


def _slopes(x: Array, constant: Array, heard: Heard) -> tuple[Array, Array]:
    """Slope and its posterior sd on each scale, both `s`, by Newton on two numbers per scale."""
    rows = np.stack([x.T, np.tile(constant, (x.shape[1], 1))], axis=2)
    prior = np.diag([1.0 / _SLOPE_VARIANCE, 1.0 / _CONSTANT_VARIANCE])
    w = np.zeros((x.shape[1], 2))
    for _ in range(_STEPS):
        chance = 1.0 / (1.0 + np.exp(-np.einsum("snp,sp->sn", rows, w)))
        pull = np.einsum("sn,snp->sp", heard.weight * (heard.value - chance), rows) - w @ prior
        bend = np.einsum("sn,snp,snq->spq", heard.weight * chance * (1.0 - chance), rows, rows) + prior
        w = w + np.linalg.solve(bend, pull[..., None])[..., 0]
    return w[:, 0], np.sqrt(np.linalg.inv(bend)[:, 0, 0])


def _score_test(x: Array, constant: Array, heard: Heard) -> Array:
    """The chance of pulls as strong as these under no slope, `s`; liking as often as not is allowed for."""
    pull, told = _pulls(x, constant, heard)
    return np.array([math.erfc(abs(one) / math.sqrt(2.0)) for one in pull / np.sqrt(told)])


def pulls(heard: Heard, values: Array) -> tuple[Array, Array]:
    """How strongly answers pull towards the high end of each scale, and the variance of that, both `s`.

    Args:
        heard: What one member answered.
        values: `n x s`, where each picture stands on each scale.
    """
    paired = heard.over >= 0
    x = values[heard.picture] - np.where(paired[:, None], values[heard.over], 0.0)
    return _pulls(x, np.where(paired, 0.0, 1.0), heard)


def _pulls(x: Array, constant: Array, heard: Heard) -> tuple[Array, Array]:
    alone = constant > 0
    weights = heard.weight[alone]
    often = float((weights @ heard.value[alone] + 0.5) / (weights.sum() + 1.0)) if alone.any() else 0.5
    chance = np.where(alone, often, 0.5)
    told = heard.weight * chance * (1.0 - chance)
    middle = (told * constant) @ x / max(float(told @ constant), 1e-12)
    centred = x - constant[:, None] * middle
    pull = (heard.weight * (heard.value - chance)) @ centred
    return pull, np.maximum(told @ centred**2, 1e-12)


def discoveries(p_values: Array, false_share: float = FALSE_SHARE) -> NDArray[np.bool_]:
    """Which of many tests may be believed when at most `false_share` of those believed shall be false.

    Source: Benjamini and Hochberg 1995.
    """
    n = len(p_values)
    order = np.argsort(p_values, kind="stable")
    passes = p_values[order] <= false_share * np.arange(1, n + 1) / max(n, 1)
    last = int(np.nonzero(passes)[0].max(initial=-1))
    believed = np.zeros(n, dtype=np.bool_)
    believed[order[: last + 1]] = True
    return believed


def worth_saying(
    found: Sequence[Leaning],
    values: Array,
    most: int = MOST_LEANINGS,
    believed: NDArray[np.bool_] | None = None,
) -> list[int]:
    """Places of the leanings that are sure, large enough to notice and not the same thing twice.

    Args:
        found: The leanings of one taste on all scales.
        values: `n x s`, where pictures stand on the scales; of scales that go together one is said.
        most: How many at most; the strongest come first.
        believed: Which of them may be believed, where more was looked at than these.
    """
    if believed is None:
        believed = discoveries(np.array([one.p_value for one in found]))
    sure = [place for place, one in enumerate(found) if believed[place] and one.low * one.high > 0]
    centred = values - values.mean(axis=0)
    lengths = np.maximum(np.linalg.norm(centred, axis=0), 1e-12)
    chosen: list[int] = []
    for place in sorted(sure, key=lambda place: found[place].p_value):
        together = np.abs(centred[:, chosen].T @ centred[:, place]) / (lengths[chosen] * lengths[place])
        if (
            len(chosen) < most
            and abs(found[place].effect) >= SMALLEST_LEANING
            and not (together > _ALIKE).any()
        ):
            chosen.append(place)
    return chosen


@dataclass(frozen=True)
class Seen:
    """The pictures that a leaning can be seen in.

    Attributes:
        liked, passed: Rows of pictures that show it best: liked ones at the liked end, others at the other.
        liked_there, liked_all: How many liked pictures stand on the liked side of the middle, of how many.
        passed_there, passed_all: The same of pictures not liked.
    """

    liked: list[int]
    passed: list[int]
    liked_there: int
    liked_all: int
    passed_there: int
    passed_all: int


def seen_in(values: Array, liked: Array, effect: float, most: int = MOST_EXAMPLES) -> Seen:
    """What a leaning came from.

    Args:
        values: `n`, where each picture stands on the scale, in sds from the space's middle.
        liked: `n`, 1 liked, 0 not liked.
        effect: The leaning; its sign says which end is liked.
        most: How many examples of each at most.
    """
    towards = values * np.sign(effect)
    order = np.argsort(-towards, kind="stable")
    best = [int(row) for row in order if liked[row] == 1.0 and towards[row] > 0]
    worst = [int(row) for row in order[::-1] if liked[row] == 0.0 and towards[row] <= 0]
    there = towards > 0
    return Seen(
        best[:most], worst[:most],
        int((there & (liked == 1.0)).sum()), int((liked == 1.0).sum()),
        int((there & (liked == 0.0)).sum()), int((liked == 0.0).sum()),
    )  # fmt: skip
