"""Foretelling and counting votes between a few pictures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from group_plgl.groups.ballots import forecast, simultaneous


def sure(means, m):
    """The same utilities for `m` members, known exactly."""
    return np.tile(np.asarray(means, dtype=float), (m, 1)), np.zeros((m, len(means), len(means)))


def test_a_picture_everybody_surely_likes_best_is_foretold_all_votes():
    found = forecast(*sure([9.0, -9.0, -9.0], 6), 6, np.random.default_rng(1))
    assert found.share[0] == pytest.approx(1.0, abs=1e-3)
    assert (found.low[0], found.high[0]) == (1.0, 1.0)


def test_what_hardly_ever_gets_a_vote_is_foretold_within_its_interval():
    found = forecast(*sure([5.0, 5.0, 0.0], 5), 5, np.random.default_rng(2))
    assert 0.0 < found.share[2] < 0.01
    assert (found.low <= found.share).all() and (found.share <= found.high).all()


def test_alike_pictures_are_foretold_alike_and_shares_sum_to_one():
    found = forecast(*sure([0.0] * 4, 8), 8, np.random.default_rng(2))
    assert found.share.sum() == pytest.approx(1.0)
    assert np.abs(found.share - 0.25).max() < 0.02


def test_a_forecast_is_the_choice_axiom_when_tastes_are_known():
    utility = np.array([1.0, 0.0, -1.0])
    found = forecast(*sure(utility, 10), 10, np.random.default_rng(3))
    expected = np.exp(utility) / np.exp(utility).sum()
    assert np.abs(found.share - expected).max() < 0.02


def test_doubt_about_tastes_widens_the_interval_and_pulls_shares_together():
    mean, _ = sure([1.5, -1.5], 12)
    unsure = np.tile(16.0 * np.eye(2), (12, 1, 1))
    known = forecast(mean, np.zeros((12, 2, 2)), 12, np.random.default_rng(4))
    doubted = forecast(mean, unsure, 12, np.random.default_rng(4))
    assert doubted.share[0] < known.share[0]
    assert doubted.high[0] - doubted.low[0] > known.high[0] - known.low[0]


def test_more_voters_of_one_mind_make_a_narrower_interval():
    reach = []
    for m in (4, 40):
        found = forecast(*sure([0.5, 0.0], m), m, np.random.default_rng(5))
        reach.append(found.high[0] - found.low[0])
    assert reach[1] < reach[0]


def test_voters_of_unknown_taste_are_taken_to_be_like_the_known_ones():
    mean, spread = sure([3.0, -3.0], 2)
    found = forecast(mean, spread, 20, np.random.default_rng(6))
    assert found.share[0] > 0.95


def test_ninety_five_of_a_hundred_votes_fall_into_their_interval():
    rng = np.random.default_rng(7)
    inside = []
    for _ in range(60):
        mean = rng.normal(size=(9, 4))
        found = forecast(mean, np.zeros((9, 4, 4)), 9, rng)
        votes = np.argmax(mean + rng.gumbel(size=mean.shape), axis=1)
        share = np.bincount(votes, minlength=4) / 9
        inside.append((found.low - 1e-9 <= share) & (share <= found.high + 1e-9))
    assert np.mean(inside) >= 0.93


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=2, max_size=5))
def test_every_interval_holds_its_share_and_lies_between_none_and_all(counts):
    total = sum(counts)
    for count, (low, high) in zip(counts, simultaneous(counts), strict=True):
        assert 0.0 <= low <= high <= 1.0
        if total:
            assert low - 1e-9 <= count / total <= high + 1e-9


def test_intervals_of_several_shares_are_wider_than_one_alone():
    two, five = simultaneous([5, 5]), simultaneous([5, 5, 0, 0, 0])
    assert five[0][1] - five[0][0] > two[0][1] - two[0][0]


def test_all_shares_are_inside_their_intervals_at_once_in_ninety_five_of_a_hundred_votes():
    rng = np.random.default_rng(8)
    truth = np.array([0.5, 0.25, 0.15, 0.1])
    whole = 0
    for _ in range(300):
        reach = np.array(simultaneous(rng.multinomial(30, truth).tolist()))
        whole += bool(((reach[:, 0] <= truth) & (truth <= reach[:, 1])).all())
    assert whole >= 0.93 * 300


def test_a_vote_of_nobody_says_nothing():
    assert simultaneous([0, 0]) == [(0.0, 1.0), (0.0, 1.0)]
