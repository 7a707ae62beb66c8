"""Series: a collection has one style and as many contents as pictures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from group_plgl.errors import NotFound
from group_plgl.generators import open_generator
from group_plgl.generators.surrogates import brought
from group_plgl.ideals.series import DISTINCT, collection, content_genes
from group_plgl.latents import Gene, Space
from group_plgl.latents.limits import Limits
from group_plgl.perception.distance import JUST_NOTICEABLE, apart
from group_plgl.perception.features import SIDE, colours, looks
from group_plgl.perception.oklab import oklab_of
from group_plgl.perception.surrogate import inputs
from group_plgl.shapes import Array

TASTE = np.linspace(-1.0, 1.0, 16)


@pytest.fixture
def wall(space: Space) -> Space:
    """The toy space with a palette of four genes."""
    palette = tuple(Gene(f"c{i}", "less", "more", "colour") for i in range(4))
    return replace(space, genes=palette + space.genes[4:])


def chance(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def gaps(some: Array, others: Array) -> Array:
    """Two differences for each unit."""
    return 2.0 * np.asarray(np.linalg.norm(some[:, None] - others[None], axis=2))


def smallest(z: Array) -> float:
    return float((gaps(z, z) + 1e9 * np.eye(len(z))).min())


def test_a_collection_has_the_palette_of_its_ideal_and_distinct_contents(wall, linear):
    ideal = wall.canonical(TASTE[None])[0]
    found = collection(linear(TASTE), wall, gaps, lambda z: z[:, :4], ideal, 9, chance())
    assert found.shape == (9, 16)
    assert np.array_equal(found[0], ideal)
    assert np.array_equal(found[:, :4], np.tile(ideal[:4], (9, 1)))
    assert smallest(found) >= DISTINCT
    starts = wall.sample(200, chance(9))
    assert (found[:, 4:] @ TASTE[4:]).min() > np.median(starts[:, 4:] @ TASTE[4:])


def test_of_pleasing_contents_those_of_the_nearest_style_are_kept(wall, linear):
    ideal = wall.canonical(TASTE[None])[0]

    def worn(z: Array) -> Array:
        return z[:, 4:6]

    plain = collection(linear(TASTE), wall, gaps, lambda z: z[:, :4], ideal, 6, chance())
    found = collection(linear(TASTE), wall, gaps, worn, ideal, 6, chance())
    off, usual = (np.linalg.norm(worn(z) - worn(ideal[None]), axis=1).mean() for z in (found, plain))
    assert off < 0.7 * usual


def test_where_few_contents_are_distinct_few_come(wall, linear):
    ideal = wall.canonical(TASTE[None])[0]
    alike = collection(linear(TASTE), wall, lambda a, b: 0.0 * gaps(a, b), lambda z: z, ideal, 9, chance())
    assert np.array_equal(alike, ideal[None])


def test_limits_hold_for_collections(wall, linear):
    within = replace(wall, limits=Limits((-1.0,) * 16, (1.0,) * 16))
    ideal = within.canonical(TASTE[None])[0]
    found = collection(linear(TASTE), within, gaps, lambda z: z[:, :4], ideal, 4, chance())
    assert within.limits.obeys(found).all()


def test_a_style_that_a_space_does_not_have_is_told(space):
    with pytest.raises(NotFound, match="no genes of colour"):
        content_genes(space)


@pytest.mark.parametrize("name", ["vessel", "tiles"])
def test_nine_drawn_pictures_belong_together_and_are_nine(name, linear):
    generator = open_generator(name)
    space, surrogate = generator.space, brought(generator.space).surrogate

    def foretold(some: Array, others: Array) -> Array:
        both = (surrogate.foretell(inputs(z, generator.coordinates(z))) for z in (some, others))
        return np.asarray(surrogate.apart(*both), dtype=np.float64) / JUST_NOTICEABLE

    def drawn(z: Array) -> Array:
        pixels = generator.decode(z, SIDE)
        return oklab_of((np.clip(pixels, 0.0, 1.0) * 255.0 + 0.5).astype(np.uint8))

    rng = chance(3)
    taste, ideal = rng.standard_normal((2, space.latent_dim))
    found = collection(linear(taste), space, foretold, lambda z: colours(drawn(z)), ideal, 9, rng)
    usual = drawn(space.sample(60, rng))
    pairs, many = np.triu_indices(9, 1), np.triu_indices(60, 1)
    style = apart(colours(drawn(found)), colours(drawn(found)))[pairs]
    assert style.mean() < 0.5 * apart(colours(usual), colours(usual))[many].mean()
    assert apart(looks(drawn(found)), looks(drawn(found)))[pairs].min() >= 1.5 * JUST_NOTICEABLE
