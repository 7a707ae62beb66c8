"""Attributes: what one sees in a picture, named, and on one scale in every space and every upload.

An attribute is a number measured on a small copy in OKLab, with a word for either end. The scale
is fixed: 0 is the middle and 1 the spread of a reference of drawn pictures, so "warm" of a vessel,
of a room and of somebody's photograph can be compared. Which words are worth saying of a picture,
and which a member leans to, is decided elsewhere.

Source: the choice and several of the measures after our own study of drawn spaces; those on which
left and right differ only (balance) measured nothing and were dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from group_plgl.perception.features import SIDE, pooled
from group_plgl.shapes import Array

PLAIN = 0.8  # from here on an end is plain to see, in spreads of the reference
_LITTLE = 0.02  # of chroma or contrast: below it ratios say nothing


class Sight:
    """Pictures as they are looked at, with what several attributes share.

    Args:
        lab: `n x 64 x 64 x 3` OKLab.
    """

    def __init__(self, lab: Array) -> None:
        self.lab = lab
        self.lightness, self.a, self.b = lab[..., 0], lab[..., 1], lab[..., 2]
        self.chroma = np.hypot(self.a, self.b)
        down, across = np.gradient(self.lightness, axis=(1, 2))
        self.edge: Array = np.hypot(down, across)
        self.turn: Array = np.arctan2(down, across)
        apart = np.sqrt(((lab - lab.mean((1, 2), keepdims=True)) ** 2).sum(-1)) + 1e-6
        self.weight = apart / apart.sum((1, 2), keepdims=True)

    def along(self, values: Array) -> Array:
        """The mean of values over a picture, each counted as much as there is an edge."""
        return np.asarray((self.edge * values).sum((1, 2)) / (self.edge.sum((1, 2)) + 1e-6))


@dataclass(frozen=True)
class Attribute:
    """One thing one sees in any picture.

    Attributes:
        name: Short name, unique.
        low: What a picture of the low end is, in a word or two.
        high: What a picture of the high end is.
        help: One line on what is measured.
        source: Where the measure comes from.
        middle: The reference's mean, in the measure's own units.
        spread: The reference's standard deviation, in the same units.
        measure: `n` pictures to `n` numbers.
    """

    name: str
    low: str
    high: str
    help: str
    source: str
    middle: float
    spread: float
    measure: Callable[[Sight], Array]


def attributes_of(lab: Array) -> Array:
    """`n x 14` places on the scales of `ATTRIBUTES`, in their order: 0 middle, 1 one spread up.

    Args:
        lab: `n x 64 x 64 x 3` OKLab, pressed into a square.
    """
    sight = Sight(lab)
    columns = [(one.measure(sight) - one.middle) / one.spread for one in ATTRIBUTES.values()]
    return np.column_stack(columns)


def plain_words(values: Sequence[float], names: Sequence[str], most: int = 100) -> list[str]:
    """The ends of some attributes that are plain to see in a picture, in the order of the names.

    Args:
        values: As `attributes_of` gives them for one picture.
        names: Which attributes may speak.
        most: How many at most; the plainest do.
    """
    by_name = dict(zip(ATTRIBUTES, values, strict=False))
    plainest = sorted(names, key=lambda name: -abs(by_name[name]))[:most]
    return [
        ATTRIBUTES[name].high if by_name[name] > 0 else ATTRIBUTES[name].low
        for name in names
        if name in plainest and abs(by_name[name]) >= PLAIN
    ]


def _hues(sight: Sight) -> Array:
    together = np.hypot(sight.a.mean((1, 2)), sight.b.mean((1, 2)))
    return np.asarray(1.0 - (together + _LITTLE) / (sight.chroma.mean((1, 2)) + _LITTLE))


def _detail(sight: Sight) -> Array:
    cells = SIDE // 4
    coarse = pooled(sight.lightness[..., None], cells)[..., 0].repeat(4, 1).repeat(4, 2)
    fine = np.abs(sight.lightness - coarse).mean((1, 2))
    return np.asarray(fine / (sight.lightness.std((1, 2)) + _LITTLE))


def _symmetry(sight: Sight) -> Array:
    small = pooled(sight.lab, SIDE // 4)
    unlike = np.abs(small - small[:, :, ::-1]).mean((1, 2, 3))
    return np.asarray(-unlike / (small.std((1, 2)).mean(-1) + _LITTLE / 4))


def _roundness(sight: Sight) -> Array:
    return -sight.along(np.cos(4.0 * sight.turn))


def _uprightness(sight: Sight) -> Array:
    return sight.along(np.cos(2.0 * sight.turn))


def _flatness(sight: Sight) -> Array:
    return np.asarray((sight.edge < 0.008).mean((1, 2)))


def _light_in_the_middle(sight: Sight) -> Array:
    quarter = SIDE // 4
    middle = sight.lightness[:, quarter:-quarter, quarter:-quarter].mean((1, 2))
    return np.asarray(middle - sight.lightness.mean((1, 2)))


def _gathering(sight: Sight) -> Array:
    place = np.linspace(-1.0, 1.0, SIDE)
    far = place[None, :, None] ** 2 + place[None, None, :] ** 2
    return np.asarray(-(sight.weight * far).sum((1, 2)))


def _heaviness_below(sight: Sight) -> Array:
    return np.asarray((sight.weight * np.linspace(-1.0, 1.0, SIDE)[None, :, None]).sum((1, 2)))


_OURS = "Our own, on the OKLab of Ottosson 2020."
_EDGES = "Our own; harmonics of the histogram of edge directions, after Dalal and Triggs 2005."

ATTRIBUTES: dict[str, Attribute] = {
    one.name: one
    for one in (
        Attribute("lightness", "dark", "light", "Mean lightness.", _OURS,
                  0.7008, 0.1101, lambda sight: sight.lightness.mean((1, 2))),
        Attribute("warmth", "cool", "warm", "Mean of the yellow and the red axis.", _OURS,
                  0.0080, 0.0190, lambda sight: (sight.a + sight.b).mean((1, 2)) / 2.0),
        Attribute("colourfulness", "muted", "colourful", "Mean chroma.", _OURS,
                  0.0496, 0.0204, lambda sight: sight.chroma.mean((1, 2))),
        Attribute("busyness", "calm", "busy", "Mean step of lightness between neighbours.", _OURS,
                  0.0326, 0.0136, lambda sight: sight.edge.mean((1, 2))),
        Attribute("contrast", "low in contrast", "high in contrast", "Spread of lightness.", _OURS,
                  0.1460, 0.0346, lambda sight: sight.lightness.std((1, 2))),
        Attribute("redness", "greenish", "reddish", "Mean of the red axis.", _OURS,
                  0.0052, 0.0223, lambda sight: sight.a.mean((1, 2))),
        Attribute("variety of hues", "of one hue", "of many hues", "Share of chroma that cancels out.", _OURS,
                  0.2624, 0.1621, _hues),
        Attribute("detail", "broad", "finely detailed", "Lightness that small cells lose, over all.", _OURS,
                  0.1977, 0.0769, _detail),
        Attribute("symmetry", "lopsided", "symmetric", "Likeness of the left and the right half.", _OURS,
                  -0.4209, 0.2942, _symmetry),
        Attribute("roundness", "angular", "round", "Edges that are neither upright nor level.", _EDGES,
                  -0.2380, 0.2709, _roundness),
        Attribute("uprightness", "level", "upright", "Upright edges over level ones.", _EDGES,
                  -0.0691, 0.1417, _uprightness),
        Attribute("flatness", "shaded", "flat", "Share of the picture that is one colour.", _OURS,
                  0.5846, 0.1763, _flatness),
        Attribute("light in the middle", "light at the edges", "light in the middle",
                  "Lightness of the middle less that of the whole.", _OURS,
                  -0.0454, 0.0838, _light_in_the_middle),
        Attribute("gathering", "spread out", "gathered in the middle",
                  "How near to the middle lies what differs from the rest.", _OURS,
                  -0.6322, 0.0835, _gathering),
        Attribute("weight below", "heavy above", "heavy below",
                  "How far down lies what differs from the rest.", _OURS,
                  0.0204, 0.0870, _heaviness_below),
    )
}  # fmt: skip
