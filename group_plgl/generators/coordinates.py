"""How genes become the coordinates `x(z)` a taste is linear in, as plain numbers without torch.

A gene is squashed to what it does to the picture: uniform in (0, 1), or an object's presence. A gene
that is only seen with its object is multiplied by that object's presence. Each coordinate is then
centred and scaled so that its variance under the prior is its visible share of the picture.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from group_plgl.shapes import Array

UNIFORM_SD = float(1.0 / np.sqrt(12.0))


@cache
def _moment(threshold: float, slope: float, power: int) -> float:
    """By trapezoids; asked for at every picture, so that it is kept."""
    gene = np.linspace(-9.0, 9.0, 3601)
    weight = np.exp(-0.5 * gene * gene) / np.sqrt(2.0 * np.pi)
    values = (1.0 / (1.0 + np.exp(-slope * (gene - threshold)))) ** power
    return float(np.sum(weight * values) * (gene[1] - gene[0]))


@dataclass(frozen=True)
class Presence:
    """When an object is there: sigmoid(slope (gene - threshold)).

    Attributes:
        threshold: The gene value at which the object is half there.
        slope: How abruptly it appears; at most 4 for anything large.
    """

    threshold: float
    slope: float = 4.0

    def moment(self, power: int) -> float:
        """The mean of the presence to a power under a standard normal gene."""
        return _moment(self.threshold, self.slope, power)

    @property
    def mean(self) -> float:
        """How often the object is there, 0 to 1."""
        return self.moment(1)

    @property
    def sd(self) -> float:
        """The standard deviation of the presence under the prior."""
        return float(np.sqrt(self.moment(2) - self.mean**2))


@dataclass(frozen=True)
class Squashing:
    """How the drawn genes of a space become centred numbers of known spread.

    Attributes:
        presences: Which genes are presences, by gene name; every other gene is uniform.
        seen_with: Genes that show only with an object, and the presence gene of that object.
    """

    presences: Mapping[str, Presence]
    seen_with: Mapping[str, str]

    def centre(self, gene: str) -> float:
        """The prior mean of the squashed gene."""
        return self.presences[gene].mean if gene in self.presences else 0.5

    def sd(self, gene: str) -> float:
        """The prior standard deviation of the squashed gene, times its object's presence."""
        own = self.presences[gene].sd if gene in self.presences else UNIFORM_SD
        owner = self.seen_with.get(gene)
        return own if owner is None else own * float(np.sqrt(self.presences[owner].moment(2)))


def scales(visibility: Array, sds: Array) -> Array:
    """`f` factors that give each centred coordinate the variance of its visible share."""
    factors: Array = np.sqrt(visibility / visibility.sum()) / sds
    return factors
