"""Attributes say what one sees, on one scale everywhere."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from group_plgl.generators import SPACES, open_generator
from group_plgl.generators.raster import pixels_of, resized, to_pixels, webp_bytes
from group_plgl.perception.attributes import ATTRIBUTES, PLAIN, attributes_of, plain_words
from group_plgl.perception.features import SIDE
from group_plgl.perception.oklab import oklab_of

ROWS, COLUMNS = np.indices((SIDE, SIDE))


def measured(pixels: np.ndarray) -> dict[str, float]:
    lab = oklab_of(np.asarray(pixels, dtype=np.uint8))[None]
    return dict(zip(ATTRIBUTES, attributes_of(lab)[0], strict=True))


def painted(mask: np.ndarray, colour: tuple[int, int, int], ground: tuple[int, int, int]) -> np.ndarray:
    soft = np.clip(mask, 0.0, 1.0)[..., None]
    return np.round(soft * np.array(colour) + (1 - soft) * np.array(ground))


def disc(row: float = 32, column: float = 32, radius: float = 16) -> np.ndarray:
    return radius - np.hypot(ROWS - row + 0.5, COLUMNS - column + 0.5)


DARK, LIGHT, GREY = (40, 40, 44), (225, 225, 222), (120, 120, 120)
RED, ORANGE = (200, 60, 40), (240, 170, 90)
SQUARE = painted((abs(ROWS - 31.5) < 16) & (abs(COLUMNS - 31.5) < 16), DARK, LIGHT)
DISC = painted(disc(), DARK, LIGHT)
NOISE = np.random.default_rng(0).integers(0, 255, (SIDE, SIDE, 3))
SLOPE = np.repeat((60 + 2 * COLUMNS)[..., None], 3, axis=2)
PAIRS = {
    "lightness": (painted(disc(), DARK, (60, 60, 60)), painted(disc(), (200, 200, 200), LIGHT)),
    "warmth": (painted(disc(), (60, 90, 190), (90, 120, 200)), painted(disc(), (230, 120, 30), ORANGE)),
    "colourfulness": (DISC, painted(disc(), (230, 30, 60), (30, 60, 230))),
    "busyness": (DISC, NOISE),
    "contrast": (painted(disc(), (130, 130, 130), GREY), DISC),
    "redness": (painted(disc(), (40, 140, 60), LIGHT), painted(disc(), (200, 40, 60), LIGHT)),
    "variety of hues": (painted(disc(), RED, ORANGE), painted(disc(radius=26), RED, (40, 110, 160))),
    "detail": (SLOPE, NOISE),
    "symmetry": (painted(disc(column=12), DARK, LIGHT), DISC),
    "roundness": (SQUARE, DISC),
    "uprightness": (painted(ROWS % 16 < 8, DARK, LIGHT), painted(COLUMNS % 16 < 8, DARK, LIGHT)),
    "flatness": (NOISE, DISC),
    "light in the middle": (DISC, painted(disc(), LIGHT, DARK)),
    "gathering": (painted(-disc(radius=40), DARK, LIGHT), painted(disc(radius=7), DARK, LIGHT)),
    "weight below": (painted(disc(12, radius=8), DARK, LIGHT), painted(disc(52, radius=8), DARK, LIGHT)),
}  # fmt: skip


@cache
def drawn(name: str) -> np.ndarray:
    space = SPACES[name]
    z = space.sample(24, np.random.default_rng(9))
    return np.array([to_pixels(one) for one in open_generator(name).decode(z, 128)])


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_the_high_end_is_higher_than_the_low_one_by_more_than_a_spread(name: str) -> None:
    low, high = (measured(picture)[name] for picture in PAIRS[name])
    assert high - low > 1.0


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_every_attribute_explains_itself(name: str) -> None:
    one = ATTRIBUTES[name]
    assert one.name == name and one.low != one.high and one.spread > 0
    assert len(one.help) > 10 and one.source


def test_attributes_are_on_one_scale_whose_unit_drawn_pictures_fill() -> None:
    every = np.vstack([
        attributes_of(oklab_of(np.array([resized(one, SIDE, SIDE) for one in drawn(name)])))
        for name in SPACES
    ])  # fmt: skip
    assert np.abs(every.mean(axis=0)).max() < 1.6
    assert every.std(axis=0).min() > 0.35 and every.std(axis=0).max() < 2.5


def test_saving_a_picture_again_moves_it_little_on_every_scale() -> None:
    pixels = drawn(next(iter(SPACES)))[:12]
    again = [pixels_of(webp_bytes(one, 80)) for one in pixels]
    places = [
        attributes_of(oklab_of(np.array([resized(one, SIDE, SIDE) for one in some])))
        for some in (pixels, again)
    ]
    assert np.sqrt(((places[0] - places[1]) ** 2).mean(axis=0)).max() < 0.4


def test_words_are_said_of_what_is_plain_to_see_only() -> None:
    values = [0.0] * len(ATTRIBUTES)
    assert plain_words(values, list(ATTRIBUTES)) == []
    values[0], values[1], values[2] = -PLAIN, 2.0, 0.99 * PLAIN
    assert plain_words(values, list(ATTRIBUTES)) == ["dark", "warm"]
    assert plain_words(values, ["warmth"]) == plain_words(values, list(ATTRIBUTES), 1) == ["warm"]
