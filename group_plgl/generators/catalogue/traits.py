"""What is plain to see in a picture, in words for those who cannot see it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from group_plgl.generators.raster import Pixels, resized
from group_plgl.perception.attributes import ATTRIBUTES, attributes_of, plain_words
from group_plgl.perception.features import SIDE
from group_plgl.perception.oklab import oklab_of
from group_plgl.shapes import Array

TOLD = ("lightness", "warmth", "colourfulness", "busyness")
SHAPES = ("portrait", "landscape", "square")
IN_BLACK_AND_WHITE = "in black and white"
_LONGER = 1.15
_GREY = 0.006  # of mean chroma


def traits_of(picture: Pixels) -> Array:
    """Where a picture stands on the scales of `perception.attributes`, one number each."""
    return np.asarray(attributes_of(oklab_of(resized(picture, SIDE, SIDE))[None])[0])


def words_of(traits: Sequence[float], width: int, height: int) -> list[str]:
    """One to five words: what is remarkable about a picture, and whether it is upright.

    Args:
        traits: As `traits_of` gives them.
        width: Of the whole picture, in pixels.
        height: Of the whole picture, in pixels.
    """
    said = plain_words(traits, TOLD)
    colourfulness = ATTRIBUTES["colourfulness"]
    place = traits[list(ATTRIBUTES).index(colourfulness.name)]
    if colourfulness.middle + colourfulness.spread * place < _GREY:
        said = [word for word in said if word not in ("cool", "warm", "muted")] + [IN_BLACK_AND_WHITE]
    ratio = width / height
    return [*said, SHAPES[0] if ratio < 1 / _LONGER else SHAPES[1] if ratio > _LONGER else SHAPES[2]]
