"""Weights: they give the shares that were asked for, whatever the order, and say what that costs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from group_plgl.analytics.segments import NO_ANSWER
from group_plgl.analytics.weights import (
    HIGHEST,
    LOWEST,
    effective_n,
    raked,
    shares,
    trimmed,
    weighted_share,
)
from group_plgl.errors import BadInput
from group_plgl.members.calibration import wilson

CHOICES = ("x", "y", "z")


@st.composite
def surveys(draw, missing=True):
    """Members of all combinations of answers, so that any shares can be had, and targets."""
    questions = draw(st.integers(1, 3))
    every = np.stack(np.meshgrid(*[CHOICES] * questions), -1).reshape(-1, questions)
    times = draw(st.lists(st.integers(1, 4), min_size=len(every), max_size=len(every)))
    rows = [tuple(map(str, row)) for row, n in zip(every, times, strict=True) for _ in range(n)]
    if missing:
        quiet = draw(st.integers(0, 3))
        rows += [(NO_ANSWER, *rows[i % len(every)][1:]) for i in range(quiet)]
    targets = []
    for _ in range(questions):
        parts = np.array(draw(st.lists(st.integers(1, 9), min_size=3, max_size=3)), dtype=float)
        targets.append(dict(zip(CHOICES, (parts / parts.sum()).tolist(), strict=True)))
    return rows, targets


def possible(rows, targets):
    """The weights; such surveys are left out in which those who said nothing to one question weigh more
    on another than their answer may have in all."""
    try:
        return raked(rows, targets)
    except BadInput:
        assume(False)


@given(surveys())
def test_raking_gives_every_answer_its_share(survey):
    rows, targets = survey
    weights = possible(rows, targets)
    assert weights.mean() == pytest.approx(1.0) and weights.min() > 0
    for place, target in enumerate(targets):
        given_shares = shares([row[place] for row in rows], weights)
        assert given_shares == pytest.approx(target, abs=1e-6)
    quiet = np.array([row[0] == NO_ANSWER for row in rows])
    assert weights[quiet].sum() == pytest.approx(quiet.sum()), "who said nothing keeps their share"


@given(surveys(), st.randoms(use_true_random=False))
def test_the_order_of_members_and_questions_does_not_matter(survey, random):
    rows, targets = survey
    weights = possible(rows, targets)
    order = list(range(len(rows)))
    random.shuffle(order)
    assert raked([rows[i] for i in order], targets) == pytest.approx(weights[order], abs=1e-6)
    back = raked([row[::-1] for row in rows], targets[::-1])
    assert back == pytest.approx(weights, abs=1e-6)


def test_one_question_is_share_wanted_over_share_there():
    rows = [("x",)] * 6 + [("y",)] * 2 + [(NO_ANSWER,)] * 2
    weights = raked(rows, [{"x": 0.5, "y": 0.5}])
    assert weights.tolist() == pytest.approx([4 / 6] * 6 + [2.0] * 2 + [1.0] * 2)


def test_shares_of_answers_that_nobody_gave_are_refused_by_name():
    with pytest.raises(BadInput, match="nobody answered “z”, whose share should be 20 %") as told:
        raked([("x",), ("y",)], [{"x": 0.4, "y": 0.4, "z": 0.2}])
    assert "Wait" in told.value.advice


def test_shares_that_exclude_each_other_are_refused():
    rows = [("x", "x"), ("y", "y")]
    with pytest.raises(BadInput, match="all the shares at once"):
        raked(rows, [{"x": 0.9, "y": 0.1}, {"x": 0.1, "y": 0.9}])


@given(st.lists(st.floats(0.001, 1000), min_size=1, max_size=50), st.floats(0.01, 100))
def test_what_weights_are_worth_has_no_unit_and_is_at_most_all(weights, scale):
    w = np.array(weights)
    n = effective_n(w)
    assert 1 - 1e-9 <= n <= len(w) + 1e-9
    assert effective_n(w * scale) == pytest.approx(n)
    values = (np.arange(len(w)) % 2).astype(float)
    assert weighted_share(values, w * scale) == pytest.approx(weighted_share(values, w))
    assert trimmed(w).min() >= LOWEST and trimmed(w).max() <= HIGHEST


@given(st.integers(1, 60), st.data())
def test_equal_weights_give_the_interval_without_weights(n, data):
    liked = data.draw(st.integers(0, n))
    values = np.array([1.0] * liked + [0.0] * (n - liked))
    share, low, high = weighted_share(values, np.full(n, 3.0))
    assert (low, high) == pytest.approx(wilson(liked, n)) and share == pytest.approx(liked / n)


@given(surveys(missing=False))
def test_uneven_weights_widen_the_interval_as_if_fewer_had_answered(survey):
    rows, targets = survey
    weights = trimmed(raked(rows, targets))
    assume(weights.std() > 0.05)
    values = np.full(len(rows), 0.5)
    _, low, high = weighted_share(values, weights)
    _, low_plain, high_plain = weighted_share(values, np.ones(len(rows)))
    assert high - low > high_plain - low_plain


def test_of_nobody_everything_is_possible():
    assert effective_n(np.zeros(0)) == 0.0
    assert weighted_share(np.zeros(0), np.zeros(0)) == (0.5, 0.0, 1.0)
