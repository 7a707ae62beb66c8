"""A taste from a few examples: what is liked of any picture, by how it resembles what was and what was not.

Nothing is fitted and nothing is stored: the score is a closed form in the examples. How alike pictures
are falls with their distance, the usual distance of two examples being the unit; what resembles no
example stays at even odds, and the fewer examples there are, the nearer to even all scores are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from group_plgl.errors import BadInput, BadShape
from group_plgl.shapes import Array

NOISE = 0.5  # how much chance there is in an example, beside how much tastes differ
_Z = 1.959963984540054
_NOTHING = 1e-12
Columns = slice
WHOLE = ((slice(None),),)


@dataclass(frozen=True)
class Proxied:
    """How `n` pictures compare with examples.

    Attributes:
        mean: `n`, above 0 more like what is liked; spreads of a taste, 0 where nothing is known.
        sd: `n`, how unsure that is, 0 to 1: 1 where nothing is known.
    """

    mean: Array
    sd: Array

    @property
    def liking(self) -> Array:
        """The predicted chance of liking `n`, where half of all pictures are liked."""
        return self._chance(self.mean)

    @property
    def interval(self) -> tuple[Array, Array]:
        """Its 95 % interval, both `n`."""
        return self._chance(self.mean - _Z * self.sd), self._chance(self.mean + _Z * self.sd)

    def _chance(self, mean: Array) -> Array:
        """A like is 1 and a dislike -1 in the unit in which examples were told."""
        return np.asarray(np.clip(0.5 + 0.5 * mean / np.sqrt(1.0 + NOISE), 0.0, 1.0))


def resembling(
    examples: Array, liked: NDArray[np.bool_], x: Array, parts: Sequence[Sequence[Columns]] = WHOLE
) -> Proxied:
    """How pictures compare with examples, some of which are liked and some not.

    Args:
        examples: `k x f` features of the examples, in which distance is how different pictures look.
        liked: `k`, which of them are liked; both sides say as much, however many examples each has.
        x: `n x f` features of the pictures.
        parts: What of the features tells pictures apart by itself: parts have the same say, and so have
            those of whose columns a part is made. One that is the same in all examples says nothing.

    Raises:
        BadShape: The arrays do not fit each other.
        BadInput: One side has no example, a number is not finite, or all examples look the same.

    Source: Gaussian process regression on labels, closed form (Rasmussen and Williams 2006, eq. 2.25 and
    2.26), with a kernel that adds up over parts (Duvenaud et al. 2011); each bandwidth is the root of the
    median squared distance of two examples.
    """
    if examples.ndim != 2 or x.ndim != 2 or len(liked) != len(examples) or x.shape[1] != examples.shape[1]:
        raise BadShape(f"examples k x f, liked k and pictures n x f; got {examples.shape}, {x.shape}")
    counts = np.array([int((~liked).sum()), int(liked.sum())])
    if not counts.all():
        raise BadInput("examples are needed of what is liked and of what is not", advice="Name one of each.")
    if not (np.isfinite(examples).all() and np.isfinite(x).all()):
        raise BadInput("features of pictures are finite numbers")
    alike, near = _alike(examples, x, parts)
    noise = NOISE * 2.0 * counts[liked.astype(np.int64)] / len(liked)
    inside = alike + np.diag(noise)
    told = np.where(liked, 1.0, -1.0) * np.sqrt(1.0 + NOISE)
    known = np.einsum("nk,kn->n", near, np.linalg.solve(inside, near.T))
    return Proxied(near @ np.linalg.solve(inside, told), np.sqrt(np.clip(1.0 - known, 0.0, 1.0)))


def _alike(examples: Array, x: Array, parts: Sequence[Sequence[Columns]]) -> tuple[Array, Array]:
    """How alike the examples are, `k x k`, and the pictures and they, `n x k`; 1 is the same."""
    both = np.vstack([examples, x])
    total, say = np.zeros((len(both), len(examples))), 0.0
    two = np.triu_indices(len(examples), 1)
    for part in parts:
        for columns in part:
            squares = _squares(both[:, columns], examples[:, columns])
            width = float(np.median(squares[two]))
            if width > _NOTHING:
                total += np.exp(-0.5 * squares / width) / len(part)
                say += 1.0 / len(part)
    if not say:
        raise BadInput("all examples look the same", advice="Name pictures that differ.")
    return total[: len(examples)] / say, total[len(examples) :] / say


def _squares(some: Array, others: Array) -> Array:
    """Squared distances, `n x k`."""
    norms = (some**2).sum(axis=1)[:, None] + (others**2).sum(axis=1)
    return np.asarray(np.maximum(norms - 2.0 * some @ others.T, 0.0))
