"""Leaning: slopes are true, what lags counts most, liking is not lost for words, wishes meet the rules."""

from __future__ import annotations

import numpy as np
import pytest

from group_plgl.ideals.leaning import Beside, Leaned, Measured, Part, Reading, Towards
from group_plgl.shapes import Array
from group_plgl.utility import AffineMap, Utility

D = 4
RNG = np.random.default_rng(1)
MATRIX = RNG.standard_normal((3, D))
READ = Reading(AffineMap(np.eye(D), np.zeros(D)), MATRIX, np.array([0.1, -0.2, 0.3]))


class Bowl:
    """Likes what is near one point."""

    def score(self, z: Array) -> Array:
        return np.asarray(-((z - 0.3) ** 2).sum(axis=1))

    def rise(self, z: Array) -> tuple[Array, Array]:
        return self.score(z), -2.0 * (z - 0.3)


TOWARDS = Towards(READ, np.array([1.0, -1.0, 1.0]), np.zeros(3))


@pytest.mark.parametrize(
    "utility",
    [
        TOWARDS,
        Leaned(TOWARDS, Bowl(), 0.0),
    ],
)
def test_slopes_are_those_of_finite_differences(utility: Utility) -> None:
    z, aside = RNG.standard_normal((5, D)), 1e-6
    found = utility.rise(z)[1]
    for gene in range(D):
        step = aside * np.eye(D)[gene]
        slope = (utility.score(z + step) - utility.score(z - step)) / (2 * aside)
        assert np.allclose(found[:, gene], slope, atol=1e-5)


def test_nothing_is_gained_at_the_start_and_what_lags_counts() -> None:
    one = Towards(
        Part(READ, [0, 2], np.ones(2)),
        np.ones(2),
        Part(READ, [0, 2], np.ones(2)).coordinates(np.zeros((1, D)))[0],
    )
    assert np.allclose(one.score(np.zeros((1, D))), 0.0)
    even, uneven = (np.linalg.pinv(MATRIX[[0, 2]]) @ np.array(to) for to in ([1.0, 1.0], [2.0, 0.0]))
    assert np.isclose(one.score(even[None])[0], 1.0)
    assert one.score(uneven[None])[0] < 0.3


def test_lost_liking_is_a_cost_and_won_liking_no_gain() -> None:
    z = RNG.standard_normal((50, D))
    gap = Leaned(TOWARDS, Bowl(), -2.0).score(z) - TOWARDS.score(z)
    assert (gap[Bowl().score(z) >= -2.0] == 0.0).all() and (gap[Bowl().score(z) < -2.0] < 0.0).all()


def test_what_is_measured_has_the_slopes_of_the_measure() -> None:
    moving = np.array([True, True, False, True])
    measured = Measured(lambda z: z @ MATRIX.T, moving)
    both = Beside([Part(measured, [1], np.array([2.0])), READ])
    x, back = both.traced(np.tile(RNG.standard_normal(D), (4, 1)))
    assert x.shape == (4, 4)
    slopes = back(np.eye(4))
    assert np.allclose(slopes[0], np.where(moving, MATRIX[1], 0.0) / 2.0)
    assert np.allclose(slopes[1:], MATRIX)
