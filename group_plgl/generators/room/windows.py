"""Windows: the opening with its frame and bars, and the curtains beside it."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from group_plgl.generators.room.brush import Patch, everywhere, grown, lighter, there
from group_plgl.generators.room.outside import outside
from group_plgl.generators.room.scene import Scene
from group_plgl.generators.sdf import between, coverage, smooth_step

OUTER, NARROW, WIDE = 0.84, 0.36, 0.07
TOP = -0.80
FRAME, BAR = 0.028, 0.0090
ROD, PANEL = 0.075, 0.13
FIRST_BAR, SECOND_BAR, GRID = 0.10, 0.34, 0.62


@dataclass(frozen=True)
class Opening:
    """The hole in the wall, grown from its middle; `n` numbers each."""

    left: Tensor
    right: Tensor
    top: Tensor
    bottom: Tensor
    middle: Tensor
    size: Tensor


def opening(scene: Scene, side: int) -> Opening:
    """The opening of the left (-1) or right (1) window."""
    size = scene.room.windows[(side + 1) // 2]
    inner = between(scene.dials["window width"], NARROW, WIDE)
    middle, half = 0.5 * side * (OUTER + inner) + scene.room.aside, 0.5 * (OUTER - inner) * size
    floor = scene.room.horizon - 0.06
    low = -0.04 + (floor + 0.04) * scene.dials["window height"]
    centre, tall = 0.5 * (TOP + low), 0.5 * (low - TOP) * size
    return Opening(middle - half, middle + half, centre - tall, centre + tall, middle, size)


def windows(scene: Scene, side: int) -> None:
    """A window: frame, view, bars and sill."""
    dials, paint, hole = scene.dials, scene.paint, opening(scene, side)
    shown, rim = there(hole.size), FRAME * hole.size
    arch = grown(dials["arched window"], 0.55) * 0.5 * (hole.right - hole.left)
    edge = FRAME + 0.05
    bounds = hole.left - edge, hole.right + edge, hole.top - edge, hole.bottom + edge
    for patch in scene.board.within(*bounds):
        glass = _arched(patch, hole, arch)
        outer = glass - everywhere(rim)
        patch.put(lighter(paint.wall, -0.06), outer - 0.010 * everywhere(hole.size), shown)
        patch.put(paint.frame, outer, shown)
        within = coverage(glass, patch.pixel) * everywhere(shown)
        view = outside(patch, dials["outside"], scene.room.evening, hole.top, hole.bottom, scene.room.sun)
        patch.lay(view, within)
        lip = coverage(-(glass + 0.016 * everywhere(hole.size)), patch.pixel) * within
        patch.light(1.0 - 0.10 * lip)
        _bars(patch, dials["panes"], paint.frame, hole, within)
        reach, low = 0.028 * hole.size, hole.bottom + rim
        sill = patch.box(hole.left - rim - reach, hole.right + rim + reach, low - 0.008, low + 0.020)
        patch.put(lighter(paint.frame, 0.02), sill, shown)


def _arched(patch: Patch, hole: Opening, arch: Tensor) -> Tensor:
    """The distance to the opening, whose upper corners are rounded by `arch`."""
    half = everywhere(0.5 * (hole.right - hole.left))
    bend = everywhere(arch)
    across = (patch.x - everywhere(hole.middle)).abs() - half
    above = everywhere(hole.top) - patch.y
    corner_x, corner_y = across + bend, above + bend
    round_off = torch.sqrt(corner_x.clamp_min(0.0) ** 2 + corner_y.clamp_min(0.0) ** 2 + 1e-10) - bend
    upper = round_off + torch.maximum(corner_x, corner_y).clamp_max(0.0)
    return torch.maximum(upper, patch.y - everywhere(hole.bottom))


def _bars(patch: Patch, panes: Tensor, colour: Tensor, hole: Opening, within: Tensor) -> None:
    """First one upright bar, then one across, then a grid; each thickens from nothing."""
    wide, tall = hole.right - hole.left, hole.bottom - hole.top
    for upright, share, start in (
        (True, 0.5, FIRST_BAR),
        (False, 0.36, SECOND_BAR),
        (True, 0.25, GRID),
        (True, 0.75, GRID),
        (False, 0.68, GRID),
    ):
        more = (panes - start).clamp_min(0.0)
        thick = 0.75 * smooth_step(more / 0.06) + 0.6 * more
        if upright:
            away = (patch.x - everywhere(hole.left + share * wide)).abs()
        else:
            away = (patch.y - everywhere(hole.top + share * tall)).abs()
        bar = coverage(away - everywhere(BAR * thick * hole.size), patch.pixel) * everywhere(there(thick))
        patch.lay(colour, bar * within)


def curtains(scene: Scene, side: int) -> None:
    """A rod, and a panel on each side of the window that falls to the floor."""
    hole, paint = opening(scene, side), scene.paint
    size = scene.room.curtains * smooth_step(3.0 * hole.size - 2.0)
    there_at_all = there(size)
    rod, low = hole.top - ROD, scene.room.horizon + 0.035
    for patch in scene.board.within(hole.left - 0.15, hole.right + 0.15, rod - 0.03, rod + 0.03):
        reach = 0.10 * there_at_all
        line = patch.stroke(hole.left - reach, rod, hole.right + reach, rod, 0.0085 * there_at_all)
        patch.put(paint.ink, line, there_at_all)
    for edge, way in ((hole.left, 1), (hole.right, -1)):
        outer = edge - way * 0.065
        inner = outer + way * 2.0 * PANEL * size
        _cloth(scene, torch.minimum(outer, inner), torch.maximum(outer, inner), rod, low, way, there_at_all)


def _cloth(
    scene: Scene, left: Tensor, right: Tensor, rod: Tensor, low: Tensor, way: int, shown: Tensor
) -> None:
    """One curtain in folds, a little wider below, lighter towards the glass."""
    for patch in scene.board.within(left - 0.03, right + 0.03, rod, low):
        flare = 0.018 * (patch.y - everywhere(rod))
        half = (everywhere(0.5 * (right - left)) + flare).clamp_min(1e-3)
        across = (patch.x - everywhere(0.5 * (left + right))) / half
        ends = torch.maximum(everywhere(rod - 0.004) - patch.y, patch.y - everywhere(low))
        mask = coverage(torch.maximum((across.abs() - 1.0) * half, ends), patch.pixel) * everywhere(shown)
        folds = 0.045 * torch.cos(across * 11.0) + 0.04 * across * way
        lightness = folds.new_tensor([1.0, 0.0, 0.0])[None, :, None, None]
        patch.lay(scene.paint.curtain.float()[:, :, None, None] + folds[:, None] * lightness, mask)
