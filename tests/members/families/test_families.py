"""Every family learns every kind of answer, and none knows more than it was told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from group_plgl.benchmarks.tastes import areas
from group_plgl.errors import NotFound
from group_plgl.members.families.distil import Distiller
from group_plgl.members.families.known import sort_pictures
from group_plgl.members.families.registry import (
    DEFAULT_FAMILY,
    ENSEMBLE,
    FAMILIES,
    TOGETHER,
    family_named,
)  # fmt: skip
from group_plgl.members.families.taught import Choice, follow

from .conftest import D, World, islands, straight

LEARNING = [name for name, family in FAMILIES.items() if family.module]


def judged(world: World, name: str, group, z: np.ndarray) -> np.ndarray:
    x = world.features.coordinates(z)
    judge = FAMILIES[name].learn(world.known(group))
    return judge(np.broadcast_to(x, (len(group.answers.x), *x.shape)))


@pytest.mark.parametrize("picks", [False, True])
@pytest.mark.parametrize("name", LEARNING)
def test_every_family_learns_a_straight_taste_from_likes_and_from_picks(
    world: World, name: str, picks: bool
) -> None:
    rng = np.random.default_rng(3)
    tastes = [straight(rng) for _ in range(3)]
    group = world.group(tastes, 60, seed=4, picks=picks)
    z = rng.standard_normal((400, D))
    logits = judged(world, name, group, z)
    assert logits.shape == (3, 400) and np.isfinite(logits).all()
    liked = np.stack([utility(z) > 0 for utility in tastes])
    assert areas(logits, liked).min() > 0.7


@pytest.mark.parametrize("name", LEARNING)
def test_what_is_held_out_teaches_nothing(world: World, name: str) -> None:
    rng = np.random.default_rng(5)
    group = world.group([straight(rng), straight(rng)], 40, seed=6)
    weight = group.answers.weight * (np.arange(40) < 30)
    lies = replace(group.answers, value=np.where(weight > 0, group.answers.value, 1 - group.answers.value))
    lies = replace(
        lies,
        low=np.where(lies.value > 0.5, 0.0, -np.inf),
        high=np.where(lies.value > 0.5, np.inf, 0.0),
    )
    x = world.features.coordinates(rng.standard_normal((1, D)))[None].repeat(2, axis=0)
    one, other = (
        FAMILIES[name].learn(replace(group, answers=said).knowing(weight, 1e-9))(x)
        for said in (group.answers, lies)
    )
    assert np.allclose(one, other, atol=1e-5)


@pytest.mark.parametrize("name", LEARNING)
def test_a_member_who_likes_everything_is_learned_without_complaint(world: World, name: str) -> None:
    group = world.group([lambda z: np.full(len(z), 50.0), lambda z: np.full(len(z), -50.0)], 25, seed=1)
    logits = judged(world, name, group, np.random.default_rng(2).standard_normal((50, D)))
    assert logits[0].min() > 0.0 > logits[1].max()


def test_curves_and_neighbours_find_two_islands_that_straight_lines_do_not(world: World) -> None:
    rng = np.random.default_rng(8)
    tastes = [islands(rng) for _ in range(4)]
    group = world.group(tastes, 120, seed=9)
    z = rng.standard_normal((600, D))
    liked = np.stack([utility(z) > 0 for utility in tastes])
    dense = world.known(group).tastes.moments(world.features.coordinates(z))[0]
    for name in ("curved", "nearest", "vectors"):
        assert areas(judged(world, name, group, z), liked).mean() > areas(dense, liked).mean() + 0.03, name


def test_curves_over_coordinates_apart_find_what_the_others_drown(world: World) -> None:
    def waves(z: np.ndarray) -> np.ndarray:
        return np.asarray(3.0 * np.cos(4.0 * z[:, 0]))

    group, z = world.group([waves], 150, seed=11), np.random.default_rng(12).standard_normal((800, D))
    among, alone = (judged(world, "curved", replace(group, apart=apart), z) for apart in (0, 2))
    truth = waves(z)[None] > 0.0
    assert areas(alone, truth)[0] > areas(among, truth)[0] + 0.1


def test_a_pick_likes_one_picture_and_passes_over_its_rivals_which_weigh_as_much(world: World) -> None:
    group = world.group([straight(np.random.default_rng(1))], 5, seed=2, picks=True)
    said = sort_pictures(world.known(group), 0)
    assert np.isclose(said.weight[said.liked == 1].sum(), 5.0)
    assert np.isclose(said.weight[said.liked == 0].sum(), 5.0)
    assert len(np.unique(said.x[said.liked == 1], axis=0)) == 5


def test_distilled_weights_say_what_a_straight_judge_says(world: World) -> None:
    rng = np.random.default_rng(3)
    known = world.known(world.group([straight(rng), straight(rng)], 40, seed=5))
    wanted = rng.standard_normal((2, known.tastes.mean.shape[1]))
    wanted[:, :D] *= 3.0
    rows = np.hstack([known.pictures, np.ones((len(known.pictures), 1))])
    _, sd = known.tastes.moments(known.pictures)
    logits = wanted @ rows.T / np.sqrt(1.0 + np.pi * sd**2 / 8.0)
    found = Distiller(known).weights(logits)
    off = (found - wanted) @ rows.T
    assert np.abs(off).mean() < 0.1 * np.abs(wanted @ rows.T).mean()


def test_who_only_picked_keeps_where_liking_begins(world: World) -> None:
    known = world.known(world.group([straight(np.random.default_rng(4))], 30, seed=5, picks=True))
    distiller = Distiller(known)
    logits = np.random.default_rng(1).standard_normal((1, len(known.pictures)))
    assert np.allclose(distiller.weights(logits), distiller.weights(logits + 3.0))


def test_an_ensemble_of_one_is_that_one_and_the_others_stay_dense(world: World) -> None:
    rng = np.random.default_rng(6)
    known = world.known(world.group([straight(rng) for _ in range(3)], 40, seed=7))
    alone = follow(known, {1: Choice("nearest")})
    mixed = follow(known, {1: Choice(ENSEMBLE, tuple(float(name == "nearest") for name in TOGETHER))})
    assert np.allclose(alone.mean, mixed.mean)
    assert np.array_equal(alone.mean[[0, 2]], known.tastes.mean[[0, 2]])
    assert np.array_equal(alone.covariance, known.tastes.covariance)


def test_families_are_named_and_a_stranger_is_told_which_there_are() -> None:
    assert DEFAULT_FAMILY in FAMILIES and set(TOGETHER) < set(FAMILIES)
    assert all(len(one.help) > 10 and one.title and one.source and one.picks for one in FAMILIES.values())
    with pytest.raises(NotFound, match="no family 'oracle'"):
        family_named("oracle")
