"""The studio around a vessel: wall, table, the disc behind, and the shadows on the table.

The camera looks down a little: circles on the table are ellipses whose height is `eye` times their
width. The light comes from the upper left, so the long shadow falls to the right. A lamp that is
on dims the studio, and its own warm light lies around it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from group_plgl.generators.colour import apart
from group_plgl.generators.palette_genes import Role
from group_plgl.generators.sdf import between, coverage, hypot, smooth_step
from group_plgl.generators.torch_scene import Window
from group_plgl.generators.vessel.layers import everywhere, flat, over, toned
from group_plgl.generators.vessel.profile import Profile

SHADOW_REACH = 0.80
SHADOW_RISE = 0.42
BEAK_START = 0.66
DIMMED = 0.14
HALO, HALO_WARMTH = 0.60, (0.017, 0.050)
BRIGHTEST, KNEE = 0.945, 0.02


@dataclass(frozen=True)
class Stage:
    """Where things stand; `n` numbers each, y from -1 at the top to 1 at the bottom.

    Attributes:
        base: The y of the table under the vessel's axis.
        top: The y of the lip.
        eye: Height over width of a circle on the table.
        foot: Radius of the foot.
        lip: Radius of the lip.
        beak: How far the lip is drawn out to the left, for pouring.
        shade: Height of the lampshade.
        middle: The y of the middle of everything that stands here.
    """

    base: Tensor
    top: Tensor
    eye: Tensor
    foot: Tensor
    lip: Tensor
    beak: Tensor
    shade: Tensor
    middle: Tensor


def stage(dials: Mapping[str, Tensor], outline: Profile) -> Stage:
    """What stands taller stands lower in the picture, so everything is in its middle."""
    ends, _ = outline.at(torch.stack([0 * outline.tall, torch.ones_like(outline.tall)], 1))
    lamp = dials["lamp"]
    shade = smooth_step((lamp - 0.10) / 0.80) * between(dials["belly width"], 0.36, 0.46)
    whole = outline.tall + 0.9 * shade
    base = 0.38 + 0.24 * whole
    return Stage(
        base=base,
        top=base - outline.tall,
        eye=between(dials["eye level"], 0.07, 0.23),
        foot=ends[:, 0],
        lip=ends[:, 1],
        beak=_beak(dials, ends[:, 1]),
        shade=shade,
        middle=base - 0.55 * whole,
    )


def _beak(dials: Mapping[str, Tensor], lip: Tensor) -> Tensor:
    """How far a jug's lip is drawn out; a lamp's light leaves no beak."""
    drawn = dials["jug"] * (1.0 - smooth_step(dials["lamp"] / 0.2))
    room = 0.95 - lip
    return drawn * room * torch.tanh(between(dials["handle size"], 0.55, 1.45) * (0.06 + 0.19 * lip) / room)


def backdrop(dials: Mapping[str, Tensor], colours: Tensor, scene: Stage, window: Window) -> Tensor:
    """Wall, disc and table under a pool of light: an `n x 3 x h x w` canvas without shadows."""
    x, y = window.columns(colours.device)[None, None, :], window.rows(colours.device)[None, :, None]
    on_table = _table_mask(dials, y, window.pixel)
    disc = _disc_mask(dials, scene, x, y, window.pixel)
    canvas = over(flat(colours[:, Role.GROUND]), _disc_colour(colours), disc)
    canvas = over(canvas, table_colour(dials, colours), on_table)
    return _in_light(canvas, dials, scene, x, y)


def _in_light(canvas: Tensor, dials: Mapping[str, Tensor], scene: Stage, x: Tensor, y: Tensor) -> Tensor:
    """The canvas in the studio's light, dimmed where a lamp is on, and in the lamp's warm halo."""
    lamp = everywhere(dials["lamp"])
    pool = torch.exp(-0.5 * (x + 0.45) ** 2) * torch.exp(-0.5 * (y + 0.5) ** 2)
    bulb = everywhere(scene.top - 0.4 * scene.shade)
    halo = (lamp * torch.exp(-0.5 * ((y - bulb) / HALO) ** 2)) * torch.exp(-0.5 * (x / HALO) ** 2)
    light = 0.870 + 0.155 * pool - DIMMED * lamp
    warm = halo[:, None] * canvas.new_tensor(HALO_WARMTH)[None, :, None, None]
    lightness = canvas[:, 0] * (light + 0.20 * halo) + 0.06 * halo
    above = lightness - BRIGHTEST
    lightness = lightness - 0.5 * (above + torch.sqrt(above * above + KNEE * KNEE))
    return torch.cat([lightness[:, None], canvas[:, 1:] + warm], 1)


def table_colour(dials: Mapping[str, Tensor], colours: Tensor) -> Tensor:
    """`n x 3`: the ground, or on its way to the light colour and a little deeper."""
    own = dials["table"]
    table = torch.lerp(colours[:, Role.GROUND], colours[:, Role.LIGHT], (0.06 + 0.70 * own)[:, None])
    return torch.cat([table[:, :1] - (0.01 + 0.115 * own)[:, None], table[:, 1:]], 1)


def _disc_colour(colours: Tensor) -> Tensor:
    """`n x 3`: the light colour on the wall, never quite as light as the wall."""
    ground = colours[:, Role.GROUND]
    disc = torch.lerp(ground, colours[:, Role.LIGHT], 0.72)
    return torch.cat([apart(disc[:, 0], ground[:, 0], 0.05)[:, None], disc[:, 1:]], 1)


def shadowed(
    canvas: Tensor,
    dials: Mapping[str, Tensor],
    colours: Tensor,
    outline: Profile,
    scene: Stage,
    window: Window,
) -> Tensor:
    """The canvas with the vessel's contact shadow and its long soft shadow on the table."""
    rows = window.rows(canvas.device)
    above = int((rows < float(scene.base.detach().min()) - SHADOW_RISE).sum())
    x, y = window.columns(canvas.device)[None, None, :], rows[None, above:, None]
    lower = canvas[:, :, above:]
    down = (y - everywhere(scene.base)) / everywhere(scene.eye)
    away = (hypot(x, down) - everywhere(scene.foot)).clamp_min(0.0)
    contact = 0.50 * torch.exp(-away / 0.035) + 0.30 * torch.exp(-away / 0.16)
    cast = everywhere(1.0 - 0.55 * dials["lamp"]) * _cast(outline, scene, x, down)
    shade = 1.0 - (1.0 - contact) * (1.0 - cast)
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
    """1 on the table, 0 on the wall; a table like the wall runs up into it without an edge."""
    horizon = everywhere(between(dials["horizon"], 0.14, 0.54))
    width = everywhere(0.75 * (1.0 - smooth_step(1.7 * dials["table"])) + 0.008) + pixel
    return smooth_step((y - horizon) / width + 0.5)


def _disc_mask(dials: Mapping[str, Tensor], scene: Stage, x: Tensor, y: Tensor, pixel: float) -> Tensor:
    """The disc or arch on the wall; it rises from behind the vessel as it grows."""
    grown, form = dials["disc"], dials["disc form"]
    radius = everywhere((between(form, 0.30, 0.52)) * grown)
    beside = x - everywhere(between(dials["disc place"], -0.50, 0.50) * grown)
    stretch = everywhere(1.3 * smooth_step(2.4 * form - 1.4) * grown)
    below = y - everywhere(torch.lerp(scene.middle, 0 * grown - 0.28, grown))
    drop = below - torch.minimum(below.clamp_min(0.0), stretch)
    return coverage(hypot(beside, drop) - radius, pixel) * everywhere(smooth_step(20.0 * grown))
