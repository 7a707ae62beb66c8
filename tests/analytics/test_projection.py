"""The flat map: the plane that keeps most, always the same way up, and honest about what it loses."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from group_plgl.analytics.projection import directions, flat_map


def cloud(m: int = 12, f: int = 6, seed: int = 1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.standard_normal((m, f)) * np.linspace(2.0, 0.2, f)


@settings(max_examples=30)
@given(some.integers(0, 10_000))
def test_the_same_members_in_another_order_give_the_same_map(seed: int) -> None:
    points = cloud(seed=seed)
    order = np.random.default_rng(seed).permutation(len(points))
    one, other = flat_map(points), flat_map(points[order])
    assert np.allclose(one.xy[order], other.xy, atol=1e-7)
    assert one.share == pytest.approx(other.share)


def test_moving_everybody_moves_nobody_on_the_map() -> None:
    assert np.allclose(flat_map(cloud()).xy, flat_map(cloud() + 5.0).xy)


def test_the_share_is_what_the_plane_keeps() -> None:
    points = cloud()
    found = flat_map(points)
    assert found.share == pytest.approx(np.sum(found.xy**2) / np.sum((points - points.mean(axis=0)) ** 2))
    assert 0.3 < found.share < 1.0


def test_flat_points_lose_nothing() -> None:
    points = cloud(f=2)
    found = flat_map(points)
    gaps = [np.linalg.norm(xy[:, None] - xy[None], axis=2) for xy in (points, found.xy)]
    assert found.share == pytest.approx(1.0)
    assert np.allclose(*gaps)


@pytest.mark.parametrize("points", [np.zeros((0, 4)), np.ones((1, 4)), np.ones((5, 4))])
def test_nobody_and_no_difference_lie_in_the_middle(points: np.ndarray) -> None:
    found = flat_map(points)
    assert found.xy.shape == (len(points), 2) and np.allclose(found.xy, 0.0)
    assert found.share == 1.0


def test_two_members_lie_on_a_line() -> None:
    found = flat_map(cloud(m=2))
    assert found.share == pytest.approx(1.0)
    assert np.allclose(found.xy[:, 1], 0.0)


def test_only_the_direction_of_a_taste_counts() -> None:
    weights = cloud()
    loudness = np.random.default_rng(2).lognormal(0, 2, (12, 1))
    assert np.allclose(directions(weights), directions(weights * loudness))
    assert np.allclose(np.linalg.norm(directions(weights), axis=1), 1.0)
    assert np.all(directions(np.zeros((1, 3))) == 0)
