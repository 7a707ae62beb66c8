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
    def root(self) -> Array:
        """A root L of `own`, with L L^T = own; `f + 1` alone where it is a diagonal."""
        even = np.diag(self.own)
        if np.array_equal(self.own, np.diag(even)):
            return np.asarray(np.sqrt(even))
        return np.asarray(np.linalg.cholesky(self.own))


def spread_of(variance: Array) -> float:
    """How far cut points lie apart under a prior variance `f + 1`, over those of pure noise.

    Coordinates have a total variance of one; logistic noise has pi^2 / 3.
    """
    return float(np.sqrt(1.0 + 3.0 * variance[:-1].mean() / np.pi**2))


def alone(width: int, scale: float) -> Prior:
    """The prior of members who share nothing: N(0, scale I) over `width` weights."""
    return Prior(np.zeros(width), scale * np.eye(width), np.zeros((width, width)))
