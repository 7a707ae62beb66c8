"""How alike a taste is to what it was: unmoved ones stay in their band, moved ones leave it."""

from __future__ import annotations

import numpy as np

from group_plgl.members.dense import Tastes
from group_plgl.members.similarity import held_against


def learned(weights, seen, x, noise):
    """The posterior of linear tastes from `seen` noisy looks, with a standard normal prior."""
    m, f = weights.shape
    precision = np.eye(f) + seen * np.eye(f) / noise
    covariance = np.linalg.inv(precision)
    mean = np.stack([covariance @ (seen / noise * (weights[i] + x[i])) for i in range(m)])
    return Tastes(mean, np.repeat(covariance[None], m, axis=0))


def test_unmoved_tastes_are_inside_the_band_and_moved_ones_outside():
    rng = np.random.default_rng(3)
    m, f, noise = 60, 8, 4.0
    weights, rows = rng.standard_normal((m, f)), rng.standard_normal((200, f))
    first_errors = rng.standard_normal((m, f)) * np.sqrt(noise / 10)
    more_errors = rng.standard_normal((m, f)) * np.sqrt(noise / 30)
    both = (10 * first_errors + 30 * more_errors) / 40  # the first ten looks are among the forty
    earlier = learned(weights, 10, first_errors, noise)
    stayed = held_against(earlier, learned(weights, 40, both, noise), rows, np.random.default_rng(1))
    inside = np.mean((stayed.now >= stayed.low) & (stayed.now <= stayed.high))
    assert inside > 0.85
    moved = held_against(earlier, learned(-weights, 40, both, noise), rows, np.random.default_rng(1))
    assert np.mean(moved.now < moved.low) > 0.95
    assert moved.now[-1] < moved.low[-1], "on average, too"


def test_the_same_taste_is_the_same():
    tastes = Tastes(np.array([[1.0, 2.0, 0.5]]), np.eye(3)[None])
    found = held_against(
        tastes, tastes, np.random.default_rng(0).standard_normal((50, 3)), np.random.default_rng(1)
    )
    assert np.allclose(found.now, 1.0) and np.allclose(found.low, 1.0)


def test_a_taste_that_says_the_same_of_everything_is_alike_to_nothing():
    flat, other = Tastes(np.zeros((1, 2)), np.eye(2)[None]), Tastes(np.ones((1, 2)), np.eye(2)[None])
    found = held_against(
        flat, other, np.random.default_rng(0).standard_normal((20, 2)), np.random.default_rng(1)
    )
    assert np.allclose(found.now, 0.0)
