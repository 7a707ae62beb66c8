"""What every drawn space must hold: its looks can be foretold, and its pictures found again."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
import torch

from group_plgl.compute.tasks import encode as task
from group_plgl.generators import SPACES, invert
from group_plgl.generators.invert import UNSEEN, UNTRIED, WORSE, encode, found_again, limit_of
from group_plgl.generators.looking import Trust, learned, scene_of
from group_plgl.generators.raster import to_pixels
from group_plgl.perception.features import SIDE
from group_plgl.perception.surrogate import Surrogate

# A surrogate of few pictures, quick to learn: the job draws eight times as many and more, and seeks longer.
PICTURES, STEPS = 1024, 60
FORETOLD_IN_ORDER = {"vessel": 0.93, "tiles": 0.2}
# Mean absolute difference of a picture found again.
FOUND_AGAIN = {"tiles": 0.08, "poster": 0.08}

every_space = pytest.mark.parametrize("name", sorted(SPACES))


@pytest.fixture(autouse=True)
def one_thread(monkeypatch: pytest.MonkeyPatch):
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    monkeypatch.setattr(invert, "STEPS", STEPS)
    yield
    torch.set_num_threads(before)


@cache
def foreseen(name: str) -> tuple[Surrogate, Trust]:
    return learned(scene_of(name), np.random.default_rng(4), PICTURES, PICTURES)


@every_space
def test_distances_are_foretold_about_in_order_and_much_faster_than_drawn(name: str) -> None:
    trust = foreseen(name)[1]
    assert trust.order > FORETOLD_IN_ORDER.get(name, 0.65)
    assert 0.0 < trust.explained <= 1.0 and trust.pictures == PICTURES


@every_space
def test_a_picture_of_the_space_is_found_again(name: str) -> None:
    drawn = scene_of(name)
    z = drawn.space.sample(1, np.random.default_rng(11))
    found = [encode(drawn, one, foreseen(name)[0], np.random.default_rng(3)) for one in drawn.decode(z, SIDE)]
    assert np.mean([error for _, error in found]) <= FOUND_AGAIN.get(name, 0.02)
    for again, error in found:
        assert (drawn.space.canonical(again)[0] == again).all()
        assert np.abs(again).max() <= 3.5
        assert 0.0 <= error < 1.0


def test_a_picture_from_elsewhere_is_told_to_lie_outside() -> None:
    vessel, surrogate = scene_of("vessel"), foreseen("vessel")[0]
    stripes = np.arange(SIDE) // 8 % 2
    elsewhere = np.repeat(np.float32(stripes[None] ^ stripes[:, None])[..., None], 3, axis=2)
    limit = limit_of(found_again(vessel, surrogate, np.random.default_rng(5), 2))
    assert encode(vessel, elsewhere, surrogate, np.random.default_rng(3))[1] > 2 * limit


def test_the_limit_is_told_by_the_worst_of_the_pictures_of_the_space_itself() -> None:
    assert limit_of(np.array([0.02, 0.06])) == pytest.approx(WORSE * 0.06)
    assert limit_of(np.array([0.001, 0.002])) == UNSEEN
    assert limit_of(None) == UNTRIED


def test_without_a_surrogate_a_hasty_one_is_learned() -> None:
    vessel = scene_of("vessel")
    picture = to_pixels(vessel.decode(vessel.space.sample(1, np.random.default_rng(12)), SIDE)[0])
    words = {"space": "vessel", "seed": 1}
    (said, found), (same, again) = (task.run(words, {"picture": picture}) for _ in range(2))
    assert said["error"] <= 0.02 and said["limit"] == UNTRIED
    assert (found["z"] == again["z"]).all() and said == same
