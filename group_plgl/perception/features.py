"""Visible features: what there is to see in a picture, measured on a small copy in OKLab.

The one definition of it, for drawn pictures, catalogues and uploads alike; nothing is learned from
other people's pictures and nothing is downloaded. `looks` are the features in which distance is how
different two pictures look. Where and how much of which colours, edges by their direction, and how
large is what stands out, are for telling the pictures of one catalogue apart; what is weighed how there
is `generators.catalogue`'s.

`looks` is written once for numpy and for torch, whose names it uses are the same: gradients go
through it. Pictures are `n x s x s x 3` OKLab, pressed into a square of `SIDE` pixels.

Source: colour layout after MPEG-7 (Manjunath et al. 2001); histograms of oriented gradients, Dalal
and Triggs 2005; Hellinger scaling of histograms, Arandjelović and Zisserman 2012; scales, Lindeberg 1998.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np

from group_plgl.shapes import Array

SIDE = 64
VERSION = 1
LOOKS = 1728  # how many numbers `looks` are
CHROMA_SAYS = 2.0
_LAYOUTS = ((16, 1.0), (8, 1.5))
_EDGE_CELLS = 16
_EDGE_WEIGHTS = (2.0, 1.0, 2.0 / 3.0)
_SMOOTH = 1e-6
_ORIENTATIONS = 9
_DIRECTION_CELLS = ((SIDE, 4), (SIDE // 2, 2))
_HALVINGS = 4
_TAILS = (0.02, 0.1, 0.9, 0.98)
_BINS = 5
_WIDEST_CHROMA = 0.16
_GRIDS = (4, 8)
_BLURS = (1.0, 1.6, 2.5, 4.0, 6.3, 10.0, 16.0, 25.0)  # in pixels of a picture of `SIDE`
_HARDLY = 1e-3
_MOST_OF = 0.9
# How many numbers each of the others are.
LAYOUT = 3 * sum(grid**2 for grid in _GRIDS)
COLOURS = _BINS**3
DIRECTIONS = _ORIENTATIONS * sum(cells**2 for _, cells in _DIRECTION_CELLS)
SUMMARY = 12
SCALES = 3 * (len(_BLURS) - 1)
TEXTURES = _HALVINGS * (_ORIENTATIONS + 1 + 3 * len(_TAILS))


def looks(lab: Any, xp: Any = np) -> Any:
    """`n x 1728` features of `n x 64 x 64 x 3` OKLab; their Euclidean distance is how different they look.

    Mean colours on two grids and mean strength of edges at three scales; chroma counts double.

    Args:
        lab: OKLab, a numpy array or a torch tensor.
        xp: The module whose arrays these are, numpy or torch.

    Source: our own, in the spirit of multi-scale perceptual distances.
    """
    n = lab.shape[0]
    lightness, a, b = lab[..., 0], lab[..., 1], lab[..., 2]
    level = xp.stack([lightness, CHROMA_SAYS * a, CHROMA_SAYS * b], -1)
    parts = [weight * pooled(level, cells).reshape(n, -1) for cells, weight in _LAYOUTS]
    for weight in _EDGE_WEIGHTS:
        parts.append(weight * pooled(_edges(level, xp), _EDGE_CELLS).reshape(n, -1))
        level = pooled(level, level.shape[1] // 2)
    return xp.concatenate(parts, 1)


def pooled(values: Any, cells: int) -> Any:
    """`n x cells x cells x c` means of `n x s x s x c`; `s` is a multiple of `cells`."""
    n, side, _, channels = values.shape
    each = side // cells
    return values.reshape(n, cells, each, cells, each, channels).mean((2, 4))


def layout(lab: Array) -> Array:
    """Mean colour of every cell of a coarse and of a fine grid, `n x p`."""
    weighed = lab * np.array([1.0, CHROMA_SAYS, CHROMA_SAYS])
    return np.hstack([pooled(weighed, grid).reshape(len(lab), -1) * (4.0 / grid) for grid in _GRIDS])


def colours(lab: Array) -> Array:
    """How much of a picture has which colour, wherever; a pixel is shared by the nearest bins, `n x 125`."""
    return np.array([_amounts(one.reshape(-1, 3)) for one in lab]).reshape(len(lab), _BINS**3)


def directions(lab: Array) -> Array:
    """How strong edges of each direction are in every cell, at two scales, `n x p`."""
    parts = []
    for side, cells in _DIRECTION_CELLS:
        votes = _turned(pooled(lab[..., :1], side)[..., 0])
        parts.append(np.sqrt(pooled(votes, cells)).reshape(len(lab), -1) / cells)
    return np.hstack(parts)


def textures(lab: Array) -> Array:
    """What is seen at each of four scales, wherever, `n x 88`: edges by direction, what stands out.

    Of edges how strong those of each direction are, and how much one direction prevails; of what is
    lighter, redder or yellower than what lies about it, and of what is less so, the farthest parts.
    """
    parts, level = [], lab * np.array([1.0, CHROMA_SAYS, CHROMA_SAYS])
    for _ in range(_HALVINGS):
        n, side = len(level), level.shape[1]
        amounts = _turned(level[..., 0]).mean((1, 2))
        prevailing = (amounts.max(axis=1) + _HARDLY) / (amounts.mean(axis=1) + _HARDLY)
        coarser = pooled(level, side // 2)
        apart = level - pooled(coarser, side // 4).repeat(4, 1).repeat(4, 2)
        tails = np.quantile(apart.reshape(n, -1, 3), _TAILS, axis=1)
        parts += [np.sqrt(amounts), np.log(prevailing)[:, None], np.moveaxis(tails, 0, 1).reshape(n, -1)]
        level = coarser
    return np.hstack(parts)


def _turned(lightness: Array) -> Array:
    """How strong edges about every pixel of `n x s x s` are, shared by the nearest two of nine directions."""
    down, across = np.gradient(lightness, axis=(1, 2))
    strength = np.hypot(down, across)
    turn = (np.arctan2(down, across) / np.pi % 1.0) * _ORIENTATIONS
    nearest, rest = turn.astype(np.int64) % _ORIENTATIONS, turn % 1.0
    votes = np.zeros((*strength.shape, _ORIENTATIONS))
    place = tuple(np.indices(strength.shape))
    votes[(*place, nearest)] = strength * (1.0 - rest)
    votes[(*place, (nearest + 1) % _ORIENTATIONS)] += strength * rest
    return votes


def summary(lab: Array) -> Array:
    """A few numbers about each whole picture, `n x 12`: colours, edges, middle, halves."""
    lightness, chroma = lab[..., 0], np.hypot(lab[..., 1], lab[..., 2])
    down, across = np.gradient(lightness, axis=(1, 2))
    edge, whole = np.hypot(down, across), lightness.mean((1, 2))
    half, quarter = lab.shape[1] // 2, lab.shape[1] // 4
    middle = lightness[:, quarter:-quarter, quarter:-quarter].mean((1, 2))
    return np.column_stack([
        lab.mean((1, 2)), lab.std((1, 2)), chroma.mean((1, 2)), edge.mean((1, 2)), edge.std((1, 2)),
        middle - whole, np.abs(lightness - lightness[:, :, ::-1]).mean((1, 2)),
        lightness[:, :half].mean((1, 2)) - lightness[:, half:].mean((1, 2)),
    ])  # fmt: skip


def scales(lab: Array) -> Array:
    """How much there is to see of each size, wherever, `n x 21`: logs of its peak, power and upper tenth.

    What blurring once more takes away is what is about as large as the blur; chroma counts double.

    Source: difference of Gaussians over scales, Lindeberg 1998.
    """
    weighed = lab * np.array([1.0, CHROMA_SAYS, CHROMA_SAYS])
    planes = np.moveaxis(weighed, -1, 0)
    parts = []
    for finer, coarser in pairwise(blur @ planes @ blur.T for blur in _blurs(lab.shape[1])):
        size = np.sqrt(((finer - coarser) ** 2).sum(axis=0)).reshape(len(lab), -1)
        parts += [size.max(axis=1), np.sqrt((size**2).mean(axis=1)), np.quantile(size, _MOST_OF, axis=1)]
    return np.log(np.column_stack(parts) + _HARDLY)


@cache
def _blurs(side: int) -> tuple[Array, ...]:
    """Gaussian blurs along one side, `side x side` each, whose rows sum to one: none is darker at the rim."""
    apart = np.subtract.outer(np.arange(side), np.arange(side)) * (SIDE / side)
    each = [np.exp(-0.5 * (apart / blur) ** 2) for blur in _BLURS]
    return tuple(one / one.sum(axis=1, keepdims=True) for one in each)


def _edges(level: Any, xp: Any) -> Any:
    """How steep colours are about every pixel, `n x s x s x 1`: the mean of its four corners."""
    here = level[:, 1:, 1:]
    across, down = here - level[:, 1:, :-1], here - level[:, :-1, 1:]
    corner = xp.sqrt((across * across + down * down).sum(-1) + _SMOOTH)
    high = xp.concatenate([corner[:, :1], corner, corner[:, -1:]], 1)
    wide = xp.concatenate([high[:, :, :1], high, high[:, :, -1:]], 2)
    beside = wide[:, :, 1:] + wide[:, :, :-1]
    return 0.25 * (beside[:, 1:] + beside[:, :-1])[..., None]


def _amounts(lab: Array) -> Array:
    """The roots of the shares of `p x 3` colours in each bin of lightness and the two chroma axes."""
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
