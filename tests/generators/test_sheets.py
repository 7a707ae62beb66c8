"""Sheets show what a space draws, in the order that is told."""

from __future__ import annotations

import numpy as np
import pytest

from group_plgl.generators import SPACES, open_generator
from group_plgl.generators.sheets import SWEEP, contact_sheet, gene_latents, gene_sheet, way_latents
from group_plgl.generators.torch_scene import TorchScene

every_space = pytest.mark.parametrize("name", sorted(SPACES))


def scene(name: str) -> TorchScene:
    opened = open_generator(name)
    assert isinstance(opened, TorchScene)
    return opened


@every_space
def test_a_row_of_a_gene_differs_in_that_gene_alone(name: str) -> None:
    for place in range(SPACES[name].latent_dim):
        z = gene_latents(scene(name), place, seed=1)
        assert np.allclose(z[:, place], SWEEP)
        assert np.ptp(np.delete(z, place, axis=1), axis=0).max() == 0.0


@every_space
def test_what_a_gene_shows_on_is_in_sight_in_its_row(name: str) -> None:
    opened = scene(name)
    names = [gene.name for gene in opened.space.genes]
    for gene, carrier in opened.squashing.seen_with.items():
        z = gene_latents(opened, names.index(gene), seed=1)
        assert (z[:, names.index(carrier)] > 1.0).all()


@every_space
def test_a_way_leads_from_one_picture_to_another_and_stays_as_far_out(name: str) -> None:
    space, z = SPACES[name], way_latents(scene(name), 1.0, seed=3)
    first, last = space.sample(2, np.random.default_rng(3))
    assert np.allclose(z[0], first) and np.allclose(z[-1], last)
    lengths = np.linalg.norm(z, axis=1)
    assert lengths.min() > 0.75 * min(lengths[0], lengths[-1])


def test_sheets_have_the_pictures_asked_for() -> None:
    opened = scene("vessel")
    contact = contact_sheet(opened, 9, 32, 1.0, seed=1)
    assert contact.shape == (2 * 38 + 6, 8 * 38 + 6, 3)
    again = contact_sheet(opened, 9, 32, 1.0, seed=1)
    assert (contact == again).all()
    genes = gene_sheet(opened, 16, seed=1)
    assert genes.shape[0] > 16 * len(opened.space.genes) / 3
