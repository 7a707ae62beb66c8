"""Flat pictures as lines and areas: which inks a picture is made of, and the outline of each.

For spaces that print flat inks with crisp edges. A pixel on an edge is a mixture of two inks, so only
pixels inside an area say what its ink is; edges are then given to the ink they are nearer to, and
outlines are drawn between pixels, smoothed by less than a pixel. What fades becomes bands too fine
to see. Nothing here draws, and nothing depends on which space it was.

Source: marching squares, Lorensen and Cline 1987 in two dimensions; lines made simpler by Douglas and
Peucker 1973.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import NDArray

from group_plgl.perception.oklab import oklab_of
from group_plgl.shapes import Array

Labels = NDArray[np.int64]
MOST_INKS = 160
ALIKE = 0.005  # in OKLab; a quarter of what is just noticed
LEAST_SHARE = 1.5e-5
TOLERANCE = 0.28  # pixels that a line may be off
OVERLAP = 0.5  # pixels that areas lie over each other, so that nothing shines through
UNITS = 1000.0
_UNSURE = -1
_ROUNDS = 24
_BESIDE = ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1))


@dataclass(frozen=True)
class Area:
    """Everything printed in one ink.

    Attributes:
        ink: sRGB levels, 0 to 255 each.
        share: How much of the picture it covers, 0 to 1.
        outlines: Closed lines, `n x 2` each, x and y in pixels; an outline inside another is a hole.
    """

    ink: tuple[int, int, int]
    share: float
    outlines: Sequence[Array]


def traced(pixels: NDArray[np.uint8]) -> list[Area]:
    """The areas of `h x w x 3` pixels, the largest first."""
    labels, inks = labelled(pixels)
    areas = []
    for at, ink in enumerate(inks):
        mask = labels == at
        if mask.any():
            lines = [simplified(line, TOLERANCE) for line in outlines(_softened(mask))]
            told = (int(ink[0]), int(ink[1]), int(ink[2]))
            areas.append(Area(told, float(mask.mean()), [line for line in lines if len(line) >= 3]))
    return sorted(areas, key=lambda one: -one.share)


def svg_of(areas: Sequence[Area], size: int, title: str, note: str) -> str:
    """The areas as an SVG of `UNITS` square, the largest lying lowest.

    Args:
        areas: The largest first.
        size: Side of the picture they were traced from, in pixels.
        title: What it is called.
        note: Metadata, as text.
    """
    scale = UNITS / size
    parts = []
    for place, one in enumerate(areas):
        colour = "#{:02x}{:02x}{:02x}".format(*one.ink)
        if not place:
            parts.append(f'<rect width="{UNITS:g}" height="{UNITS:g}" fill="{colour}"/>')
            continue
        drawn = "".join(_path(line * scale) for line in one.outlines)
        width = round(OVERLAP * scale, 2)
        parts.append(f'<path fill="{colour}" stroke="{colour}" stroke-width="{width}" d="{drawn}"/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {UNITS:g} {UNITS:g}" width="{UNITS:g}" '
        f'height="{UNITS:g}" role="img"><title>{escape(title)}</title>'
        f"<metadata>{escape(note)}</metadata>\n"
        f'<g fill-rule="evenodd" stroke-linejoin="round">\n{chr(10).join(parts)}\n</g>\n</svg>\n'
    )


def labelled(pixels: NDArray[np.uint8]) -> tuple[Labels, NDArray[np.uint8]]:
    """For every pixel which ink it is printed in, `h x w`, and the inks, `k x 3` sRGB levels."""
    height, width, _ = pixels.shape
    packed = (pixels.astype(np.int64) * (65536, 256, 1)).sum(axis=2)
    seen, places = np.unique(packed, return_inverse=True)
    places = places.reshape(height, width)
    levels = np.stack([seen >> 16, seen >> 8 & 255, seen & 255], 1).astype(np.uint8)
    colours = oklab_of(levels)
    inside = _inside(places, colours)
    counts = np.bincount(places[inside], minlength=len(seen))
    inks = _inks(colours, counts, LEAST_SHARE * height * width)
    nearest = np.array(
        [np.argmin(((colours[inks] - one) ** 2).sum(axis=1)) for one in colours], dtype=np.int64
    )
    labels = np.where(inside, nearest[places], _UNSURE)
    return _filled(labels, colours[places], colours[inks]), levels[inks]


def _inside(places: Labels, colours: Array) -> NDArray[np.bool_]:
    """`h x w`: pixels that look like their neighbours above, below and beside, so that no edge is near."""
    seen = colours[places]
    same = np.ones(places.shape, dtype=bool)
    for axis in (0, 1):
        apart = np.sqrt((np.diff(seen, axis=axis) ** 2).sum(axis=2)) < ALIKE
        before, after = (np.ones(places.shape, dtype=bool) for _ in range(2))
        if axis:
            before[:, 1:], after[:, :-1] = apart, apart
        else:
            before[1:], after[:-1] = apart, apart
        same &= before & after
    return same


def _inks(colours: Array, counts: NDArray[np.int64], fewest: float) -> list[int]:
    """Rows of the colours that stand for all the others near them, the commonest first."""
    inks: list[int] = []
    taken = np.zeros(len(colours), dtype=np.int64)
    free = counts > 0
    for row in np.argsort(-counts, kind="stable"):
        if not free[row] or len(inks) >= MOST_INKS:
            continue
        near = free & (((colours - colours[row]) ** 2).sum(axis=1) < ALIKE**2)
        taken[row] = counts[near].sum()
        free &= ~near
        if taken[row] >= fewest:
            inks.append(int(row))
    return inks


def _filled(labels: Labels, seen: Array, inks: Array) -> Labels:
    """Pixels on edges given to the nearer of the inks beside them, from the areas outwards."""
    height, width = labels.shape
    for _ in range(_ROUNDS):
        rows, columns = np.nonzero(labels == _UNSURE)
        if not len(rows):
            return labels
        best = np.full(len(rows), _UNSURE)
        least = np.full(len(rows), np.inf)
        for down, across in _BESIDE:
            beside = labels[np.clip(rows + down, 0, height - 1), np.clip(columns + across, 0, width - 1)]
            gap = ((seen[rows, columns] - inks[np.maximum(beside, 0)]) ** 2).sum(axis=1)
            gap = np.where(beside == _UNSURE, np.inf, gap)
            better = gap < least
            best[better], least[better] = beside[better], gap[better]
        labels = labels.copy()
        labels[rows, columns] = best
    rows, columns = np.nonzero(labels == _UNSURE)
    for row, column in zip(rows, columns, strict=True):
        labels[row, column] = int(np.argmin(((inks - seen[row, column]) ** 2).sum(axis=1)))
    return labels


def _softened(mask: NDArray[np.bool_]) -> Array:
    """A mask as heights, 0 to 1, whose middle level runs smoothly along its edge."""
    soft = mask.astype(np.float64)
    for axis in (0, 1):
        wide = np.pad(soft, [(1, 1) if one == axis else (0, 0) for one in (0, 1)], mode="edge")
        low, middle, high = (np.take(wide, range(s, s + soft.shape[axis]), axis=axis) for s in (0, 1, 2))
        soft = 0.25 * low + 0.5 * middle + 0.25 * high
    return np.asarray(soft)


def outlines(heights: Array, level: float = 0.5) -> list[Array]:
    """Closed lines, `n x 2` (x, y), round where `h x w` heights are above a level; pixels are one wide.

    What reaches the edge of the picture is closed along it.
    """
    rows, columns = heights.shape
    wide = np.pad(np.pad(heights, 1, mode="edge"), 1)
    # Samples lie in the middle of pixels; the outermost go on to the very edge, and there all ends.
    y = np.clip(np.arange(rows + 4) - 1.5, 0, rows)
    x = np.clip(np.arange(columns + 4) - 1.5, 0, columns)
    above = wide > level
    corner = above[:-1, :-1] * 1 + above[:-1, 1:] * 2 + above[1:, 1:] * 4 + above[1:, :-1] * 8
    follows: dict[tuple[int, int, int], tuple[int, int, int]] = {}
    for row, column in zip(*np.nonzero((corner > 0) & (corner < 15)), strict=True):
        for start, end in _SEGMENTS[int(corner[row, column])]:
            follows[_edge(int(row), int(column), start)] = _edge(int(row), int(column), end)
    lines = []
    while follows:
        first, at = next(iter(follows.items()))
        del follows[first]
        line = [first]
        while at != first:
            line.append(at)
            at = follows.pop(at)
        lines.append(np.array([_point(one, wide, x, y, level) for one in line]))
    return lines


def _edge(row: int, column: int, side: int) -> tuple[int, int, int]:
    """A side of a square as an edge between two samples: row, column, and 0 across or 1 down."""
    return ((row, column, 0), (row, column + 1, 1), (row + 1, column, 0), (row, column, 1))[side]


def _point(edge: tuple[int, int, int], wide: Array, x: Array, y: Array, level: float) -> tuple[float, float]:
    """Where the level crosses an edge."""
    row, column, down = edge
    one, other = wide[row, column], wide[row + down, column + 1 - down]
    share = float((level - one) / (other - one))
    if down:
        return float(x[column]), float(y[row] + share * (y[row + 1] - y[row]))
    return float(x[column] + share * (x[column + 1] - x[column])), float(y[row])


def simplified(line: Array, tolerance: float) -> Array:
    """A closed line (`n x 2`) with as few points as keep it within a tolerance."""
    if len(line) < 4:
        return line
    far = int(np.argmax(((line - line[0]) ** 2).sum(axis=1)))
    keep = np.zeros(len(line) + 1, dtype=bool)
    keep[[0, far, len(line)]] = True
    whole = np.vstack([line, line[:1]])
    spans = [(0, far), (far, len(line))]
    while spans:
        start, end = spans.pop()
        if end - start < 2:
            continue
        way = whole[end] - whole[start]
        away = whole[start + 1 : end] - whole[start]
        length = float(np.hypot(*way))
        if length < 1e-12:
            gap = np.hypot(away[:, 0], away[:, 1])
        else:
            gap = np.abs(away[:, 0] * way[1] - away[:, 1] * way[0]) / length
        worst = int(np.argmax(gap))
        if gap[worst] > tolerance:
            middle = start + 1 + worst
            keep[middle] = True
            spans += [(start, middle), (middle, end)]
    return np.asarray(whole[:-1][keep[:-1]])


def _path(line: Array) -> str:
    """A closed line as path data, each point as the way from the one before."""
    points = np.round(line, 2)
    x, y = points[0]
    steps = np.round(np.diff(points, axis=0), 2)
    return f"M{x:g} {y:g}l" + " ".join(f"{dx:g} {dy:g}" for dx, dy in steps) + "z"


# Sides of a square (0 above, 1 right, 2 below, 3 left) that a line enters and leaves by, with what is
# above the level to its right; by which corners are above it.
_SEGMENTS: tuple[tuple[tuple[int, int], ...], ...] = (
    (), ((3, 0),), ((0, 1),), ((3, 1),), ((1, 2),), ((3, 0), (1, 2)), ((0, 2),), ((3, 2),),
    ((2, 3),), ((2, 0),), ((0, 1), (2, 3)), ((2, 1),), ((1, 3),), ((1, 0),), ((0, 3),), (),
)  # fmt: skip
