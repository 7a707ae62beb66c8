"""Drawn folders: half of the pictures show the concept, and the same seed draws the same."""

from __future__ import annotations

import numpy as np
import pytest

from group_plgl.benchmarks.folders import CONCEPTS, SIDE, drawn, drawn_folder
from group_plgl.errors import NotFound
from group_plgl.generators.raster import pixels_of


@pytest.mark.parametrize("concept", CONCEPTS)
def test_of_half_the_pictures_the_concept_holds(concept):
    found = drawn(6, seed=1, concept=concept)
    assert sum(holds for _, holds in found) == 3
    assert {picture.shape for picture, _ in found} == {(SIDE, SIDE, 3)}
    assert len({picture.tobytes() for picture, _ in found}) == 6


def test_the_same_seed_writes_the_same_files(tmp_path):
    one, other = drawn_folder(tmp_path / "one", 4, seed=3), drawn_folder(tmp_path / "two", 4, seed=3)
    assert one == other == sorted(one)
    for name, _ in one:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
        assert pixels_of((tmp_path / "one" / name).read_bytes()).shape == (SIDE, SIDE, 3)


def test_what_is_liked_is_no_matter_of_how_light_a_picture_is():
    found = drawn(80, seed=4)
    light = np.array([picture.mean() for picture, _ in found])
    holds = np.array([one for _, one in found])
    assert abs(light[holds].mean() - light[~holds].mean()) < light.std() / 2


def test_an_unknown_concept_is_refused_with_those_known():
    with pytest.raises(NotFound, match="no concept 'cats'"):
        drawn(2, seed=1, concept="cats")
