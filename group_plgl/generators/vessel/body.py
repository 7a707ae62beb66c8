"""The vessel itself: the points of its wall and the light on them.

For every pixel the wall point in front is known in closed form: across, by x over the radius; in
height, by the row and the camera's downward look. Light scales OKLab's lightness, so shades keep
their hue.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from group_plgl.generators.sdf import coverage, smooth_step
from group_plgl.generators.vessel.layers import along_rows, everywhere, over, toned
from group_plgl.generators.vessel.profile import Profile
from group_plgl.generators.vessel.studio import BEAK_START, DIMMED, Stage

LIGHT = (-0.55, -0.50, 0.67)
FLUTES = 16.0
PINCH, LIFT = 0.5, 0.30


@dataclass(frozen=True)
class Wall:
    """The wall point in front of every pixel; `n x h x w` each unless said otherwise.

    Attributes:
        across: x over the radius, -1 at the left edge to 1 at the right.
        toward: How much the wall faces the camera, 0 at the edges to 1.
        turn: The angle around the axis, -pi/2 to pi/2.
        height: Height on the vessel, 0 at the foot to 1 at the lip.
        slope: How fast the radius grows with height.
        tall: The vessel's height in world units, `n x 1 x 1`.
        reach: The radius over the height, `n x h x 1`.
        mask: How much of the pixel is wall.
    """

    across: Tensor
    toward: Tensor
    turn: Tensor
    height: Tensor
    slope: Tensor
    tall: Tensor
    reach: Tensor
    mask: Tensor


def wall(outline: Profile, scene: Stage, x: Tensor, y: Tensor, pixel: float) -> Wall:
    """The wall seen through pixels at columns `x` (`w`) and rows `y` (`h`)."""
    level = (scene.base[:, None] - y.double()[None]) / outline.tall[:, None]
    radius, slope = outline.at(level.clamp(0.0, 1.0))
    drawn = ((level.clamp(0.0, 1.0) - BEAK_START) / (1.0 - BEAK_START)).clamp_min(0.0)
    beak = scene.beak[:, None] * drawn * drawn
    rise = 2.0 * scene.beak[:, None] * drawn / ((1.0 - BEAK_START) * outline.tall[:, None])
    radius, beak, slope, rise = (along_rows(one).to(x) for one in (radius, beak, slope, rise))
    left, right = x[None, None, x < 0], x[None, None, x >= 0]
    across = torch.cat([left / (radius + beak), right / radius], 2).clamp(-0.9999, 0.9999)
    inside = torch.cat([radius + beak + left, radius - right], 2)
    toward = torch.sqrt(1.0 - across * across)
    aside = across.clamp_max(0.0) ** 2
    tall = everywhere(outline.tall)
    lip = beak / (radius + beak)
    seen = everywhere(scene.eye) * radius * toward * (1.0 - PINCH * lip * aside)
    height = along_rows(level).to(x) + (seen - LIFT * beak * aside) / tall
    slope = slope + rise * aside
    edge = inside * torch.rsqrt(1.0 + slope * slope)
    mask = coverage(-edge, pixel) * coverage(-height * tall, pixel) * coverage((height - 1.0) * tall, pixel)
    return Wall(across, toward, torch.asin(across), height, slope, tall, radius / tall, mask)


def edge(at: Wall, away: Tensor, climb: Tensor) -> Tensor:
    """Signed world distances to a line on the wall, from differences in height on the vessel.

    Args:
        at: The wall.
        away: Height above the line, in vessel heights.
        climb: How fast the line rises with the angle around the axis, vessel heights per radian.
    """
    steep = climb / (at.reach * at.toward)
    return away * at.tall * torch.rsqrt(1.0 + steep * steep)


def lit(dials: Mapping[str, Tensor], canvas: Tensor, at: Wall, table: Tensor) -> Tensor:
    """The glazed wall in the studio's light: wrapped light, bounce from the table, a softbox."""
    right, down, toward, groove = _normal(dials, at)
    shade = _wrapped(right, down, toward) + 0.10 * (1.0 - toward) ** 3
    bounce = down.clamp_min(0.0)
    near_table = torch.exp(-at.height.clamp_min(0.0) * at.tall / 0.05)
    shade = (shade + 0.13 * bounce) * (1.0 - 0.30 * near_table) * groove
    shade = _under_lamp(dials, at, shade)
    shine = _softbox(dials, right, down, toward)
    gloss = everywhere(dials["gloss"])
    shade = shade * (1.10 - 0.21 * gloss)
    tinted = torch.cat([canvas[:, :1], over(canvas, table, 0.30 * bounce)[:, 1:]], 1)
    shaded = toned(
        tinted, shade, shade.clamp(0.05, 1.05) ** 0.6 * (0.85 + 0.27 * gloss) * (1.0 - 0.8 * shine)
    )
    return torch.cat(
        [shaded[:, :1] + (1.0 - shaded[:, :1]).clamp_min(0.0) * shine[:, None], shaded[:, 1:]], 1
    )


def _under_lamp(dials: Mapping[str, Tensor], at: Wall, shade: Tensor) -> Tensor:
    """The shade on the wall when a lamp above it is on: the studio dimmed, its shoulders lit."""
    lamp = everywhere(dials["lamp"])
    from_above = torch.exp((at.height - 1.0).clamp_max(0.0) * at.tall / 0.22)
    return shade * (1.0 - 0.9 * DIMMED * lamp) + 0.26 * lamp * from_above


def _wrapped(right: Tensor, down: Tensor, toward: Tensor) -> Tensor:
    """Diffuse light that reaches a little around the edge, plus the room's own."""
    facing = right * LIGHT[0] + down * LIGHT[1] + toward * LIGHT[2]
    return 0.40 + 0.68 * (0.62 * facing + 0.38).clamp_min(0.0)


def _softbox(dials: Mapping[str, Tensor], right: Tensor, down: Tensor, toward: Tensor) -> Tensor:
    """The reflection of a tall window at the upper left: crisp on gloss, a sheen on matt glaze."""
    gloss = everywhere(dials["gloss"])
    mirror_x, mirror_y = 2.0 * toward * right, 2.0 * toward * down
    blur = 0.62 - 0.50 * gloss
    beside = smooth_step((0.22 - (mirror_x + 0.66).abs()) / blur + 0.5)
    above = smooth_step((0.52 - (mirror_y + 0.30).abs()) / (blur + 0.25) + 0.5)
    return (0.02 + 0.78 * gloss**1.6) * beside * above


def _normal(dials: Mapping[str, Tensor], at: Wall) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The unit normal (right, down, toward the camera) and how open the flutes are to light."""
    grown = everywhere(smooth_step((dials["wall"] - 0.58) / 0.40))
    calm = grown * at.toward * smooth_step((0.95 - at.height) / 0.12) * smooth_step((at.height - 0.02) / 0.10)
    tilt = 0.62 * calm * torch.sin(FLUTES * at.turn)
    right, toward = at.across + at.toward * tilt, at.toward - at.across * tilt
    unit = torch.rsqrt(right * right + toward * toward + at.slope * at.slope)
    groove = 1.0 - 0.11 * calm * (1.0 + torch.cos(FLUTES * at.turn))
    return right * unit, at.slope * unit, toward * unit, groove
