"""Pixels survive the way into files and back, and broken files are refused."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from group_plgl.errors import BadInput, BadShape, UnsafeBytes
from group_plgl.generators.raster import (
    pixels_of,
    png_bytes,
    png_texts,
    sheet,
    to_pixels,
    webp_bytes,
)


def noise(height: int = 12, width: int = 16) -> np.ndarray:
    return np.random.default_rng(4).integers(0, 256, (height, width, 3), dtype=np.uint8)


def test_pixels_round_to_the_nearest_level_and_clamp():
    picture = np.array([[[0.0, 1.0, 0.5], [-3.0, 7.0, 1.4 / 255.0]]])
    assert to_pixels(picture).tolist() == [[[0, 255, 128], [0, 255, 1]]]


def test_a_picture_with_nan_is_refused():
    with pytest.raises(BadShape):
        to_pixels(np.full((2, 2, 3), np.nan))


def test_a_png_gives_back_every_pixel():
    assert np.array_equal(pixels_of(png_bytes(noise())), noise())


def test_a_webp_gives_back_nearly_every_pixel():
    smooth = to_pixels(np.linspace(0, 1, 32 * 32 * 3).reshape(32, 32, 3))
    back = pixels_of(webp_bytes(smooth, quality=95)).astype(float)
    assert np.abs(back - smooth).mean() < 4.0


def test_the_same_pixels_and_texts_give_the_same_bytes():
    texts = {"Title": "Krug", "Comment": "blau"}
    turned = dict(reversed(texts.items()))
    assert png_bytes(noise(), texts) == png_bytes(noise(), turned)


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_texts_in_any_script_come_back_whole(text: str):
    assert png_texts(png_bytes(noise(2, 2), {"Comment": text})) == {"Comment": text}


def test_a_picture_without_texts_has_none():
    assert png_texts(png_bytes(noise())) == {}


@pytest.mark.parametrize("keyword", ["", "k" * 80, "schlüssel", "two\nlines"])
def test_a_keyword_that_is_not_plain_is_refused(keyword: str):
    with pytest.raises(BadInput):
        png_bytes(noise(), {keyword: "text"})


@pytest.mark.parametrize("encoded", [b"", b"GIF89a nonsense", png_bytes(noise())[:60], webp_bytes(noise())])
def test_texts_are_read_from_whole_pngs_only(encoded: bytes):
    with pytest.raises(UnsafeBytes):
        png_texts(encoded)


@pytest.mark.parametrize("encoded", [b"", b"not a picture", png_bytes(noise())[:60]])
def test_bytes_that_are_no_picture_are_refused(encoded: bytes):
    with pytest.raises(UnsafeBytes):
        pixels_of(encoded)


def test_a_picture_of_another_format_is_refused():
    stream = io.BytesIO()
    Image.fromarray(noise()).save(stream, format="BMP")
    with pytest.raises(UnsafeBytes):
        pixels_of(stream.getvalue())


def test_a_picture_that_would_unpack_to_a_giant_is_refused():
    stream = io.BytesIO()
    Image.new("L", (9000, 3)).save(stream, format="PNG")
    with pytest.raises(UnsafeBytes):
        pixels_of(stream.getvalue())


def test_webp_quality_has_bounds():
    with pytest.raises(BadInput):
        webp_bytes(noise(), quality=0)


def test_pixels_of_the_wrong_kind_are_refused():
    with pytest.raises(BadShape):
        png_bytes(np.zeros((4, 4), dtype=np.uint8))


def test_a_sheet_places_pictures_row_by_row():
    pictures = [np.full((4, 5, 3), level, dtype=np.uint8) for level in (10, 20, 30)]
    paper = sheet(pictures, columns=2, gap=1)
    assert paper.shape == (11, 13, 3)
    assert paper[1, 1, 0] == 10 and paper[1, 7, 0] == 20 and paper[6, 1, 0] == 30
    assert paper[0, 0, 0] == paper[6, 7, 0] == 245


def test_a_sheet_of_nothing_or_of_different_sizes_is_refused():
    with pytest.raises(BadShape):
        sheet([], columns=2)
    with pytest.raises(BadShape):
        sheet([noise(4, 4), noise(4, 5)], columns=2)
    with pytest.raises(BadInput):
        sheet([noise()], columns=0)
