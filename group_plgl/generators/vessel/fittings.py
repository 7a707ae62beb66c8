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

LIP_THICKNESS, LIP_BEAD = 0.026, 0.006
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
    deep = everywhere(scene.eye) * lip * (1.0 - PINCH * beak / (lip + beak) * aside)
    down = y[None, :, None] - everywhere(scene.top) + LIFT * beak * aside
    glaze = torch.lerp(
        colours[:, Role.MAIN], dip_colour(dials, colours), smooth_step(4.0 * dials["dip"] - 1.2)[:, None]
    )
    dim = 1.0 - DIMMED * everywhere(dials["lamp"])
    rim = toned(flat(glaze), dim * (1.06 - 0.13 * across / outer), 1.0 + 0 * across)
    canvas = over(canvas, rim, coverage(ellipse(across, down, outer, deep) - LIP_BEAD, pixel))
    thin = 1.0 - torch.minimum(torch.full_like(lip, LIP_THICKNESS), 0.32 * lip) / lip
    inner, inner_deep = outer * thin, deep * thin
    inside = torch.lerp(glaze, clay_colour(dials), 0.25)
    shallow = everywhere(0.16 * dials["opening"])
    depth = 0.38 + shallow + 0.34 * smooth_step(0.5 + 0.55 * across / inner) - 0.18 * down / inner_deep
    hollow = toned(flat(inside), dim * depth, 0.85 + 0 * depth)
    return over(canvas, hollow, coverage(ellipse(across, down - 0.004, inner, inner_deep), pixel))


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
    """The canvas with the handles of those vessels that are jugs."""
    jugs = torch.nonzero(dials["jug"] > 0)[:, 0]
    if not len(jugs):
        return canvas
    first = int((x < 0).sum())
    ring, width, right, down = _loop(dials, outline, scene, jugs, x[first:], y)
    bulge = (ring / width).clamp(-0.999, 0.999)
    facing = bulge * (right * LIGHT[0] + down * LIGHT[1]) + torch.sqrt(1.0 - bulge * bulge) * LIGHT[2]
    dim = 1.0 - DIMMED * everywhere(dials["lamp"][jugs])
    shade = (0.40 + 0.66 * (0.62 * facing + 0.38).clamp_min(0.0)) * dim
    mask = coverage(ring.abs() - width, pixel) * smooth_step(12.0 * everywhere(dials["jug"][jugs]))
    glaze = toned(flat(colours[jugs, Role.MAIN]), shade, shade.clamp_max(1.0) ** 0.6)
    beside = canvas[:, :, :, first:]
    return torch.cat(
        [canvas[:, :, :, :first], beside.index_copy(0, jugs, over(beside[jugs], glaze, mask))], 3
    )


def _loop(
    dials: Mapping[str, Tensor], outline: Profile, scene: Stage, jugs: Tensor, x: Tensor, y: Tensor
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Signed distances to a handle's middle line, its half width, and the line's normal.

    The line is half an ellipse that leans and bows as the wall does; it grows from below the lip,
    outwards and down.
    """
    jug, size = dials["jug"], dials["handle size"]
    top = torch.full_like(jug, HANDLE_TOP)
    foot = top - between(size, 0.26, 0.66) * (0.4 + 0.6 * jug)
    at_wall, _ = outline.at(torch.stack([foot, 0.5 * (foot + top), top], 1))
    low, middle, high = (everywhere(one)[jugs] for one in at_wall.unbind(1))
    half = everywhere(0.5 * (top - foot) * outline.tall)[jugs]
    below = y[None, :, None] - everywhere(scene.base - 0.5 * (foot + top) * outline.tall)[jugs]
    lean, bow = 0.5 * (low - high) / half, (middle - 0.5 * (low + high)).clamp_min(0.0)
    place = (below / half).clamp(-1.0, 1.0)
    beside = x[None, None] - 0.5 * (low + high) - lean * half * place - bow * (1.0 - place * place) + 0.03
    reach = everywhere(between(size, 0.08, 0.31) * jug)[jugs] + 1e-3
    ring = ellipse(beside, below, reach, half)
    right, down = beside / (reach * reach), below / (half * half)
    steep = hypot(right, down)
    down = down - (lean - 2.0 * bow * place / half) * right
    length = hypot(right, down)
    return ring * steep / length, HANDLE_WIDTH * everywhere(jug)[jugs] + 1e-4, right / length, down / length
