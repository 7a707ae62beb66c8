"""What is required: searches end where it is met, or say that they cannot."""

from __future__ import annotations

import numpy as np
import pytest

from group_plgl.errors import NotFound
from group_plgl.generators import space_of
from group_plgl.ideals.likings import Likings, logit
from group_plgl.ideals.required import Held, Required
from group_plgl.ideals.reverse import find_ideal
from group_plgl.ideals.variety import of_both
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


@pytest.mark.parametrize("level", [0.5, np.inf], ids=["to a level", "as far as it goes"])
def test_a_utility_is_held_down_by_what_is_required(level: float) -> None:
    asked, z = required(0.9), SPACE.sample(40, np.random.default_rng(6))
    held, step = Held(Liking(), asked, level), 1e-6 * np.ones(D)
    score, slope = held.rise(z)
    assert score == pytest.approx(held.score(z)) and (score <= Liking().score(z) + 1e-9).all()
    assert (held.score(z + step) - held.score(z - step)) / 2.0 == pytest.approx(slope @ step, abs=1e-8)
    if np.isfinite(level):
        assert asked.clear(z[score >= level]).all() and (score < level).any()


def test_near_looks_that_lack_what_is_required_there_is_nothing() -> None:
    asked, z = required(0.9), SPACE.sample(200, np.random.default_rng(7))
    far = z[np.argsort(asked.room(z))]
    rng = np.random.default_rng(8)
    assert of_both(far[[0, -1]], SPACE, MAP, 4, rng, asked).shape == (4, D)
    assert asked.clear(of_both(far[[0, -1]], SPACE, MAP, 4, rng, asked)).all()
    nothing = Required(asked.demands, asked.levels + 50.0, SPACE.learned)
    assert of_both(far[:2], SPACE, MAP, 4, rng, nothing).shape == (0, D)
