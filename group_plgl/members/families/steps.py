"""Steps from coordinates to what a family stands on: chief axes (PCA) and kinds of pictures (k-means).

Both are found on what may be seen, not on what was said: they are the same for every member, and
held-out answers have no part in them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from group_plgl.shapes import Array

AXES, KINDS = 16, 24
_ROUNDS = 25


@dataclass(frozen=True)
class Steps:
    """Chief axes and kinds of the pictures that may be seen.

    Attributes:
        middle: `f`, the mean picture.
        axes: `f x k`, orthonormal, those of the largest variance first.
        kinds: `c x k`, centres of clusters, on the axes.
    """

    middle: Array
    axes: Array
    kinds: Array

    @classmethod
    def over(cls, pictures: Array, axes: int = AXES, kinds: int = KINDS) -> Steps:
        """The steps of pictures `n x f` in coordinates.

        Source: principal components, Pearson 1901; k-means, Lloyd 1982, from centres that lie apart.
        """
        middle = pictures.mean(axis=0)
        _, _, turned = np.linalg.svd(pictures - middle, full_matrices=False)
        chief = turned[:axes].T
        at = (pictures - middle) @ chief
        return cls(middle, chief, _centres(at, min(kinds, len(at))))

    def main(self, x: Array) -> Array:
        """Coordinates `... x f` on the chief axes, `... x k`."""
        return np.asarray((x - self.middle) @ self.axes)

    def near(self, x: Array) -> Array:
        """How near coordinates `... x f` are to each kind of picture, `... x c`: beyond the mean, 0.

        Source: the triangle encoding of Coates, Lee and Ng 2011.
        """
        apart = np.sqrt(np.maximum(_apart(self.main(x), self.kinds), 0.0))
        return np.asarray(np.maximum(apart.mean(axis=-1, keepdims=True) - apart, 0.0))


def _apart(x: Array, centres: Array) -> Array:
    """Squared distances `... x c`."""
    cross = x @ centres.T
    return np.asarray((x**2).sum(-1, keepdims=True) - 2.0 * cross + (centres**2).sum(-1))


def _centres(x: Array, kinds: int) -> Array:
    """Centres of k-means, begun at pictures that lie far apart."""
    chosen, nearest = [int(np.argmin((x**2).sum(axis=1)))], np.full(len(x), np.inf)
    while len(chosen) < kinds:
        nearest = np.minimum(nearest, _apart(x, x[chosen[-1:]])[:, 0])
        chosen.append(int(np.argmax(nearest)))
    centres = x[chosen]
    for _ in range(_ROUNDS):
        kind = np.argmin(_apart(x, centres), axis=1)
        counts = np.bincount(kind, minlength=kinds)
        sums = np.zeros_like(centres)
        np.add.at(sums, kind, x)
        moved = np.where(counts[:, None] > 0, sums / np.maximum(counts, 1)[:, None], centres)
        if np.array_equal(moved, centres):
            break
        centres = moved
    return centres
