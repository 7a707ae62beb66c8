"""The least visible change: exact where all is affine, elsewhere never worse than a straight walk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from group_plgl.ideals.sights import AsDrawn, DrawnSight, ForetoldSight, Likeness, how_visible
from group_plgl.ideals.transform import (
    LAMBDA,
    Wish,
    nearest_that,
    seen_by,
    spent,
    steps_along,
    straight,
    transform,
)
from group_plgl.latents import Gene, Space
from group_plgl.latents.limits import Limits
from group_plgl.shapes import Array
from group_plgl.utility import AffineMap, Pullback

from .conftest import Bowl, Linear

D = 16
TOY = Space(
    "toy", 1, "Toys", "Small.", "None.", tuple(Gene(f"g{i}", "less", "more", "all") for i in range(D))
)


@dataclass(frozen=True)
class Bent:
    """Coordinates that bend: tanh of an affine map."""

    affine: AffineMap

    def coordinates(self, z: Array) -> Array:
        return np.tanh(self.affine.coordinates(z))

    def traced(self, z: Array) -> tuple[Array, Pullback]:
        x, pullback = self.affine.traced(z)
        return np.tanh(x), lambda v: pullback(v * (1.0 - np.tanh(x) ** 2))


@dataclass(frozen=True)
class Over:
    """w . x(z)."""

    space_map: Any
    w: Array

    def score(self, z: Array) -> Array:
        return self.space_map.coordinates(z) @ self.w

    def rise(self, z: Array) -> tuple[Array, Array]:
        x, pullback = self.space_map.traced(z)
        return x @ self.w, pullback(np.tile(self.w, (len(z), 1)))


def affine(seed: int, f: int = 20) -> AffineMap:
    rng = np.random.default_rng(seed)
    return AffineMap(rng.standard_normal((f, D)) * np.geomspace(2.0, 0.02, D), rng.standard_normal(f))


def wish_of(space: Space, utility: Any, space_map: Any, seed: int = 0, shrink: float = 0.3) -> Wish:
    start = space.canonical(shrink * space.sample(1, np.random.default_rng(seed)))[0]
    return Wish(utility, space, ForetoldSight(space_map, 0.5), start)


def metric(space_map: AffineMap) -> Array:
    return space_map.matrix.T @ space_map.matrix / 0.25 + LAMBDA * np.eye(D)


@given(seed=st.integers(0, 10_000), lack=st.floats(0.1, 3.0))
@settings(max_examples=25, deadline=None)
def test_in_an_affine_space_it_is_the_closed_form(seed: int, lack: float) -> None:
    space_map, w = affine(seed), np.random.default_rng(seed + 1).standard_normal(D)
    wish = wish_of(TOY, Linear(w), space_map, seed)
    solved = np.linalg.solve(metric(space_map), w)
    away = solved * lack / (w @ solved)
    if np.linalg.norm(wish.start + away) > wish.radius:
        return
    found = transform(wish, float(w @ wish.start) + lack)
    np.testing.assert_allclose(found.z, wish.start + away, atol=2e-5)
    assert found.score == pytest.approx(found.before + lack, abs=1e-4)


@given(seed=st.integers(0, 10_000), budget=st.floats(0.5, 4.0))
@settings(max_examples=25, deadline=None)
def test_in_an_affine_space_a_budget_is_spent_in_closed_form(seed: int, budget: float) -> None:
    space_map, w = affine(seed), np.random.default_rng(seed + 1).standard_normal(D)
    wish = wish_of(TOY, Linear(w), space_map, seed)
    solved = np.linalg.solve(metric(space_map), w)
    away = budget * solved / np.sqrt(w @ solved)
    if np.linalg.norm(wish.start + away) > wish.radius:
        return
    np.testing.assert_allclose(spent(wish, budget).z, wish.start + away, atol=2e-5)


@pytest.mark.parametrize("seed", range(4))
def test_where_looks_bend_it_is_reached_with_less_change_than_straight_ahead(seed: int) -> None:
    space_map = Bent(affine(seed))
    wish = wish_of(TOY, Over(space_map, np.random.default_rng(seed).standard_normal(20)), space_map, seed)
    level = float(wish.utility.score(wish.start[None])[0]) + 2.0
    found, ahead = transform(wish, level), straight(wish, level)
    assert found.score == pytest.approx(level, abs=0.03)
    assert ahead.verdict != "reached" or found.change < ahead.change


@pytest.mark.parametrize("seed", range(3))
def test_no_latent_nearby_reaches_the_level_with_a_smaller_change(seed: int) -> None:
    space_map, rng = Bent(affine(seed)), np.random.default_rng(seed)
    wish = wish_of(TOY, Over(space_map, rng.standard_normal(20)), space_map, seed)
    found = transform(wish, float(wish.utility.score(wish.start[None])[0]) + 1.5, steps=30)

    def cost(z: Array) -> Array:
        seen = ((wish.sight.looks(z) - wish.sight.looks(wish.start[None])) ** 2).sum(axis=1)
        return np.asarray(seen + LAMBDA * ((z - wish.start) ** 2).sum(axis=1))

    about = wish.inside(found.z + 0.03 * rng.standard_normal((4000, D)))
    as_good = about[wish.utility.score(about) >= found.score]
    assert len(as_good) > 100
    assert cost(as_good).min() > cost(found.z[None])[0] - 1e-3


def test_what_is_out_of_reach_is_told_with_the_best_that_was_found(linear: Any) -> None:
    wish = wish_of(TOY, linear(np.ones(D)), affine(1))
    found = transform(wish, 1000.0, steps=60)
    assert found.verdict == "out of reach"
    assert np.linalg.norm(found.z) <= wish.radius + 1e-5
    assert found.score > 0.9 * wish.radius * np.sqrt(D)


def test_an_improvement_that_nobody_can_see_is_called_invisible(linear: Any) -> None:
    unseen = AffineMap(np.diag([*np.full(D - 1, 3.0), 0.0]), np.zeros(D))
    wish = wish_of(TOY, linear(np.eye(D)[-1]), unseen)
    found = transform(wish, float(wish.start[-1]) + 2.0)
    assert found.verdict == "invisible" and found.score > found.before + 1.9
    assert found.change < 1.0


def test_sensitive_genes_and_those_that_were_asked_to_stand_still_do(linear: Any) -> None:
    genes = tuple(replace(gene, sensitive=place < 3) for place, gene in enumerate(TOY.genes))
    space, still = replace(TOY, genes=genes), np.arange(D) == 7
    wish = replace(wish_of(space, linear(np.ones(D)), affine(2)), still=still)
    found = transform(wish, float(wish.start.sum()) + 1.0)
    assert found.score == pytest.approx(found.before + 1.0, abs=0.02)
    assert np.array_equal(found.z[:3], wish.start[:3]) and found.z[7] == wish.start[7]
    assert np.abs(found.z - wish.start).max() > 0.05


def test_everything_stays_within_limits(linear: Any) -> None:
    low, high = np.full(D, -np.inf), np.full(D, 0.4)
    low[0] = high[0] = 0.25
    space = replace(TOY, limits=Limits(tuple(low), tuple(high)))
    wish = wish_of(space, linear(np.ones(D)), affine(3))
    found = transform(wish, float(wish.start.sum()) + 2.0, steps=30)
    assert space.limits.obeys(found.z[None])[0]
    assert found.score == pytest.approx(found.before + 2.0, abs=0.03)


@pytest.mark.parametrize("bent", [False, True])
def test_what_is_kept_keeps_its_value(bent: bool) -> None:
    rng, space_map = np.random.default_rng(4), affine(4)
    kept: Any = AffineMap(0.3 * rng.standard_normal((2, D)), rng.standard_normal(2))
    kept = Bent(kept) if bent else kept
    wish = replace(wish_of(TOY, Linear(rng.standard_normal(D)), space_map), kept=kept)
    free = transform(replace(wish, kept=None), wish.utility.score(wish.start[None])[0] + 1.5)
    found = transform(wish, wish.utility.score(wish.start[None])[0] + 1.5)
    before, after, other = kept.coordinates(np.array([wish.start, found.z, free.z]))
    assert found.score == pytest.approx(found.before + 1.5, abs=0.03)
    assert np.abs(after - before).max() < 0.02 < np.abs(other - before).max()
    assert found.change >= free.change - 0.05


def test_more_budget_buys_more_liking_and_is_never_overspent() -> None:
    space_map = Bent(affine(5))
    wish = wish_of(TOY, Over(space_map, np.random.default_rng(5).standard_normal(20)), space_map)
    row = [spent(wish, budget) for budget in (1.0, 2.0, 3.0)]
    assert row[0].before < row[0].score < row[1].score < row[2].score
    assert all(one.change <= budget + 1e-3 for one, budget in zip(row, (1.0, 2.0, 3.0), strict=True))


def test_steps_walk_along_the_taste_and_against_it_by_as_much_as_asked() -> None:
    space_map = Bent(affine(6))
    wish = wish_of(TOY, Over(space_map, np.random.default_rng(6).standard_normal(20)), space_map)
    row = steps_along(wish, [-2.0, -1.0, 0.0, 1.0, 2.0])
    scores = [one.score for one in row]
    assert scores == sorted(scores) and len(set(scores)) == 5
    assert np.array_equal(row[2].z, wish.start) and row[2].change == 0.0
    assert all(one.change <= abs(asked) + 1e-3 for one, asked in zip(row, (2, 1, 0, 1, 2), strict=True))
    np.testing.assert_allclose(wish.utility.score(np.array([one.z for one in row])), scores)


def test_slopes_of_a_foretold_sight_are_those_of_finite_differences() -> None:
    sight, z = ForetoldSight(Bent(affine(7)), 0.5), np.random.default_rng(7).standard_normal(D)
    looks, slopes = sight.slopes(z)
    steps = 1e-6 * np.eye(D)
    numeric = (sight.looks(z + steps) - sight.looks(z - steps)).T / 2e-6
    np.testing.assert_allclose(slopes, numeric, atol=1e-4)
    np.testing.assert_allclose(looks, sight.looks(z[None])[0])


def test_slopes_of_drawn_pictures_are_those_of_the_looks_and_none_of_what_stands_still() -> None:
    space_map, moving = affine(8), np.arange(D) != 3
    sight, z = DrawnSight(space_map.coordinates, moving, unit=0.5), np.ones(D)
    looks, slopes = sight.slopes(z)
    np.testing.assert_allclose(slopes, 2.0 * space_map.matrix * moving, atol=1e-9)
    np.testing.assert_allclose(looks, sight.looks(z[None])[0])


def test_what_was_just_looked_at_is_not_drawn_again() -> None:
    drawn, space_map = [], affine(8)

    def seen(z: Array) -> Array:
        drawn.append(len(z))
        return space_map.coordinates(z)

    sight, z = DrawnSight(seen, np.ones(D, dtype=bool)), np.ones((3, D))
    np.testing.assert_array_equal(sight.looks(z), sight.looks(z.copy()))
    sight.slopes(z[0])
    sight.slopes(z[0])
    assert drawn == [3, D + 1]


def test_liking_of_drawn_pictures_has_the_slope_of_finite_differences() -> None:
    space_map, rng = Bent(affine(12)), np.random.default_rng(12)
    sight = ForetoldSight(space_map, 0.5)
    reading = AffineMap(rng.standard_normal((3, 20)), rng.standard_normal(3))
    judged, z = AsDrawn(Bowl(rng.standard_normal(3)), reading, sight), 0.3 * rng.standard_normal((2, D))
    score, slope = judged.rise(z)
    np.testing.assert_allclose(score, judged.score(z))
    for one, rise in zip(z, slope, strict=True):
        steps = 1e-5 * np.eye(D)
        numeric = (judged.score(one + steps) - judged.score(one - steps)) / 2e-5
        np.testing.assert_allclose(rise, numeric, rtol=1e-3, atol=1e-3)


def test_the_last_steps_go_by_what_is_surely_seen() -> None:
    rough, true = affine(13), Bent(affine(14))
    wish = wish_of(TOY, Over(true, np.random.default_rng(13).standard_normal(20)), rough)
    sure = replace(wish, sight=ForetoldSight(true, 0.5))
    level = float(wish.utility.score(wish.start[None])[0]) + 1.5
    blind, seen = transform(wish, level), transform(wish, level, sure)
    looks = sure.sight.looks(np.array([wish.start, seen.z, blind.z]))
    change, before = np.linalg.norm(looks[1:] - looks[0], axis=1)
    assert seen.change == pytest.approx(change) and change < before
    assert seen.foretold == pytest.approx(
        float(np.linalg.norm(np.subtract(*wish.sight.looks(np.array([wish.start, seen.z])))))
    )
    assert seen.score == pytest.approx(level, abs=0.03)


def test_what_is_liked_sooner_than_foretold_is_not_changed_as_far(linear: Any) -> None:
    wish = wish_of(TOY, linear(np.ones(D)), affine(16))
    sure = replace(wish, utility=linear(np.full(D, 4.0)))
    level = float(sure.utility.score(wish.start[None])[0]) + 4.0
    found = transform(wish, level, sure)
    assert found.score == pytest.approx(level, abs=0.02)
    alone = transform(sure, level)
    np.testing.assert_allclose(found.z, alone.z, atol=1e-3)


def test_what_was_told_by_one_sight_is_told_anew_by_another(linear: Any) -> None:
    wish = wish_of(TOY, linear(np.ones(D)), affine(15))
    found = transform(wish, float(wish.start.sum()) + 3.0)
    loud = seen_by(found, wish.start, ForetoldSight(affine(15), 0.01))
    assert found.verdict == "invisible" and loud.verdict == "reached"
    assert loud.foretold == found.foretold and loud.change == pytest.approx(50.0 * found.change)
    lost = seen_by(transform(wish, 500.0), wish.start, ForetoldSight(affine(15), 500.0))
    assert lost.verdict == "out of reach" and lost.change < 1.0


def test_likeness_has_its_slope_and_leads_towards_the_others() -> None:
    space_map, rng = Bent(affine(9)), np.random.default_rng(9)
    goals = TOY.sample(5, rng) * 0.4
    likeness = Likeness.of(space_map, goals, 0.5)
    z, steps = rng.standard_normal(D), 1e-6 * np.eye(D)
    numeric = (likeness.score(z + steps) - likeness.score(z - steps)) / 2e-6
    np.testing.assert_allclose(likeness.rise(z[None])[1][0], numeric, atol=1e-5)
    found = spent(wish_of(TOY, likeness, space_map, 9), 2.0)
    assert found.score > found.before and found.change <= 2.0 + 1e-3


def test_what_a_gene_adds_to_a_change_is_what_undoing_it_would_take_away() -> None:
    space_map = affine(10)
    before, after = np.zeros(D), np.zeros(D)
    after[2], after[5] = 1.0, -2.0
    seen = how_visible(ForetoldSight(space_map, 0.5), before, after)
    lengths = np.linalg.norm(space_map.matrix, axis=0) / 0.5
    np.testing.assert_allclose(seen[[2, 5]], [lengths[2], 2.0 * lengths[5]])
    assert np.count_nonzero(seen) == 2


def test_of_pictures_that_are_there_the_nearest_that_pleases_enough_is_taken() -> None:
    score, gap = np.array([0.0, 3.0, 2.0, 5.0, 2.5]), np.array([0.0, 4.0, 2.0, 9.0, 1.9])
    assert nearest_that(score, gap, level=2.0) == (4, "reached")
    assert nearest_that(score, gap, level=6.0) == (3, "out of reach")
    assert nearest_that(score, gap, level=-1.0) == (0, "already")
    assert nearest_that(score, gap, budget=3.0) == (4, "reached")
    assert nearest_that(score, np.array([0.0, 4.0, 0.5, 9.0, 4.0]), level=1.0) == (2, "invisible")


@pytest.mark.parametrize("less", [0.0, 2.0])
def test_what_is_liked_enough_already_stays_as_it_is(linear: Any, less: float) -> None:
    wish = wish_of(TOY, linear(np.ones(D)), affine(11))
    found = transform(wish, float(wish.utility.score(wish.start[None])[0]) - less)
    assert found.verdict == "already" and found.change == 0.0
    assert np.array_equal(found.z, wish.start) and found.score == found.before
