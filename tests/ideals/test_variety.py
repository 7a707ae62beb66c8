"""Variety: each member's own pictures please that member, and no two of them are alike."""

from __future__ import annotations

import numpy as np
import pytest

from group_plgl.ideals import variety
from group_plgl.ideals.variety import CANDIDATES, PLEASED, diverse, farthest
from group_plgl.latents import Space
from group_plgl.members.dense import OwnTastes, Tastes
from group_plgl.utility import AffineMap

MAP = AffineMap(np.eye(16) / 4, np.zeros(16))
M = 3


@pytest.fixture
def tastes() -> Tastes:
    rng = np.random.default_rng(1)
    return Tastes(rng.standard_normal((M, 17)) * 4, np.tile(0.05 * np.eye(17), (M, 1, 1)))


def spread(tastes: Tastes, space: Space, count: int, seed: int = 2) -> tuple[np.ndarray, np.ndarray]:
    """The samples of every member and the score from which a member is pleased."""
    prior = space.sample(2000, np.random.default_rng(3))
    mean, sd = tastes.moments(MAP.coordinates(prior))
    enough = np.quantile(mean - sd, PLEASED, axis=1)
    starts = space.sample(M * CANDIDATES, np.random.default_rng(seed))
    return diverse(OwnTastes(tastes, MAP), space, MAP, enough, count, starts), enough


def test_every_picture_pleases_its_member(tastes: Tastes, space: Space) -> None:
    found, enough = spread(tastes, space, 4)
    assert found.shape == (M, 4, 16)
    score = OwnTastes(tastes, MAP).score(found.reshape(-1, 16)).reshape(M, 4)
    assert np.all(score >= enough[:, None] - 1e-6)


def test_the_first_picture_is_the_one_liked_best(tastes: Tastes, space: Space) -> None:
    found, _ = spread(tastes, space, 4)
    score = OwnTastes(tastes, MAP).score(found.reshape(-1, 16)).reshape(M, 4)
    assert (score.argmax(axis=1) == 0).all()


def test_no_two_pictures_are_alike(tastes: Tastes, space: Space) -> None:
    found, _ = spread(tastes, space, 4)
    prior = MAP.coordinates(space.sample(200, np.random.default_rng(4)))
    usual = np.median(np.linalg.norm(prior[::2] - prior[1::2], axis=1))
    for own in found:
        x = MAP.coordinates(own)
        gaps = np.linalg.norm(x[:, None] - x[None], axis=2)[~np.eye(4, dtype=bool)]
        assert gaps.min() > 0.5 * usual


def test_no_more_is_given_up_than_it_takes_to_differ(
    tastes: Tastes, space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    def reached(share: float) -> tuple[float, float]:
        """Mean liking and mean distance, with that of prior latents as 1."""
        monkeypatch.setattr(variety, "DIFFERENT", share)
        found, _ = spread(tastes, space, 8)
        x = MAP.coordinates(found.reshape(-1, 16)).reshape(M, 8, -1)
        gaps = np.linalg.norm(x[:, :, None] - x[:, None], axis=3).sum(axis=(1, 2)) / 56.0
        score = OwnTastes(tastes, MAP).score(found.reshape(-1, 16))
        prior = MAP.coordinates(space.sample(M * CANDIDATES, np.random.default_rng(2)))
        usual = np.linalg.norm(prior[::2] - prior[1::2], axis=1).mean()
        return float(score.mean()), float((gaps / usual).min())

    close, usual, far = reached(0.0), reached(0.5), reached(0.75)
    assert close[0] > usual[0] > far[0]
    assert close[1] < 0.5 <= usual[1] < far[1]
    assert far[1] >= 0.75


def test_pictures_stay_in_the_typical_set_as_they_are_stored(tastes: Tastes, space: Space) -> None:
    found, _ = spread(tastes, space, 4)
    flat = found.reshape(-1, 16)
    assert np.linalg.norm(flat, axis=1).max() <= space.typical_radius + 1e-5
    assert np.array_equal(flat, space.canonical(flat))


def test_the_same_chance_gives_the_same_spread(tastes: Tastes, space: Space) -> None:
    assert np.array_equal(spread(tastes, space, 4)[0], spread(tastes, space, 4)[0])
    assert not np.array_equal(spread(tastes, space, 4)[0], spread(tastes, space, 4, seed=9)[0])


def test_the_best_fill_up_when_too_few_please(tastes: Tastes, space: Space) -> None:
    utility = OwnTastes(tastes, MAP)
    starts = space.sample(M * CANDIDATES, np.random.default_rng(2))
    found = diverse(utility, space, MAP, np.full(M, 1e9), 4, starts)
    assert found.shape == (M, 4, 16)
    assert all(len(np.unique(own, axis=0)) == 4 for own in found)


@pytest.mark.parametrize(("m", "count"), [(0, 4), (3, 0)])
def test_nobody_and_nothing_are_answered_with_nothing(
    tastes: Tastes, space: Space, m: int, count: int
) -> None:
    utility = OwnTastes(tastes, MAP)
    starts = space.sample(m * CANDIDATES, np.random.default_rng(1))
    found = diverse(utility, space, MAP, np.zeros(m), count, starts)
    assert found.shape == (m, count, 16)


def test_the_farthest_points_are_taken_one_after_the_other() -> None:
    x = np.array([[0.0], [1.0], [10.0], [4.0]])
    assert farthest(x, 4).tolist() == [0, 2, 3, 1]
    assert farthest(x, 2).tolist() == [0, 2]


def test_there_are_no_more_far_points_than_points() -> None:
    assert len(farthest(np.arange(6.0).reshape(2, 3), 5)) == 2
