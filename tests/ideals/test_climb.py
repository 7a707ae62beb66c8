"""Climbing: never outside, never down, and to the best point where it is known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from group_plgl.groups.comparability import comparable
from group_plgl.groups.model import GroupModel, equal_voices
from group_plgl.groups.rules import RULES
from group_plgl.ideals.climb import climb
from group_plgl.ideals.reverse import REACH, find_ideal
from group_plgl.latents import Space
from group_plgl.latents.limits import FREE
from group_plgl.members.dense import DenseOpinions, Tastes
from group_plgl.utility import AffineMap


def test_the_ball_pulls_in_only_what_is_outside() -> None:
    z = np.array([[3.0, 4.0], [0.3, 0.4], [0.0, 0.0]])
    assert np.allclose(FREE.nearest(z, 1.0), [[0.6, 0.8], [0.3, 0.4], [0.0, 0.0]])


@pytest.mark.parametrize("radius", [0.5, 2.0, 4.0])
def test_no_path_leaves_the_ball(linear: Any, radius: float) -> None:
    rng = np.random.default_rng(1)
    found = climb(linear(rng.standard_normal(16)), rng.standard_normal((20, 16)) * 3, radius)
    assert np.linalg.norm(found.z, axis=1).max() <= radius + 1e-9


@pytest.mark.parametrize("seed", range(5))
def test_a_linear_utility_is_best_on_the_border_along_its_weights(linear: Any, seed: int) -> None:
    rng = np.random.default_rng(seed)
    w = rng.standard_normal(16) * 10.0 ** rng.integers(-3, 4)
    found = climb(linear(w), rng.standard_normal((8, 16)), 2.4)
    best = found.z[np.argmax(found.score)]
    assert np.linalg.norm(best - 2.4 * w / np.linalg.norm(w)) < 1e-2
    assert found.score.max() == pytest.approx(2.4 * np.linalg.norm(w), rel=1e-4)


def test_a_top_inside_the_ball_is_found(bowl: Any) -> None:
    top = np.full(16, 0.3)
    found = climb(bowl(top), np.random.default_rng(2).standard_normal((8, 16)), 3.0)
    assert np.linalg.norm(found.z[np.argmax(found.score)] - top) < 0.03


def test_no_path_ends_below_its_start(bowl: Any) -> None:
    starts = np.random.default_rng(3).standard_normal((30, 16)) * 0.3
    utility = bowl(np.zeros(16))
    found = climb(utility, starts, 4.0, steps=3, first_step=5.0)
    assert np.all(found.score >= utility.score(starts))
    assert np.allclose(found.score, utility.score(found.z))


def test_a_flat_utility_stays_where_it_is(linear: Any) -> None:
    starts = np.random.default_rng(4).standard_normal((3, 16)) * 0.1
    assert np.array_equal(climb(linear(np.zeros(16)), starts, 4.0).z, starts)


def linear_group(m: int, seed: int) -> tuple[GroupModel, np.ndarray, AffineMap]:
    """A group of sure linear members in affine coordinates, and its weights carried to latents."""
    rng = np.random.default_rng(seed)
    space_map = AffineMap(rng.standard_normal((20, 16)) / 4, rng.standard_normal(20))
    tastes = Tastes(rng.standard_normal((m, 21)), np.tile(1e-8 * np.eye(21), (m, 1, 1)))
    known = comparable(DenseOpinions(tastes, space_map), rng.standard_normal((2000, 16)))
    weights = np.mean(tastes.mean[:, :-1] / known.scale[:, None], axis=0) @ space_map.matrix
    return GroupModel(known, RULES["mean"], equal_voices(m)), weights, space_map


@pytest.mark.parametrize("seed", range(3))
def test_the_ideal_of_a_linear_group_has_a_closed_form(space: Space, seed: int) -> None:
    group, weights, _ = linear_group(5, seed)
    ideal = find_ideal(group, space, np.random.default_rng(seed))
    best = REACH * space.typical_radius * weights / np.linalg.norm(weights)
    assert np.linalg.norm(ideal.z - best) < 1e-2


@pytest.mark.parametrize("rule", [name for name, rule in RULES.items() if rule.slopes is not None])
def test_an_ideal_pleases_the_rule_more_than_any_of_many_latents(space: Space, rule: str) -> None:
    mean, _, _ = linear_group(6, 9)
    group = GroupModel(mean.opinions, RULES[rule], mean.voices)
    ideal = find_ideal(group, space, np.random.default_rng(1))
    others = FREE.nearest(space.sample(5000, np.random.default_rng(2)), REACH * space.typical_radius)
    assert ideal.score > group.score(others).max()


def test_an_ideal_depends_on_nothing_but_its_chance(space: Space) -> None:
    group, _, _ = linear_group(4, 7)
    one, other = (find_ideal(group, space, np.random.default_rng(3)) for _ in range(2))
    assert np.array_equal(one.z, other.z) and one.score == other.score


def test_an_ideal_is_rounded_as_it_will_be_stored_and_lies_within_reach(space: Space, linear: Any) -> None:
    ideal = find_ideal(linear(np.ones(16)), space, np.random.default_rng(4))
    assert np.array_equal(ideal.z, space.canonical(ideal.z)[0])
    assert np.linalg.norm(ideal.z) <= REACH * space.typical_radius + 1e-5
    assert ideal.score == pytest.approx(float(ideal.z.sum()))


def test_dimensions_that_do_not_move_keep_their_starts_and_take_no_room_in_the_ball(linear: Any) -> None:
    starts = np.random.default_rng(5).standard_normal((6, 16))
    moving = np.arange(16) % 4 > 0
    found = climb(linear(np.ones(16)), starts, 2.0, moving=moving)
    assert np.array_equal(found.z[:, ~moving], starts[:, ~moving])
    assert np.allclose(found.z[:, moving], 2.0 / np.sqrt(12), atol=0.01)
