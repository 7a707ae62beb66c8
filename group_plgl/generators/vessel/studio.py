"""The studio around a vessel: wall, table, the disc behind, and the shadows on the table.

The camera looks down a little: circles on the table are ellipses whose height is `eye` times their
width. The light comes from the upper left, so the long shadow falls to the right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from group_plgl.generators.palette_genes import Role
from group_plgl.generators.sdf import between, coverage, hypot, smooth_step
from group_plgl.generators.torch_scene import Window
from group_plgl.generators.vessel.layers import everywhere, flat, over, shone, toned
from group_plgl.generators.vessel.profile import Profile

DISC_HEIGHT = -0.26
SHADOW_REACH = 0.80
SHADOW_RISE = 0.42


@dataclass(frozen=True)
class Stage:
    """Where things stand; `n` numbers each, y from -1 at the top to 1 at the bottom.

    Attributes:
        base: The y of the table under the vessel's axis.
        top: The y of the lip.
        eye: Height over width of a circle on the table.
        foot: Radius of the foot.
        lip: Radius of the lip.
    """

    base: Tensor
    top: Tensor
    eye: Tensor
    foot: Tensor
    lip: Tensor


def stage(dials: Mapping[str, Tensor], outline: Profile) -> Stage:
    """Tall vessels stand lower in the picture, so all are in its middle."""
    base = 0.44 + 0.19 * outline.tall
    ends, _ = outline.at(torch.stack([0 * base, torch.ones_like(base)], 1))
    return Stage(
        base=base,
        top=base - outline.tall,
        eye=between(dials["eye level"], 0.08, 0.22),
        foot=ends[:, 0],
        lip=ends[:, 1],
    )


def backdrop(dials: Mapping[str, Tensor], colours: Tensor, scene: Stage, window: Window) -> Tensor:
    """Wall, disc and table under a pool of light: an `n x 3 x h x w` canvas without shadows."""
    x, y = window.columns(colours.device)[None, None, :], window.rows(colours.device)[None, :, None]
    ground, light = colours[:, Role.GROUND], colours[:, Role.LIGHT]
    on_table = _table_mask(dials, y, window.pixel)
    canvas = over(flat(ground), torch.lerp(ground, light, 0.55), _disc_mask(dials, x, y, window.pixel))
    canvas = over(canvas, table_colour(colours), on_table)
    pool = torch.exp(-0.5 * (x + 0.45) ** 2) * torch.exp(-0.5 * (y + 0.5) ** 2)
    return shone(canvas, 0.885 + 0.135 * pool)


def table_colour(colours: Tensor) -> Tensor:
    """`n x 3`: the ground on its way to the light colour, a little deeper."""
    table = torch.lerp(colours[:, Role.GROUND], colours[:, Role.LIGHT], 0.36)
    return torch.cat([table[:, :1] - 0.055, table[:, 1:]], 1)


def shadowed(canvas: Tensor, colours: Tensor, outline: Profile, scene: Stage, window: Window) -> Tensor:
    """The canvas with the vessel's contact shadow and its long soft shadow on the table."""
    rows = window.rows(canvas.device)
    above = int((rows < float(scene.base.detach().min()) - SHADOW_RISE).sum())
    x, y = window.columns(canvas.device)[None, None, :], rows[None, above:, None]
    lower = canvas[:, :, above:]
    down = (y - everywhere(scene.base)) / everywhere(scene.eye)
    away = (hypot(x, down) - everywhere(scene.foot)).clamp_min(0.0)
    contact = 0.50 * torch.exp(-away / 0.035) + 0.30 * torch.exp(-away / 0.16)
    shade = 1.0 - (1.0 - contact) * (1.0 - _cast(outline, scene, x, down))
    bounce = over(lower, _bounce_colour(lower, colours), 0.30 * contact)
    return torch.cat([canvas[:, :, :above], toned(bounce, 1.0 - 0.62 * shade, 1.0 - 0.25 * shade)], 2)


def _bounce_colour(canvas: Tensor, colours: Tensor) -> Tensor:
    """The canvas's lightness with the vessel's hue: light thrown back onto the table."""
    main = flat(colours[:, Role.MAIN])
    return torch.cat([canvas[:, :1], main[:, 1:].expand_as(canvas[:, 1:])], 1)


def _cast(outline: Profile, scene: Stage, x: Tensor, down: Tensor) -> Tensor:
    """The silhouette laid on the table to the right and back; softer and fainter with distance."""
    reach = SHADOW_REACH * everywhere(outline.tall)
    along = (x / reach).clamp(0.0, 1.0)
    radius, _ = outline.at(along[:, 0].double())
    radius = radius[:, None, :].to(x)
    beside = x - along * reach
    half = torch.sqrt((radius * radius - beside * beside).clamp_min(1e-6))
    middle = -0.55 * along * reach
    blur = 0.05 + 0.75 * along
    inside = smooth_step((half - (down - middle).abs()) / blur + 0.5)
    outside_left = smooth_step((x + everywhere(scene.foot)) / 0.06)
    return 0.62 * (1.0 - along) ** 1.3 * inside * outside_left


def _table_mask(dials: Mapping[str, Tensor], y: Tensor, pixel: float) -> Tensor:
    """1 on the table, 0 on the wall; the edge is crisp or, for a seamless backdrop, wide."""
    horizon = everywhere(between(dials["horizon"], 0.16, 0.50))
    width = everywhere(0.9 * dials["backdrop"] ** 2) + pixel
    return smooth_step((y - horizon) / width + 0.5)


def _disc_mask(dials: Mapping[str, Tensor], x: Tensor, y: Tensor, pixel: float) -> Tensor:
    """The disc or arch on the wall, grown from its middle."""
    grown = dials["disc"]
    radius = everywhere(between(dials["disc size"], 0.30, 0.60) * grown)
    beside = x - everywhere(between(dials["disc place"], -0.45, 0.45))
    stretch = everywhere(1.2 * smooth_step(between(dials["arch"], -0.5, 1.5)) * grown)
    below = y - DISC_HEIGHT
    drop = below - torch.minimum(below.clamp_min(0.0), stretch)
    snap = everywhere(smooth_step(8.0 * grown))
    return coverage(hypot(beside, drop) - radius, pixel) * snap
