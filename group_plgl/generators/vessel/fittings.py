"""What is added to the turned wall: the lip with the dark inside, and the handle of a jug."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from group_plgl.generators.palette_genes import Role
from group_plgl.generators.sdf import between, coverage, ellipse, hypot, smooth_step
from group_plgl.generators.vessel.body import LIFT, LIGHT, PINCH
from group_plgl.generators.vessel.glaze import clay_colour, dip_colour
from group_plgl.generators.vessel.layers import everywhere, flat, over, toned
from group_plgl.generators.vessel.profile import Profile
from group_plgl.generators.vessel.studio import DIMMED, Stage

LIP_THICKNESS = 0.024
HANDLE_WIDTH = 0.044
HANDLE_TOP = 0.88


def with_mouth(
    canvas: Tensor,
    dials: Mapping[str, Tensor],
    colours: Tensor,
    scene: Stage,
    x: Tensor,
    y: Tensor,
    pixel: float,
) -> Tensor:
    """The canvas with the lip's ring, drawn out into a beak at the left, and the shaded inside."""
    lip, beak = everywhere(scene.lip), everywhere(scene.beak)
    across = x[None, None]
    outer = torch.where(across < 0, lip + beak, lip)
    aside = (across.clamp_max(0.0) / outer).clamp_min(-1.0) ** 2
    flat_ = everywhere(scene.eye) * lip * (1.0 - PINCH * beak / (lip + beak) * aside)
    down = y[None, :, None] - everywhere(scene.top) + LIFT * beak * aside
    thick = torch.minimum(torch.full_like(lip, LIP_THICKNESS), 0.32 * lip)
    glaze = torch.lerp(
        colours[:, Role.MAIN], dip_colour(dials, colours), smooth_step(4.0 * dials["dip"] - 1.2)[:, None]
    )
    dim = 1.0 - DIMMED * everywhere(dials["lamp"])
    rim = toned(flat(glaze), dim * (1.04 - 0.13 * across / outer), 1.0 + 0 * across)
    canvas = over(canvas, rim, coverage(ellipse(across, down, outer, flat_), pixel))
    inner, inner_flat = outer - thick, flat_ * (1.0 - thick / lip)
    inside = torch.lerp(glaze, clay_colour(dials), 0.25)
    shallow = everywhere(0.16 * dials["opening"])
    depth = 0.38 + shallow + 0.34 * smooth_step(0.5 + 0.55 * across / inner) - 0.18 * down / inner_flat
    hollow = toned(flat(inside), dim * depth, 0.85 + 0 * depth)
    return over(canvas, hollow, coverage(ellipse(across, down - 0.004, inner, inner_flat), pixel))


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
    """The canvas with a handle on the right that grows from below the lip, out and down."""
    jug, size = dials["jug"], dials["handle size"]
    top = torch.full_like(jug, HANDLE_TOP)
    foot = top - between(size, 0.26, 0.66) * (0.4 + 0.6 * jug)
    ends, _ = outline.at(torch.stack([foot, top], 1))
    low, high = everywhere(ends[:, 0]), everywhere(ends[:, 1])
    half = everywhere(0.5 * (top - foot) * outline.tall)
    below = y[None, :, None] - everywhere(scene.base - 0.5 * (foot + top) * outline.tall)
    lean = 0.5 * (low - high) / half
    beside = x[None, None] - 0.5 * (low + high) - lean * below.clamp(-1.0, 1.0) + 0.03
    reach = everywhere(between(size, 0.10, 0.29) * jug) + 1e-3
    width = HANDLE_WIDTH * everywhere(jug)
    ring = ellipse(beside, below, reach, half)
    right, down = beside / (reach * reach), below / (half * half)
    steep = hypot(right, down)
    down = down - lean * right
    length = hypot(right, down)
    ring = ring * steep / length
    bulge = (ring / width.clamp_min(1e-3)).clamp(-0.999, 0.999)
    facing = bulge * (right * LIGHT[0] + down * LIGHT[1]) / length + torch.sqrt(1.0 - bulge * bulge) * LIGHT[2]
    shade = (0.40 + 0.66 * (0.62 * facing + 0.38).clamp_min(0.0)) * (1.0 - DIMMED * everywhere(dials["lamp"]))
    mask = coverage(torch.maximum(ring.abs() - width, -beside - 0.02), pixel) * smooth_step(12.0 * everywhere(jug))
    return over(canvas, toned(flat(colours[:, Role.MAIN]), shade, shade.clamp_max(1.0) ** 0.6), mask)
