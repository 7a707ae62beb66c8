"""Probabilities of belonging: they sum to one, follow the places, and come true."""

from __future__ import annotations

import numpy as np
import pytest

from group_plgl.analytics.belonging import belonging


@pytest.mark.parametrize(("m", "apart"), [(12, 3.0), (24, 4.0), (60, 3.0)])
def test_of_members_placed_by_chance_as_many_are_where_they_probably_are(m: int, apart: float) -> None:
    claimed, true = [], []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        camp = np.arange(m) % 2
        place = camp * apart + rng.standard_normal(m)
        cut = (place > apart / 2).astype(np.int64)
        chance = belonging(place[:, None], np.array([[0.2]]), cut, np.arange(m))
        assert np.allclose(chance.sum(axis=1), 1.0)
        claimed.append(chance.max(axis=1))
        true.append(chance.argmax(axis=1) == camp)
    assert abs(np.mean(claimed) - np.mean(true)) < 0.03


def test_nobody_between_two_camps_is_certain() -> None:
    place = np.array([-3.0, -3.1, -2.9, -3.2, 0.0, 3.0, 3.1, 2.9, 3.2])
    camp = np.array([0, 0, 0, 0, 0, 1, 1, 1, 1])
    chance = belonging(place[:, None], np.array([[0.3]]), camp, np.arange(9))
    assert 0.1 < chance[4, 0] < 0.9 and chance[0, 0] > 0.95 and chance[8, 1] > 0.95


def test_noise_makes_everybody_less_certain() -> None:
    place = np.repeat([-1.0, 1.0], 6)[:, None]
    camp = np.repeat([0, 1], 6)
    sure, unsure = (
        belonging(place, np.array([[noise]]), camp, np.arange(12)).max(axis=1).mean() for noise in (0.01, 2.0)
    )
    assert sure > 0.95 > unsure


def test_members_who_were_not_looked_at_are_placed_beside_the_others() -> None:
    place = np.array([-2.0, -2.1, -1.9, 2.0, 2.1, 1.9, 2.05])
    chance = belonging(place[:, None], np.array([[0.1]]), np.repeat([0, 1], 3), np.arange(6))
    assert chance.shape == (7, 2) and chance[6, 1] > 0.9
