"""Small cases that promises of rules are tried on: some made by hand, the others by a fixed chance.

At most five members and five candidates, with ties, uneven voices and camps; likings on steps of a
quarter or anywhere. Always the same ones.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from group_plgl.groups.profile import Profile, weighted_voices

COUNT = 160
_MOST = 5
_SEED = 20_261


@lru_cache
def cases() -> tuple[Profile, ...]:
    """All cases, the hand-made ones first."""
    rng = np.random.default_rng(_SEED)
    return (*_by_hand(), *(_by_chance(rng) for _ in range(COUNT)))


def _by_chance(rng: np.random.Generator) -> Profile:
    m, n = int(rng.integers(2, _MOST + 1)), int(rng.integers(2, _MOST + 1))
    means = rng.uniform(-2.5, 2.5, (m, n))
    if rng.random() < 0.3:  # two camps of one mind each, up to a little
        means = rng.uniform(-2.2, 2.2, (2, n))[np.arange(m) % 2] + rng.uniform(-0.3, 0.3, (m, n))
    if rng.random() < 0.5:
        means = np.round(means * 4.0) / 4.0
    camps: NDArray[np.int64] = np.unique(rng.integers(0, 3, m), return_inverse=True)[1].astype(np.int64)
    weights = rng.integers(1, 5, m).astype(np.float64) if rng.random() < 0.4 else np.ones(m)
    sds = np.repeat(rng.uniform(0.5, 1.2, (m, 1)), n, axis=1)
    return Profile(means, sds, weighted_voices(weights, rng.uniform(-0.5, 0.5, m), camps))


def _by_hand() -> list[Profile]:
    """Cases that chance would hardly find; rows are members, steps of a half count from -1."""
    hated_favourite = [[4, 3, 2], [4, 3, 2], [0, 3, 2]]
    all_in_one_grade = [[6, 5], [6, 5], [6, 5]]
    small_voice = [[-1, 0], [6, 0], [6, 0], [6, 0], [6, 0]]
    # Where Copeland's winner turns against a newcomer, and where two parts agree but the whole does not.
    newcomer = [[3, 1, 2, 4, 0], [3, 1, 4, 2, 0], [3, 4, 1, 0, 2], [0, 1, 2, 3, 4]]
    parts = [[1, 3, 0, 2, 4], [1, 3, 2, 4, 0], [0, 1, 3, 2, 4], [3, 1, 2, 4, 0], [1, 2, 4, 0, 3]]
    return [
        _ranked(hated_favourite, [1, 1, 1]), _ranked(all_in_one_grade, [1, 1, 1]),
        _ranked(small_voice, [1, 4, 4, 4, 4]), _ranked(newcomer, [3, 1, 4, 5]),
        _ranked(parts, [1, 1, 2, 4, 4]),
    ]  # fmt: skip


def _ranked(steps: list[list[int]], weights: list[int]) -> Profile:
    means = np.array(steps, dtype=np.float64) / 2.0 - 1.0
    return Profile(means, np.full_like(means, 0.5), weighted_voices(np.array(weights, dtype=np.float64)))
