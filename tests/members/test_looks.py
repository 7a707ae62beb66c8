"""Two looks: found where there are two and enough answers, and nearly never where there is one."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

from group_plgl.members.answers import Answers, gather_answers
from group_plgl.members.features import Features
from group_plgl.members.fitting import fit
from group_plgl.members.looks import (
    BY_LUCK,
    as_likings,
    curved_prior,
    deepest_valley,
    luck,
    parted,
    sharpest_bend,
    unbent,
)
from group_plgl.shapes import Array
from group_plgl.utility import AffineMap, sigmoid

D, SCALE = 6, 16.0
USUAL = float(np.sqrt(2.0))
Taste = Callable[[Array], Array]


@cache
def features() -> Features:
    """Six coordinates of unlike size, as the looks of a space have them."""
    spread = np.array([0.7, 0.45, 0.35, 0.25, 0.25, 0.2])
    spread /= np.linalg.norm(spread)
    return Features.over(
        AffineMap(np.diag(spread), np.zeros(D)), np.random.default_rng(0).standard_normal((4000, D))
    )


def said_by(taste: Taste, swipes: int, rng: np.random.Generator) -> Answers:
    """Answers of somebody who likes four pictures in ten, and agrees with themself in nine of ten."""
    z = rng.standard_normal((4000, D))
    u = taste(z)
    u = (u - np.quantile(u, 0.6)) / u.std()
    rows = rng.choice(len(z), swipes, replace=False)
    liked = rng.random(swipes) < sigmoid(u[rows] / 0.3)
    x = features().coordinates(z[rows])
    return gather_answers(np.zeros(swipes, dtype=np.int64), x, liked.astype(float), 1)


def two_looks(seed: int) -> Taste:
    """Somebody who likes either of two opposite points, two sds from the middle."""
    at = np.random.default_rng(seed).standard_normal(3)
    at = np.concatenate([2.0 * at / np.linalg.norm(at), np.zeros(D - 3)])
    return lambda z: -np.minimum(*(np.linalg.norm((z - sign * at)[:, :3], axis=1) for sign in (1.0, -1.0)))


def straight(seed: int) -> Taste:
    w = np.random.default_rng(seed).standard_normal(D)
    return lambda z: z @ w


def one_point(seed: int) -> Taste:
    at = np.random.default_rng(seed).standard_normal(D)
    return lambda z: -np.linalg.norm(z - at, axis=1)


def found(taste: Taste, swipes: int, seed: int) -> bool:
    """Whether a bend shows that luck does not explain."""
    rng = np.random.default_rng(seed)
    likings, prior = said_by(taste, swipes, rng), curved_prior(features(), SCALE)
    return luck(likings, fit(likings, prior), features(), prior, rng) <= BY_LUCK


@pytest.mark.parametrize("taste", [straight, one_point])
def test_one_look_is_nearly_never_called_two(taste: Callable[[int], Taste]) -> None:
    assert sum(found(taste(seed), 80, seed) for seed in range(100)) <= 4


def test_two_far_looks_are_found_with_enough_answers() -> None:
    powers = [np.mean([found(two_looks(seed), swipes, seed) for seed in range(30)]) for swipes in (40, 160)]
    assert powers[0] < powers[1] and powers[1] >= 0.8


def test_a_taste_without_curves_bends_nowhere() -> None:
    rng = np.random.default_rng(4)
    tastes = fit(said_by(two_looks(1), 160, rng), curved_prior(features(), SCALE))
    assert sharpest_bend(tastes, features())[0] > 3.0
    flat = unbent(tastes.mean, features())
    x = rng.standard_normal((2, D))
    middle = features().curved(x.mean(axis=0, keepdims=True)) @ flat[0, :-1]
    ends = features().curved(x) @ flat[0, :-1]
    assert middle[0] == pytest.approx(ends.mean())


def test_the_deepest_valley_lies_between_the_two_points() -> None:
    rng = np.random.default_rng(5)
    tastes = fit(said_by(two_looks(2), 400, rng), curved_prior(features(), SCALE))
    z = rng.standard_normal((60, D))
    z *= 2.0 / np.linalg.norm(z, axis=1, keepdims=True)
    pair = deepest_valley(tastes, features(), z, USUAL)
    assert pair is not None
    taste, both = two_looks(2), z[list(pair)]
    assert taste(both).min() > taste(both.mean(axis=0, keepdims=True))[0]
    assert parted(tastes, features(), both, -np.inf, USUAL)
    assert not parted(tastes, features(), both, np.inf, USUAL)
    assert not parted(tastes, features(), np.array([both[0], both[0] + 0.01]), -np.inf, USUAL)


def test_picks_and_grades_say_it_too() -> None:
    rng, taste = np.random.default_rng(6), two_looks(3)
    z = rng.standard_normal((500, 2, D))
    u = np.stack([taste(z[:, side]) for side in (0, 1)], axis=1)
    x = features().coordinates(z[:, 0]) - features().coordinates(z[:, 1])
    everybody = np.zeros(len(z), dtype=np.int64)
    won = (u[:, 0] > u[:, 1]).astype(float)
    picks = as_likings(gather_answers(everybody, x, won, 1, paired=np.ones(len(z), bool)), 0)
    assert picks.paired.all()
    assert sharpest_bend(fit(picks, curved_prior(features(), SCALE)), features())[0] > 3.0
    grades = gather_answers(everybody, features().coordinates(z[:, 0]), rng.random(len(z)), 1)
    assert set(np.unique(as_likings(grades, 0).value)) == {0.0, 1.0}
