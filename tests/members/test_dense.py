"""The dense member model: its moments, and its slopes against finite differences."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from group_plgl.members.answers import Answers
from group_plgl.members.dense import DenseOpinions, OwnTastes, Remembered, Tastes, with_bias
from group_plgl.members.fitting import alone, fit
from group_plgl.utility import AffineMap

Gather = Callable[..., Answers]
STEP = 1e-5


def differences(score: Callable[[np.ndarray], np.ndarray], z: np.ndarray) -> np.ndarray:
    """Slope of each row's score by central differences, `n x d`."""
    slopes = np.empty_like(z)
    for k in range(z.shape[1]):
        step = np.zeros_like(z)
        step[:, k] = STEP
        slopes[:, k] = (score(z + step) - score(z - step)) / (2 * STEP)
    return slopes


@pytest.fixture
def tastes(answers: Gather) -> Tastes:
    return fit(answers(), alone(6, 4.0))


@pytest.fixture
def space_map() -> AffineMap:
    rng = np.random.default_rng(8)
    return AffineMap(rng.standard_normal((5, 3)), rng.standard_normal(5) * 0.3)


def test_moments_are_those_of_the_gaussian_posterior(tastes: Tastes) -> None:
    rng = np.random.default_rng(3)
    x = rng.standard_normal((4, 5))
    mean, sd = tastes.moments(x)
    draws = rng.multivariate_normal(tastes.mean[2], tastes.covariance[2], 40_000) @ with_bias(x).T
    assert np.allclose(mean[2], draws.mean(axis=0), atol=0.05)
    assert np.allclose(sd[2], draws.std(axis=0), rtol=0.03)


def test_slopes_at_coordinates_are_right(tastes: Tastes) -> None:
    rng = np.random.default_rng(4)
    x, by_mean, by_sd = rng.standard_normal((7, 5)), *rng.standard_normal((2, 4, 7))

    def score(at: np.ndarray) -> np.ndarray:
        mean, sd = tastes.moments(at)
        return np.sum(by_mean * mean + by_sd * sd, axis=0)

    assert np.allclose(tastes.slopes(x, by_mean, by_sd), differences(score, x), atol=1e-6)


def test_slopes_carried_back_to_latents_are_right(tastes: Tastes, space_map: AffineMap) -> None:
    rng = np.random.default_rng(5)
    opinions = DenseOpinions(tastes, space_map)
    z, by_mean, by_sd = rng.standard_normal((6, 3)), *rng.standard_normal((2, 4, 6))

    def score(at: np.ndarray) -> np.ndarray:
        mean, sd = opinions.moments(at)
        return np.sum(by_mean * mean + by_sd * sd, axis=0)

    assert np.allclose(opinions.pullback(z, by_mean, by_sd), differences(score, z), atol=1e-6)


def test_everybody_judges_their_own_latents_cautiously(tastes: Tastes, space_map: AffineMap) -> None:
    owner = np.array([2, 0, 3, 3])
    z = np.random.default_rng(6).standard_normal((4, 3))
    own = OwnTastes(tastes, owner, space_map)
    mean, sd = DenseOpinions(tastes, space_map).moments(z)
    place = np.arange(4)
    assert np.allclose(own.score(z), mean[owner, place] - sd[owner, place])
    assert np.allclose(own.gradient(z), differences(own.score, z), atol=1e-6)


def test_a_remembered_map_is_asked_once_for_the_same_latents(space_map: AffineMap) -> None:
    asked = []

    class Counting(AffineMap):
        def coordinates(self, z: np.ndarray) -> np.ndarray:
            asked.append(z)
            return super().coordinates(z)

    remembered = Remembered(Counting(space_map.matrix, space_map.offset))
    z, v = np.ones((2, 3)), np.ones((2, 5))
    for _ in range(3):
        assert np.array_equal(remembered.coordinates(z), space_map.coordinates(z))
    assert len(asked) == 1
    assert np.array_equal(remembered.coordinates(2 * z), space_map.coordinates(2 * z))
    assert np.array_equal(remembered.pullback(z, v), space_map.pullback(z, v))
