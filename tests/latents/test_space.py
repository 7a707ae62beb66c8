"""Latent spaces: what is sampled is what is stored, and a hash names one latent of one version."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from group_plgl.errors import BadShape
from group_plgl.latents import Gene, Space, latent_hash

SPACE = Space(
    "toy", 1, "Toys", "Small things.", "None.", tuple(Gene(f"g{i}", "less", "more", "all") for i in range(9))
)


def test_the_dimensions_are_the_genes() -> None:
    assert SPACE.latent_dim == 9
    assert SPACE.typical_radius == 3.0
    assert SPACE.key == "toy@1"


def test_samples_follow_the_prior_and_repeat_with_the_seed() -> None:
    z = SPACE.sample(4000, np.random.default_rng(2))
    assert z.shape == (4000, 9)
    assert np.abs(z.mean(axis=0)).max() < 0.08
    assert np.abs(z.std(axis=0) - 1).max() < 0.08
    assert np.array_equal(z, SPACE.sample(4000, np.random.default_rng(2)))


def test_a_smaller_psi_stays_nearer_to_the_middle() -> None:
    assert abs(SPACE.sample(4000, np.random.default_rng(3), psi=0.5).std() - 0.5) < 0.02


def test_what_is_sampled_survives_being_stored_as_float32() -> None:
    z = SPACE.sample(20, np.random.default_rng(4))
    assert np.array_equal(z, z.astype(np.float32).astype(np.float64))
    assert np.array_equal(z, SPACE.canonical(z))


@pytest.mark.parametrize("z", [np.zeros(8), np.zeros((2, 10)), np.full(9, np.nan)])
def test_latents_of_another_form_are_refused(z: np.ndarray) -> None:
    with pytest.raises(BadShape, match="latents of toy@1"):
        SPACE.canonical(z)


def test_a_hash_names_the_stored_latent_of_one_version() -> None:
    z = SPACE.sample(2, np.random.default_rng(5))
    first, second = (latent_hash(SPACE, row) for row in z)
    assert len(first) == 64 and first != second
    assert latent_hash(SPACE, z[0] + 1e-12) == first
    assert latent_hash(replace(SPACE, version=2), z[0]) != first
