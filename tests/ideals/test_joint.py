"""Joint targets: everybody has theirs, or exactly those who keep each other from it are named."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from group_plgl.errors import OutOfReach
from group_plgl.ideals.fallbacks import least_missed
from group_plgl.ideals.halfspaces import nearest_to
from group_plgl.ideals.joint import Conflict, Met, meet
from group_plgl.ideals.likings import Judged, Likings, Together, logit
from group_plgl.ideals.typical import TypicalSet
from group_plgl.latents import Gene, Space
from group_plgl.latents.limits import Limits
from group_plgl.members.dense import DenseOpinions, Tastes
from group_plgl.shapes import Array
from group_plgl.utility import AffineMap, sigmoid

D = 40


@pytest.fixture
def wide() -> Space:
    genes = tuple(Gene(f"g{i}", "less", "more", "all") for i in range(D))
    return Space("toy", 1, "Toys", "Small things.", "None.", genes)


def straight(weights: Array, doubt: float = 1e-6, ceiling: float = 1.0, **more: Any) -> Likings:
    """Members with linear tastes over latents, no bias."""
    m, d = weights.shape
    tastes = Tastes(np.hstack([weights, np.zeros((m, 1))]), np.tile(doubt * np.eye(d + 1), (m, 1, 1)))
    return Likings(DenseOpinions(tastes, AffineMap(np.eye(d), np.zeros(d))), m, 1.0, ceiling, **more)


def planted(m: int, members: list[int], rng: np.random.Generator) -> Array:
    """Weights of `m` members among whom exactly these pull against each other."""
    weights = rng.standard_normal((m, D)) / np.sqrt(D) * 2.5
    last, others = members[-1], members[:-1]
    weights[last] = -(weights[others] * rng.uniform(0.7, 1.4, (len(others), 1))).sum(axis=0)
    return weights


def starts(space: Space, n: int = 4, seed: int = 5) -> Array:
    return space.sample(n, np.random.default_rng(seed))


@dataclass(frozen=True)
class Peaks:
    """Members with a best point each: 2 - |z - top|^2 / width, as sure opinions."""

    tops: Array
    width: float

    def moments(self, z: Array) -> tuple[Array, Array]:
        away = ((z[None] - self.tops[:, None]) ** 2).sum(axis=2)
        return 2.0 - away / self.width, np.zeros((len(self.tops), len(z)))

    def traced(self, z: Array) -> tuple[Array, Array, Any]:
        slope = -2.0 * (z[None] - self.tops[:, None]) / self.width
        return *self.moments(z), lambda by_mean, by_sd: np.einsum("mn,mnd->nd", by_mean, slope)


def test_everybody_has_their_target_and_nobody_more_than_it_takes(wide: Space) -> None:
    weights = np.random.default_rng(1).standard_normal((8, D)) / np.sqrt(D) * 2.5
    found = meet(straight(weights), wide, 0.75, starts(wide))
    assert isinstance(found, Met) and found.chances.min() >= 0.75
    pulled = found.multipliers > 1e-9
    assert pulled.any() and found.chances[pulled].max() < 0.752
    assert not TypicalSet(wide).outside(found.z[None]).any()


def test_an_affine_group_gets_the_latent_nearest_to_the_prior_sample(wide: Space) -> None:
    weights = np.random.default_rng(2).standard_normal((6, D)) / np.sqrt(D) * 2.5
    start = starts(wide, 1)
    found = meet(straight(weights), wide, 0.8, start)
    exact = nearest_to(weights, np.full(6, logit(0.8)), start[0], TypicalSet(wide).radius)
    assert isinstance(found, Met) and exact is not None
    np.testing.assert_allclose(found.z, exact.z, atol=0.02)
    assert found.way == pytest.approx(float(np.linalg.norm(exact.z - start[0])), abs=0.02)


def test_nobody_is_moved_who_is_pleased_already(wide: Space) -> None:
    found = meet(straight(np.eye(3, D)), wide, 0.01, starts(wide, 1))
    assert isinstance(found, Met) and found.way == 0.0 and not found.multipliers.any()


@pytest.mark.parametrize(("m", "k"), [(6, 2), (17, 3), (30, 5)])
def test_a_planted_conflict_is_found_exactly(wide: Space, m: int, k: int) -> None:
    rng = np.random.default_rng(m)
    members = sorted(rng.choice(m, k, replace=False).tolist())
    demands = straight(planted(m, members, rng))
    found = meet(demands, wide, 0.6, starts(wide))
    assert isinstance(found, Conflict)
    assert found.members == tuple(members)
    assert found.chances.min() < 0.6 and found.multipliers.sum() == pytest.approx(1.0)
    without = [row for row in range(m) if row != members[0]]
    rest = straight(np.asarray(demands.opinions.tastes.mean)[without, :-1])  # type: ignore[attr-defined]
    assert isinstance(meet(rest, wide, 0.6, starts(wide)), Met)


def test_the_best_compromise_is_fair_to_whoever_is_worst_off(wide: Space) -> None:
    weights = np.zeros((2, D))
    weights[0, 0], weights[1, 0] = 1.0, -1.0
    found = meet(straight(weights), wide, [0.7, 0.7], starts(wide))
    assert isinstance(found, Conflict) and found.members == (0, 1)
    np.testing.assert_allclose(found.chances, 0.5, atol=0.01)
    np.testing.assert_allclose(found.multipliers, 0.5, atol=0.01)


def test_what_the_typical_set_is_too_small_for_is_a_conflict_too(wide: Space) -> None:
    rng = np.random.default_rng(3)
    weights = rng.standard_normal((5, D)) / np.sqrt(D) * 0.3
    found = meet(straight(weights), wide, 0.85, starts(wide))
    assert isinstance(found, Conflict)
    for left in found.members:
        some = [row for row in found.members if row != left]
        if some:
            assert isinstance(meet(straight(weights[some]), wide, 0.85, starts(wide)), Met)


def test_a_robust_target_holds_for_the_doubtful_member(wide: Space) -> None:
    weights = np.random.default_rng(4).standard_normal((4, D)) / np.sqrt(D) * 5
    cautious = straight(weights, doubt=0.004, caution=1.0)
    found = meet(cautious, wide, 0.7, starts(wide))
    assert isinstance(found, Met)
    mean, sd = cautious.opinions.moments(found.z[None])
    assert sigmoid(mean - sd).min() >= 0.7
    assert straight(weights, doubt=0.004).values(found.z[None]).min() > logit(0.7)


def test_other_classifiers_are_rows_with_targets_of_their_own(wide: Space, linear: Any) -> None:
    weights = np.random.default_rng(6).standard_normal((3, D)) / np.sqrt(D) * 2.5
    portrait = linear(np.eye(D)[7] * 2.0)
    both = Together([straight(weights), Judged([portrait])])
    found = meet(both, wide, [0.6, 0.6, 0.6, 0.9], starts(wide))
    assert isinstance(found, Met) and sigmoid(portrait.score(found.z[None]))[0] >= 0.9
    against = Together([straight(weights), Judged([portrait, linear(-np.eye(D)[7])])])
    missed = meet(against, wide, [0.6, 0.6, 0.6, 0.9, 0.6], starts(wide))
    assert isinstance(missed, Conflict) and missed.members == (3, 4)


def test_curved_tastes_are_met_as_they_are_not_as_their_lines(wide: Space) -> None:
    tops = np.zeros((3, D))
    tops[0, 0], tops[1, 1], tops[2, 2] = 3.0, 3.0, 3.0
    peaks = Likings(Peaks(tops, 12.0), 3)
    found = meet(peaks, wide, 0.6, starts(wide))
    assert isinstance(found, Met) and sigmoid(peaks.values(found.z[None])).min() >= 0.6


def test_peaks_that_lie_too_far_apart_are_the_conflict(wide: Space) -> None:
    tops = np.zeros((4, D))
    tops[0, 0], tops[1, 0], tops[2, 1], tops[3, 2] = 4.0, -4.0, 1.0, 1.0
    found = meet(Likings(Peaks(tops, 6.0), 4), wide, 0.6, starts(wide))
    assert isinstance(found, Conflict) and found.members == (0, 1)


def test_limits_and_sensitive_genes_are_kept(wide: Space) -> None:
    genes = tuple(replace(gene, sensitive=place % 5 == 0) for place, gene in enumerate(wide.genes))
    low, high = np.full(D, -np.inf), np.full(D, np.inf)
    low[1:9], high[1:9] = -0.3, 0.4
    low[11] = high[11] = 0.75
    space = replace(wide, genes=genes, limits=Limits(tuple(low), tuple(high)))
    weights = np.random.default_rng(7).standard_normal((5, D)) / np.sqrt(D) * 3
    begin = starts(space)
    found = meet(straight(weights), space, 0.7, begin)
    assert isinstance(found, Met) and found.chances.min() >= 0.7
    assert space.limits.obeys(found.z[None]).all()
    assert any(np.array_equal(found.z[::5], start[::5]) for start in begin)


class Marked:
    """Nevers: everything with a first gene above a limit."""

    def room(self, z: Array) -> Array:
        return np.asarray(0.1 - z[:, 0])

    def led_out(self, z: Array) -> Array:
        return np.where(np.arange(z.shape[1]) == 0, np.minimum(z, 0.1 - 1e-6), z)

    def clear(self, z: Array) -> Any:
        return z[:, 0] <= 0.1


def test_what_must_not_come_again_is_in_nobodys_picture(wide: Space) -> None:
    weights = np.random.default_rng(11).standard_normal((4, D)) / np.sqrt(D) * 2.5
    weights[0, 0] += 1.0
    found = meet(straight(weights), wide, 0.75, starts(wide), Marked())
    assert isinstance(found, Met) and found.z[0] <= 0.1 and found.chances.min() >= 0.75


def test_more_than_answers_support_is_an_apology_with_the_best_there_is(wide: Space) -> None:
    weights = np.random.default_rng(8).standard_normal((3, D)) / np.sqrt(D) * 3
    with pytest.raises(OutOfReach, match=r"90\.0% was asked; answers .* support 80\.0%") as at:
        meet(straight(weights, ceiling=0.8), wide, [0.6, 0.9, 0.7], starts(wide))
    assert at.value.reached >= 0.6 and np.asarray(at.value.best).shape == (D,)


def test_missing_less_costs_a_longer_way(wide: Space) -> None:
    weights = planted(5, [0, 4], np.random.default_rng(10))
    demands, begin = straight(weights), starts(wide, 1)
    missed, away = [], []
    for cost in (0.05, 0.5, 50.0):
        z = least_missed(demands, wide, 0.7, begin, cost)
        missed.append(np.maximum(logit(0.7) - demands.values(z[None]), 0).sum())
        away.append(np.linalg.norm(z - begin[0]))
    assert missed[0] > missed[1] > missed[2] and away[0] < away[1] < away[2]


def test_slack_lets_who_cannot_be_helped_alone_and_meets_the_others(wide: Space) -> None:
    weights = np.zeros((4, D))
    weights[0, 0], weights[1, 0], weights[2, 1], weights[3, 2] = 1.0, -1.0, 1.0, 1.0
    demands = straight(weights)
    z = least_missed(demands, wide, 0.69, starts(wide), 100.0)
    assert demands.values(z[None])[2:].min() >= logit(0.689)
