"""A small space and utilities whose best point is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from group_plgl.latents import Gene, Space
from group_plgl.shapes import Array


@dataclass(frozen=True)
class Linear:
    """w . z, whose best point in a ball lies on its border along w."""

    w: Array

    def score(self, z: Array) -> Array:
        return z @ self.w

    def rise(self, z: Array) -> tuple[Array, Array]:
        return self.score(z), np.tile(self.w, (len(z), 1))


@dataclass(frozen=True)
class Bowl:
    """-|z - top|^2, best at its top."""

    top: Array

    def score(self, z: Array) -> Array:
        return -np.sum((z - self.top) ** 2, axis=1)

    def rise(self, z: Array) -> tuple[Array, Array]:
        return self.score(z), -2 * (z - self.top)


@pytest.fixture
def linear() -> type[Linear]:
    return Linear


@pytest.fixture
def bowl() -> type[Bowl]:
    return Bowl


@pytest.fixture
def space() -> Space:
    genes = tuple(Gene(f"g{i}", "less", "more", "all") for i in range(16))
    return Space("toy", 1, "Toys", "Small things.", "None.", genes)
