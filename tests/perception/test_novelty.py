"""Novelty: what is known is found, and a copy is one whatever was done to its file."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from group_plgl.perception.features import LOOKS, SIDE, looks
from group_plgl.perception.novelty import COPY, nearest_known
from group_plgl.perception.oklab import oklab_of


def looks_of(picture: Image.Image) -> np.ndarray:
    pixels = np.asarray(picture.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BOX))
    return looks(oklab_of(pixels)[None])[0]


def picture(seed: int) -> Image.Image:
    rng = np.random.default_rng(seed)
    cells = rng.integers(0, 255, (6, 6, 3), dtype=np.uint8)
    return Image.fromarray(cells).resize((256, 256), Image.Resampling.NEAREST)


def saved_again(one: Image.Image) -> Image.Image:
    stream = io.BytesIO()
    one.resize((180, 180)).save(stream, "JPEG", quality=80)
    return Image.open(stream)


def test_the_nearest_is_found_and_nothing_known_is_none():
    known = np.array([looks_of(picture(seed)) for seed in range(5)])
    found = nearest_known(looks_of(picture(3)), known)
    assert found is not None
    assert (found.row, found.of) == (3, 5) and found.gap < 0.01 and found.copied
    assert nearest_known(looks_of(picture(3)), np.zeros((0, LOOKS))) is None


def test_a_copy_is_one_when_it_was_saved_smaller_and_worse():
    known = looks_of(picture(1))[None]
    found = nearest_known(looks_of(saved_again(picture(1))), known)
    assert found is not None and found.gap < COPY and found.copied


def test_another_picture_is_no_copy():
    found = nearest_known(looks_of(picture(2)), looks_of(picture(1))[None])
    assert found is not None and found.gap > 5.0 and not found.copied
