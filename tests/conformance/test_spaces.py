"""What every space must hold: smooth, named, bounded, exact and the same on every day."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import torch

from group_plgl.errors import BadInput, BadShape
from group_plgl.generators import SPACES, Generator, open_generator
from group_plgl.generators.colour import oklab_from_srgb, srgb_from_oklab
from group_plgl.generators.palette import palette
from group_plgl.generators.raster import pixels_of, png_bytes, to_pixels, webp_bytes
from group_plgl.generators.tiles.layout import Layout, layout
from group_plgl.generators.tiles.shapes import Forms, distance
from group_plgl.generators.torch_scene import TorchScene
from group_plgl.generators.visibility import features, visible_shares
from group_plgl.latents.space import latent_hash
from group_plgl.resources import resource_folder
from group_plgl.services.gallery import EXAMPLE_SEED

GOLDEN = Path(__file__).parent.parent / "golden"
EXAMPLE_SEEDS = {"vessel": 115, "print": 12, "tiles": 114, "poster": 115, "room": 103, "avatar": 125}
ACCEPTING = os.environ.get("ACCEPT_GOLDEN") == "1"
GOLDEN_SIZE, GOLDEN_COUNT = 96, 3

# Mean step for |dz| = 0.1 over the mean distance of two pictures.
LARGEST_STEP = 0.05

silent_space = pytest.mark.parametrize("name", sorted(name for name, one in SPACES.items() if not one.sounds))
every_space = pytest.mark.parametrize("name", sorted(SPACES))


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@cache
def opened(name: str) -> Generator:
    return open_generator(name)


@cache
def scene(name: str) -> TorchScene:
    generator = opened(name)
    assert isinstance(generator, TorchScene)
    return generator


def latents(name: str, n: int, seed: int = 1) -> np.ndarray:
    return SPACES[name].sample(n, np.random.default_rng(seed))


def looks(name: str, z: np.ndarray, size: int = 64) -> torch.Tensor:
    pictures = torch.tensor(opened(name).decode(z, size)).permute(0, 3, 1, 2)
    return features(pictures)


def gene_changes(name: str, z: np.ndarray, step: float) -> Iterator[torch.Tensor]:
    """How far each picture moves when one gene does, gene by gene."""
    before = looks(name, z)
    for gene in range(z.shape[1]):
        moved = z.copy()
        moved[:, gene] += step
        yield (looks(name, moved) - before).norm(dim=1)


@every_space
def test_every_gene_has_its_own_name_and_two_words(name: str):
    genes = SPACES[name].genes
    assert len({gene.name for gene in genes}) == len(genes) <= 48
    assert all(gene.low and gene.high and gene.low != gene.high and gene.family for gene in genes)


@every_space
def test_squashing_names_only_genes_that_exist(name: str):
    squashing = scene(name).squashing
    drawn = set(scene(name).drawn_genes)
    assert set(squashing.presences) <= drawn
    assert set(squashing.seen_with) <= drawn
    assert set(squashing.seen_with.values()) <= set(squashing.presences)


@every_space
def test_a_picture_has_the_asked_size_and_lies_in_the_unit_cube(name: str):
    for size in (16, 50, 97):
        pictures = opened(name).decode(latents(name, 2), size)
        assert pictures.shape == (2, size, size, 3) and pictures.dtype == np.float32
        assert pictures.min() >= 0.0 and pictures.max() <= 1.0


@every_space
def test_no_latents_give_no_pictures(name: str):
    none = np.zeros((0, SPACES[name].latent_dim))
    assert opened(name).decode(none, 32).shape == (0, 32, 32, 3)
    assert opened(name).coordinates(none).shape == (0, len(opened(name).coordinate_names))


@every_space
def test_far_latents_still_give_pictures(name: str):
    d = SPACES[name].latent_dim
    signs = np.sign(np.random.default_rng(3).standard_normal((10, d)))
    far = np.vstack(
        [6.0 * signs, np.zeros((1, d)), np.full((1, d), 6.0), np.full((1, d), -6.0), 1e3 * signs[:1]]
    )
    pictures = opened(name).decode(far, 48)
    assert np.isfinite(pictures).all() and pictures.min() >= 0.0 and pictures.max() <= 1.0
    assert np.isfinite(opened(name).coordinates(far)).all()
    assert np.isfinite(
        opened(name).traced(far)[1](np.ones((len(far), len(opened(name).coordinate_names))))
    ).all()


@every_space
@pytest.mark.parametrize("size", [15, 4097])
def test_sizes_out_of_range_are_refused(name: str, size: int):
    with pytest.raises(BadInput):
        opened(name).decode(latents(name, 1), size)


@every_space
def test_latents_and_cotangents_of_the_wrong_form_are_refused(name: str):
    z = latents(name, 1)
    with pytest.raises(BadShape):
        opened(name).decode(z[:, :-1], 32)
    with pytest.raises(BadShape):
        opened(name).coordinates(np.full_like(z, np.nan))
    with pytest.raises(BadShape):
        opened(name).traced(z)[1](np.ones((1, 3)))


@every_space
def test_the_same_latent_gives_the_same_bytes_alone_and_in_company(name: str):
    z = latents(name, 5)
    together = opened(name).decode(z, 128)
    alone = open_generator(name).decode(z[3:4], 128)
    assert png_bytes(to_pixels(together[3])) == png_bytes(to_pixels(alone[0]))


@every_space
def test_a_large_picture_shrinks_to_the_small_one(name: str):
    z = latents(name, 2, seed=8)
    large = opened(name).decode(z, 1024).reshape(2, 256, 4, 256, 4, 3).mean((2, 4))
    assert np.abs(large - opened(name).decode(z, 256)).mean((1, 2, 3)).max() <= 0.004


@every_space
def test_a_small_step_in_the_latent_is_a_small_step_in_the_picture(name: str):
    z = latents(name, 120, seed=5)
    direction = np.random.default_rng(6).standard_normal(z.shape)
    direction *= 0.1 / np.linalg.norm(direction, axis=1, keepdims=True)
    before, after = looks(name, z), looks(name, z + direction)
    apart = (before[:60] - before[60:]).norm(dim=1).mean()
    assert (after - before).norm(dim=1).mean() / apart <= LARGEST_STEP


@silent_space  # `test_sounds` looks and listens together
def test_no_gene_rules_the_picture_and_every_gene_moves_it(name: str):
    z = latents(name, 48, seed=9)
    power = np.array([moved.square().mean() for moved in gene_changes(name, z, 0.1)])
    reach = np.array([moved.mean() for moved in gene_changes(name, z[:16], 1.5)])
    assert (power / power.sum()).max() <= 0.25, SPACES[name].genes[int(power.argmax())].name
    assert (reach / reach.sum()).min() >= 0.0008, SPACES[name].genes[int(reach.argmin())].name


@every_space
def test_coordinates_are_centred_and_have_unit_total_variance(name: str):
    x = opened(name).coordinates(latents(name, 6000, seed=2))
    assert x.shape[1] == len(opened(name).coordinate_names) == len(set(opened(name).coordinate_names))
    assert np.abs(x.mean(0)).max() < 5.0 * x.std(0).max() / np.sqrt(len(x)) + 0.004
    assert x.var(0).sum() == pytest.approx(1.0, abs=0.03)


@every_space
def test_the_variance_of_a_coordinate_is_its_stored_visible_share(name: str):
    x = opened(name).coordinates(latents(name, 6000, seed=12))
    pairs = 6 if SPACES[name].sounds else 16  # listening takes its time; sixteen are painted at once
    fresh = visible_shares(scene(name), pairs, torch.Generator().manual_seed(4)).cpu().numpy()
    shares = x.var(0)
    clear = fresh > 0.006
    assert clear.sum() > 15
    assert np.median(np.abs(np.log(shares[clear] / fresh[clear]))) < np.log(1.35)
    assert np.corrcoef(shares, fresh)[0, 1] > 0.85


@every_space
def test_the_pullback_is_the_gradient_by_finite_differences(name: str):
    generator, d = opened(name), SPACES[name].latent_dim
    z = latents(name, 3, seed=21)
    rng = np.random.default_rng(22)
    cotangent = rng.standard_normal((3, len(generator.coordinate_names)))
    x, pullback = generator.traced(z)
    assert np.array_equal(x, generator.coordinates(z))
    pulled = pullback(cotangent)
    step = 1e-6
    for gene in range(d):
        shift = np.zeros(d)
        shift[gene] = step
        rise = (generator.coordinates(z + shift) - generator.coordinates(z - shift)) / (2.0 * step)
        assert (rise * cotangent).sum(1) == pytest.approx(pulled[:, gene], rel=1e-4, abs=1e-6)


@every_space
def test_the_picture_itself_can_be_differentiated(name: str):
    z = torch.tensor(latents(name, 1, seed=30), device=scene(name).device, requires_grad=True)
    scene(name).draw(z, 32).square().sum().backward()
    assert z.grad is not None and torch.isfinite(z.grad).all()
    assert (z.grad.abs() > 0).sum() >= 8


@every_space
@pytest.mark.parametrize("place", range(GOLDEN_COUNT))
def test_pictures_are_those_that_were_once_accepted(name: str, place: int):
    z = latents(name, GOLDEN_COUNT, seed=2026)[place : place + 1]
    drawn = to_pixels(opened(name).decode(z, GOLDEN_SIZE)[0])
    identity = latent_hash(SPACES[name], z)
    picture, name_of_latent = GOLDEN / f"{name}-{place}.png", GOLDEN / f"{name}-{place}.txt"
    if ACCEPTING:
        picture.write_bytes(png_bytes(drawn))
        name_of_latent.write_text(identity + "\n", encoding="utf-8")
    same = picture.exists() and np.abs(pixels_of(picture.read_bytes()).astype(float) - drawn).mean() < 1.0
    if not same:
        picture.with_suffix(".png.new").write_bytes(png_bytes(drawn))
    assert same, f"{picture.name} differs; see the .new beside it, accept by ACCEPT_GOLDEN=1"
    assert name_of_latent.read_text(encoding="utf-8").strip() == identity


@every_space
@pytest.mark.parametrize("place", range(4))
def test_the_founding_page_shows_pictures_that_the_space_really_draws(name: str, place: int):
    z = SPACES[name].sample(4, np.random.default_rng(EXAMPLE_SEEDS.get(name, 1)))[place : place + 1]
    drawn = to_pixels(opened(name).decode(z, 256)[0])
    shown = resource_folder("static") / "spaces" / f"{name}-{place}.webp"
    if ACCEPTING:
        shown.write_bytes(webp_bytes(drawn))
    # Compared in cells of 8 x 8: fine dots do not survive lossy files, what is seen does.
    there, here = (cells(one) for one in (pixels_of(shown.read_bytes()), drawn))
    assert np.abs(there - here).mean() < 4.0


def test_the_examples_that_play_are_those_that_are_shown():
    shown = [EXAMPLE_SEEDS.get(name, 1) for name, space in SPACES.items() if space.sounds]
    assert shown and set(shown) == {EXAMPLE_SEED}


def cells(pixels: np.ndarray) -> np.ndarray:
    """`256 x 256 x 3` pixels as the means of `32 x 32` cells."""
    return pixels.astype(float).reshape(32, 8, 32, 8, 3).mean((1, 3))


def subject_contrast(picture: np.ndarray) -> float:
    """How far the lightness of a vessel's middle is from that of the wall beside it."""
    light = picture.mean(2)
    size = len(light)
    wall = np.median(light[: size // 8])
    middle = light[int(0.40 * size) : int(0.72 * size), int(0.42 * size) : int(0.58 * size)]
    return float(np.abs(np.percentile(middle, [15, 50, 85]) - wall).max())


def test_every_vessel_can_be_told_from_its_ground():
    pictures = opened("vessel").decode(latents("vessel", 240, seed=1), 64)
    contrasts = np.array([subject_contrast(picture) for picture in pictures])
    assert (contrasts >= 0.15).mean() >= 0.98


@cache
def tile_cells(n: int) -> Layout:
    tiles = scene("tiles")
    z = torch.tensor(latents("tiles", n, seed=3), device=tiles.device)
    return layout(palette(z[:, :8]), tiles.dials(z))


def test_nearly_every_tile_shows_a_figure_on_its_ground():
    cells = tile_cells(200)
    probes = (torch.arange(32, dtype=torch.float64) + 0.5) / 16.0 - 1.0
    away = distance(cells.forms, probes, probes[:, None, None])
    outer, inner, third, _ = (away < level[:, :, None, :, None] for level in cells.levels)
    dark = (outer ^ inner ^ third).double().mean((2, 4))
    assert ((dark > 0.04) & (dark < 0.96)).double().mean() > 0.9


def test_the_tones_and_the_accent_of_every_tile_differ_in_lightness():
    inks = tile_cells(200).inks
    light, dark, accent = (
        oklab_from_srgb(srgb_from_oklab(part, dim=-1))[..., 0]
        for part in (inks.light, inks.dark, inks.accent)
    )
    assert (light - dark).min() >= 0.28
    assert torch.minimum(light - accent[:, None, None], accent[:, None, None] - dark).min() >= 0.08


def test_one_shape_of_a_tile_is_convex_whatever_its_form():
    rng = torch.Generator().manual_seed(8)
    across, down, sideways, upright, pointed = (
        2.0 * torch.rand(5, 40, 4, 4, generator=rng, dtype=torch.float64) - 1.0
    )
    leaf = torch.rand(40, 4, 4, generator=rng, dtype=torch.float64)
    forms = Forms(across, down, (1.0 - leaf) * sideways, (1.0 - leaf) * upright, pointed, leaf)
    line = torch.linspace(-1.0, 1.0, 33, dtype=torch.float64)
    away = distance(forms, line, line[:, None, None])
    bend = [away.diff(n=2, dim=2), away.diff(n=2, dim=4)]
    diagonal = torch.diagonal(away.transpose(2, 3), dim1=3, dim2=4).diff(n=2, dim=-1)
    assert min(part.min() for part in (*bend, diagonal)) > -1e-7


def test_no_point_of_a_tile_is_farther_or_deeper_than_its_form_says():
    forms = tile_cells(50).forms
    line = torch.linspace(-1.0, 1.0, 41, dtype=torch.float64)
    away = distance(forms, line, line[:, None, None])
    assert (away.amax((2, 4)) <= forms.farthest() + 1e-6).all()
    assert (away.amin((2, 4)) >= forms.deepest() - 1e-6)[forms.leaf > 0.0].all()


def test_the_inks_of_a_poster_can_be_told_from_its_sky():
    from group_plgl.generators.palette import palette
    from group_plgl.generators.poster.inks import inks

    poster = scene("poster")
    z = torch.tensor(latents("poster", 400, seed=3), device=poster.device)
    mixed = inks(palette(z[:, :8]), poster.dials(z))
    for ink in (mixed.sun, mixed.other, mixed.plant):
        assert ((ink[:, 0] - mixed.sky[:, 0]).abs() > 0.15).double().mean() >= 0.98


def test_the_weight_of_a_poster_lies_near_its_middle():
    pictures = opened("poster").decode(latents("poster", 120, seed=1), 64)
    away = np.abs(pictures - np.median(pictures, axis=(1, 2), keepdims=True)).sum(3)
    centres = (np.arange(64) + 0.5) / 32 - 1.0
    aside = (away * centres).sum((1, 2)) / away.sum((1, 2))
    assert (np.abs(aside) < 1 / 3).mean() >= 0.95
