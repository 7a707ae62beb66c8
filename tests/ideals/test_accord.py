"""Accord: everybody is pleased by one picture, or exactly those who exclude each other are named."""

from __future__ import annotations

import numpy as np

from group_plgl.compute.tasks.everybody import answered, supported
from group_plgl.ideals.accord import clashing, widened
from group_plgl.ideals.joint import Search
from group_plgl.latents import Space
from group_plgl.shapes import Array
from group_plgl.utility import sigmoid

from .test_joint import planted, starts, straight, wide  # noqa: F401 - a fixture

LEVEL = 0.6


def test_nothing_is_claimed_of_anybody_beyond_what_held_out_answers_support() -> None:
    assert supported({"ceiling": 0.8, "calibration": 0.9, "level": 0.5})
    assert not supported({"ceiling": 0.5, "calibration": 0.9, "level": 0.5})
    assert not supported({"ceiling": 0.8, "calibration": 0.0, "level": 0.5})


def likings(weights: Array, z: Array) -> Array:
    return np.asarray(sigmoid(weights @ z.T))


def test_a_conflict_is_minimal_and_each_part_of_it_has_a_witness() -> None:
    pleased = np.array([[1, 1, 0, 0], [1, 0, 1, 0], [0, 1, 1, 0], [1, 1, 1, 0]], dtype=np.bool_)
    assert clashing(pleased, np.zeros(4)) == (0, 1, 2)
    assert clashing(pleased[:2], np.zeros(2)) == ()
    nobody = np.vstack([pleased, np.zeros((1, 4), dtype=np.bool_)])
    assert clashing(nobody, np.array([0.0, 0.0, 0.0, 0.0, 1.0])) == (4,)


def test_a_picture_for_everybody_is_found_beyond_those_that_are_known(wide: Space) -> None:  # noqa: F811
    weights = np.random.default_rng(1).standard_normal((6, 40)) / np.sqrt(40) * 2.5
    known = starts(wide)
    assert not (likings(weights, known) >= LEVEL).all(axis=0).any()
    found = widened(Search.over(straight(weights), wide, LEVEL, known), known)
    assert (likings(weights, found) >= LEVEL).all(axis=0).any()


def test_two_opposed_members_are_named_and_nobody_else(wide: Space) -> None:  # noqa: F811
    weights, known = planted(5, [1, 3], np.random.default_rng(2)), starts(wide)
    found = np.vstack([known, widened(Search.over(straight(weights), wide, LEVEL, known), known)])
    liking = likings(weights, found)
    ways, rows = answered(liking, np.arange(len(found)), LEVEL)
    assert rows == (1, 3) and set(ways) == {"max-min", "approval", "slack"}
    assert liking[:, ways["max-min"]].min() == liking.min(axis=0).max()
    assert (liking[:, ways["approval"]] >= LEVEL).sum() == (liking >= LEVEL).sum(axis=0).max() == 4


def test_of_pictures_that_please_everybody_the_group_s_rule_decides() -> None:
    liking = np.array([[0.9, 0.7, 0.4], [0.6, 0.7, 0.9]])
    assert answered(liking, np.array([2, 1, 0]), 0.5) == ({"met": 1}, ())
    assert answered(liking, np.array([2, 0, 1]), 0.5) == ({"met": 0}, ())
    none, rows = answered(liking, np.arange(3), 0.95)
    assert "approval" not in none and len(rows) == 1
