"""How the pictures of a catalogue differ: visible features, each block given the same say.

What is measured stands in `perception.features`; here it is weighed over the pictures there are,
however many numbers a block has. How features become coordinates is in `space`. There are three ways of
measuring, the quicker the rougher; what was measured in one never mixes with another's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

import numpy as np

from group_plgl.errors import BadShape, NotFound
from group_plgl.generators.raster import Pixels, resized
from group_plgl.perception.features import (
    COLOURS,
    DIRECTIONS,
    LAYOUT,
    SCALES,
    SIDE,
    SUMMARY,
    TEXTURES,
    colours,
    directions,
    layout,
    pooled,
    scales,
    summary,
    textures,
)
from group_plgl.perception.oklab import oklab_of
from group_plgl.shapes import Array

Block = tuple[Callable[[Array], Array], int, float]
"""What is measured, in how many numbers, and its say."""


@dataclass(frozen=True)
class Way:
    """One way of measuring pictures.

    Attributes:
        name: As people choose it.
        help: What it measures.
        made_by: What its numbers are kept under.
        side: Of the small copy that is measured, in pixels.
        blocks: What is measured. The numbers of the first and of the last one are unlike each other; those of
            the first `space.whiten` gives axes of their own, those of the last the shape joins.
    """

    name: str
    help: str
    made_by: str
    side: int
    blocks: tuple[Block, ...]

    @property
    def apart(self) -> int:
        """How many numbers, the first ones, have axes of their own."""
        return self.blocks[0][1]

    @property
    def sizes(self) -> list[int]:
        """How many numbers each block has."""
        sizes = [size for _, size, _ in self.blocks]
        return [*sizes[:-1], sizes[-1] + 1]


_VISIBLE: tuple[Block, ...] = (
    (scales, SCALES, 0.25),
    (layout, LAYOUT, 0.3),
    (colours, COLOURS, 0.25),
    (directions, DIRECTIONS, 0.25),
    (summary, SUMMARY, 0.2),
)
BALANCED = Way(
    "balanced", "Sizes, where which colours lie, how much of each, edges and a summary.",
    "visible 3", SIDE, _VISIBLE,
)  # fmt: skip
WAYS: Mapping[str, Way] = MappingProxyType({
    "fast": Way(
        "fast", "Sizes, where which colours lie, how much of each, and a summary, on a smaller copy.",
        "visible 3 fast", SIDE // 2, tuple(block for block in _VISIBLE if block[0] is not directions),
    ),
    "balanced": BALANCED,
    "best": Way(
        "best", "All of that, and on a larger copy what stands out at four scales, wherever it lies.",
        "visible 3 best", 2 * SIDE,
        (*_VISIBLE[:-1], (textures, TEXTURES, 0.1), _VISIBLE[-1]),
    ),
})  # fmt: skip


def way_named(name: str) -> Way:
    """The way of that name.

    Raises:
        NotFound: There is none; the known ones are listed.
    """
    if name not in WAYS:
        raise NotFound(f"there is no way of measuring {name!r}", advice=f"Known: {', '.join(WAYS)}.")
    return WAYS[name]


def measured(picture: Pixels, way: Way = BALANCED) -> Array:
    """`p` numbers of one picture by itself; `weighed` makes those of many comparable."""
    lab = oklab_of(resized(picture, way.side, way.side))[None]
    usual = lab if way.side <= SIDE else pooled(lab, SIDE)
    height, width, _ = picture.shape
    parts = [measure(lab if measure is textures else usual)[0] for measure, _, _ in way.blocks]
    return np.concatenate([*parts, [np.log(width / height)]])


def weighed(rows: Array, among: Array | None = None, way: Way = BALANCED) -> Array:
    """Visible features of `n x p` measured rows: each block centred and as loud as its weight.

    Args:
        rows: As `measured` gives them.
        among: Measured rows of the pictures among which they are weighed; themselves unless told.
        way: In which they were measured.

    Raises:
        BadShape: The rows are not those that `measured` gives.
    """
    there = rows if among is None else among
    for some in (rows, there):
        if some.ndim != 2 or some.shape[1] != sum(way.sizes):
            raise BadShape(f"measured rows should be n x {sum(way.sizes)}; got {some.shape}")
    ends = np.cumsum(way.sizes)[:-1]
    parts, known = np.split(rows, ends, axis=1), np.split(there, ends, axis=1)
    for place in (0, -1):  # unlike numbers
        parts[place] = _each_as_loud(parts[place], known[place])
        known[place] = _each_as_loud(known[place], known[place])
    weights = (weight for _, _, weight in way.blocks)
    return np.hstack([_block(*three) for three in zip(parts, known, weights, strict=True)])


def _each_as_loud(rows: Array, among: Array) -> Array:
    """Columns with mean 0 and the same say each among some rows; what never differs there says nothing."""
    sds = among.std(axis=0)
    return np.asarray((rows - among.mean(axis=0)) / np.where(sds > 1e-6, sds, np.inf))


def _block(rows: Array, among: Array, weight: float) -> Array:
    """The rows centred, and scaled together so that the variances of those among sum to `weight`."""
    middle = among.mean(axis=0)
    total = float(((among - middle) ** 2).mean(axis=0).sum())
    return np.asarray((rows - middle) * np.sqrt(weight / total)) if total > 1e-12 else np.zeros_like(rows)


_ENDS = np.cumsum([0, *BALANCED.sizes])
# What tells pictures apart by itself: every block, and in turn every number of the last.
PARTS: tuple[tuple[slice, ...], ...] = (
    *((slice(int(start), int(end)),) for start, end in pairwise(_ENDS)),
    tuple(slice(int(at), int(at) + 1) for at in range(_ENDS[-2], _ENDS[-1])),
)
