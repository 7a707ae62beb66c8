"""What is required: searches end where it is met, or say that they cannot."""

from __future__ import annotations

import numpy as np
import pytest

from group_plgl.errors import NotFound
from group_plgl.generators import space_of
from group_plgl.ideals.likings import Likings, logit
from group_plgl.ideals.required import Required
from group_plgl.ideals.reverse import find_ideal
from group_plgl.members.dense import DenseOpinions, Tastes
from group_plgl.utility import AffineMap, sigmoid

SPACE = space_of("tiles")
D = SPACE.latent_dim
MAP = AffineMap(np.eye(D) / np.sqrt(D), np.zeros(D))


def taste(seed: int, strength: float) -> Tastes:
    mean = np.random.default_rng(seed).standard_normal((1, D + 1)) * strength
    mean[0, -1] = 0.0
    return Tastes(mean, np.zeros((1, D + 1, D + 1)))


def required(level: float) -> Required:
    against = Tastes(taste(2, 4.0).mean - 0.5 * taste(1, 4.0).mean, taste(2, 4.0).covariance)
    return Required(Likings(DenseOpinions(against, MAP), 1), np.array([float(logit(level))]), SPACE.learned)


class Liking:
    """One taste as a utility."""

    def score(self, z):
        return MAP.coordinates(z) @ taste(1, 4.0).mean[0, :-1]

    def rise(self, z):
        _, back = MAP.traced(z)
        return self.score(z), back(np.tile(taste(1, 4.0).mean[0, :-1], (len(z), 1)))


def test_an_ideal_meets_what_is_required_and_gives_up_no_more_than_it_must() -> None:
    free = find_ideal(Liking(), SPACE, np.random.default_rng(3))
    asked = required(0.9)
    held = find_ideal(Liking(), SPACE, np.random.default_rng(3), nevers=asked)
    chance = sigmoid(asked.demands.values(held.z[None])[0, 0])
    assert 0.9 <= chance < 0.99, "it goes no farther in than it must"
    assert not asked.clear(free.z[None])[0]
    assert 0.3 * free.score < held.score < free.score


def test_requirements_are_led_to_and_what_nothing_meets_is_said() -> None:
    asked, z = required(0.9), SPACE.sample(50, np.random.default_rng(4))
    assert asked.clear(z).mean() < 0.5
    assert asked.clear(asked.led_out(z)).all() and (asked.room(asked.led_out(z)) >= 0.0).all()
    flat = Required(Likings(DenseOpinions(taste(2, 0.0), MAP), 1), np.array([1.0]), SPACE.learned)
    with pytest.raises(NotFound, match="required"):
        find_ideal(Liking(), SPACE, np.random.default_rng(5), nevers=flat)
