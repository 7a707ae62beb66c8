"""The split test: parts are the tightest there are, and a gain is what members gain."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from group_plgl.errors import BadShape
from group_plgl.groups.splits import (
    BOTH,
    DIVIDED,
    OFFER,
    ONE,
    PARTS,
    cleft,
    directions,
    falls_apart,
    split_test,
    two_parts,
)

seeds = st.integers(0, 2**32 - 1)


def chance(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def even(m: int) -> np.ndarray:
    return np.full(m, 1.0 / m)


def spread(points: np.ndarray, part: np.ndarray) -> float:
    return sum(float(((points[part == k] - points[part == k].mean(axis=0)) ** 2).sum()) for k in (0, 1))


@given(seeds, st.integers(4, 8))
def test_no_other_parts_of_allowed_sizes_are_tighter(seed, m):
    points = chance(seed).standard_normal((m, 2))
    found = spread(points, two_parts(points, chance(seed)))
    others = [
        spread(points, np.isin(np.arange(m), some).astype(int))
        for size in range(2, m - 1)
        for some in combinations(range(m), size)
    ]
    assert found == pytest.approx(min(others), rel=0.05)


@given(seeds, st.integers(4, 40))
def test_no_part_is_one_person_or_less_than_a_seventh(seed, m):
    points = np.vstack([chance(seed).standard_normal((m - 1, 3)), np.full((1, 3), 100.0)])
    part = two_parts(points, chance(seed))
    sizes = np.bincount(part, minlength=2)
    assert sizes.sum() == m
    assert sizes.min() >= max(2, 0.15 * m)
    assert sizes[0] >= sizes[1]


@given(seeds)
def test_camps_far_apart_are_the_parts_whoever_stands_where(seed):
    rng = chance(seed)
    camp = np.array([0] * 7 + [1] * 3)
    points = 10.0 * camp[:, None] + rng.standard_normal((10, 4))
    order = rng.permutation(10)
    assert two_parts(points, chance(2)).tolist() == camp.tolist()
    assert two_parts(points[order], chance(2)).tolist() == camp[order].tolist()


def test_fewer_than_four_are_one_part():
    assert two_parts(np.arange(6.0).reshape(3, 2), chance()).tolist() == [0, 0, 0]


def test_the_same_chance_gives_the_same_parts():
    points = chance(3).standard_normal((24, 5))
    assert np.array_equal(two_parts(points, chance(4)), two_parts(points, chance(4)))


@pytest.mark.parametrize(
    ("gain", "apart", "verdict"),
    [
        (0.0, DIVIDED + 0.1, ONE),
        (OFFER - 0.01, DIVIDED + 0.1, ONE),
        (OFFER + 0.01, DIVIDED - 0.1, BOTH),
        (0.5, DIVIDED - 0.1, BOTH),
        (OFFER + 0.01, DIVIDED + 0.1, PARTS),
    ],
)
def test_parts_are_told_where_they_gain_and_are_two_and_both_are_offered_where_they_only_gain(
    gain, apart, verdict
):
    found = split_test(np.full(8, 0.5), np.full(8, 0.5 + gain), even(8), apart, chance())
    assert found.verdict == verdict
    assert found.gain == found.low == found.high == pytest.approx(gain)


def test_a_gain_counts_as_much_as_the_voice_of_who_has_it():
    one, own = np.array([0.5, 0.5]), np.array([0.9, 0.5])
    assert split_test(one, own, np.array([0.75, 0.25]), 1.0, chance()).gain == pytest.approx(0.3)
    assert split_test(one, own, np.array([3.0, 1.0]), 1.0, chance()).gain == pytest.approx(0.3)


def test_a_cleft_is_widest_between_opposites_and_none_within_one_part():
    part = np.array([0, 0, 1, 1])
    assert cleft(np.array([[1.0, 0.0], [1.0, 0.0], [-1.0, 0.0], [-1.0, 0.0]]), part) == pytest.approx(2.0)
    assert cleft(np.eye(4), part) == pytest.approx(0.0)
    assert cleft(np.eye(4), np.zeros(4, dtype=int)) == 0.0


@given(seeds)
def test_who_think_the_opposite_fall_apart_and_who_agree_do_not(seed):
    rng = chance(seed)
    taste, camp = rng.standard_normal(200), np.array([0] * 8 + [1] * 6)
    noise = 0.3 * rng.standard_normal((14, 200))
    opposed, agreed = taste * np.where(camp, -1.0, 1.0)[:, None] + noise, taste + noise
    assert falls_apart(opposed, even(14), chance()).tolist() == camp.tolist()
    assert not falls_apart(agreed, even(14), chance()).any()


def test_thinking_is_a_direction_and_of_one_who_tells_nothing_none():
    found = directions(np.array([[3.0, 4.0], [0.0, 0.0]]))
    assert found == pytest.approx(np.array([[0.6, 0.8], [0.0, 0.0]]))


def test_the_interval_holds_the_gain_and_shrinks_with_more_members():
    rng = chance(5)
    few, many = (0.1 + 0.2 * rng.standard_normal(m) for m in (8, 80))
    widths = []
    for more in (few, many):
        found = split_test(np.zeros(len(more)), more, even(len(more)), 0.0, chance())
        assert found.low < found.gain < found.high
        widths.append(found.high - found.low)
    assert widths[1] < 0.6 * widths[0]


@pytest.mark.parametrize(("one", "m"), [(3, 4), (0, 0)])
def test_wrong_shapes_are_told(one, m):
    with pytest.raises(BadShape, match="percentiles"):
        split_test(np.zeros(one), np.zeros(m), np.ones(m), 0.0, chance())
