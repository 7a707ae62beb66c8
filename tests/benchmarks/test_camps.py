"""The bench of camps: planted groups are what they are called, and probabilities meet the truth."""

from __future__ import annotations

import numpy as np

from group_plgl.benchmarks import camps
from group_plgl.benchmarks.planted import NULLS, SWIPES, answered, found_in, planted
from group_plgl.generators import open_generator


def test_a_planted_group_answers_as_its_camps_do() -> None:
    rng = np.random.default_rng(1)
    pool, cards, likes, camp = answered(open_generator("vessel"), planted(2, camps.FAR), 12, rng)
    assert cards.shape == (12, SWIPES) and likes.shape == (12, len(pool))
    alike = np.mean(likes[:, None] == likes[None], axis=2)
    same = camp[:, None] == camp
    assert alike[same & ~np.eye(12, dtype=bool)].mean() > alike[~same].mean() + 0.2


def test_well_planted_camps_are_found_with_probabilities_that_are_right() -> None:
    generator = open_generator("vessel")
    found = [found_in(generator, planted(2, camps.FAR), 24, np.random.default_rng(seed)) for seed in range(3)]
    assert sum(one.words["supported"] for one in found) >= 2
    lines, off = camps._calibration(found, np.random.default_rng(1))
    assert len(lines) == 3 and off < 0.1


def test_the_same_votes_in_another_order_give_the_same_camps() -> None:
    generator = open_generator("vessel")
    assert all(camps._same(generator, np.random.default_rng(seed)) for seed in range(5))


def test_coins_are_no_camps() -> None:
    generator = open_generator("vessel")
    found = [found_in(generator, NULLS["noise"], 12, np.random.default_rng(seed)) for seed in range(5)]
    assert not any(one.words["supported"] for one in found)
