"""The way between two latents: it begins and ends where it should, and keeps away from the average."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from group_plgl.ideals.path import limit, stepping_stones, way

SHARES = np.linspace(0.0, 1.0, 11)


@given(st.integers(0, 10_000), st.integers(2, 40))
def test_a_way_begins_and_ends_where_it_should_and_never_leaves_the_longer_radius(seed: int, d: int) -> None:
    start, end = np.random.default_rng(seed).standard_normal((2, d))
    points = way(start, end, SHARES)
    assert np.allclose(points[0], start)
    assert np.allclose(points[-1], end)
    lengths = np.linalg.norm(points, axis=1)
    assert lengths.max() <= max(np.linalg.norm(start), np.linalg.norm(end)) + 1e-9


def test_the_middle_of_a_way_is_as_far_out_as_its_ends() -> None:
    points = way(np.array([2.0, 0.0]), np.array([0.0, 2.0]), SHARES)
    assert np.allclose(np.linalg.norm(points, axis=1), 2.0)
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    assert np.allclose(steps, steps[0])


@pytest.mark.parametrize(
    ("start", "end"), [([1.0, 0.0], [-1.0, 0.0]), ([0.0, 0.0], [1.0, 1.0]), ([1.0, 2.0], [1.0, 2.0])]
)
def test_between_opposites_from_the_origin_and_to_itself_the_way_is_straight(
    start: list[float], end: list[float]
) -> None:
    points = way(np.array(start), np.array(end), SHARES)
    assert np.allclose(points, np.linspace(start, end, 11))


def test_stepping_stones_are_real_each_once_and_in_order() -> None:
    real = np.array([[0.0], [1.0], [5.0], [9.0]])
    rows = stepping_stones(np.linspace(9.0, 0.0, 10)[:, None], real)
    assert rows.tolist() == [3, 2, 1, 0]


def test_the_limit_is_where_liking_first_falls_under_even() -> None:
    shares = np.array([0.0, 0.5, 1.0])
    assert limit(np.array([0.9, 0.6, 0.4]), shares) == pytest.approx(0.75)
    assert limit(np.array([0.9, 0.4, 0.9]), shares) == pytest.approx(0.4)
    assert limit(np.array([0.9, 0.8, 0.5]), shares) is None
    assert limit(np.array([0.4, 0.8, 0.9]), shares) == 0.0
