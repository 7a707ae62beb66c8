"""Palettes: those with a name look as they are shown, and brand colours are met as nearly as is said."""

from __future__ import annotations

import numpy as np
import pytest

from group_plgl.errors import NotFound
from group_plgl.generators.oklab import oklab_of
from group_plgl.generators.palette_fit import FARTHEST, fitted, palette_of
from group_plgl.generators.palette_genes import Role
from group_plgl.generators.palettes import PALETTES, palette_named
from group_plgl.generators.raster import to_pixels

ROLES = tuple(Role)


def levels(*colours: str) -> np.ndarray:
    return np.array([list(bytes.fromhex(one[1:])) for one in colours], dtype=np.uint8)


def pixels(genes) -> np.ndarray:
    return to_pixels(palette_of(np.asarray(genes))[None])[0]


@pytest.mark.parametrize("name", PALETTES)
def test_a_named_palette_is_mixed_from_its_genes(name):
    assert np.abs(pixels(PALETTES[name].genes).astype(int) - levels(*PALETTES[name].colours)).max() <= 1


def test_there_are_a_dozen_palettes_and_no_other():
    assert len(PALETTES) == 12
    with pytest.raises(NotFound):
        palette_named("mauve")


def test_colours_that_a_palette_has_are_found_again():
    genes = PALETTES["delft"].genes
    brand = oklab_of(pixels(genes)[[Role.MAIN, Role.GROUND, Role.ACCENT]])
    assert fitted(brand, ROLES).apart.max() < 0.02


def test_what_is_said_of_a_fit_is_true():
    brand = oklab_of(levels("#006747", "#c49b5c", "#e2001a"))
    found = fitted(brand, ROLES)
    shown = oklab_of(pixels(found.genes))[list(found.roles)]
    assert np.allclose(np.linalg.norm(shown - brand, axis=1), found.apart, atol=0.004)
    assert len(set(found.roles)) == 3
    assert np.abs(found.genes).max() <= FARTHEST and np.array_equal(found.genes, np.float32(found.genes))


def test_the_first_colour_is_what_one_sees_first():
    first = fitted(oklab_of(levels("#c0614b")), ROLES)
    assert first.roles == (Role.MAIN,) and first.apart[0] < 0.02


def test_colours_are_given_only_roles_that_show():
    shown = (Role.MAIN, Role.ACCENT)
    assert set(fitted(oklab_of(levels("#222222", "#eeeeee")), shown).roles) == set(shown)


def test_a_fit_is_the_same_on_every_day():
    brand = oklab_of(levels("#7b2d8b"))
    assert np.array_equal(fitted(brand, ROLES).genes, fitted(brand, ROLES).genes)
