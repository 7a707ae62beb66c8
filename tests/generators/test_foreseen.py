"""A space as it looks: coordinates of even size with exact slopes, blind to what is sensitive."""

from __future__ import annotations

import numpy as np
import pytest

from group_plgl.generators import SPACES, open_generator
from group_plgl.generators.foreseen import MAIN, Foreseen
from group_plgl.generators.looking import looked_at, scene_of
from group_plgl.generators.surrogates import brought

SILENT = sorted(name for name, space in SPACES.items() if not space.sounds)


def foreseen(name: str) -> Foreseen:
    return Foreseen(open_generator(name), brought(SPACES[name]).surrogate)


@pytest.mark.parametrize("name", SILENT)
def test_coordinates_are_centred_and_their_variances_sum_to_one(name: str) -> None:
    x = foreseen(name).coordinates(SPACES[name].sample(3000, np.random.default_rng(1)))
    assert x.shape == (3000, MAIN)
    assert np.abs(x.mean(axis=0)).max() < 0.03
    assert x.var(axis=0).sum() == pytest.approx(1.0, abs=0.05)


@pytest.mark.parametrize("name", SILENT)
def test_slopes_are_right(name: str) -> None:
    rng, space = np.random.default_rng(2), foreseen(name)
    z, v = rng.standard_normal((3, space.space.latent_dim)), rng.standard_normal((3, MAIN))
    slope = space.traced(z)[1](v)
    for place in range(0, z.shape[1], 3):
        step = np.zeros_like(z)
        step[:, place] = 1e-5
        up, down = ((space.coordinates(z + sign * step) * v).sum(axis=1) for sign in (1, -1))
        assert np.allclose(slope[:, place], (up - down) / 2e-5, atol=1e-6)


@pytest.mark.parametrize("name", SILENT)
def test_they_are_how_the_pictures_look(name: str) -> None:
    """Pictures that are far apart in coordinates are far apart for the eye."""
    space, scene = foreseen(name), scene_of(name)
    z = space.space.sample(120, np.random.default_rng(3))
    x, looks = space.coordinates(z), looked_at(scene, z)
    told, drawn = (np.linalg.norm(part[:60] - part[60:], axis=1) for part in (x, looks))
    assert np.corrcoef(told, drawn)[0, 1] > 0.6


def test_sensitive_genes_do_not_move_them() -> None:
    space = foreseen("avatar")
    z = space.space.sample(5, np.random.default_rng(4))
    other = np.where(space.space.learned, z, -z)
    assert not np.array_equal(other, z)
    assert np.array_equal(space.coordinates(z), space.coordinates(other))
    assert not space.traced(z)[1](np.ones((5, MAIN)))[:, ~space.space.learned].any()
