"""What is plain to see in a picture, in four numbers, and in words for those who cannot see it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from group_plgl.generators.oklab import oklab_of
from group_plgl.generators.raster import Pixels, shrunk
from group_plgl.shapes import Array

_LOOKED_AT = 128
_LONGER = 1.15
# Of each trait: its name, the words of its ends, and where they begin.
TRAITS: tuple[tuple[str, str, str, float, float], ...] = (
    ("lightness", "dark", "light", 0.45, 0.72),
    ("warmth", "cool", "warm", -0.015, 0.025),
    ("colourfulness", "muted", "colourful", 0.035, 0.09),
    ("busyness", "calm", "busy", 0.02, 0.055),
)
SHAPES = ("portrait", "landscape", "square")
IN_BLACK_AND_WHITE = "in black and white"
_GREY = 0.006


def traits_of(picture: Pixels) -> Array:
    """Lightness 0 to 1, warmth about -0.2 to 0.2, colourfulness 0 to 0.3, busyness 0 to 0.3.

    Warmth is the mean of the yellow and red axes of OKLab, colourfulness the mean chroma,
    busyness the mean step of lightness between neighbouring pixels of a small copy.
    """
    lab = oklab_of(shrunk(picture, _LOOKED_AT))
    down, across = np.gradient(lab[..., 0])
    return np.array([
        lab[..., 0].mean(), (lab[..., 1] + lab[..., 2]).mean() / 2.0,
        np.hypot(lab[..., 1], lab[..., 2]).mean(), np.hypot(down, across).mean(),
    ])  # fmt: skip


def words_of(traits: Sequence[float], width: int, height: int) -> list[str]:
    """Two to five words: what is remarkable about a picture, and whether it is upright.

    Args:
        traits: As `traits_of` gives them.
        width: Of the whole picture, in pixels.
        height: Of the whole picture, in pixels.
    """
    said = [
        low if value < low_end else high
        for (_, low, high, low_end, high_end), value in zip(TRAITS, traits, strict=True)
        if not low_end <= value <= high_end
    ]
    if traits[2] < _GREY:
        said = [word for word in said if word not in ("cool", "warm", "muted")] + [IN_BLACK_AND_WHITE]
    ratio = width / height
    return [*said, SHAPES[0] if ratio < 1 / _LONGER else SHAPES[1] if ratio > _LONGER else SHAPES[2]]
