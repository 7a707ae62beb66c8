"""How many are likely to like something."""

from __future__ import annotations

import numpy as np
import pytest

from group_plgl.analytics.likely import chance_pleased, likely_count


def test_an_interval_around_one_half_is_an_even_chance():
    assert chance_pleased(0.2, 0.8) == pytest.approx(0.5)


def test_an_interval_that_ends_at_one_half_leaves_one_chance_in_forty():
    assert chance_pleased(0.5, 0.9) == pytest.approx(0.975)
    assert chance_pleased(0.1, 0.5) == pytest.approx(0.025)


def test_what_is_sure_is_sure():
    assert chance_pleased(1.0, 1.0) == pytest.approx(1.0)
    assert likely_count([1.0] * 5 + [0.0] * 3) == (5, 5)
    assert likely_count([]) == (0, 0)


def test_a_range_is_narrower_than_everybody_at_once():
    low, high = likely_count([0.9] * 15)
    assert (low, high) == (11, 15)


def test_ninety_five_of_a_hundred_counts_fall_into_the_range():
    rng = np.random.default_rng(1)
    inside = []
    for _ in range(200):
        chances = rng.random(12)
        low, high = likely_count(chances.tolist())
        counts = (rng.random((200, 12)) < chances).sum(axis=1)
        inside.append(((low <= counts) & (counts <= high)).mean())
    assert np.mean(inside) >= 0.95
