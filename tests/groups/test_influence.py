"""Influence: what would be otherwise without a member."""

from __future__ import annotations

import numpy as np
import pytest

from group_plgl.errors import BadInput
from group_plgl.groups.comparability import calibrated
from group_plgl.groups.influence import moved_without, pulls
from group_plgl.groups.merging import MERGES
from group_plgl.groups.model import GroupModel, equal_voices
from group_plgl.groups.rules import RULES
from group_plgl.members.dense import DenseOpinions, Tastes
from group_plgl.utility import AffineMap

WEIGHTS = np.array([[1.0, 0.0, 0.0], [0.9, 0.1, 0.0], [1.1, -0.1, 0.0], [-2.0, 6.0, 0.0]])


def model(rule: str) -> GroupModel:
    tastes = Tastes(WEIGHTS, np.tile(0.01 * np.eye(3), (4, 1, 1)))
    opinions = calibrated(DenseOpinions(tastes, AffineMap(np.eye(2), np.zeros(2))), 1.0)
    return GroupModel(opinions, RULES[rule], equal_voices(4))


def test_the_ideal_moves_most_without_the_one_it_hangs_on() -> None:
    def best(kept: np.ndarray) -> np.ndarray:
        merged = MERGES["mean"].merged(WEIGHTS[kept], equal_voices(int(kept.sum())))[:-1]
        return 3.0 * merged / np.linalg.norm(merged)

    moved = moved_without(best, 4)
    assert np.argmax(moved) == 3
    assert moved[3] == pytest.approx(np.linalg.norm(best(np.ones(4, bool)) - best(np.arange(4) < 3)))


def test_the_consensus_follows_whoever_likes_it_least_and_the_mean_everybody() -> None:
    z = np.array([[2.0, -1.0], [1.0, 1.0]])
    assert pulls(model("consensus"), z)[3, 0] > 0.99
    assert np.allclose(pulls(model("mean"), z), 0.25)
    assert np.allclose(pulls(model("consensus"), z).sum(axis=0), 1.0)


def test_nobody_pulls_where_a_rule_only_ranks() -> None:
    with pytest.raises(BadInput, match="ranks candidates"):
        pulls(model("plurality"), np.zeros((1, 2)))
