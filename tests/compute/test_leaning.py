"""Turning pictures towards words: as measured on what is drawn, and nothing at strength 0."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from group_plgl.analytics.keys import SEEN, axis_of, key_named, vocabulary
from group_plgl.compute.tasks.directions import open_directions
from group_plgl.compute.tasks.transform import run
from group_plgl.errors import BadInput
from group_plgl.generators import space_of

SPACE = space_of("vessel")
WORDS: dict[str, Any] = {
    "space": SPACE.key, "who": [], "rule": "", "calibration": 1.0, "ceiling": 1.0, "held_out": 0
}  # fmt: skip
Z = SPACE.sample(1, np.random.default_rng(3))[0]


def turned(**asked: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    return run(WORDS | asked, {"z": Z})


def test_a_picture_goes_towards_a_word_and_what_was_asked_stays() -> None:
    said, found = turned(lean=["warmth:warm"], strength=0.5, keep=["lightness"])
    warmth, lightness = said["gone"]
    assert said["verdict"] == "reached" and found["change"][0] > 1.0
    assert warmth["sign"] == 1 and 0.9 < warmth["after"] - warmth["before"] < 1.3
    assert abs(lightness["after"] - lightness["before"]) < lightness["just"]


def test_strength_zero_changes_nothing_to_the_last_bit() -> None:
    said, found = turned(lean=["busyness:calm", "colour:blue"], strength=0.0)
    assert found["z"][0].tobytes() == Z.tobytes() and said["verdict"] == "already"


@pytest.mark.parametrize(
    "asked",
    [
        {"lean": ["cuteness:cute"], "strength": 0.5},
        {"lean": ["warmth:warm", "warmth:cool"], "strength": 0.5},
        {"lean": ["warmth:warm"], "strength": 0.5, "keep": ["warmth"]},
        {"lean": [], "strength": 0.5},
        {"lean": ["warmth:warm"], "strength": 1.5},
    ],
)
def test_what_makes_no_sense_is_said(asked: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        turned(**asked)


def test_keys_are_words_of_scales_genes_and_colours_and_nothing_sensitive() -> None:
    avatar = space_of("avatar")
    hidden = [gene for gene in avatar.genes if gene.sensitive]
    assert hidden and all(axis_of(f"{gene.name}:{gene.high}", avatar) is None for gene in hidden)
    assert axis_of("gloss:glossy", SPACE) is not None and axis_of("colour:red", SPACE) is not None
    low, high = axis_of("lightness:dark", SPACE), axis_of("lightness:light", SPACE)
    assert low is not None and high is not None and (low.sign, high.sign) == (-1, 1)
    assert set(SEEN) <= set(vocabulary(SPACE))


def test_people_say_words_and_less_of_them() -> None:
    assert key_named("warm", SPACE) == key_named("more warm", SPACE) == "warmth:warm"
    assert key_named("less busy", SPACE) == "busyness:calm"
    assert key_named("blue", SPACE) == "colour:blue"
    for unknown in ("cute", "less blue"):
        with pytest.raises(BadInput):
            key_named(unknown, SPACE)


def test_a_gene_that_is_a_coordinate_is_its_own_direction() -> None:
    melody = space_of("melody")
    name = next(iter(set(vocabulary(melody)) - set(SEEN)))
    found = open_directions({"space": melody.key}, {}, [name])
    assert found.seen[0] == 1.0 and np.count_nonzero(found.way) == 1
