"""A gene marked sensitive is learned by nobody and told nowhere."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from group_plgl.analytics.words import gene_scales
from group_plgl.generators import open_generator
from group_plgl.generators.palette_genes import PALETTE_WIDTH
from group_plgl.generators.tiles.schema import ROLES, SPACE, SQUASHING, VISIBILITY
from group_plgl.latents import Space
from group_plgl.latents.words import picture_words
from group_plgl.services.reveal import told_latent

PLACE = PALETTE_WIDTH + 1


@pytest.fixture(scope="module")
def marked() -> Space:
    """Tiles, one of whose genes must not be told."""
    genes = [replace(gene, sensitive=place == PLACE) for place, gene in enumerate(SPACE.genes)]
    return replace(SPACE, genes=tuple(genes), telling=(SPACE.genes[PLACE].name, *SPACE.telling))


def test_no_taste_can_be_learned_about_a_sensitive_gene(marked: Space) -> None:
    plain = open_generator("tiles@2")
    scene = type(plain).__new__(type(plain))
    super(type(plain), scene).__init__(marked, SQUASHING, ROLES, VISIBILITY)  # type: ignore[misc]
    rng = np.random.default_rng(3)
    z = marked.sample(6, rng)
    turned = z.copy()
    turned[:, PLACE] += 2.0
    column = PLACE - PALETTE_WIDTH
    assert np.ptp(scene.coordinates(z)[:, column]) == 0.0
    assert np.array_equal(scene.coordinates(z), scene.coordinates(turned))
    assert not np.array_equal(plain.coordinates(z), plain.coordinates(turned))


def test_a_sensitive_gene_is_told_neither_in_words_nor_in_numbers(marked: Space) -> None:
    z = np.zeros(marked.latent_dim)
    z[PLACE] = 4.0
    gene = marked.genes[PLACE]
    assert not {gene.low, gene.high} & set(picture_words(marked, z))
    assert PLACE not in gene_scales(marked)
    assert told_latent(marked, z.tolist()) == [0.0] * marked.latent_dim
    assert told_latent(SPACE, z.tolist()) == z.tolist()
