"""Colours by name: a picture of one colour is that colour, and what has no hue counts by area."""

from __future__ import annotations

import numpy as np

from group_plgl.perception.hues import TYPICAL, colours_of
from group_plgl.perception.oklab import oklab_of


def test_a_picture_of_one_colour_is_called_by_it() -> None:
    pictures = np.array([np.full((8, 8, 3), one, dtype=np.uint8) for one in TYPICAL.values()])
    shares = colours_of(oklab_of(pictures))
    assert (shares.argmax(axis=1) == np.arange(len(TYPICAL))).all()
    assert (shares >= 0.0).all() and (shares <= 1.0).all()


def test_a_little_strong_red_is_red_and_hardly_any_area() -> None:
    picture = np.full((1, 8, 8, 3), 128, dtype=np.uint8)
    picture[0, :4, :4] = TYPICAL["red"]
    shares = dict(zip(TYPICAL, colours_of(oklab_of(picture))[0], strict=True))
    assert shares["red"] > 0.5 and 0.6 < shares["grey"] < 0.8
