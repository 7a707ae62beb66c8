"""Sets of pictures: nobody left out who need not be, and every part of a group has its share."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from abcvoting.abcrules import compute_equal_shares
from abcvoting.preferences import Profile
from abcvoting.properties import check_EJR
from hypothesis import given, settings
from hypothesis import strategies as st

from group_plgl.errors import BadShape
from group_plgl.ideals.sets import cover, fewest, proportional, served
from group_plgl.shapes import Array

seeds = st.integers(0, 2**32 - 1)


def likings(seed: int, most_members: int = 8, most: int = 9) -> tuple[Array, Array]:
    """How a few members like a few candidates, some of them alike, and the weights of the members."""
    rng = np.random.default_rng(seed)
    m, n = int(rng.integers(1, most_members + 1)), int(rng.integers(1, most + 1))
    return np.round(rng.random((m, n)), int(rng.integers(1, 4))), rng.dirichlet(np.ones(m))


def approvals(seed: int) -> tuple[np.ndarray, int]:
    """Approvals of at most 12 members among at most 10 candidates, in parts of one mind or at random."""
    rng = np.random.default_rng(seed)
    m, n = int(rng.integers(1, 13)), int(rng.integers(1, 11))
    parts = rng.random((int(rng.integers(1, 5)), n)) < rng.uniform(0.1, 0.9)
    mood = parts[rng.integers(len(parts), size=m)]
    approved = mood ^ (rng.random((m, n)) < rng.choice([0.0, 0.1, 0.5]))
    return approved, int(rng.integers(1, n + 1))


def profile(approved: np.ndarray) -> Profile:
    ballots = Profile(approved.shape[1])
    ballots.add_voters([np.flatnonzero(one).tolist() for one in approved])
    return ballots


@given(seeds, st.integers(1, 4))
def test_a_cover_serves_nearly_as_well_as_the_best_and_cannot_be_bettered_by_one_exchange(seed, k):
    liking, weights = likings(seed)
    rows = cover(liking, weights, k)
    n = liking.shape[1]
    assert len(rows) == len(set(rows.tolist())) == min(k, n)
    reached = served(liking, weights, rows)
    best = max(served(liking, weights, np.array(some)) for some in combinations(range(n), min(k, n)))
    assert (1 - 1 / np.e) * best - 1e-9 <= reached <= best + 1e-9
    for place in range(len(rows)):
        for other in np.setdiff1d(np.arange(n), rows):
            exchanged = np.append(np.delete(rows, place), other)
            assert served(liking, weights, exchanged) <= reached + 1e-8


def test_an_exchange_finds_the_two_camps_that_greed_hides():
    liking = np.array([[0.6, 1.0, 0.0], [0.6, 1.0, 0.0], [0.6, 0.0, 1.0], [0.6, 0.0, 1.0]])
    assert sorted(cover(liking, np.full(4, 0.25), 2).tolist()) == [1, 2]
    assert cover(liking, np.full(4, 0.25), 1).tolist() == [0]


def test_who_has_more_weight_is_served_first():
    liking = np.array([[1.0, 0.0], [0.0, 0.9]])
    assert cover(liking, np.array([0.3, 0.7]), 1).tolist() == [1]
    assert cover(liking, np.array([0.3, 0.7]), 2).tolist() == [1, 0]


@given(seeds, st.floats(0.1, 0.9))
def test_no_fewer_pictures_serve_everybody(seed, level):
    liking, _ = likings(seed)
    found = fewest(liking, level)
    enough = liking >= level
    assert found.exact
    assert found.unserved.tolist() == np.flatnonzero(~enough.any(axis=1)).tolist()
    able = np.setdiff1d(np.arange(len(liking)), found.unserved)
    assert enough[np.ix_(able, found.rows)].any(axis=1).all()
    for fewer in combinations(range(liking.shape[1]), max(len(found.rows) - 1, 0)):
        assert len(able) == 0 or not enough[np.ix_(able, list(fewer))].any(axis=1).all()


def test_of_as_few_pictures_the_better_liked_are_taken():
    liking = np.array([[0.7, 0.9, 0.0], [0.7, 0.8, 0.0], [0.0, 0.0, 0.7]])
    assert fewest(liking, 0.6).rows.tolist() == [1, 2]


def test_what_greed_needs_three_pictures_for_is_done_with_two():
    greedy_first = [1, 1, 1, 1, 0, 0]
    liking = np.array([greedy_first, [1, 1, 0, 0, 1, 0], [0, 0, 1, 1, 0, 1]], dtype=float).T
    assert sorted(fewest(liking, 1.0).rows.tolist()) == [1, 2]


def test_a_search_too_long_says_that_it_is_not_sure():
    rng = np.random.default_rng(1)
    found = fewest((rng.random((90, 60)) < 0.12).astype(float), 1.0)
    assert not found.exact
    assert 8 <= len(found.rows) <= 20


def test_nobody_needs_no_picture():
    assert fewest(np.zeros((3, 4)), 0.5).rows.tolist() == []
    assert fewest(np.zeros((3, 4)), 0.5).unserved.tolist() == [0, 1, 2]
    assert cover(np.zeros((0, 4)), np.zeros(0), 0).tolist() == []


def test_every_proportional_set_has_extended_justified_representation():
    for seed in range(500):
        approved, k = approvals(seed)
        rows = proportional(approved, approved.astype(float), k)
        assert len(rows) == len(set(rows.tolist())) == k
        assert check_EJR(profile(approved), rows.tolist(), algorithm="brute-force")


def test_a_proportional_set_is_among_those_of_another_implementation():
    for seed in range(120):
        approved, k = approvals(seed)
        k = min(k, 4)  # ties multiply what the other one has to try
        rng = np.random.default_rng(seed)
        rows = proportional(approved, rng.random(approved.shape), k)
        known = compute_equal_shares(
            profile(approved), k, algorithm="standard-fractions", resolute=False, max_num_of_committees=None
        )
        assert set(rows.tolist()) in [set(map(int, one)) for one in known]


def test_two_thirds_of_a_group_choose_two_of_three_pictures():
    approved = np.array([[1, 1, 1, 0, 0, 0]] * 6 + [[0, 0, 0, 1, 1, 1]] * 3, dtype=bool)
    rows = proportional(approved, approved.astype(float), 3)
    assert (rows < 3).sum() == 2


def test_ties_go_to_what_is_liked_more_and_then_to_the_first():
    approved = np.ones((4, 3), dtype=bool)
    assert proportional(approved, np.tile([0.7, 0.9, 0.8], (4, 1)), 2).tolist() == [1, 2]
    assert proportional(approved, np.ones((4, 3)), 2).tolist() == [0, 1]


@settings(max_examples=50)
@given(seeds)
def test_no_choice_depends_on_the_order_of_members(seed):
    liking, weights = likings(seed)
    order = np.random.default_rng(seed).permutation(len(liking))
    liking = liking + 1e-3 * np.random.default_rng(seed).random(liking.shape)
    approved, k = liking > 0.6, min(3, liking.shape[1])
    assert cover(liking[order], weights[order], k).tolist() == cover(liking, weights, k).tolist()
    shuffled = proportional(approved[order], liking[order], k)
    assert shuffled.tolist() == proportional(approved, liking, k).tolist()


def test_wrong_shapes_are_told():
    with pytest.raises(BadShape, match="weights"):
        cover(np.zeros((3, 4)), np.zeros(2), 1)
    with pytest.raises(BadShape, match="approvals"):
        proportional(np.zeros((3, 4), dtype=bool), np.zeros((3, 5)), 1)
