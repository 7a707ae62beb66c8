"""What is believed of a member's weights before the first answer, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from group_plgl.shapes import Array


@dataclass(frozen=True)
class Prior:
    """Weights are drawn from N(mean, own), where the mean itself is known up to a doubt.

    Attributes:
        mean: `f + 1`, what the group likes.
        own: `(f+1) x (f+1)`, how members differ from it.
        doubt: `(f+1) x (f+1)`, how well it is known; zeros where it is given.
    """

    mean: Array
    own: Array
    doubt: Array

    @property
    def spread(self) -> float:
        """The factor by which noise and prior together spread a utility, 1 for no prior at all."""
        return spread_of(np.diag(self.own) + np.diag(self.doubt))

    @cached_property
    def precision(self) -> Array:
        """The inverse of `own`."""
        return np.asarray(np.linalg.inv(self.own))

    @cached_property
    def even(self) -> Array | None:
        """The diagonal of `own`, `f + 1`, where there is nothing else in it."""
        diagonal = np.diag(self.own)
        return diagonal if np.array_equal(self.own, np.diag(diagonal)) else None

    @cached_property
    def root(self) -> Array:
        """A root L of `own`, with L L^T = own."""
        return np.asarray(np.linalg.cholesky(self.own), dtype=np.float64)

    def rooted(self, rows: Array) -> Array:
        """Rows of width `f + 1` times L."""
        return rows @ self.root if self.even is None else rows * np.sqrt(self.even)

    def unrooted(self, rows: Array) -> Array:
        """Rows of width `f + 1` times L^T."""
        return rows @ self.root.T if self.even is None else rows * np.sqrt(self.even)

    def spread_out(self, rows: Array) -> Array:
        """Rows of width `f + 1` times `own`."""
        return rows @ self.own if self.even is None else rows * self.even

    def held(self, rows: Array) -> Array:
        """Rows of width `f + 1` times the precision."""
        return rows @ self.precision if self.even is None else rows / self.even

    @cached_property
    def widest(self) -> float:
        """The largest prior sd of a weight."""
        return float(np.sqrt(np.diag(self.own).max()))

    def reach(self, work: Array) -> Array:
        """The farthest weights can be whose distances squared, in the measure of the prior, are `work`."""
        return np.asarray(self.widest * np.sqrt(np.maximum(work, 0.0)))


def spread_of(variance: Array) -> float:
    """How far cut points lie apart under a prior variance `f + 1`, over those of pure noise.

    Coordinates have a total variance of one; logistic noise has pi^2 / 3.
    """
    return float(np.sqrt(1.0 + 3.0 * variance[:-1].mean() / np.pi**2))


def alone(width: int, scale: float) -> Prior:
    """The prior of members who share nothing: N(0, scale I) over `width` weights."""
    return Prior(np.zeros(width), scale * np.eye(width), np.zeros((width, width)))
