"""Colours stay inside the gamut, apart from each other, and never depend on a seam."""

from __future__ import annotations

import math

import torch

from group_plgl.generators.colour import (
    apart,
    largest_chroma,
    oklab_from_lch,
    oklab_from_srgb,
    srgb_from_oklab,
)
from group_plgl.generators.palette import SUBJECT_CONTRAST, palette
from group_plgl.generators.palette_genes import PALETTE_GENES, PALETTE_WIDTH, Role
from group_plgl.generators.role_statistics import ROLE_MEANS, ROLE_SDS


def prior(n: int, seed: int = 5) -> torch.Tensor:
    return torch.randn(n, PALETTE_WIDTH, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def test_srgb_to_oklab_and_back_is_the_identity():
    srgb = torch.rand(500, 3, generator=torch.Generator().manual_seed(2), dtype=torch.float64)
    back = srgb_from_oklab(oklab_from_srgb(srgb), dim=-1)
    assert torch.allclose(back, srgb, atol=1e-4)


def test_white_is_light_and_has_no_chroma():
    white = oklab_from_srgb(torch.ones(3, dtype=torch.float64))
    assert torch.allclose(white, torch.tensor([1.0, 0.0, 0.0], dtype=torch.float64), atol=1e-4)


def test_no_chroma_however_large_leaves_the_gamut():
    lightness = torch.linspace(0.15, 0.95, 40, dtype=torch.float64)
    hue = torch.linspace(0, 2 * math.pi, 40, dtype=torch.float64)
    lab = oklab_from_lch(lightness, torch.full_like(hue, 2.0), hue)
    back = oklab_from_srgb(srgb_from_oklab(lab, dim=-1))
    assert (back - lab).abs().max() < 0.012


def test_the_gamut_has_no_seam_at_hue_zero():
    lightness = torch.full((2,), 0.6, dtype=torch.float64)
    around = largest_chroma(lightness, torch.tensor([-1e-9, 1e-9], dtype=torch.float64))
    assert (around[0] - around[1]).abs() < 1e-6


def test_lightness_is_pushed_apart_and_left_alone_when_far():
    ground = torch.full((2,), 0.5, dtype=torch.float64)
    pushed = apart(torch.tensor([0.62, 0.90], dtype=torch.float64), ground, 0.24)
    assert pushed[0] - 0.5 > 0.23
    assert (pushed[1] - 0.90).abs() < 0.01


def test_the_main_colour_stands_out_from_nearly_every_ground():
    colours = palette(prior(4000))
    difference = (colours[:, Role.MAIN, 0] - colours[:, Role.GROUND, 0]).abs()
    assert (difference >= SUBJECT_CONTRAST - 0.02).double().mean() > 0.94


def test_every_palette_is_printable_even_far_from_the_origin():
    colours = palette(prior(2000) * 6.0)
    srgb = srgb_from_oklab(colours, dim=-1)
    again = oklab_from_srgb(srgb)
    assert torch.isfinite(colours).all()
    assert (again - colours).abs().quantile(0.99) < 0.03


def test_a_small_step_makes_a_small_change_of_colour():
    z = prior(2000)
    step = torch.nn.functional.normalize(torch.randn_like(z), dim=1) * 0.02
    moved = (palette(z + step) - palette(z)).flatten(1).norm(dim=1)
    assert moved.median() < 0.02
    assert moved.quantile(0.999) < 0.25


def test_the_stored_role_statistics_are_those_of_the_palette():
    colours = palette(prior(20000, seed=77))
    for role in Role:
        mean, sd = colours[:, role].mean(0), colours[:, role].std(0)
        assert torch.allclose(mean, mean.new_tensor(ROLE_MEANS[role]), atol=0.01)
        assert torch.allclose(sd, sd.new_tensor(ROLE_SDS[role]), rtol=0.05)


def test_the_palette_has_one_gene_per_column():
    assert len(PALETTE_GENES) == PALETTE_WIDTH
    assert len({gene.name for gene in PALETTE_GENES}) == PALETTE_WIDTH
