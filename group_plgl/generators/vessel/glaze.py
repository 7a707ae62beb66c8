"""What covers the wall before light falls on it: glaze, dip, bands, bare clay and speckle.

Every mark appears from where it comes from: the dip down from the lip, bands by swelling from
their middle lines, spots from points. Colours are mixed in OKLab.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import torch
from torch import Tensor

from group_plgl.generators.colour import apart, oklab_from_lch
from group_plgl.generators.palette_genes import Role
from group_plgl.generators.sdf import between, coverage, hypot, smooth_step
from group_plgl.generators.vessel.body import Wall, edge
from group_plgl.generators.vessel.layers import everywhere, flat, over, toned

STAND_OUT = 0.06
CLAY_HUE = (0.72, 1.30)
SPECKLE_SEED, SPECKLE_WIDTH, SPECKLE_HEIGHT = 3, 320, 256
SPECKLES, SPECKLE_ASPECT, SPECKLE_LARGEST = 520, 1.25, 0.0155


def main_colour(dials: Mapping[str, Tensor], colours: Tensor) -> Tensor:
    """`n x 3`: the glaze, lighter over pale clay, and a little further from the ground."""
    main = colours[:, Role.MAIN]
    away = main[:, :1] - colours[:, Role.GROUND, :1]
    under = 0.09 * (dials["clay"] - 0.5)[:, None]
    return torch.cat([main[:, :1] + STAND_OUT * torch.tanh(away / 0.15) + under, main[:, 1:]], 1)


def clay_colour(dials: Mapping[str, Tensor]) -> Tensor:
    """`n x 3`: fired clay, from red-brown to pale."""
    pale = dials["clay"]
    tone, hue = between(pale, 0.34, 0.90), between(pale, *CLAY_HUE)
    return oklab_from_lch(tone, 0.085 - 0.055 * pale, hue)


def dip_colour(dials: Mapping[str, Tensor], colours: Tensor) -> Tensor:
    """`n x 3`: the second glaze, dark or white, always another lightness than the first."""
    white = torch.lerp(colours[:, Role.LIGHT], colours.new_tensor([0.94, 0.004, 0.018]), 0.75)
    tone = smooth_step(1.6 * dials["dip tone"] - 0.3)[:, None]
    return _unlike(torch.lerp(colours[:, Role.DARK], white, tone), colours[:, Role.MAIN], 0.14)


def glazed(dials: Mapping[str, Tensor], colours: Tensor, at: Wall, pixel: float) -> Tensor:
    """`n x 3 x h x w`: the colour of the wall before any light falls on it."""
    main = colours[:, Role.MAIN]
    canvas = over(flat(main), dip_colour(dials, colours), _dip_mask(dials, at, pixel))
    canvas = over(canvas, _unlike(colours[:, Role.ACCENT], main, 0.12), _band_mask(dials, at, pixel))
    canvas = over(canvas, clay_colour(dials), _bare_mask(dials, at, pixel))
    spots = 0.55 * _speckle_mask(dials, at, pixel)
    return toned(canvas, 1.0 - spots, 1.0 - 0.5 * spots)


def _dip_mask(dials: Mapping[str, Tensor], at: Wall, pixel: float) -> Tensor:
    """Above the dip line; the line comes down from above the lip as the dip appears."""
    grown = dials["dip"]
    line = torch.lerp(torch.full_like(grown, 1.3), between(dials["dip line"], 0.34, 0.84), grown)
    broad, broad_climb = _tongues(at.turn, 4.6, 0.7)
    fine, fine_climb = _tongues(at.turn, 10.0, -1.0)
    size = everywhere(0.010 + 0.19 * dials["drips"])
    away = everywhere(line + 0.10 - 0.20 * dials["drips"] * grown) - size * (broad + 0.5 * fine) - at.height
    return coverage(edge(at, away, size * (broad_climb + 0.5 * fine_climb)), pixel)


def _tongues(turn: Tensor, count: float, phase: float) -> tuple[Tensor, Tensor]:
    """A wave from -1 to 1 with broader crests and troughs than a sine, as glaze runs, and its slope."""
    wave = torch.sin(count * turn + phase)
    broader = torch.rsqrt(wave * wave + 0.4)
    return 1.18 * wave * broader, 1.18 * 0.4 * count * torch.cos(count * turn + phase) * broader**3


def _bare_mask(dials: Mapping[str, Tensor], at: Wall, pixel: float) -> Tensor:
    """Below the line where the glaze ends; the line rises from under the foot."""
    line = everywhere(between(dials["bare foot"], -0.14, 0.38))
    return coverage((at.height - line) * at.tall, pixel)


def _band_mask(dials: Mapping[str, Tensor], at: Wall, pixel: float) -> Tensor:
    """Slanted bands about a middle one; each swells from nothing, the outer ones last."""
    count = everywhere(between(dials["band count"], 4.5, 15.0))
    slant = everywhere(0.30 * dials["band slant"] - 0.15)
    middle = everywhere(between(dials["band place"], 0.30, 0.66))
    reach = everywhere(between(dials["band zone"], 0.5, 4.8))
    weight = everywhere(between(dials["band count"], 0.46, 0.40) * dials["bands"])
    phase = (at.height - middle + slant * at.turn) * count
    line = torch.round(phase.detach())
    width = weight * (reach + 0.5 - line.abs()).clamp(0.0, 1.0)
    to_line = (phase - line).abs() - 0.5 * width
    return coverage(edge(at, to_line / count, slant), pixel) * smooth_step(8.0 * width)


def _speckle_mask(dials: Mapping[str, Tensor], at: Wall, pixel: float) -> Tensor:
    """Iron spots, fixed on the wall, that swell from nothing as the speckle appears."""
    grown = everywhere(dials["speckle"])
    field = _speckle_field().to(at.turn).expand(at.turn.shape[0], -1, -1, -1)
    where = torch.stack([at.turn / (0.5 * torch.pi), 2.0 * at.height * at.tall - 1.0], -1)
    spots = torch.nn.functional.grid_sample(field, where, padding_mode="reflection", align_corners=False)
    return coverage(spots[:, 0] + (1.0 - grown) * SPECKLE_LARGEST, pixel) * smooth_step(8.0 * grown)


@cache
def _speckle_field() -> Tensor:
    """`1 x 1 x 256 x 320` signed distances to fixed random spots; wall height 1, half turn 1.25."""
    rng = torch.Generator().manual_seed(SPECKLE_SEED)
    spots = torch.rand(SPECKLES, 3, generator=rng)
    x = (torch.arange(SPECKLE_WIDTH) + 0.5) / SPECKLE_WIDTH * SPECKLE_ASPECT
    y = (torch.arange(SPECKLE_HEIGHT) + 0.5) / SPECKLE_HEIGHT
    nearest = torch.full((SPECKLE_HEIGHT, SPECKLE_WIDTH), 1.0)
    for across, up, size in spots.tolist():
        radius = SPECKLE_LARGEST * (0.2 + 0.8 * size**3)
        away = hypot(x[None] - across * SPECKLE_ASPECT, y[:, None] - up) - radius
        nearest = torch.minimum(nearest, away)
    return nearest[None, None]


def _unlike(colour: Tensor, other: Tensor, at_least: float) -> Tensor:
    """The colour with its lightness pushed away from another colour's."""
    return torch.cat([apart(colour[:, 0], other[:, 0], at_least)[:, None], colour[:, 1:]], 1)
