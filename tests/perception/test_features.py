"""What is visible is measured once: numpy and torch agree, and distance grows with difference."""

from __future__ import annotations

import numpy as np
import torch
from PIL import Image

from group_plgl.generators.colour import oklab_from_srgb
from group_plgl.generators.raster import pixels_of, resized, webp_bytes
from group_plgl.generators.visibility import features
from group_plgl.perception.distance import JUST_NOTICEABLE, apart, distance
from group_plgl.perception.features import LOOKS, SCALES, SIDE, looks, pooled, scales
from group_plgl.perception.oklab import oklab_of

from ..brought import scene


def pictures(n: int, side: int = SIDE) -> np.ndarray:
    return np.array([resized(np.asarray(scene(seed)[0]), side, side) for seed in range(n)])


def test_numpy_and_torch_see_the_same() -> None:
    pixels = pictures(6)
    numeric = looks(oklab_of(pixels))
    drawn = features(torch.tensor(pixels / 255.0).permute(0, 3, 1, 2)).numpy()
    assert numeric.shape == drawn.shape == (6, LOOKS)
    assert np.abs(numeric - drawn).max() < 1e-5
    assert np.abs(oklab_of(pixels) - oklab_from_srgb(torch.tensor(pixels / 255.0)).numpy()).max() < 1e-5


def test_looks_have_gradients_even_where_nothing_is_to_be_seen() -> None:
    plain = torch.full((1, 3, SIDE, SIDE), 0.5, dtype=torch.float64, requires_grad=True)
    features(plain).square().sum().backward()
    assert plain.grad is not None and torch.isfinite(plain.grad).all() and (plain.grad != 0).any()


def test_pooling_takes_the_mean_of_every_cell() -> None:
    values = np.arange(64.0).reshape(1, 8, 8, 1)
    assert pooled(values, 2)[0, :, :, 0].tolist() == [[13.5, 17.5], [45.5, 49.5]]
    assert (pooled(values, 8) == values).all()


def test_a_shift_in_colour_that_is_just_noticed_is_about_one_unit() -> None:
    lab = oklab_of(pictures(5))
    shifts = np.random.default_rng(1).standard_normal((200, 3))
    shifts *= 0.02 / np.linalg.norm(shifts, axis=1, keepdims=True)
    moved = np.array([distance(looks(lab + shift), looks(lab)).mean() for shift in shifts])
    assert 0.85 < moved.mean() / JUST_NOTICEABLE < 1.15


def test_nobody_sees_that_a_card_was_saved_as_webp() -> None:
    large = pictures(6, 512)
    again = [pixels_of(webp_bytes(one)) for one in large]
    before, after = (
        looks(oklab_of(np.array([resized(one, SIDE, SIDE) for one in some]))) for some in (large, again)
    )
    assert distance(before, after).max() < JUST_NOTICEABLE / 3
    assert distance(before, np.roll(before, 1, axis=0)).min() > 3 * JUST_NOTICEABLE


def test_distances_of_all_pairs_are_those_row_by_row() -> None:
    some = looks(oklab_of(pictures(4)))
    table = apart(some, some[:3])
    assert table.shape == (4, 3)
    assert np.abs(table[:3][np.eye(3) > 0]).max() < 1e-5
    assert abs(table[3, 1] - distance(some[3:], some[1:2])[0]) < 1e-9


def test_the_shape_of_an_upload_does_not_matter_to_its_looks() -> None:
    wide = np.asarray(Image.new("RGB", (300, 100), (120, 40, 40)))
    square = np.asarray(Image.new("RGB", (90, 90), (120, 40, 40)))
    both = looks(oklab_of(np.array([resized(one, SIDE, SIDE) for one in (wide, square)])))
    assert distance(both[:1], both[1:])[0] < 1e-9


def test_what_is_larger_stands_out_at_larger_scales_wherever_it_lies() -> None:
    down, across = np.indices((SIDE, SIDE))
    lab = np.zeros((6, SIDE, SIDE, 3))
    for row, (radius, x) in enumerate([(1.5, 20), (1.5, 40), (5, 20), (5, 40), (14, 20), (14, 40)]):
        lab[row, np.hypot(down - 30, across - x) <= radius, 0] = 0.3
    found = scales(lab)
    assert found.shape == (6, SCALES)
    loudest = found[:, ::3].argmax(axis=1)
    assert loudest[0] < loudest[2] < loudest[4]
    assert np.array_equal(loudest[::2], loudest[1::2])
    assert np.allclose(scales(np.full((1, SIDE, SIDE, 3), 0.4)), np.log(1e-3))
