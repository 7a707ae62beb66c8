"""Matches are the same from both sides, and only what goes both ways is one."""

from __future__ import annotations

import numpy as np
import pytest

from group_plgl.ideals.likings import Likings
from group_plgl.ideals.match import Person, best_for_both, bridge, match, nearest
from group_plgl.utility import sigmoid

PICTURES, DRAWS = 400, 100


class Two:
    """Two linear tastes of latents, known for sure: an `Opinions`."""

    def __init__(self, weights, biases):
        self.weights, self.biases = np.asarray(weights), np.asarray(biases)

    def moments(self, z):
        mean = self.weights @ z.T + self.biases[:, None]
        return mean, np.full_like(mean, 1e-6)

    def traced(self, z):
        mean, sd = self.moments(z)
        return mean, sd, lambda by_mean, by_sd: by_mean.T @ self.weights


def person(weights, bias=0.0, doubt=0.1, seed=1):
    rng = np.random.default_rng(seed)
    z = np.random.default_rng(0).standard_normal((PICTURES, len(weights)))
    draws = (np.asarray(weights) + doubt * rng.standard_normal((DRAWS, len(weights)))) @ z.T + bias
    return Person.known_by(draws, draws.mean(axis=0) - draws.std(axis=0))


def test_equal_tastes_match_and_opposite_ones_do_not():
    one, same, other = person([2.0, 0.0]), person([2.0, 0.0], seed=2), person([-2.0, 0.0], seed=3)
    found = match(one, same, sigmoid)
    assert found.mutual and found.alike > 0.9 and found.liking > 0.9
    assert found.alike_low <= found.alike <= found.alike_high
    assert found.liking_low <= found.liking <= found.liking_high
    assert not match(one, other, sigmoid).mutual


@pytest.mark.parametrize("seed", range(5))
def test_a_match_reads_the_same_from_both_sides(seed):
    rng = np.random.default_rng(seed)
    one, other = (person(rng.standard_normal(3), rng.normal(), seed=row) for row in (1, 2))
    assert match(one, other, sigmoid) == match(other, one, sigmoid)


def test_liking_that_goes_one_way_is_no_match():
    # The first likes nearly everything, and so the best of the second; the second dislikes the first's best.
    open_minded, strict = person([0.0, 0.7], bias=2.0), person([2.0, 0.0], bias=-1.5, seed=2)
    assert sigmoid(open_minded.draws[:, strict.best]).mean() > 0.8
    assert not match(open_minded, strict, sigmoid).mutual


def test_who_likes_everything_is_not_everybodys_match():
    fond, also = person([1.0, 0.0], bias=3.0), person([0.0, 1.0], bias=3.0, seed=2)
    found = match(fond, also, sigmoid)
    assert found.liking > 0.9 and abs(found.alike) < 0.2
    assert not found.mutual


def test_doubt_makes_no_matches():
    unsure = [person([0.5, 0.0], doubt=2.0, seed=seed) for seed in (1, 2)]
    found = match(*unsure, sigmoid)
    assert not found.mutual and found.alike_low < 0.0 < found.alike_high


def test_the_bridge_is_best_for_whoever_likes_it_less(space):
    weights = np.zeros((2, space.latent_dim))
    weights[0, 0] = weights[1, 1] = 1.0
    both = Likings(Two(weights, [0.0, 0.0]), 2)
    z = bridge(both, space, np.random.default_rng(1), None)
    assert both.values(z[None]).min() > 1.5
    assert z[0] == pytest.approx(z[1], abs=0.1)
    candidates = np.zeros((3, space.latent_dim))
    candidates[0, 0], candidates[1, 1], candidates[2, :2] = 3.0, 3.0, 1.0
    assert best_for_both(both, candidates) == 2


def test_of_each_owner_the_nearest_is_kept_and_owners_come_by_it():
    assert nearest(np.array([3.0, 1.0, 2.0, 0.5]), [0, 0, 1, 2]) == [3, 1, 2]
    assert nearest(np.zeros(0), []) == []
