"""A gene marked sensitive is learned by nobody and told nowhere, and chance alone decides it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from group_plgl.analytics.words import gene_scales
from group_plgl.compute.tasks import imagine, mirror
from group_plgl.compute.tasks.opening import open_features
from group_plgl.feedback.crowds import SHAPES, Shape, gather_crowd
from group_plgl.generators import SPACES, Generator, open_generator
from group_plgl.generators.palette_genes import PALETTE_WIDTH
from group_plgl.generators.tiles.schema import ROLES, SPACE, SQUASHING, VISIBILITY
from group_plgl.latents import Space
from group_plgl.latents.words import picture_words
from group_plgl.services.space import told_latent
from group_plgl.shapes import Array

PLACE = [gene.name for gene in SPACE.genes].index("filled in checks")
MARKED = "tiles, one gene of which must not be told"
GUARDED = [name for name, space in SPACES.items() if not space.learned.all()]
M, SPREAD, GROUPS = 6, 5, 5

every_guarded_space = pytest.mark.parametrize("name", [*GUARDED, MARKED])
every_own_space = pytest.mark.parametrize("name", GUARDED)


@cache
def opened(name: str) -> Generator:
    if name != MARKED:
        return open_generator(name)
    genes = [replace(gene, sensitive=place == PLACE) for place, gene in enumerate(SPACE.genes)]
    space = replace(SPACE, genes=tuple(genes), telling=(SPACE.genes[PLACE].name, *SPACE.telling))
    shares = VISIBILITY[: PLACE - PALETTE_WIDTH] + VISIBILITY[PLACE - PALETTE_WIDTH + 1 :]
    plain = type(open_generator("tiles"))
    scene = plain.__new__(plain)
    super(plain, scene).__init__(space, SQUASHING, ROLES, shares)  # type: ignore[misc]
    return scene


def space_named(name: str) -> Space:
    return opened(name).space


def turned(space: Space, z: Array, seed: int = 7) -> Array:
    """The same latents with other sensitive genes."""
    other = 2.0 * np.random.default_rng(seed).standard_normal(z.shape)
    return np.where(space.learned, z, other)


def words_and_arrays(space: Space, seed: int) -> tuple[dict[str, object], dict[str, Array]]:
    """What six members with strong tastes hand to the tasks that imagine."""
    width = open_features({"space": space.key}, {}).coordinates(np.zeros((1, space.latent_dim))).shape[1] + 1
    rng = np.random.default_rng(seed)
    taste = {
        "mean": 6.0 * rng.standard_normal((M, width)),
        "covariance": np.tile(0.05 * np.eye(width), (M, 1, 1)),
    }
    trust = {"calibration": 1.0, "ceiling": 0.9, "held_out": 50}
    return {"space": space.key, "seed": seed, **trust}, taste


def test_there_is_a_space_whose_sensitive_genes_are_guarded() -> None:
    assert GUARDED


@pytest.mark.parametrize("name", SPACES)
def test_no_colour_of_the_palette_is_sensitive(name: str) -> None:
    assert SPACES[name].learned[:PALETTE_WIDTH].all()


@every_guarded_space
def test_coordinates_do_not_move_with_sensitive_genes(name: str) -> None:
    scene, space = opened(name), space_named(name)
    z = space.sample(40, np.random.default_rng(3))
    assert np.array_equal(scene.coordinates(z), scene.coordinates(turned(space, z)))
    sensitive = {gene.name for gene in space.genes if gene.sensitive}
    assert not sensitive & set(scene.coordinate_names)
    cotangent = np.random.default_rng(4).standard_normal((40, len(scene.coordinate_names)))
    assert not scene.traced(z)[1](cotangent)[:, ~space.learned].any()
    assert scene.traced(z)[1](cotangent)[:, space.learned].any(axis=0).all()


@every_guarded_space
def test_pictures_do_move_with_sensitive_genes(name: str) -> None:
    scene, space = opened(name), space_named(name)
    z = space.sample(12, np.random.default_rng(3))
    moved = np.abs(scene.decode(z, 48) - scene.decode(turned(space, z), 48)).mean((1, 2, 3))
    assert (moved > 0.002).mean() > 0.9


@every_guarded_space
def test_sensitive_genes_are_told_neither_in_words_nor_in_numbers(name: str) -> None:
    space = space_named(name)
    guarded = [gene for gene in space.genes if gene.sensitive]
    for sign in (-4.0, 4.0):
        z = np.where(space.learned, 0.0, sign)
        assert not {word for gene in guarded for word in (gene.low, gene.high)} & set(picture_words(space, z))
        assert told_latent(space, z.tolist()) == [0.0] * space.latent_dim
    assert not set(gene_scales(space)) & set(np.nonzero(~space.learned)[0])
    own = space.sample(1, np.random.default_rng(1))[0]
    assert told_latent(space, own.tolist()) == np.where(space.learned, own, 0.0).tolist()


@every_guarded_space
def test_leanings_are_looked_for_on_nothing_that_sensitive_genes_move(name: str) -> None:
    space = space_named(name)
    z = space.sample(40, np.random.default_rng(5))
    scales, values = mirror.scales_in(opened(name), z)
    assert np.array_equal(values, mirror.scales_in(opened(name), turned(space, z))[1])
    guarded = [gene for gene in space.genes if gene.sensitive]
    assert not {gene.name for gene in guarded} & {scale.name for scale in scales}


@every_guarded_space
@pytest.mark.parametrize("shape", SHAPES)
def test_simulated_members_have_no_taste_about_sensitive_genes(name: str, shape: Shape) -> None:
    scene, space = opened(name), space_named(name)
    prior = scene.coordinates(space.sample(400, np.random.default_rng(6)))
    crowd = gather_crowd(shape, 8, prior, np.random.default_rng(7))
    z = space.sample(30, np.random.default_rng(8))
    liking = crowd.utility(scene.coordinates(z))
    assert np.array_equal(liking, crowd.utility(scene.coordinates(turned(space, z))))


@every_own_space
def test_ideals_and_samples_keep_the_sensitive_genes_that_chance_drew(name: str) -> None:
    space, kept = SPACES[name], []
    for seed in range(GROUPS):
        words, arrays = words_and_arrays(space, seed)
        asked = {"rules": ["consensus", "mean"], "runners_up": 3, "samples_each": SPREAD}
        seeds = [100 * seed + member for member in range(M)]
        _, made = imagine.run({**words, **asked, "seeds": seeds}, dict(arrays))
        found = [made[part].reshape(-1, space.latent_dim) for part in ("ideals", "runners_up", "samples")]
        kept.append(np.vstack(found)[:, ~space.learned])
        assert np.linalg.norm(found[0][:, space.learned], axis=1).max() < space.typical_radius
    sensitive = np.vstack(kept)
    assert np.abs(sensitive.mean(axis=0)).max() < 5.0 / np.sqrt(len(sensitive))
    assert sensitive.std(axis=0).min() > 0.75 and sensitive.std(axis=0).max() < 1.25
    assert len(np.unique(sensitive, axis=0)) > 0.8 * len(sensitive)


@every_own_space
def test_what_a_mirror_compares_differs_in_nothing_sensitive(name: str) -> None:
    space = SPACES[name]
    words, arrays = words_and_arrays(space, 3)
    us = space.sample(1, np.random.default_rng(9))[0]
    unheard = {part: np.zeros(0, dtype=np.int64) for part in ("picture", "over", "value", "weight")}
    seen = {"seen": np.zeros((0, space.latent_dim)), "liked": np.zeros(0)}
    for rule, others in (("consensus", {"us": us}), ("", {})):
        asked = {**words, "own": 2, "rule": rule, "frames": 5}
        _, made = mirror.run(asked, {**arrays, **unheard, **seen, **others})
        sensitive = made["z"][:, ~space.learned]
        assert np.ptp(sensitive, axis=0).max() == 0.0 and sensitive.any()
        assert not rule or np.array_equal(sensitive[0], us[~space.learned])
        assert len(np.unique(made["z"][:, space.learned], axis=0)) == len(made["z"]) - bool(rule)
