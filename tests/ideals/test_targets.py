"""Targets: exactly the level that was asked, as the prior would draw it, or an apology with numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from group_plgl.errors import NotFound, OutOfReach
from group_plgl.ideals.likings import Chance, Likings
from group_plgl.ideals.targets import CLOSE, hit, hit_chance
from group_plgl.ideals.typical import TypicalSet
from group_plgl.latents import Gene, Space
from group_plgl.latents.limits import Limits
from group_plgl.members.dense import DenseOpinions, Tastes
from group_plgl.utility import AffineMap


@dataclass(frozen=True)
class Waves:
    """sin(3 z1) + z2 / 10: steps overshoot, slopes vanish, levels above 1 are rare."""

    def score(self, z: np.ndarray) -> np.ndarray:
        return np.sin(3 * z[:, 0]) + z[:, 1] / 10

    def rise(self, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        slope = np.zeros_like(z)
        slope[:, 0], slope[:, 1] = 3 * np.cos(3 * z[:, 0]), 0.1
        return self.score(z), slope


@dataclass(frozen=True)
class Marked:
    """Nevers: everything with a first gene above a limit."""

    limit: float

    def room(self, z: np.ndarray) -> np.ndarray:
        return self.limit - z[:, 0]

    def led_out(self, z: np.ndarray) -> np.ndarray:
        return np.where(np.arange(z.shape[1]) == 0, np.minimum(z, self.limit - 1e-6), z)

    def clear(self, z: np.ndarray) -> np.ndarray:
        return z[:, 0] <= self.limit


def test_an_affine_level_gives_the_prior_given_the_level(space: Space, linear: Any) -> None:
    rng = np.random.default_rng(1)
    w = rng.standard_normal(16)
    z = hit(linear(w), space, 1.7, space.sample(6000, rng))
    assert len(z) == 6000
    unit = w / np.linalg.norm(w)
    np.testing.assert_allclose(z @ unit, 1.7 / np.linalg.norm(w), atol=CLOSE)
    across = z - np.outer(z @ unit, unit)
    np.testing.assert_allclose(across.mean(axis=0), 0.0, atol=0.06)
    spread = np.linalg.svd(np.cov(across.T))[1]
    assert spread[-1] < 1e-4, "nothing is left to chance along the weights"
    assert spread[-2] > 0.85 and spread[0] < 1.12, "and all else is as the prior has it"


def test_an_affine_level_is_met_in_one_step_from_where_the_latent_was(space: Space, linear: Any) -> None:
    rng = np.random.default_rng(2)
    w, starts = rng.standard_normal(16), 0.5 * space.sample(50, rng)
    z = hit(linear(w), space, 1.0, starts)
    step = np.outer((1.0 - starts @ w) / (w @ w), w)
    np.testing.assert_allclose(z, starts + step, atol=1e-5)


@pytest.mark.parametrize("level", [-0.9, 0.0, 0.7, 1.05, 1.15])
def test_a_curved_level_within_reach_is_always_hit(space: Space, level: float) -> None:
    starts = space.sample(64, np.random.default_rng(3))
    z = hit(Waves(), space, level, starts)
    assert len(z) == 64
    assert np.abs(Waves().score(z) - level).max() <= CLOSE
    assert not TypicalSet(space).outside(z).any()


def test_a_top_that_is_not_reached_is_an_apology_with_numbers(space: Space, bowl: Any) -> None:
    with pytest.raises(OutOfReach, match=r"a score of 0\.3 was asked; the most within reach is") as caught:
        hit(bowl(np.full(16, 0.3)), space, 0.3, space.sample(8, np.random.default_rng(4)))
    np.testing.assert_allclose(caught.value.best, 0.3, atol=0.05)
    assert -0.05 < caught.value.reached <= 0.0 and caught.value.advice
    with pytest.raises(OutOfReach, match="the least within reach is"):
        hit(bowl(np.full(16, 0.3)), space, -400.0, space.sample(8, np.random.default_rng(4)))


@pytest.mark.parametrize("share", [0.5, 0.9, 0.999, 1.001])
def test_how_far_an_affine_utility_reaches_is_known(space: Space, linear: Any, share: float) -> None:
    w = np.random.default_rng(5).standard_normal(16)
    most = TypicalSet(space).radius * float(np.linalg.norm(w))
    starts = space.sample(16, np.random.default_rng(6))
    if share > 1.0:
        with pytest.raises(OutOfReach) as caught:
            hit(linear(w), space, share * most, starts, tolerance=1e-4 * most)
        assert caught.value.reached == pytest.approx(most, rel=1e-3)
        return
    z = hit(linear(w), space, share * most, starts)
    assert len(z) == 16 and not TypicalSet(space).outside(z).any()


def test_each_start_may_have_a_level_of_its_own(space: Space, linear: Any) -> None:
    levels = np.linspace(-2, 2, 9)
    z = hit(linear(np.ones(16) / 4), space, levels, space.sample(9, np.random.default_rng(7)))
    np.testing.assert_allclose(z.sum(axis=1) / 4, levels, atol=CLOSE)


def test_sensitive_genes_stay_as_they_were_drawn(linear: Any) -> None:
    genes = tuple(Gene(f"g{i}", "less", "more", "all", sensitive=i % 4 == 0) for i in range(16))
    space = Space("toy", 1, "Toys", "Small things.", "None.", genes)
    starts = space.sample(30, np.random.default_rng(8))
    z = hit(linear(np.ones(16)), space, 8.0, starts)
    assert np.array_equal(z[:, ::4], starts[:, ::4])
    assert TypicalSet(space).radius == pytest.approx(np.sqrt(26.217), abs=1e-3), "chi-square of 12 at 99 %"


def test_limits_are_kept(space: Space, linear: Any) -> None:
    low, high = np.full(16, -np.inf), np.full(16, np.inf)
    low[:6], high[:6] = -0.2, 0.5
    low[3] = high[3] = 0.25
    within = replace(space, limits=Limits(tuple(low), tuple(high)))
    z = hit(linear(np.ones(16) / 2), within, 4.0, within.sample(40, np.random.default_rng(9)))
    assert within.limits.obeys(z).all() and len(z) == 40
    np.testing.assert_allclose(z.sum(axis=1) / 2, 4.0, atol=CLOSE)


def test_what_must_not_come_again_does_not(space: Space, linear: Any) -> None:
    starts = space.sample(60, np.random.default_rng(10))
    z = hit(linear(np.ones(16)), space, 3.0, starts, nevers=Marked(0.2))
    assert len(z) > 30 and z[:, 0].max() <= 0.2
    with pytest.raises(NotFound, match="marked as never"):
        hit(linear(np.eye(16)[0]), space, 0.5, starts, nevers=Refusing())


class Refusing(Marked):
    """Room everywhere as foretold, and nothing clear when looked at."""

    def __init__(self) -> None:
        super().__init__(9.0)

    def clear(self, z: np.ndarray) -> np.ndarray:
        return np.zeros(len(z), dtype=bool)


def likings(space: Space, slope: float = 1.0, ceiling: float = 1.0) -> Likings:
    rng = np.random.default_rng(11)
    tastes = Tastes(3 * rng.standard_normal((2, 17)), np.tile(0.1 * np.eye(17), (2, 1, 1)))
    return Likings(DenseOpinions(tastes, AffineMap(np.eye(16) / 4, np.zeros(16))), 2, slope, ceiling)


@pytest.mark.parametrize("target", [0.3, 0.6, 0.9, 0.95])
def test_a_chance_is_hit_to_half_a_percent_as_it_is_shown(space: Space, target: float) -> None:
    chance = Chance(likings(space, 1.2, 0.97), 1)
    z = hit_chance(chance, space, target, space.sample(20, np.random.default_rng(12)))
    assert len(z) == 20 and np.abs(chance.shown(z) - target).max() <= 0.005


def test_no_chance_is_claimed_that_answers_do_not_support(space: Space) -> None:
    chance = Chance(likings(space, ceiling=0.8), 0)
    starts = space.sample(8, np.random.default_rng(13))
    with pytest.raises(OutOfReach, match=r"95\.0% was asked; answers .* support 80\.0%") as at:
        hit_chance(chance, space, 0.95, starts)
    assert at.value.reached == pytest.approx(0.8, abs=0.005)
    assert len(hit_chance(chance, space, 0.8, starts)) == 8


def test_a_chance_beyond_the_space_says_what_can_be_reached(space: Space) -> None:
    chance = Chance(likings(space, slope=0.05), 0)
    with pytest.raises(OutOfReach, match="the most that pictures of this space reach") as caught:
        hit_chance(chance, space, 0.95, space.sample(8, np.random.default_rng(14)))
    assert 0.5 < caught.value.reached < 0.7
    assert chance.shown(np.asarray(caught.value.best)[None])[0] == pytest.approx(caught.value.reached)
