"""Answers as one batch: rows in order, padding behind, and cut points of the member's own."""

from __future__ import annotations

import numpy as np
import pytest

from group_plgl.members.answers import between, gather_answers

ONE = np.zeros(4, dtype=np.int64)


def test_answers_are_gathered_in_the_given_order_with_padding_behind() -> None:
    x = np.arange(8.0).reshape(4, 2)
    given = gather_answers(np.array([1, 0, 1, 1]), x, np.array([True, False, False, True]), 3)
    assert given.x.shape == (3, 3, 3)
    assert given.weight.tolist() == [[1, 0, 0], [1, 1, 1], [0, 0, 0]]
    assert given.x[1].tolist() == [[0, 1, 1], [4, 5, 1], [6, 7, 1]]
    assert given.value[1].tolist() == [1, 0, 1]
    assert np.all(given.x[2] == 0)


def test_some_members_are_as_wide_as_the_longest_of_them() -> None:
    given = gather_answers(np.array([0, 1, 1, 1]), np.ones((4, 2)), np.ones(4), 2)
    assert given.of(np.array([0])).x.shape == (1, 1, 3)
    assert given.of(np.array([1, 0])).weight.tolist() == [[1, 1, 1], [1, 0, 0]]


def test_a_like_lies_above_the_middle_and_a_dislike_below_it() -> None:
    low, high = between(ONE, np.array([1.0, 0.0, 1.0, 0.0]), np.zeros(4, dtype=bool), 1)
    assert low.tolist() == [0.0, -np.inf, 0.0, -np.inf]
    assert high.tolist() == [np.inf, 0.0, np.inf, 0.0]


def test_grades_lie_between_cut_points_of_the_members_own() -> None:
    value = np.array([0.0, 0.6, 1.0, 0.5])
    low, high = between(ONE, value, np.ones(4, dtype=bool), 1)
    assert low[0] == -np.inf and high[2] == np.inf
    assert high[0] < low[3] < 0.0 < high[3] == -low[3]  # the middle itself says no side
    assert high[3] < low[1] < high[1] < low[2]  # liking begins in the middle of the scale


def test_a_grade_given_often_says_little_and_a_rare_one_much() -> None:
    often = np.append(np.full(40, 0.75), np.linspace(0.1, 0.9, 20))
    low, high = between(np.zeros(60, dtype=np.int64), often, np.ones(60, dtype=bool), 1)
    assert high[0] - low[0] > 3.0 > 0.5 > (high - low)[45]


def test_who_gives_few_grades_borrows_from_the_group() -> None:
    member = np.repeat([0, 1], [1, 200])
    value = np.concatenate([[0.95], np.linspace(0.0, 1.0, 200)])
    low, _ = between(member, value, np.ones(201, dtype=bool), 2)
    alone, _ = between(member[:1], value[:1], np.ones(1, dtype=bool), 1)
    assert low[0] == pytest.approx(np.log(9.0), abs=0.9)
    assert 0.0 < alone[0] < low[0]


def test_every_grade_of_a_scale_has_a_band_of_its_own() -> None:
    value = np.repeat(np.arange(10) / 9, 3)
    low, high = between(np.zeros(30, dtype=np.int64), value, np.ones(30, dtype=bool), 1)
    assert len(set(low)) == 10
    assert np.all(low < high)
    assert np.all(high[:-3] <= low[3:] + 1e-12)


def test_rows_of_one_pick_belong_together() -> None:
    given = gather_answers(
        np.zeros(6, dtype=np.int64), np.ones((6, 2)), np.ones(6), 1,
        paired=np.array([True, True, True, False, True, True]), answer=np.array([0, 0, 0, 1, 2, 3]),
    )  # fmt: skip
    assert given.pick is not None
    assert given.pick[0].tolist() == [0, 0, 0, -1, 1, 2]
    assert given.of(np.array([0])).weighing(given.weight).pick is not None


def test_likes_and_picks_of_two_need_no_sums_over_picks() -> None:
    given = gather_answers(
        np.zeros(3, dtype=np.int64), np.ones((3, 2)), np.ones(3), 1, paired=np.array([True, True, False])
    )
    assert given.pick is None
