"""The lampshade that makes a vessel a lamp: paper lit from within, grown from the lip."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from group_plgl.generators.palette_genes import Role
from group_plgl.generators.sdf import between, coverage, ellipse, smooth_step
from group_plgl.generators.vessel.layers import everywhere, flat, over
from group_plgl.generators.vessel.studio import Stage

OVERLAP = 0.12
PAPER = (0.965, 0.010, 0.052)
EMBER = (-0.21, 0.034, 0.060)


def shade_width(dials: Mapping[str, Tensor], scene: Stage) -> Tensor:
    """`n` radii of the shade's lower rim: light that fills the mouth first, then a shade above it."""
    lamp = dials["lamp"]
    mouth = 1.04 * scene.lip * smooth_step(lamp / 0.1) + 2e-3
    return torch.lerp(mouth, between(dials["belly width"], 0.32, 0.50), smooth_step((lamp - 0.22) / 0.78))


def _taper(dials: Mapping[str, Tensor]) -> Tensor:
    """`n` shares of the lower rim's radius that the upper rim has: a lid is flat, a shade a cone."""
    grown = smooth_step((dials["lamp"] - 0.22) / 0.78)
    return torch.lerp(torch.full_like(grown, 0.97), between(dials["flare"], 0.94, 0.46), grown)


def with_shade(
    canvas: Tensor,
    dials: Mapping[str, Tensor],
    colours: Tensor,
    scene: Stage,
    x: Tensor,
    y: Tensor,
    pixel: float,
) -> Tensor:
    """The canvas with the lampshades of those vessels that are lamps."""
    lamps = torch.nonzero(dials["lamp"] > 0)[:, 0]
    if not len(lamps) or not len(y):
        return canvas
    tall, eye = everywhere(scene.shade[lamps] + 1e-3), everywhere(scene.eye[lamps])
    wide = shade_width(dials, scene)[lamps]
    low, high = everywhere(wide), everywhere(wide * _taper(dials)[lamps])
    bottom = everywhere(scene.top[lamps] + OVERLAP * scene.shade[lamps])
    snap = everywhere(smooth_step(20.0 * dials["lamp"][lamps]))
    across, up = x[None, None], (bottom - y[None, :, None]) / tall
    radius = torch.lerp(low, high, up.clamp(0.0, 1.0))
    toward = torch.sqrt((1.0 - (across / radius) ** 2).clamp_min(1e-4))
    height = up + eye * radius * toward / tall
    slant = torch.rsqrt(1.0 + ((low - high) / tall) ** 2)
    mask = coverage((across.abs() - radius) * slant, pixel)
    mask = mask * snap * coverage(-height * tall, pixel) * coverage((height - 1.0) * tall, pixel)
    paper = _paper(dials, colours)[lamps]
    glow = 0.34 + 0.66 * torch.exp(-(((height - 0.42) / 0.46) ** 2))
    seen = over(canvas[lamps], _glowing(paper, glow * (0.70 + 0.30 * toward)), mask)
    opening = ellipse(across, y[None, :, None] - bottom + tall, high, eye * high)
    inside = 0.80 + 0.45 * (bottom - tall - y[None, :, None]) / (eye * high)
    seen = over(seen, _glowing(paper, inside), snap * coverage(opening, pixel))
    return canvas.index_copy(0, lamps, seen)


def _paper(dials: Mapping[str, Tensor], colours: Tensor) -> Tensor:
    """`n x 3`: warm paper with a breath of the picture's light colour."""
    return torch.lerp(colours.new_tensor(PAPER).expand(len(colours), 3), colours[:, Role.LIGHT], 0.14)


def _glowing(paper: Tensor, glow: Tensor) -> Tensor:
    """The paper where `glow` (`n x h x w`) of the bulb's light comes through: amber where little."""
    ember = flat(paper.new_tensor(EMBER)[None])
    return flat(paper) + ember * (1.0 - glow)[:, None]
