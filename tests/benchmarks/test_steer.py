"""The bench of steering measures own pictures as the product opens them; no share is asserted of so few."""

from __future__ import annotations

import numpy as np
import pytest

from group_plgl.benchmarks import steer
from group_plgl.benchmarks.own import Own, axis_and_sign, ends, own_pictures
from group_plgl.compute.tasks.directions import open_directions
from group_plgl.members.hints import Directions
from group_plgl.perception.attributes import ATTRIBUTES


@pytest.fixture(scope="module")
def own() -> Own:
    return own_pictures(60, 20, np.random.default_rng(4))


def test_true_attributes_are_nearly_those_that_the_product_measures(own):
    traits = own.arrays["catalogue_traits"]
    assert own.truly.shape == traits.shape == (60, len(ATTRIBUTES))
    assert all(np.corrcoef(own.truly[:, at], traits[:, at])[0, 1] > 0.8 for at in range(len(ATTRIBUTES)))
    assert not np.allclose(own.pictures.usual[0], traits.mean(axis=0), atol=1e-6)


def test_words_are_the_ends_of_attributes_and_turn_a_picture_into_another_one(own):
    assert len(ends()) == 2 * len(ATTRIBUTES)
    assert axis_and_sign("lightness:light") == (0, 1) and axis_and_sign("lightness:dark") == (0, -1)
    middle = int(np.abs(own.truly[:, 0]).argmin())
    lighter, darker = (own.turned(middle, f"lightness:{word}", 0.5) for word in ("light", "dark"))
    assert own.truly[lighter, 0] > own.truly[middle, 0] > own.truly[darker, 0]


def test_one_word_moves_what_is_shown_first_and_one_that_nothing_sees_moves_nothing(own):
    directions = open_directions(own.words, own.arrays, steer.NAMES)
    members = steer.gathered(own.pictures.attributes, 4, steer.CELLS[0], np.random.default_rng(2))
    heard = steer._after_one_word(own, members, directions, np.random.default_rng(5))
    assert all(len(some) == 4 and np.mean(some) > 0.0 for some in heard)
    blind = Directions(directions.way, directions.slope, directions.constant, np.zeros_like(directions.seen))
    assert steer._after_one_word(own, members, blind, np.random.default_rng(5)) == ([0.0] * 4, [0.0] * 4)


def test_a_catalogue_is_measured_in_every_way(monkeypatch, own):
    monkeypatch.setattr(steer, "own_pictures", lambda n, unseen, rng: own)
    few = steer.Effort((), 60, 1, 3, 2, 1)
    found = steer.in_catalogue(few, {name: [1, 0] for name in ("pictures", "members", "starts")})
    assert len(found.gone) == 2 and len(found.chosen) == len(found.meant) == 2 and not found.moved
    assert {len(found.right[way]) for way in (steer.COMMENTED, steer.MORE, steer.SILENT)} == {1}
