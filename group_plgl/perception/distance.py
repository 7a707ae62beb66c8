"""How different two pictures look, and the smallest difference that is seen.

The distance is Euclid's on `features.looks`. Its unit means nothing by itself; what it comes to is
told in just noticeable differences.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from group_plgl.shapes import Array

Looks = NDArray[np.floating]

# Three roads lead here. (1) A shift of the whole picture by 0.02 in OKLab, which CSS Color 4 takes
# for a just noticeable difference of colours, comes to 0.61 on average over its directions (0.40 in
# lightness to 0.80 in chroma). (2) A vessel moved sideways by one of 64 pixels comes to 0.63. (3) What
# nobody shall notice stays far below: saving a card as WebP at quality 88 comes to 0.08. Two pictures
# of a space are about ten of these apart.
JUST_NOTICEABLE = 0.6


def distance(one: Looks, other: Looks) -> Array:
    """`n` distances between looks `n x p`, row by row."""
    return np.asarray(np.linalg.norm(np.asarray(one) - np.asarray(other), axis=1))


def apart(some: Looks, others: Looks) -> Array:
    """`n x m` distances between looks `n x p` and `m x p`."""
    squares = (some**2).sum(1)[:, None] + (others**2).sum(1)[None] - 2.0 * some @ others.T
    return np.asarray(np.sqrt(np.maximum(squares, 0.0)))
