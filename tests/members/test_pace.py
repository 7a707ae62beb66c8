"""Pace: beside a member's own median, seen to tell on held-out answers, and without effect otherwise."""

from __future__ import annotations

import numpy as np
import pytest

from group_plgl.members.answers import gather_answers
from group_plgl.members.calibration import HeldOut
from group_plgl.members.pace import paced, paces, powers
from group_plgl.utility import sigmoid

M, A = 8, 120


def test_pace_is_beside_the_own_median_of_the_kind_and_walks_away_say_nothing():
    member = np.repeat([0, 1], 12)
    took = np.concatenate([np.full(12, 500.0), np.full(12, 4000.0)])
    took[[0, 1, 13, 14]] = [250.0, 500_000.0, 8000.0, np.nan]
    pace = paces(member, np.zeros(24, dtype=np.int64), took)
    assert pace[0] == pytest.approx(-np.log(2)) and pace[13] == pytest.approx(np.log(2))
    assert pace[1] == pace[14] == pace[2] == 0.0
    assert np.allclose(paces(member, np.zeros(24, dtype=np.int64), 3.0 * took), pace)
    assert not paces(member[:9], np.zeros(9, dtype=np.int64), took[:9]).any()  # too few to have a median


def said(sign: float, rng: np.random.Generator) -> tuple[HeldOut, np.ndarray]:
    """Answers that are foretold better the quicker (sign 1), alike (0) or the slower (-1) they were."""
    member, pace = np.repeat(np.arange(M), A), np.clip(rng.normal(0, 0.7, M * A), -1, 1)
    logit = rng.normal(0, 1.5, M * A)
    value = (rng.random(M * A) < sigmoid(logit * np.exp(-sign * pace))).astype(float)
    no = np.zeros(M * A, dtype=bool)
    return HeldOut(member, logit, value, no, np.arange(M * A)), pace


def test_quick_answers_count_more_only_where_they_are_the_sure_ones():
    rng = np.random.default_rng(3)
    assert (powers(*said(1.0, rng), M, 1.0) > 0).sum() >= M - 1
    assert (powers(*said(0.0, rng), M, 1.0) > 0).sum() == 0
    assert (powers(*said(-1.0, rng), M, 1.0) > 0).sum() == 0


def test_weights_add_up_to_the_same_and_others_stay_to_the_bit():
    rng = np.random.default_rng(4)
    member, pace = np.repeat([0, 1], 20), rng.normal(0, 0.5, 40)
    answers = gather_answers(member, rng.standard_normal((40, 3)), rng.integers(0, 2, 40).astype(float), 2)
    now = paced(answers, pace, np.array([0.5, 0.0]))
    assert np.array_equal(now.weight[1], answers.weight[1])
    assert now.weight[0].sum() == pytest.approx(20.0)
    slow = pace[answers.answer[0]]
    assert np.all(np.diff(now.weight[0][np.argsort(slow)]) <= 0)
