"""What is added to the turned wall: the lip with the dark inside, and the handle."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from group_plgl.generators.palette_genes import Role
from group_plgl.generators.sdf import between, coverage, ellipse, hypot, smooth_step
from group_plgl.generators.vessel.body import LIGHT, clay_colour, dip_colour
from group_plgl.generators.vessel.layers import everywhere, flat, over, toned
from group_plgl.generators.vessel.profile import Profile
from group_plgl.generators.vessel.studio import Stage

LIP_THICKNESS = 0.022
HANDLE_WIDTH = 0.040
HANDLE_FOOT, HANDLE_TOP = 0.36, 0.84


def with_mouth(
    canvas: Tensor,
    dials: Mapping[str, Tensor],
    colours: Tensor,
    scene: Stage,
    x: Tensor,
    y: Tensor,
    pixel: float,
) -> Tensor:
    """The canvas with the lip's ring and the shaded inside of the vessel."""
    outer = everywhere(scene.lip)
    inner = outer - torch.minimum(torch.full_like(outer, LIP_THICKNESS), 0.32 * outer)
    eye = everywhere(scene.eye)
    across, down = x[None, None], y[None, :, None] - everywhere(scene.top)
    dipped = dials["dip"][:, None]
    glaze = torch.lerp(colours[:, Role.MAIN], dip_colour(colours), smooth_step(4.0 * dipped - 1.2))
    rim = toned(flat(glaze), 1.04 - 0.13 * across / outer, 1.0 + 0 * across)
    canvas = over(canvas, rim, coverage(ellipse(across, down, outer, eye * outer), pixel))
    inside = torch.lerp(glaze, clay_colour(dials), 0.55)
    depth = 0.40 + 0.26 * smooth_step(0.5 + 0.55 * across / inner) - 0.16 * down / (eye * inner)
    hollow = toned(flat(inside), depth, 0.85 + 0 * depth)
    sunk = down - 0.004
    return over(canvas, hollow, coverage(ellipse(across, sunk, inner, eye * inner), pixel))


def with_handle(
    canvas: Tensor,
    dials: Mapping[str, Tensor],
    colours: Tensor,
    outline: Profile,
    scene: Stage,
    x: Tensor,
    y: Tensor,
    pixel: float,
) -> Tensor:
    """The canvas with a handle on the right, grown out of the wall."""
    grown = everywhere(dials["handle"])
    ends, _ = outline.at(scene.base.new_tensor([[HANDLE_FOOT, HANDLE_TOP]]).expand(len(scene.base), 2))
    low, high = everywhere(ends[:, 0]), everywhere(ends[:, 1])
    tall = everywhere(outline.tall)
    below = y[None, :, None] - (everywhere(scene.base) - 0.5 * (HANDLE_FOOT + HANDLE_TOP) * tall)
    half = 0.5 * (HANDLE_TOP - HANDLE_FOOT) * tall
    chord = 0.5 * (low + high) + 0.5 * (low - high) * (below / half).clamp(-1.0, 1.0) - 0.03
    beside = x[None, None] - chord
    reach = everywhere(between(dials["handle reach"], 0.13, 0.30)) * grown + 1e-3
    length = half * (0.25 + 0.75 * grown)
    width = HANDLE_WIDTH * (0.3 + 0.7 * grown)
    ring = ellipse(beside, below, reach, length)
    right, down = _unit(beside / (reach * reach), below / (length * length))
    bulge = (ring / width).clamp(-0.999, 0.999)
    facing = bulge * (right * LIGHT[0] + down * LIGHT[1]) + torch.sqrt(1.0 - bulge * bulge) * LIGHT[2]
    shade = 0.40 + 0.66 * (0.62 * facing + 0.38).clamp_min(0.0)
    mask = coverage(torch.maximum(ring.abs() - width, -beside - 0.02), pixel) * smooth_step(6.0 * grown)
    return over(canvas, toned(flat(colours[:, Role.MAIN]), shade, shade.clamp_max(1.0) ** 0.6), mask)


def _unit(x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    length = hypot(x, y)
    return x / length, y / length
