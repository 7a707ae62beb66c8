"""The dense member model: its moments, and its slopes against finite differences."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from group_plgl.members.answers import Answers
from group_plgl.members.dense import DenseOpinions, OwnTastes, Tastes, with_bias
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

    assert np.allclose(
        tastes.slopes(x, tastes.moments(x)[1], by_mean, by_sd), differences(score, x), atol=1e-6
    )


def test_slopes_carried_back_to_latents_are_right(tastes: Tastes, space_map: AffineMap) -> None:
    rng = np.random.default_rng(5)
    opinions = DenseOpinions(tastes, space_map)
    z, by_mean, by_sd = rng.standard_normal((6, 3)), *rng.standard_normal((2, 4, 6))

    def score(at: np.ndarray) -> np.ndarray:
        mean, sd = opinions.moments(at)
        return np.sum(by_mean * mean + by_sd * sd, axis=0)

    assert np.allclose(opinions.traced(z)[2](by_mean, by_sd), differences(score, z), atol=1e-6)


@pytest.mark.parametrize("caution", [1.0, 2.0])
def test_everybody_judges_their_own_latents_cautiously(
    tastes: Tastes, space_map: AffineMap, caution: float
) -> None:
    z = np.random.default_rng(6).standard_normal((8, 3))
    own = OwnTastes(tastes, space_map, caution)
    mean, sd = DenseOpinions(tastes, space_map).moments(z)
    owner, place = np.repeat(np.arange(4), 2), np.arange(8)
    assert np.allclose(own.score(z), mean[owner, place] - caution * sd[owner, place])
    score, slope = own.rise(z)
    assert np.array_equal(score, own.score(z))
    assert np.allclose(slope, differences(own.score, z), atol=1e-6)
