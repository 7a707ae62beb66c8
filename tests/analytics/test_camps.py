"""Camps: found where they were planted, denied where they were not, and never a crash."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from group_plgl.analytics.camps import Camps
from group_plgl.analytics.readings import FEWEST, NO_DIFFERENCE, READINGS, SEPARATE, SPECTRUM, TOO_FEW
from group_plgl.compute.tasks import analyse
from group_plgl.feedback.crowds import Crowd, Shape, gather_crowd
from group_plgl.feedback.dataset import ratings
from group_plgl.generators import Generator, open_generator
from group_plgl.services.learn import rows_in

SWIPES = 40
Arrays = dict[str, Any]


@cache
def opened(space: str) -> Generator:
    return open_generator(space)


def swiped(space: str, m: int, likes: Any, rng: np.random.Generator) -> Arrays:
    """Answers of `m` members to cards of one pool; `likes` maps coordinates to answers `m x n`."""
    generator = opened(space)
    pool = generator.space.sample(160, rng)
    said = likes(generator.coordinates(pool))
    card = np.concatenate([rng.permutation(len(pool))[:SWIPES] for _ in range(m)])
    member = np.repeat(np.arange(m), SWIPES)
    return rows(member, pool[card], said[member, card])


def rows(member: Any, z: Any, liked: Any) -> Arrays:
    """Answers as the compute tasks take them."""
    names = [f"{number:03}" for number in range(int(max(member)) + 1)]
    return rows_in(ratings(names, member, z, liked))


def crowd_of(space: str, shape: Shape, m: int, rng: np.random.Generator) -> tuple[Crowd, Arrays]:
    generator = opened(space)
    crowd = gather_crowd(shape, m, generator.coordinates(generator.space.sample(1000, rng)), rng)
    return crowd, swiped(space, m, lambda x: crowd.likes(x, rng), rng)


def analysed(space: str, m: int, said: Arrays, scale: float = 16.0) -> tuple[dict[str, Any], Arrays]:
    return analyse.run({"space": space, "m": m, "scale": scale, "seed": 5}, said)


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("space", ["vessel", "tiles"])
def test_planted_camps_are_found(space: str, seed: int) -> None:
    crowd, said = crowd_of(space, "opposed camps", 40, np.random.default_rng(seed))
    words, found = analysed(space, 40, said)
    assert words["reading"] == SEPARATE and words["supported"] and words["camps"] == 2
    right = np.mean(found["camp"] == crowd.camp)
    assert max(right, 1 - right) >= 0.9
    assert words["p_value"] <= 0.01 and words["stability"] >= 0.8
    assert np.allclose(found["probability"].sum(axis=1), 1.0) and np.all(found["probability"] >= 0.0)
    assert np.mean(found["probability"].max(axis=1) > 0.9) > 0.8


@pytest.mark.parametrize("shape", ["one camp", "diverse"])
@pytest.mark.parametrize("space", ["vessel", "tiles"])
def test_what_was_not_planted_is_not_called_camps(space: str, shape: Shape) -> None:
    for seed in range(2):
        _, said = crowd_of(space, shape, 40, np.random.default_rng(seed))
        words, found = analysed(space, 40, said)
        assert words["reading"] in (SPECTRUM, NO_DIFFERENCE) and not words["supported"]
        assert words["camps"] == 2 == len(set(found["camp"].tolist()))


def test_coins_show_no_clear_difference() -> None:
    rng = np.random.default_rng(4)
    said = swiped("vessel", 30, lambda x: rng.random((30, len(x))) < 0.5, rng)
    assert analysed("vessel", 30, said)[0]["reading"] == NO_DIFFERENCE


def test_a_few_members_are_too_few_to_say() -> None:
    _, said = crowd_of("vessel", "opposed camps", FEWEST - 1, np.random.default_rng(1))
    words, found = analysed("vessel", FEWEST - 1, said)
    assert words["reading"] == TOO_FEW and words["camps"] == 1 and not words["supported"]
    assert found["camp"].tolist() == [0] * (FEWEST - 1)
    assert found["xy"].shape == (FEWEST - 1, 2)


def test_the_same_answers_give_the_same_camps() -> None:
    _, said = crowd_of("vessel", "diverse", 12, np.random.default_rng(2))
    one, other = (analysed("vessel", 12, said, 4.0) for _ in range(2))
    assert one[0] == other[0]
    assert all(np.array_equal(one[1][name], other[1][name]) for name in one[1])


def test_larger_camps_come_first() -> None:
    _, said = crowd_of("vessel", "opposed camps", 41, np.random.default_rng(3))
    sizes = np.bincount(analysed("vessel", 41, said, 4.0)[1]["camp"])
    assert sizes.tolist() == sorted(sizes.tolist(), reverse=True)


@pytest.mark.parametrize("m", [6, 7, 13])
def test_members_who_all_said_the_same_are_one_group(m: int) -> None:
    rng = np.random.default_rng(6)
    z = opened("vessel").space.sample(SWIPES, rng)
    liked = (np.arange(SWIPES) % 2).astype(np.int64)
    said = rows(np.repeat(np.arange(m), SWIPES), np.tile(z, (m, 1)), np.tile(liked, m))
    words, found = analysed("vessel", m, said, 4.0)
    assert not words["supported"] and words["reading"] == NO_DIFFERENCE
    assert np.isfinite(found["probability"]).all() and np.isfinite(found["xy"]).all()
    assert all(np.isfinite(words[name]) for name in ("p_value", "stability", "silhouette", "map_share"))


def test_two_parties_of_clones_are_two_camps() -> None:
    rng = np.random.default_rng(7)
    z = opened("vessel").space.sample(SWIPES, rng)
    liked = (rng.random(SWIPES) < 0.5).astype(np.int64)
    member = np.repeat(np.arange(12), SWIPES)
    said = rows(member, np.tile(z, (12, 1)), np.concatenate([liked, 1 - liked] * 6))
    words, found = analysed("vessel", 12, said, 4.0)
    assert words["camps"] == 2
    assert len(set(found["camp"][::2].tolist())) == 1 != len(set(found["camp"].tolist()))


@pytest.mark.parametrize("reading", READINGS)
def test_every_reading_is_explained(reading: str) -> None:
    assert READINGS[reading].endswith(".") and len(READINGS[reading]) > 30


def test_only_separate_camps_are_supported() -> None:
    for reading in READINGS:
        found = Camps(reading, np.zeros(3, dtype=np.int64), np.ones((3, 1)), 0.5, 0.5, 0.0, np.zeros((3, 3)))
        assert found.supported == (reading == SEPARATE)
