"""The dense member model: its mode, its batch, and its slopes against finite differences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from group_plgl.members.dense import (
    Answers,
    DenseOpinions,
    OwnTastes,
    Remembered,
    Tastes,
    fit,
    gather_answers,
    with_bias,
)
from group_plgl.utility import AffineMap

Gather = Callable[..., Answers]
STEP = 1e-5


def log_posterior(answers: Answers, member: int, weights: np.ndarray, prior_scale: float) -> float:
    """Written out plainly, as the documentation says it."""
    logit = answers.x[member] @ weights
    said = answers.value[member] * logit - np.log1p(np.exp(logit))
    return float(np.sum(answers.weight[member] * said) - weights @ weights / (2 * prior_scale))


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
    return fit(answers(), 4.0)


@pytest.fixture
def space_map() -> AffineMap:
    rng = np.random.default_rng(8)
    return AffineMap(rng.standard_normal((5, 3)), rng.standard_normal(5) * 0.3)


@pytest.mark.parametrize("prior_scale", [0.5, 4.0, 256.0])
def test_the_log_posterior_is_flat_at_the_mode(answers: Gather, prior_scale: float) -> None:
    given = answers()
    found = fit(given, prior_scale)
    for member, mode in enumerate(found.mean):
        for direction in np.eye(len(mode)) * 1e-4:
            up, down = (log_posterior(given, member, mode + s * direction, prior_scale) for s in (1, -1))
            assert abs(up - down) / 2e-4 < 1e-6
            assert max(up, down) < log_posterior(given, member, mode, prior_scale)


def test_the_covariance_is_the_inverse_curvature_of_the_log_posterior(answers: Gather) -> None:
    given = answers(m=1, f=3)
    found = fit(given, 4.0)
    h, width = 1e-3, 4
    curvature = np.empty((width, width))
    for i in range(width):
        for j in range(width):
            a, b = np.eye(width)[i] * h, np.eye(width)[j] * h
            four = [
                s * t * log_posterior(given, 0, found.mean[0] + s * a + t * b, 4.0)
                for s in (1, -1)
                for t in (1, -1)
            ]
            curvature[i, j] = -sum(four) / (4 * h * h)
    assert np.allclose(found.covariance[0], np.linalg.inv(curvature), atol=1e-4)


@pytest.mark.parametrize("prior_scale", [1.0, 16.0])
def test_the_mode_is_that_of_a_well_known_library(answers: Gather, prior_scale: float) -> None:
    given = answers()
    found = fit(given, prior_scale)
    for member in range(len(given.x)):
        there = given.weight[member] > 0
        peer = LogisticRegression(C=prior_scale, fit_intercept=False, tol=1e-12, max_iter=10_000)
        peer.fit(given.x[member][there], given.value[member][there])
        assert np.allclose(found.mean[member], peer.coef_[0], atol=1e-5)


def test_a_batch_gives_everybody_what_they_get_alone(answers: Gather) -> None:
    given = answers(m=6)
    together = fit(given, 4.0)
    for member in range(6):
        there = given.weight[member] > 0
        alone = fit(
            Answers(
                *(
                    part[[member]][:, there]
                    for part in (given.x, given.value, given.weight, given.answer, given.source)
                )
            ),
            4.0,
        )
        assert np.allclose(together.mean[member], alone.mean[0], atol=1e-9)
        assert np.allclose(together.covariance[member], alone.covariance[0], atol=1e-9)


def test_who_said_nothing_keeps_the_prior() -> None:
    given = gather_answers(np.array([0, 0]), np.ones((2, 3)), np.array([True, False]), 2)
    found = fit(given, 7.0)
    assert np.all(found.mean[1] == 0)
    assert np.allclose(found.covariance[1], 7.0 * np.eye(4))


def test_a_group_that_said_nothing_keeps_the_prior() -> None:
    nothing = gather_answers(np.zeros(0, dtype=np.int64), np.zeros((0, 3)), np.zeros(0, dtype=bool), 2)
    assert np.all(fit(nothing, 1.0).mean == 0)


def test_answers_without_any_contrast_still_have_a_mode() -> None:
    """All likes, perfectly separable, and a weak prior: plain Newton would run away."""
    x = np.random.default_rng(1).standard_normal((40, 3)) * 30
    given = gather_answers(np.zeros(40, dtype=np.int64), x, x[:, 0] > 0, 1)
    for prior_scale in (1.0, 256.0, 1e4):
        mode = fit(given, prior_scale).mean[0]
        up, down = (log_posterior(given, 0, mode + s * 1e-4 * np.eye(4)[0], prior_scale) for s in (1, -1))
        assert abs(up - down) / 2e-4 < 1e-5


def test_held_out_answers_weigh_nothing(answers: Gather) -> None:
    given = answers(m=1)
    weight = given.weight.copy()
    weight[:, ::2] = 0
    flipped = replace(given, value=np.where(weight > 0, given.value, 1 - given.value), weight=weight)
    assert np.array_equal(fit(given.weighing(weight), 4.0).mean, fit(flipped, 4.0).mean)


def test_answers_are_gathered_in_the_given_order_with_padding_behind() -> None:
    x = np.arange(8.0).reshape(4, 2)
    given = gather_answers(np.array([1, 0, 1, 1]), x, np.array([True, False, False, True]), 3)
    assert given.x.shape == (3, 3, 3)
    assert given.weight.tolist() == [[1, 0, 0], [1, 1, 1], [0, 0, 0]]
    assert given.x[1].tolist() == [[0, 1, 1], [4, 5, 1], [6, 7, 1]]
    assert given.value[1].tolist() == [1, 0, 1]
    assert np.all(given.x[2] == 0)


def test_the_log_posterior_is_flat_at_the_mode_of_picks_and_grades() -> None:
    rng = np.random.default_rng(9)
    paired = np.arange(30) % 2 == 0
    value = np.where(paired, 1.0, rng.random(30))
    given = gather_answers(
        np.zeros(30, dtype=np.int64), rng.standard_normal((30, 4)), value, 1, paired=paired
    )
    assert given.x[0, :, -1].tolist() == [0.0, 1.0] * 15
    assert given.paired[0].tolist() == paired.tolist()
    mode = fit(given, 4.0).mean[0]
    for direction in np.eye(5) * 1e-4:
        up, down = (log_posterior(given, 0, mode + sign * direction, 4.0) for sign in (1, -1))
        assert abs(up - down) / 2e-4 < 1e-5


def test_picks_alone_leave_the_bias_at_zero() -> None:
    x = np.random.default_rng(10).standard_normal((12, 3))
    given = gather_answers(np.zeros(12, dtype=np.int64), x, np.ones(12), 1, paired=np.ones(12, dtype=bool))
    assert fit(given, 4.0).mean[0, -1] == 0.0


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
