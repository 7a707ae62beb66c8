"""Halfspaces: the least way to meet linear demands, and exactly who is in conflict where none is."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from group_plgl.ideals.halfspaces import (
    Clash,
    Nearest,
    compromise,
    least_distance,
    minimal,
    nearest_to,
    slack,
)

SEEDS = st.integers(0, 2**32 - 1)


def demands(seed: int, m: int, d: int, alike: float = 0.5) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.standard_normal((m, d)) + alike * rng.standard_normal(d), rng.standard_normal(m) + 0.5


def met(A: np.ndarray, c: np.ndarray, rows: tuple[int, ...], radius: float = 1e5) -> bool:
    found = least_distance(A[list(rows)], c[list(rows)])
    return isinstance(found, Nearest) and bool(np.linalg.norm(found.z) <= radius)


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS, m=st.integers(1, 12), d=st.integers(1, 15))
def test_the_nearest_point_meets_the_conditions_of_optimality(seed: int, m: int, d: int) -> None:
    A, c = demands(seed, m, d)
    found = least_distance(A, c)
    if isinstance(found, Clash):
        return
    scale = max(1.0, float(np.abs(found.z).max()))
    assert (A @ found.z - c).min() >= -1e-7 * scale
    assert (found.multipliers >= 0).all()
    np.testing.assert_allclose(found.z, A.T @ found.multipliers, atol=1e-9 * scale)
    assert abs(found.multipliers @ (A @ found.z - c)) <= 1e-6 * scale**2


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS, m=st.integers(3, 10), d=st.integers(1, 3))
def test_a_certificate_contradicts_itself_and_every_part_of_its_rows_can_be_met(
    seed: int, m: int, d: int
) -> None:
    A, c = demands(seed, m, d, alike=0.0)
    found = least_distance(A, c)
    if isinstance(found, Nearest):
        return
    assert found.weights.sum() == pytest.approx(1.0) and (found.weights >= 0).all()
    np.testing.assert_allclose(A.T @ found.weights, 0.0, atol=1e-6)
    assert c @ found.weights > 0
    assert not met(A, c, found.rows)
    assert all(met(A, c, part) for part in combinations(found.rows, len(found.rows) - 1) if part)


def test_the_support_of_a_basic_certificate_needs_no_pruning(monkeypatch: pytest.MonkeyPatch) -> None:
    clashes = 0
    for seed in range(60):
        A, c = demands(seed, 8, 3, alike=0.0)
        found = least_distance(A, c)
        if isinstance(found, Clash):
            clashes += 1
            assert found.rows == tuple(np.flatnonzero(found.weights))
    assert clashes > 20


@pytest.mark.parametrize("k", [2, 3, 5])
def test_exactly_those_who_pull_against_each_other_are_named(k: int) -> None:
    rng = np.random.default_rng(k)
    A = rng.standard_normal((20, 40))
    A[4 + k - 1] = -(A[4 : 4 + k - 1] * rng.uniform(0.5, 2.0, (k - 1, 1))).sum(axis=0)
    found = least_distance(A, np.full(20, 0.4))
    assert isinstance(found, Clash)
    assert found.rows == tuple(range(4, 4 + k))


def test_a_demand_that_nothing_changes_is_in_conflict_alone() -> None:
    A = np.array([[1.0, 0.0], [0.0, 0.0], [0.0, 1.0]])
    found = least_distance(A, np.array([1.0, 0.5, 1.0]))
    assert isinstance(found, Clash) and found.rows == (1,)
    assert isinstance(least_distance(A, np.array([1.0, -0.5, 1.0])), Nearest)


def test_demands_that_the_origin_meets_pull_nowhere() -> None:
    found = least_distance(np.eye(3), np.array([-1.0, 0.0, -2.0]))
    assert isinstance(found, Nearest)
    assert not found.z.any() and not found.multipliers.any()


def test_scaling_a_demand_changes_its_multiplier_and_nothing_else() -> None:
    A, c = demands(3, 6, 9)
    size = np.array([1e-4, 1.0, 30.0, 1.0, 1e3, 0.2])
    one, other = least_distance(A, c), least_distance(A * size[:, None], c * size)
    assert isinstance(one, Nearest) and isinstance(other, Nearest)
    np.testing.assert_allclose(one.z, other.z, atol=1e-9)
    np.testing.assert_allclose(one.multipliers, other.multipliers * size, atol=1e-8)


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS, m=st.integers(1, 10), d=st.integers(1, 12), radius=st.floats(0.3, 5.0))
def test_a_compromise_is_as_good_as_its_multipliers_prove(seed: int, m: int, d: int, radius: float) -> None:
    A, c = demands(seed, m, d, alike=0.2)
    best = compromise(A, c, radius)
    assert np.linalg.norm(best.z) <= radius * (1 + 1e-9)
    assert best.margin == pytest.approx(float((A @ best.z - c).min()))
    assert best.multipliers.sum() == pytest.approx(1.0) and (best.multipliers >= 0).all()
    bound = radius * np.linalg.norm(A.T @ best.multipliers) - c @ best.multipliers
    assert bound - best.margin <= 1e-5 * (1 + radius * np.abs(A).max())


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS)
def test_the_point_nearest_to_another_in_a_ball_is_nearer_than_others_that_meet_the_demands(
    seed: int,
) -> None:
    rng = np.random.default_rng(seed)
    A, c = demands(seed, 3, 6)
    wanted, radius = 2.0 * rng.standard_normal(6), 2.5
    found = nearest_to(A, c, wanted, radius)
    others = rng.standard_normal((4000, 6)) * 1.2
    others = others[((others @ A.T - c).min(axis=1) >= 0) & (np.linalg.norm(others, axis=1) <= radius)]
    if found is None:
        assert not len(others)
        return
    assert np.linalg.norm(found.z) <= radius and (A @ found.z - c).min() >= -1e-7
    away = np.linalg.norm(others - wanted, axis=1).min(initial=np.inf)
    assert np.linalg.norm(found.z - wanted) <= away + 1e-4


def test_rows_that_are_not_needed_for_a_conflict_are_let_go() -> None:
    asked = []

    def reachable(rows: tuple[int, ...]) -> bool:
        asked.append(rows)
        return not {2, 5} <= set(rows)

    assert minimal((0, 2, 3, 5), reachable, np.array([1.0, 0, 3, 2, 0, 4])) == (2, 5)
    assert asked[0] == (2, 3, 5), "who weighs least is tried first"


@pytest.mark.parametrize("seed", range(8))
def test_slack_costs_less_than_any_point_around_it(seed: int) -> None:
    A, c = demands(seed, 9, 4, alike=0.0)
    found = slack(A, c, 0.7)

    def paid(z: np.ndarray) -> np.ndarray:
        return 0.5 * (z**2).sum(axis=1) + 0.7 * np.maximum(c - z @ A.T, 0).sum(axis=1)

    around = found.z + np.random.default_rng(seed).standard_normal((2000, 4)) * 0.1
    assert paid(found.z[None])[0] <= paid(around).min() + 1e-9
    assert found.multipliers.max() <= 0.7 and found.multipliers.min() >= 0


def test_slack_that_costs_much_is_the_least_distance() -> None:
    A, c = demands(1, 5, 8)
    whole = least_distance(A, c)
    assert isinstance(whole, Nearest)
    np.testing.assert_allclose(slack(A, c, 1e3).z, whole.z, atol=1e-5)
