"""How the pictures of a catalogue differ: visible features, each block given the same say.

What is measured stands in `perception.features`; here it is weighed over the pictures there are,
however many numbers a block has. How features become coordinates is in `space`.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from group_plgl.errors import BadShape
from group_plgl.generators.raster import Pixels, resized
from group_plgl.perception.features import (
    COLOURS,
    DIRECTIONS,
    LAYOUT,
    SCALES,
    SIDE,
    SUMMARY,
    colours,
    directions,
    layout,
    scales,
    summary,
)
from group_plgl.perception.oklab import oklab_of
from group_plgl.shapes import Array

MEASURED_BY = "visible 3"
APART = SCALES  # the first numbers, which `space.whiten` gives axes of their own


def measured(picture: Pixels) -> Array:
    """`p` numbers of one picture by itself; `weighed` makes those of many comparable."""
    lab = oklab_of(resized(picture, SIDE, SIDE))[None]
    height, width, _ = picture.shape
    parts = [measure(lab)[0] for measure, _, _ in _BLOCKS]
    return np.concatenate([*parts, [np.log(width / height)]])


def weighed(rows: Array, among: Array | None = None) -> Array:
    """Visible features of `n x p` measured rows: each block centred and as loud as its weight.

    Args:
        rows: As `measured` gives them.
        among: Measured rows of the pictures among which they are weighed; themselves unless told.

    Raises:
        BadShape: The rows are not those that `measured` gives.
    """
    sizes = [size for _, size, _ in _BLOCKS]
    there = rows if among is None else among
    for some in (rows, there):
        if some.ndim != 2 or some.shape[1] != sum(sizes) + 1:
            raise BadShape(f"measured rows should be n x {sum(sizes) + 1}; got {some.shape}")
    ends = np.cumsum(sizes)[:-1]
    parts, known = np.split(rows, ends, axis=1), np.split(there, ends, axis=1)
    for place in (0, -1):  # unlike numbers; the shape goes with the last
        parts[place] = _each_as_loud(parts[place], known[place])
        known[place] = _each_as_loud(known[place], known[place])
    weights = (weight for _, _, weight in _BLOCKS)
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


# What is measured, in how many numbers, and its say.
_BLOCKS: tuple[tuple[Callable[[Array], Array], int, float], ...] = (
    (scales, SCALES, 0.25),
    (layout, LAYOUT, 0.3),
    (colours, COLOURS, 0.25),
    (directions, DIRECTIONS, 0.25),
    (summary, SUMMARY, 0.2),
)

_ENDS = np.cumsum([0, *(size for _, size, _ in _BLOCKS)])
_ENDS[-1] += 1  # the shape
# What tells pictures apart by itself: every block, and in turn every number of the last.
PARTS: tuple[tuple[slice, ...], ...] = (
    *((slice(int(start), int(end)),) for start, end in pairwise(_ENDS)),
    tuple(slice(int(at), int(at) + 1) for at in range(_ENDS[-2], _ENDS[-1])),
)
