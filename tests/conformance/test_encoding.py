"""What every drawn space must hold: its looks can be foretold, and its pictures found again."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from group_plgl.generators import SPACES, invert
from group_plgl.generators.invert import UNSEEN, WORSE, encode, limit_of
from group_plgl.generators.looking import looked_at, rank_correlation, scene_of
from group_plgl.generators.surrogates import brought
from group_plgl.perception.distance import distance
from group_plgl.perception.features import SIDE
from group_plgl.perception.surrogate import inputs

PAIRS = 100
STEPS = 60  # half of what is sought otherwise
IN_ORDER = 0.86  # of so few pairs; the bar of many is 0.9 (bench perception)
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


@every_space
def test_distances_are_foretold_in_order(name: str) -> None:
    scene, rng = scene_of(name), np.random.default_rng(4)
    surrogate = brought(scene.space).surrogate
    one, other = (scene.space.sample(PAIRS, rng) for _ in range(2))
    told = surrogate.distance(*(surrogate.foretell(inputs(z, scene.coordinates(z))) for z in (one, other)))
    drawn = distance(looked_at(scene, one), looked_at(scene, other))
    assert rank_correlation(told, drawn) > IN_ORDER


@every_space
def test_a_picture_of_the_space_is_found_again(name: str) -> None:
    drawn = scene_of(name)
    z = drawn.space.sample(1, np.random.default_rng(11))
    picture = drawn.decode(z, SIDE)[0]
    again, error = encode(drawn, picture, brought(drawn.space).surrogate, np.random.default_rng(3))
    assert error <= FOUND_AGAIN.get(name, 0.02)
    assert (drawn.space.canonical(again)[0] == again).all()
    assert np.abs(again).max() <= 3.5


def test_a_picture_from_elsewhere_is_told_to_lie_outside() -> None:
    vessel = scene_of("vessel")
    known = brought(vessel.space)
    stripes = np.arange(SIDE) // 8 % 2
    elsewhere = np.repeat(np.float32(stripes[None] ^ stripes[:, None])[..., None], 3, axis=2)
    error = encode(vessel, elsewhere, known.surrogate, np.random.default_rng(3))[1]
    assert error > 2 * limit_of(known.found_again)


def test_the_limit_is_told_by_pictures_of_the_space_itself_of_which_one_may_have_gone_astray() -> None:
    assert limit_of(np.array([0.02, 0.04, 0.06, 0.06, 0.9])) == pytest.approx(WORSE * 0.06)
    assert limit_of(np.array([0.001, 0.002])) == UNSEEN
