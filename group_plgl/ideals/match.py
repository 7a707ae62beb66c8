"""Matching: whether two people are predicted to like what the other likes, the same seen from both sides.

Both tastes are given as draws from what is known of them, so that every number comes with how sure it is.
Whatever is told of two people is symmetric, and nothing is told of two who are no match: who likes more
of the other's pictures than the other way round cannot be read off anything here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from group_plgl.ideals.likings import Demands, WorstOff
from group_plgl.ideals.nevers import Nevers
from group_plgl.ideals.reverse import find_ideal
from group_plgl.latents.space import Space
from group_plgl.shapes import Array

BEST_SHARE, FEWEST_BEST = 0.05, 3
EVEN = 0.5
SURE = 0.9  # how likely two must be alike at all: who likes everything is not everybody's match
_EDGES = (2.5, 97.5)

Chances = Callable[[Array], Array]
"""From logits of any shape to the chances of liking that may be shown, 0 to 1."""

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Person:
    """One taste over the same `n` pictures as everybody's.

    Attributes:
        draws: `s x n` logits, each row a taste this person may have.
        best: Rows of the pictures this person is most surely predicted to like.
    """

    draws: Array
    best: Rows

    @classmethod
    def known_by(cls, draws: Array, cautious: Array) -> Person:
        """A person by their draws, and cautious logits `n` by which the best pictures are chosen."""
        count = max(FEWEST_BEST, round(BEST_SHARE * len(cautious)))
        return cls(draws, np.argsort(-cautious, kind="stable")[:count])


@dataclass(frozen=True)
class Match:
    """How two people match; all of it is the same for both.

    Attributes:
        alike: Mean correlation of their likings over all pictures, -1 to 1, with a 95 % interval.
        liking: Of the two mean chances of liking the other's best pictures the lower one, 0 to 1, with
            a 95 % interval.
        mutual: Whether each is predicted to like what the other likes, and they are surely alike.
    """

    alike: float
    alike_low: float
    alike_high: float
    liking: float
    liking_low: float
    liking_high: float
    mutual: bool


def match(one: Person, other: Person, chances: Chances) -> Match:
    """How two people match, whoever comes first.

    Source: Pearson's correlation, draw by draw, so that doubt about a taste pulls the mean towards 0.
    """
    correlation = _correlation(one.draws, other.draws)
    sides = _mean_liking(one, other, chances), _mean_liking(other, one, chances)
    worse = min(float(side.mean()) for side in sides)
    low, high = np.percentile(correlation, _EDGES)
    liking_low, liking_high = np.percentile(np.minimum(*sides), _EDGES)
    mutual = worse >= EVEN and float((correlation > 0.0).mean()) >= SURE
    return Match(
        float(correlation.mean()), float(low), float(high),
        worse, min(float(liking_low), worse), max(float(liking_high), worse), mutual,
    )  # fmt: skip


def bridge(both: Demands, space: Space, rng: np.random.Generator, nevers: Nevers | None) -> Array:
    """The latent that two people would both like most, `d`: the best for whoever likes it less."""
    return find_ideal(_fair(both), space, rng, nevers=nevers).z


def best_for_both(both: Demands, candidates: Array) -> int:
    """The row of `n x d` candidates that two people would both like most."""
    return int(np.argmax(_fair(both).score(candidates)))


def nearest(gaps: Array, owners: Sequence[int]) -> list[int]:
    """One row for each owner, the one with the smallest of `n` gaps; owners with the smallest first."""
    first: dict[int, int] = {}
    for row in np.argsort(gaps, kind="stable"):
        first.setdefault(owners[int(row)], int(row))
    return list(first.values())


def _fair(both: Demands) -> WorstOff:
    return WorstOff(both, np.zeros(2))


def _mean_liking(one: Person, other: Person, chances: Chances) -> Array:
    """How much one likes the other's best pictures, draw by draw: `s`."""
    return np.asarray(chances(one.draws[:, other.best]).mean(axis=1))


def _correlation(one: Array, other: Array) -> Array:
    """Correlations of rows of `s x n`, `s`; 0 where one likes everything equally."""
    ones, others = (values - values.mean(axis=1, keepdims=True) for values in (one, other))
    size = np.linalg.norm(ones, axis=1) * np.linalg.norm(others, axis=1)
    return np.asarray((ones * others).sum(axis=1) / np.maximum(size, 1e-12))
