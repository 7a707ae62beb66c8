"""Provisional tastes: what one more answer leads to is what learning everything again gives."""

from __future__ import annotations

import numpy as np
import pytest

from group_plgl.members.answers import Answers, gather_answers
from group_plgl.members.fitting import Prior, fit
from group_plgl.members.provisional import after, joined
from group_plgl.shapes import Array

WHO = np.zeros(1, dtype=np.int64)


def prior(width: int) -> Prior:
    """A group's: neither even nor about 0."""
    rng = np.random.default_rng(3)
    root = rng.standard_normal((width, width)) / 2
    return Prior(rng.standard_normal(width), root @ root.T + np.eye(width), 0.2 * np.eye(width))


def a_like(x: Array, value: float) -> Answers:
    return gather_answers(WHO, x[None], [value], 1, graded=np.zeros(1, dtype=bool))


def a_pick(x: Array) -> Answers:
    """The first of four pictures is picked."""
    three = np.zeros(3, dtype=np.int64)
    return gather_answers(three, x[0] - x[1:], np.ones(3), 1, paired=np.ones(3, dtype=bool), answer=three)


@pytest.mark.parametrize("f", [3, 12, 40], ids=["few weights", "some weights", "many weights"])
def test_click_after_click_is_the_canonical_refit(f: int) -> None:
    rng, belief = np.random.default_rng(f), prior(f + 1)
    said = gather_answers(np.zeros(0, dtype=np.int64), np.zeros((0, f)), [], 1)
    taste, loud = fit(said, belief), 6.0 * rng.standard_normal(f)
    for turn in range(24):
        x = rng.standard_normal((4, f)) / np.sqrt(f)
        best = x[np.argsort(-x @ loud)]
        said = joined(said, a_pick(best) if turn % 3 == 0 else a_like(x[0], float(x[0] @ loud > 0)))
        taste, again = after(said, belief, taste), fit(said, belief)
        np.testing.assert_allclose(taste.mean, again.mean, rtol=0, atol=1e-6)
        np.testing.assert_allclose(taste.covariance, again.covariance, rtol=0, atol=1e-6)
    assert said.x.shape == (1, 8 * 3 + 16, f + 1)


def test_a_surprising_click_is_followed_to_the_end() -> None:
    """Twenty times the same, and then the opposite: one step would not do."""
    belief = Prior(np.zeros(3), 64.0 * np.eye(3), np.zeros((3, 3)))
    said = gather_answers(np.zeros(20, dtype=np.int64), np.tile([3.0, 1.0], (20, 1)), np.ones(20), 1)
    taste = fit(said, belief)
    said = joined(said, a_like(np.array([9.0, 3.0]), 0.0))
    taste, again = after(said, belief, taste), fit(said, belief)
    np.testing.assert_allclose(taste.mean, again.mean, rtol=0, atol=1e-6)


def test_joined_answers_stay_apart() -> None:
    """Two picks one after the other are two, whatever they were numbered."""
    x = np.random.default_rng(1).standard_normal((4, 2))
    both = joined(a_pick(x), a_pick(x))
    assert both.pick is not None and both.pick.tolist() == [[0, 0, 0, 1, 1, 1]]
    assert joined(both, gather_answers(WHO[:0], np.zeros((0, 2)), [], 1)).x.shape == (1, 6, 3)
