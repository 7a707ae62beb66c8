"""Flat pictures become lines and areas that look the same."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET

import numpy as np
import pytest
import vl_convert
from PIL import Image

from group_plgl.generators import open_generator
from group_plgl.generators.raster import to_pixels
from group_plgl.generators.torch_scene import TorchScene
from group_plgl.generators.tracing import labelled, outlines, simplified, svg_of, traced

SIDE = 1536


def drawn(svg: str, size: int) -> np.ndarray:
    """What another program makes of a drawing."""
    image = Image.open(io.BytesIO(vl_convert.svg_to_png(svg, scale=1.0))).convert("RGB")
    return np.asarray(image.resize((size, size)), dtype=np.int64)


@pytest.mark.parametrize(("name", "seed"), [("tiles", 2), ("poster", 0), ("poster", 2)])
def test_a_drawing_looks_like_the_picture(name: str, seed: int) -> None:
    scene = open_generator(name)
    assert isinstance(scene, TorchScene)
    z = scene.space.sample(1, np.random.default_rng(seed))
    svg = svg_of(traced(to_pixels(scene.plain(z, SIDE)[0])), SIDE, "It", "{}")
    assert len(svg) < 400_000
    assert "<image" not in svg
    away = np.abs(drawn(svg, 1000) - to_pixels(scene.decode(z, 1000)[0]).astype(np.int64))
    assert away.mean() < 2.5
    assert (away.max(axis=2) > 32).mean() < 0.025, "at most its edges"


def test_areas_have_their_ink_their_share_and_holes() -> None:
    pixels = np.full((64, 64, 3), 250, np.uint8)
    y, x = np.mgrid[:64, :64] - 31.5
    ring = (np.hypot(x, y) < 24) & (np.hypot(x, y) > 12)
    pixels[ring] = (200, 40, 30)
    areas = traced(pixels)
    assert [one.ink for one in areas] == [(250, 250, 250), (200, 40, 30)]
    assert sum(one.share for one in areas) == pytest.approx(1)
    assert areas[1].share == pytest.approx(ring.mean(), abs=0.01)
    assert len(areas[1].outlines) == 2
    reach = [np.hypot(*(line - 32).T) for line in areas[1].outlines]
    assert sorted(round(float(one.mean())) for one in reach) == [12, 24]


def test_what_reaches_the_edge_is_closed_along_it() -> None:
    heights = np.zeros((8, 8))
    heights[:, :4] = 1
    (line,) = outlines(heights)
    assert line.min() == 0
    assert line[:, 1].max() == 8
    assert line[:, 0].max() == pytest.approx(4)
    assert len(simplified(line, 0.6)) <= 6


def test_an_edge_is_given_to_the_nearer_of_the_inks_beside_it() -> None:
    pixels = np.zeros((20, 20, 3), np.uint8)
    pixels[:, 10:] = 255
    pixels[:, 9], pixels[:, 10] = 60, 200  # a soft edge of two greys that are no inks
    labels, inks = labelled(pixels)
    assert len(inks) == 2
    assert (labels[:, :10] == labels[0, 0]).all()
    assert (labels[:, 10:] == labels[0, 19]).all()


def test_a_title_and_a_note_cannot_leave_their_places() -> None:
    pixels = np.full((32, 32, 3), 9, np.uint8)
    svg = svg_of(traced(pixels), 32, "</title><script>1</script>", "</metadata><script>1</script>")
    root = ET.fromstring(svg)
    assert not [one for one in root.iter() if one.tag.endswith("script")]
