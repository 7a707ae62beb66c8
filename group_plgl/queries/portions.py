"""Strategies that mix a turn by chance, and by how much each picture is predicted to be liked."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from group_plgl.queries.query import Query
from group_plgl.shapes import Array

SURE = 0.7  # predicted liking from which the art page exploits
Off = Callable[[int, Array], Array]  # place, chances -> how far each picture is from what is wanted


def at_random(query: Query, rng: np.random.Generator) -> list[int]:
    """Any of the pictures shown least."""
    return _mixed(query, rng, lambda place, chances: np.zeros_like(chances), np.zeros(len(query.rows)))


def balanced(query: Query, rng: np.random.Generator) -> list[int]:
    """In turn a picture that is predicted to be liked and one that is not."""

    def off(place: int, chances: Array) -> Array:
        return np.maximum(0.5 - chances if place % 2 == 0 else chances - 0.5, 0.0)

    return _mixed(query, rng, off, query.chances)


def seventy_thirty(query: Query, rng: np.random.Generator) -> list[int]:
    """Seven of ten pictures are predicted to be liked, three are any.

    Where fewer pictures than that are surely liked, the slot gets the surest: it is filled.
    """

    def off(place: int, chances: Array) -> Array:
        exploits = 7 * (place + 1) // 10 > 7 * place // 10
        return np.maximum(SURE - chances, 0.0) if exploits else np.zeros_like(chances)

    return _mixed(query, rng, off, query.chances)


def in_band(query: Query, rng: np.random.Generator) -> list[int]:
    """Any picture whose predicted liking lies between two thresholds, or nearest to them."""
    low, high = query.band
    claims = query.chances if query.claims is None else query.claims

    def off(place: int, chances: Array) -> Array:
        return np.maximum(np.maximum(low - chances, chances - high), 0.0)

    return _mixed(query, rng, off, claims)


def _mixed(query: Query, rng: np.random.Generator, off: Off, chances: Array) -> list[int]:
    """A turn, each of its pictures any of those that are least off."""
    chosen: list[int] = []
    for place in range(query.place, query.place + query.together):
        free: NDArray[np.int64] = query.free(chosen)
        far = off(place, chances[free])
        chosen.append(int(rng.choice(free[far == far.min()])))
    return chosen
