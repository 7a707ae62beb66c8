"""Simulated members: on one scale, opposed when they should be, and the same for the same chance."""

from __future__ import annotations

import numpy as np
import pytest

from group_plgl.errors import BadInput
from group_plgl.feedback.crowds import SHAPES, Crowd, Shape, gather_crowd

every_shape = pytest.mark.parametrize("shape", SHAPES)
SCALES = np.linspace(0.05, 0.4, 20)
PRIOR = np.random.default_rng(1).standard_normal((1500, 20)) * SCALES
FRESH = np.random.default_rng(2).standard_normal((1500, 20)) * SCALES


def crowd(shape: Shape, m: int = 10, seed: int = 3) -> Crowd:
    return gather_crowd(shape, m, PRIOR, np.random.default_rng(seed))


@every_shape
def test_liking_has_mean_zero_and_sd_one_over_the_prior(shape: Shape) -> None:
    liking = crowd(shape).utility(PRIOR)
    assert np.allclose(liking.mean(axis=1), 0.0, atol=1e-9)
    assert np.allclose(liking.std(axis=1), 1.0, atol=1e-9)
    fresh = crowd(shape).utility(FRESH)
    assert np.abs(fresh.mean(axis=1)).max() < 0.15 and np.abs(fresh.std(axis=1) - 1).max() < 0.15


def test_opposed_camps_are_of_equal_size_and_like_opposite_things() -> None:
    found = crowd("opposed camps")
    assert np.bincount(found.camp).tolist() == [5, 5]
    alike = np.corrcoef(found.utility(FRESH))
    own = found.camp[:, None] == found.camp[None]
    assert alike[own & ~np.eye(10, dtype=bool)].min() > 0.2
    assert alike[~own].max() < -0.2


def test_members_of_one_camp_like_alike() -> None:
    alike = np.corrcoef(crowd("one camp").utility(FRESH))
    assert alike.min() > 0.2
    assert set(crowd("one camp").camp.tolist()) == {0}


def test_a_diverse_crowd_shares_nothing() -> None:
    points = np.corrcoef(crowd("diverse", m=30).ideal_points)
    assert abs(points[~np.eye(30, dtype=bool)].mean()) < 0.05
    alike = np.corrcoef(crowd("diverse", m=30).utility(FRESH))
    assert alike[~np.eye(30, dtype=bool)].mean() < 0.3 < np.corrcoef(crowd("one camp").utility(FRESH)).mean()


def test_liking_falls_off_from_the_ideal_point() -> None:
    found = crowd("diverse", m=3)
    ideal = found.ideal_points[0] * found.spread
    ways = np.random.default_rng(4).standard_normal((20, 20)) * found.spread
    liking = found.utility(np.vstack([ideal, ideal + ways, ideal + 2 * ways]))[0]
    assert np.all(liking[0] > liking[1:21]) and np.all(liking[1:21] > liking[21:])


@every_shape
def test_the_same_chance_gathers_and_answers_the_same(shape: Shape) -> None:
    one, other = crowd(shape), crowd(shape)
    assert np.array_equal(one.ideal_points, other.ideal_points)
    answers = [found.likes(FRESH, np.random.default_rng(5)) for found in (one, other)]
    assert np.array_equal(*answers)
    assert not np.array_equal(one.ideal_points, crowd(shape, seed=6).ideal_points)


def test_answers_follow_liking_with_noise_and_lapses() -> None:
    found = crowd("one camp")
    likes, liking = found.likes(FRESH, np.random.default_rng(7)), found.utility(FRESH)
    assert 0.95 < likes[liking > 1.7].mean() < 1.0
    assert 0.0 < likes[liking < -1.7].mean() < 0.05
    assert abs(likes[np.abs(liking) < 0.1].mean() - 0.5) < 0.1


def test_an_unknown_shape_is_told_with_the_known_ones() -> None:
    with pytest.raises(BadInput, match="unknown crowd shape 'square'; known: one camp"):
        crowd("square")  # type: ignore[arg-type]


def test_too_few_prior_latents_to_standardise_on_are_refused() -> None:
    with pytest.raises(BadInput, match="needs 200 prior latents to standardise on, got 199"):
        gather_crowd("diverse", 3, PRIOR[:199], np.random.default_rng(1))
