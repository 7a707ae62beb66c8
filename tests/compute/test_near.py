"""Near-ideals in the child: alike where tastes are sure, apart where they are not, all of them possible."""

from __future__ import annotations

import numpy as np
import pytest

from group_plgl.compute.tasks import near
from group_plgl.compute.tasks.opening import open_features
from group_plgl.generators import SPACES
from group_plgl.groups.profile import equal_voices
from group_plgl.groups.rules import rule_named
from group_plgl.members.dense import Tastes, with_bias

SPACE = SPACES["vessel"]
FEATURES = open_features({"space": SPACE.key}, {})


def tastes(spread: float, m: int = 3) -> Tastes:
    """Members who like much the same, known with a spread."""
    rng = np.random.default_rng(4)
    width = FEATURES.coordinates(np.zeros((1, SPACE.latent_dim))).shape[1] + 1
    mean = rng.standard_normal(width) + 0.3 * rng.standard_normal((m, width))
    return Tastes(mean, np.tile(spread**2 * np.eye(width), (m, 1, 1)))


def found(spread: float, seed: int = 1, count: int = 6) -> np.ndarray:
    rule, rng = rule_named("consensus"), np.random.default_rng(seed)
    return near.near_ideals(tastes(spread), FEATURES, rule, equal_voices(3), SPACE, count, rng)


def test_the_surer_tastes_are_the_more_alike_their_near_ideals_look() -> None:
    apart = []
    for spread in (0.0, 0.1, 0.5):
        x = FEATURES.coordinates(found(spread))
        apart.append(np.linalg.norm(x[:, None] - x, axis=2).mean())
    assert apart[0] < apart[1] < apart[2]


def test_they_please_more_than_pictures_at_large_and_stay_in_the_space() -> None:
    z = found(0.5)
    rng = np.random.default_rng(2)
    mean = tastes(0.5).mean.mean(axis=0)
    own, usual = (with_bias(FEATURES.coordinates(some)) @ mean for some in (z, SPACE.sample(500, rng)))
    assert np.median(own) > np.quantile(usual, 0.95)
    assert (np.linalg.norm(z, axis=1) <= near.REACH * SPACE.typical_radius + 1e-3).all()


def opposed(m: int = 6) -> Tastes:
    """Two parts who like the opposite, known well."""
    width = FEATURES.coordinates(np.zeros((1, SPACE.latent_dim))).shape[1] + 1
    liked = np.random.default_rng(4).standard_normal(width)
    liked[-1] = 0.0
    mean = liked * np.where(np.arange(m) % 2, -1.0, 1.0)[:, None]
    return Tastes(mean, np.tile(0.01 * np.eye(width), (m, 1, 1)))


def test_of_a_group_that_falls_in_two_most_are_ideals_of_either_part() -> None:
    divided, rng = opposed(), np.random.default_rng(1)
    z = near.near_ideals(divided, FEATURES, rule_named("consensus"), equal_voices(6), SPACE, 9, rng)
    own = divided.mean[:2] @ with_bias(FEATURES.coordinates(z)).T
    usual = divided.mean[:2] @ with_bias(FEATURES.coordinates(SPACE.sample(500, rng))).T
    high = np.quantile(usual, 0.9, axis=1)
    assert len(z) == 9
    assert (own[0, 3:6] > high[0]).all() and (own[1, 6:] > high[1]).all()
    assert (own[:, :3] < high[:, None]).all()


def test_parts_too_small_to_be_shown_have_none_of_their_own() -> None:
    divided = opposed()
    z = near.near_ideals(
        divided,
        FEATURES,
        rule_named("consensus"),
        equal_voices(6),
        SPACE,
        9,
        np.random.default_rng(1),
        fewest=4,
    )
    own = divided.mean[:2] @ with_bias(FEATURES.coordinates(z)).T
    usual = divided.mean[:2] @ with_bias(FEATURES.coordinates(SPACE.sample(500, np.random.default_rng(2)))).T
    assert (own < np.quantile(usual, 0.9, axis=1)[:, None]).all()


def test_of_pictures_that_are_there_each_part_has_its_own_too() -> None:
    divided, rng = opposed(), np.random.default_rng(3)
    there = SPACE.sample(60, rng)
    z = near.there_near(divided, FEATURES, rule_named("consensus"), equal_voices(6), there, 9, rng)
    own = divided.mean[:2] @ with_bias(FEATURES.coordinates(z)).T
    usual = np.median(divided.mean[:2] @ with_bias(FEATURES.coordinates(there)).T, axis=1)
    assert len({tuple(row) for row in z}) == 9
    assert (own[0, 3:6] > usual[0]).all() and (own[1, 6:] > usual[1]).all()


def test_of_no_pictures_none_comes() -> None:
    rule, rng = rule_named("mean"), np.random.default_rng(5)
    assert near.there_near(opposed(), FEATURES, rule, equal_voices(6), np.zeros((0, 16)), 9, rng).shape == (
        0,
        16,
    )


def test_the_same_seed_gives_the_same_and_another_one_others() -> None:
    assert np.array_equal(found(0.5), found(0.5))
    assert not np.array_equal(found(0.5), found(0.5, seed=2))


@pytest.mark.parametrize(("count", "many"), [(5, 5), (30, 20)])
def test_of_pictures_that_are_there_none_comes_twice(count: int, many: int) -> None:
    rng = np.random.default_rng(3)
    there = SPACE.sample(20, rng)
    z = near.there_near(tastes(1.0), FEATURES, rule_named("mean"), equal_voices(3), there, count, rng)
    assert len(z) == len({tuple(row) for row in z}) == many
    assert {tuple(row) for row in z} <= {tuple(row) for row in there}


def test_a_later_round_of_a_catalogue_has_other_pictures_for_either_part() -> None:
    rng = np.random.default_rng(6)
    z = rng.standard_normal((60, 8))
    arrays = {"catalogue_z": z, "catalogue_shares": z.var(axis=0)}
    words = {"space": "catalogue-0123456789abcdef@1", "rule": "consensus", "count": 9, "seed": 1, "fewest": 1}
    features = open_features(words, arrays)
    liked = rng.standard_normal(features.coordinates(z[:1]).shape[1] + 1)
    mean = liked * np.where(np.arange(6) % 2, -1.0, 1.0)[:, None]
    arrays |= {"mean": mean, "covariance": np.tile(0.01 * np.eye(len(liked)), (6, 1, 1))}
    first = near.run(words, arrays)[1]["z"]
    second = near.run(words, arrays | {"gone": first})[1]["z"]
    own = mean[:2] @ with_bias(features.coordinates(second)).T
    usual = np.median(mean[:2] @ with_bias(features.coordinates(z)).T, axis=1)
    assert not {tuple(one) for one in first} & {tuple(one) for one in second}
    assert (own[0, 3:6] > usual[0]).all() and (own[1, 6:] > usual[1]).all()
