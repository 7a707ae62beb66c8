"""The way from one latent to another: what lies between my ideal and the group's.

A way keeps as far from the average picture as its two ends are, so that pictures in the middle
are as full of character. A catalogue has only its real pictures; there the way steps from one to
the next nearest.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from group_plgl.shapes import Array

EVEN = 0.5
_OPPOSITE = -0.95


def way(start: Array, end: Array, shares: Array) -> Array:
    """Latents `n x d` at `shares` (0 to 1) of the way from `start` to `end`, both `d`.

    Directions turn evenly and lengths change evenly; between nearly opposite latents, or from the
    origin, the way is a straight line.

    Source: spherical interpolation, Shoemake 1985, with the length apart from the direction.
    """
    t = shares[:, None]
    straight = (1.0 - t) * start + t * end
    lengths = np.linalg.norm(start), np.linalg.norm(end)
    if min(lengths) < 1e-9:
        return np.asarray(straight)
    one, other = start / lengths[0], end / lengths[1]
    cosine = float(np.clip(one @ other, -1.0, 1.0))
    angle = float(np.arccos(cosine))
    if cosine < _OPPOSITE or angle < 1e-6:
        return np.asarray(straight)
    turned = (np.sin((1.0 - t) * angle) * one + np.sin(t * angle) * other) / np.sin(angle)
    return np.asarray(turned * ((1.0 - t) * lengths[0] + t * lengths[1]))


def stepping_stones(points: Array, real: Array) -> NDArray[np.int64]:
    """Rows of the real latents (`n x d`) nearest to points of a way (`k x d`), each once, in order."""
    away = np.linalg.norm(points[:, None] - real[None], axis=2)
    rows = np.argmin(away, axis=1)
    _, first = np.unique(rows, return_index=True)
    return np.asarray(rows[np.sort(first)], dtype=np.int64)


def limit(liking: Array, shares: Array) -> float | None:
    """The share of the way at which liking (`n`, 0 to 1) first falls under even.

    0 when it begins under even, None when it never falls.
    """
    under = np.nonzero(liking < EVEN)[0]
    if len(under) == 0:
        return None
    at = int(under[0])
    if at == 0:
        return 0.0
    before, after = liking[at - 1], liking[at]
    part = (before - EVEN) / (before - after)
    return float(shares[at - 1] + part * (shares[at] - shares[at - 1]))
