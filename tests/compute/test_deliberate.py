"""Deliberating in the child: camps are told whatever was asked, a conflict names who is in it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from group_plgl.compute.tasks import deliberate, near
from group_plgl.compute.tasks.opening import open_features
from group_plgl.generators import SPACES
from group_plgl.groups.profile import equal_voices
from group_plgl.groups.rules import rule_named
from group_plgl.groups.splits import PARTS
from group_plgl.members.dense import Tastes

SPACE = SPACES["vessel"]
FEATURES = open_features({"space": SPACE.key}, {})
M = 6


@pytest.fixture(scope="module")
def opposed() -> Tastes:
    """Two camps who like the opposite, known fairly well."""
    width = FEATURES.coordinates(np.zeros((1, SPACE.latent_dim))).shape[1] + 1
    rng = np.random.default_rng(4)
    liked = 3.0 * rng.standard_normal(width)
    liked[-1] = 0.0
    mean = liked * np.where(np.arange(M) % 2, -1.0, 1.0)[:, None] + 0.5 * rng.standard_normal((M, width))
    return Tastes(mean, np.tile(0.1 * np.eye(width), (M, 1, 1)))


def deliberated(tastes: Tastes, level: float, **asked: np.ndarray) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the task says of members, of whom nothing is shown but one picture."""
    words = {
        "space": SPACE.key, "rules": ["consensus"], "calibration": 1.0, "ceiling": 0.99, "held_out": 100,
        "together": False, "level": level, "seed": 1,
    }  # fmt: skip
    here = SPACE.sample(1, np.random.default_rng(2))
    arrays = {"mean": tastes.mean, "covariance": tastes.covariance, "weights": np.ones(M)}
    return deliberate.run(words, arrays | {"ideals": here, "known": here[:0]} | asked)


def test_camps_are_told_where_everybody_was_asked_about_compromises_alone(opposed: Tastes) -> None:
    rng, rule = np.random.default_rng(1), rule_named("consensus")
    compromises = near.near_ideals(opposed, FEATURES, rule, equal_voices(M), SPACE, 12, rng, fewest=M)
    said, made = deliberated(opposed, 0.5, asked=compromises)
    assert said["split"]["verdict"] == PARTS and said["split"]["gain"] > 0.2
    assert made["part"].tolist() == [0, 1] * 3


def test_who_cannot_all_be_pleased_are_named_and_any_fewer_of_them_have_a_picture(opposed: Tastes) -> None:
    said, made = deliberated(opposed, 0.9)
    assert said["wish"] == "conflict"
    rows = np.flatnonzero(made["clashes"])
    assert len(set(made["part"][rows])) == 2
    ways = [one["name"] for one in said["options"] if one["kind"] == "joint"]
    assert set(ways) == {"max-min", "approval", "slack"}
    hung = [one["spot"] for one in said["options"] if one["kind"] == "collection"]
    assert len(hung) == len(set(hung)) == 9
