"""The vessel itself: the points of its wall, their glaze, the light on them, mouth and handle.

For every pixel the wall point in front is known in closed form: across, by x over the radius; in
height, by the row and the camera's downward look. Colours are mixed in OKLab and light scales
lightness, so shades keep their hue.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import torch
from torch import Tensor

from group_plgl.generators.colour import apart, oklab_from_lch
from group_plgl.generators.palette_genes import Role
from group_plgl.generators.sdf import between, coverage, hypot, smooth_step
from group_plgl.generators.vessel.layers import along_rows, everywhere, flat, over, toned
from group_plgl.generators.vessel.profile import Profile
from group_plgl.generators.vessel.studio import Stage

LIGHT = (-0.55, -0.50, 0.67)
CLAY_HUE = 0.95
FLUTES = 20.0
SPECKLE_SEED, SPECKLE_WIDTH, SPECKLE_HEIGHT = 3, 320, 256
SPECKLES, SPECKLE_ASPECT, SPECKLE_LARGEST = 440, 1.25, 0.0115


@dataclass(frozen=True)
class Wall:
    """The wall point in front of every pixel; `n x h x w` each unless said otherwise.

    Attributes:
        across: x over the radius, -1 at the left edge to 1 at the right.
        toward: How much the wall faces the camera, 0 at the edges to 1.
        turn: The angle around the axis, -pi/2 to pi/2.
        height: Height on the vessel, 0 at the foot to 1 at the lip.
        slope: How fast the radius grows with height, `n x h x 1`.
        tall: The vessel's height in world units, `n x 1 x 1`.
        mask: How much of the pixel is wall.
    """

    across: Tensor
    toward: Tensor
    turn: Tensor
    height: Tensor
    slope: Tensor
    tall: Tensor
    mask: Tensor


def wall(outline: Profile, scene: Stage, x: Tensor, y: Tensor, pixel: float) -> Wall:
    """The wall seen through pixels at columns `x` (`w`) and rows `y` (`h`)."""
    level = (scene.base[:, None] - y.double()[None]) / outline.tall[:, None]
    radius, slope = outline.at(level.clamp(0.0, 1.0))
    radius, slope = along_rows(radius).to(x), along_rows(slope).to(x)
    tall = everywhere(outline.tall)
    across = (x[None, None] / radius).clamp(-0.9999, 0.9999)
    toward = torch.sqrt(1.0 - across * across)
    height = along_rows(level).to(x) + everywhere(scene.eye) * radius * toward / tall
    edge = (radius - x.abs()) * torch.rsqrt(1.0 + slope * slope)
    mask = coverage(-edge, pixel) * coverage(-height * tall, pixel) * coverage((height - 1.0) * tall, pixel)
    return Wall(across, toward, torch.asin(across), height, slope, tall, mask)


def clay_colour(dials: Mapping[str, Tensor]) -> Tensor:
    """`n x 3`: fired clay, from brown to pale."""
    tone = between(dials["clay"], 0.40, 0.86)
    return oklab_from_lch(tone, 0.075 - 0.03 * dials["clay"], torch.full_like(tone, CLAY_HUE))


def dip_colour(colours: Tensor) -> Tensor:
    """`n x 3`: the second glaze, always another lightness than the first."""
    return _unlike(colours[:, Role.DARK], colours[:, Role.MAIN], 0.14)


def glazed(dials: Mapping[str, Tensor], colours: Tensor, at: Wall, pixel: float) -> Tensor:
    """`n x 3 x h x w`: the colour of the wall before any light falls on it."""
    main = colours[:, Role.MAIN]
    canvas = over(flat(main), dip_colour(colours), _dip_mask(dials, at, pixel))
    canvas = over(canvas, _unlike(colours[:, Role.ACCENT], main, 0.12), _band_mask(dials, at, pixel))
    canvas = over(canvas, clay_colour(dials), _bare_mask(dials, at, pixel))
    spots = 0.36 * _speckle_mask(dials, at, pixel)
    return toned(canvas, 1.0 - spots, 1.0 - 0.4 * spots)


def lit(dials: Mapping[str, Tensor], canvas: Tensor, at: Wall, table: Tensor) -> Tensor:
    """The glazed wall in the studio's light: wrapped light, bounce from the table, a softbox."""
    right, down, toward, groove = _normal(dials, at)
    shade = _wrapped(right, down, toward) + 0.10 * (1.0 - toward) ** 3
    bounce = down.clamp_min(0.0)
    near_table = torch.exp(-at.height.clamp_min(0.0) * at.tall / 0.05)
    shade = (shade + 0.13 * bounce) * (1.0 - 0.30 * near_table) * groove
    shine = _softbox(dials, right, down, toward)
    tinted = torch.cat([canvas[:, :1], over(canvas, table, 0.30 * bounce)[:, 1:]], 1)
    shaded = toned(tinted, shade, shade.clamp(0.05, 1.05) ** 0.6 * (1.0 - 0.8 * shine))
    return torch.cat(
        [shaded[:, :1] + (1.0 - shaded[:, :1]).clamp_min(0.0) * shine[:, None], shaded[:, 1:]], 1
    )


def _wrapped(right: Tensor, down: Tensor, toward: Tensor) -> Tensor:
    """Diffuse light that reaches a little around the edge, plus the room's own."""
    facing = right * LIGHT[0] + down * LIGHT[1] + toward * LIGHT[2]
    return 0.40 + 0.68 * (0.62 * facing + 0.38).clamp_min(0.0)


def _softbox(dials: Mapping[str, Tensor], right: Tensor, down: Tensor, toward: Tensor) -> Tensor:
    """The reflection of a tall window at the upper left: crisp on gloss, a sheen on matt glaze."""
    gloss = everywhere(dials["gloss"])
    mirror_x, mirror_y = 2.0 * toward * right, 2.0 * toward * down
    blur = 0.62 - 0.50 * gloss
    beside = smooth_step((0.20 - (mirror_x + 0.66).abs()) / blur + 0.5)
    above = smooth_step((0.46 - (mirror_y + 0.30).abs()) / (blur + 0.15) + 0.5)
    return (0.04 + 0.62 * gloss * gloss) * beside * above


def _normal(dials: Mapping[str, Tensor], at: Wall) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The unit normal (right, down, toward the camera) and how open the flutes are to light."""
    grown = everywhere(dials["flutes"])
    calm = grown * at.toward * smooth_step((0.95 - at.height) / 0.10) * smooth_step((at.height - 0.02) / 0.10)
    tilt = 0.42 * calm * torch.sin(FLUTES * at.turn)
    right, toward = at.across + at.toward * tilt, at.toward - at.across * tilt
    unit = torch.rsqrt(right * right + toward * toward + at.slope * at.slope)
    groove = 1.0 - 0.07 * calm * (1.0 + torch.cos(FLUTES * at.turn))
    return right * unit, at.slope * unit, toward * unit, groove


def _dip_mask(dials: Mapping[str, Tensor], at: Wall, pixel: float) -> Tensor:
    """Above the dip line; the line comes down from above the lip as the dip appears."""
    grown = dials["dip"]
    line = torch.lerp(torch.full_like(grown, 1.25), between(dials["dip line"], 0.30, 0.86), grown)
    rhythm = everywhere(6.0 * dials["drip rhythm"] - 3.0)
    waves = torch.sin(4.0 * at.turn + rhythm) + 0.6 * torch.sin(9.0 * at.turn - 1.7 * rhythm)
    drop = everywhere(0.11 * dials["drips"] ** 1.2) * waves
    return coverage((everywhere(line) + drop - at.height) * at.tall, pixel)


def _bare_mask(dials: Mapping[str, Tensor], at: Wall, pixel: float) -> Tensor:
    """Below the line where the glaze ends; the line rises from under the foot."""
    grown = dials["bare foot"]
    line = everywhere(-0.12 + 0.30 * grown)
    return coverage((at.height - line) * at.tall, pixel)


def _band_mask(dials: Mapping[str, Tensor], at: Wall, pixel: float) -> Tensor:
    """Whole slanted bands about a middle; the lines swell from nothing as the bands appear."""
    grown = everywhere(dials["bands"])
    count = everywhere(between(dials["band count"], 4.5, 15.0))
    slant = everywhere(0.26 * dials["band slant"] - 0.13)
    middle = everywhere(between(dials["band place"], 0.28, 0.66))
    reach = everywhere(between(dials["band zone"], 0.6, 3.4))
    weight = everywhere(between(dials["band weight"], 0.20, 0.66)) * smooth_step((grown - 0.1) / 0.8)
    phase = (at.height - middle + slant * at.turn) * count
    line = torch.minimum(torch.maximum(torch.round(phase.detach()), -torch.round(reach)), torch.round(reach))
    to_line = (phase - line).abs() - 0.5 * weight
    return coverage(to_line / count * at.tall, pixel) * smooth_step(6.0 * grown)


def _speckle_mask(dials: Mapping[str, Tensor], at: Wall, pixel: float) -> Tensor:
    """Iron spots, fixed on the wall, that swell from nothing as the speckle appears."""
    grown = everywhere(dials["speckle"])
    n = at.turn.shape[0]
    field = _speckle_field().to(at.turn).expand(n, -1, -1, -1)
    where = torch.stack([at.turn / (0.5 * torch.pi), 2.0 * at.height - 1.0], -1)
    distance = torch.nn.functional.grid_sample(field, where, padding_mode="border", align_corners=False)[:, 0]
    return coverage(distance + (1.0 - grown) * SPECKLE_LARGEST, pixel) * smooth_step(4.0 * grown)


@cache
def _speckle_field() -> Tensor:
    """`1 x 1 x 256 x 320` signed distances to fixed random spots; wall height 1, half turn 1.25."""
    rng = torch.Generator().manual_seed(SPECKLE_SEED)
    spots = torch.rand(SPECKLES, 3, generator=rng)
    x = (torch.arange(SPECKLE_WIDTH) + 0.5) / SPECKLE_WIDTH * SPECKLE_ASPECT
    y = (torch.arange(SPECKLE_HEIGHT) + 0.5) / SPECKLE_HEIGHT
    nearest = torch.full((SPECKLE_HEIGHT, SPECKLE_WIDTH), 1.0)
    for across, up, size in spots.tolist():
        radius = SPECKLE_LARGEST * (0.25 + 0.75 * size**2)
        away = hypot(x[None] - across * SPECKLE_ASPECT, y[:, None] - up) - radius
        nearest = torch.minimum(nearest, away)
    return nearest[None, None]


def _unlike(colour: Tensor, other: Tensor, at_least: float) -> Tensor:
    """The colour with its lightness pushed away from another colour's."""
    return torch.cat([apart(colour[:, 0], other[:, 0], at_least)[:, None], colour[:, 1:]], 1)
