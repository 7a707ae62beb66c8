"""The bench of pace: its walks are yes as often as the crowd's own answers, and close calls take longer."""

from __future__ import annotations

import numpy as np

from group_plgl.benchmarks.pace import reversed_times, shuffled, walks
from group_plgl.feedback.crowds import TEMPERATURE
from group_plgl.utility import sigmoid


def test_walks_say_yes_as_often_as_they_should_and_close_calls_take_longer() -> None:
    rng = np.random.default_rng(1)
    utility = np.repeat([[0.0], [0.3], [1.2]], 600, axis=1)
    yes, took = walks(utility, rng)
    assert np.allclose(yes.mean(axis=1), sigmoid(utility[:, 0] / TEMPERATURE), atol=0.06)
    assert took[0].mean() > took[1].mean() > 1.3 * took[2].mean() > 0


def test_other_times_are_the_same_ones_elsewhere() -> None:
    rng = np.random.default_rng(2)
    took = rng.lognormal(size=(3, 20))
    turned = reversed_times(took, rng)
    assert np.allclose(np.sort(turned), np.sort(took)) and np.allclose(
        np.sort(shuffled(took, rng)), np.sort(took)
    )
    assert all(turned[row, took[row].argmin()] == took[row].max() for row in range(3))
