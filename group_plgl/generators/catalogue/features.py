"""What can be seen in pictures, as numbers: where which colours are, how much of each, which shapes.

Nothing is learned from other people's pictures and nothing is downloaded: layout and histogram of
OKLab colours, oriented gradients at two scales, and a few numbers about the whole. Each block is
given the same say however many numbers it has. How features become coordinates is in `space`.

Source: colour layout after MPEG-7 (Manjunath et al. 2001); histograms of oriented gradients, Dalal
and Triggs 2005; Hellinger scaling of histograms, Arandjelović and Zisserman 2012.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from group_plgl.errors import BadShape
from group_plgl.generators.oklab import oklab_of
from group_plgl.generators.raster import Pixels, resized
from group_plgl.shapes import Array

SIDE = 96
MEASURED_BY = "visible 1"
CHROMA_SAYS = 2.0
_GRIDS = (4, 8)
_ORIENTATIONS = 9
_CELLS = ((SIDE, 6), (SIDE // 2, 3))
_BINS = 5
_WIDEST_CHROMA = 0.16


def visible_features(pictures: Sequence[Pixels]) -> Array:
    """`n x p` numbers of `n` pictures of any shape; their distances are how different they look.

    Each column has mean 0 over the pictures, and the variances of a block sum to its weight.
    """
    return weighed(np.array([measured(picture) for picture in pictures]))


def measured(picture: Pixels) -> Array:
    """`p` numbers of one picture by itself; `weighed` makes those of many comparable."""
    seen = _Seen(picture)
    return np.concatenate([measure(seen) for measure, _, _ in _BLOCKS])


def weighed(rows: Array) -> Array:
    """Visible features of `n x p` measured rows: each block centred and as loud as its weight.

    Raises:
        BadShape: The rows are not those that `measured` gives.
    """
    sizes = [size for _, size, _ in _BLOCKS]
    if rows.ndim != 2 or rows.shape[1] != sum(sizes):
        raise BadShape(f"measured rows should be n x {sum(sizes)}; got {rows.shape}")
    parts = np.split(rows, np.cumsum(sizes)[:-1], axis=1)
    parts[-1] = _each_as_loud(parts[-1])
    return np.hstack([_block(part, weight) for part, (_, _, weight) in zip(parts, _BLOCKS, strict=True)])


class _Seen:
    """One picture at the size it is looked at.

    Attributes:
        lab: `s x s x 3` OKLab of the picture pressed into a square.
        shape: Logarithm of width over height.
    """

    def __init__(self, picture: Pixels) -> None:
        height, width, _ = picture.shape
        self.lab = oklab_of(resized(picture, SIDE, SIDE))
        self.shape = float(np.log(width / height))


def _layout(seen: _Seen) -> Array:
    """Mean colour of every cell of a coarse and of a fine grid."""
    weighed = seen.lab * np.array([1.0, CHROMA_SAYS, CHROMA_SAYS])
    return np.concatenate([_pooled(weighed, grid).ravel() * (4.0 / grid) for grid in _GRIDS])


def _colours(seen: _Seen) -> Array:
    """How much of the picture has which colour, wherever it is; each pixel shared by the nearest bins."""
    lab = seen.lab.reshape(-1, 3)
    low, high = np.array([0.0, -1.0, -1.0]), np.array([1.0, 1.0, 1.0])
    scaled = lab / np.array([1.0, _WIDEST_CHROMA, _WIDEST_CHROMA])
    place = (np.clip(scaled, low, high) - low) / (high - low) * (_BINS - 1)
    floor = np.minimum(place.astype(np.int64), _BINS - 2)
    rest = place - floor
    amounts = np.zeros(_BINS**3)
    for corner in np.ndindex(2, 2, 2):
        share = np.prod(np.where(corner, rest, 1.0 - rest), axis=1)
        amounts += np.bincount((floor + corner) @ (_BINS**2, _BINS, 1), share, _BINS**3)
    return np.sqrt(amounts / len(lab))


def _shapes(seen: _Seen) -> Array:
    """How strong edges of each direction are in every cell, at two scales."""
    lightness = seen.lab[..., 0]
    parts = []
    for side, cells in _CELLS:
        at_scale = _pooled(lightness[..., None], side)[..., 0]
        down, across = np.gradient(at_scale)
        strength = np.hypot(down, across)
        turn = (np.arctan2(down, across) / np.pi % 1.0) * _ORIENTATIONS
        nearest, rest = turn.astype(np.int64) % _ORIENTATIONS, turn % 1.0
        votes = np.zeros((side, side, _ORIENTATIONS))
        rows, columns = np.indices((side, side))
        votes[rows, columns, nearest] = strength * (1.0 - rest)
        votes[rows, columns, (nearest + 1) % _ORIENTATIONS] += strength * rest
        parts.append(np.sqrt(_pooled(votes, cells)).ravel() / cells)
    return np.concatenate(parts)


def _each_as_loud(rows: Array) -> Array:
    """Columns with mean 0 and the same say each; what never differs says nothing."""
    sds = rows.std(axis=0)
    return np.asarray((rows - rows.mean(axis=0)) / np.where(sds > 1e-6, sds, np.inf))


def _whole(seen: _Seen) -> Array:
    """A few numbers about the whole picture."""
    lab = seen.lab
    lightness, chroma = lab[..., 0], np.hypot(lab[..., 1], lab[..., 2])
    down, across = np.gradient(lightness)
    edge = np.hypot(down, across)
    middle = lightness[SIDE // 4 : -SIDE // 4, SIDE // 4 : -SIDE // 4]
    return np.array([
        *lab.reshape(-1, 3).mean(axis=0), *lab.reshape(-1, 3).std(axis=0),
        float(chroma.mean()), float(edge.mean()), float(edge.std()), seen.shape,
        float(middle.mean() - lightness.mean()), float(np.abs(lightness - lightness[:, ::-1]).mean()),
        float(lightness[: SIDE // 2].mean() - lightness[SIDE // 2 :].mean()),
    ])  # fmt: skip


def _pooled(values: Array, cells: int) -> Array:
    """`cells x cells x c` means of `s x s x c`; `s` is a multiple of `cells`."""
    each = len(values) // cells
    return np.asarray(values.reshape(cells, each, cells, each, -1).mean(axis=(1, 3)))


def _block(rows: Array, weight: float) -> Array:
    """The rows centred, and scaled together so that their variances sum to `weight`."""
    centred = rows - rows.mean(axis=0)
    total = float((centred**2).mean(axis=0).sum())
    return np.asarray(centred * np.sqrt(weight / total)) if total > 1e-12 else np.zeros_like(centred)


# What is measured, in how many numbers, and its share of the whole.
_BLOCKS: tuple[tuple[Callable[[_Seen], Array], int, float], ...] = (
    (_layout, 3 * sum(grid**2 for grid in _GRIDS), 0.3),
    (_colours, _BINS**3, 0.25),
    (_shapes, _ORIENTATIONS * sum(cells**2 for _, cells in _CELLS), 0.25),
    (_whole, 13, 0.2),
)
