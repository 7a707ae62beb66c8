"""Windows: what one sees outside, frame and bars, and the curtains beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from group_plgl.generators.colour import oklab_from_lch
from group_plgl.generators.room.brush import Board, Patch, everywhere, grown, lighter, mixed, there
from group_plgl.generators.room.plan import DEGREE, SIDES, Paints, Plan
from group_plgl.generators.sdf import between, coverage, smooth_step

OUTER, NARROW, WIDE = 0.82, 0.36, 0.07
TOP = -0.78
FRAME, BAR = 0.026, 0.0085
ROD, PANEL = 0.075, 0.13
ROOFS = (0.30, 0.52, 0.40, 0.68, 0.36, 0.58, 0.46, 0.74, 0.34, 0.62, 0.42)


@dataclass(frozen=True)
class Opening:
    """The hole in the wall, grown from its middle; `n` numbers each."""

    left: Tensor
    right: Tensor
    top: Tensor
    bottom: Tensor
    middle: Tensor
    size: Tensor


def opening(dials: Mapping[str, Tensor], room: Plan, side: int) -> Opening:
    """The opening of the left (-1) or right (1) window."""
    size = room.windows[(side + 1) // 2]
    inner = between(dials["window width"], NARROW, WIDE)
    middle, half = 0.5 * side * (OUTER + inner), 0.5 * (OUTER - inner) * size
    low = between(dials["window height"], -0.06, 0.36)
    centre, tall = 0.5 * (TOP + low), 0.5 * (low - TOP) * size
    return Opening(middle - half, middle + half, centre - tall, centre + tall, middle, size)


def windows(board: Board, dials: Mapping[str, Tensor], room: Plan, paint: Paints) -> None:
    """Both windows with their curtains, where they are."""
    for side in SIDES:
        hole = opening(dials, room, side)
        edge = FRAME + 0.05
        bounds = (hole.left - edge, hole.right + edge, hole.top - edge, hole.bottom + edge)
        for patch in board.within(*bounds, hole.size):
            _window(patch, dials, room, paint, hole)
        _curtains(board, dials, room, paint, hole)


def _window(patch: Patch, dials: Mapping[str, Tensor], room: Plan, paint: Paints, hole: Opening) -> None:
    shown = there(hole.size)
    rim = FRAME * hole.size
    arch = grown(dials["arched window"]) * 0.5 * (hole.right - hole.left)
    glass = _arched(patch, hole, arch, 0.0)
    outer = _arched(patch, hole, arch, rim)
    patch.put(lighter(paint.wall, -0.06), _arched(patch, hole, arch, rim + 0.010 * hole.size), shown)
    patch.put(paint.frame, outer, shown)
    within = coverage(glass, patch.pixel) * everywhere(shown)
    patch.lay(_outside(patch, dials, room, hole), within)
    lip = coverage(-_arched(patch, hole, arch, -0.016 * hole.size), patch.pixel) * within
    patch.light(1.0 - 0.10 * lip)
    _bars(patch, dials, paint, hole, within)
    reach, low = 0.028 * hole.size, hole.bottom + rim
    sill = patch.box(hole.left - rim - reach, hole.right + rim + reach, low - 0.008, low + 0.018)
    patch.put(lighter(paint.frame, 0.02), sill, shown)


def _arched(patch: Patch, hole: Opening, arch: Tensor, more: Tensor | float) -> Tensor:
    """The distance to the opening, `more` larger, whose upper corners are rounded by `arch`."""
    half = everywhere(0.5 * (hole.right - hole.left))
    bend = everywhere(arch)
    across = (patch.x - everywhere(hole.middle)).abs() - half
    above = everywhere(hole.top) - patch.y
    corner_x, corner_y = across + bend, above + bend
    round_off = torch.sqrt(corner_x.clamp_min(0.0) ** 2 + corner_y.clamp_min(0.0) ** 2 + 1e-10) - bend
    upper = round_off + torch.maximum(corner_x, corner_y).clamp_max(0.0)
    grow = everywhere(more) if isinstance(more, Tensor) else more
    return torch.maximum(upper, patch.y - everywhere(hole.bottom)) - grow


def _outside(patch: Patch, dials: Mapping[str, Tensor], room: Plan, hole: Opening) -> Tensor:
    """`n x 3 x h x w`: sky, sun, hills or roofs, by day and in the evening."""
    dusk = room.evening
    tall = (hole.bottom - hole.top).clamp_min(1e-3)
    high = _shade(0.80, 0.06, 240, 0.36, 0.07, 275, dusk)
    low = _shade(0.95, 0.03, 95, 0.74, 0.10, 45, dusk)
    down = ((patch.y - everywhere(hole.top)) / everywhere(tall)).clamp(0.0, 1.0)
    sky = torch.lerp(high.float()[:, :, None, None], low.float()[:, :, None, None], down[:, None])
    view = Patch(sky + 0 * patch.x[:, None], patch.x, patch.y, patch.pixel)
    sun = hole.top + tall * (0.30 + 0.22 * dusk)
    view.put(_shade(0.97, 0.05, 95, 0.90, 0.10, 75, dusk), view.disc(1.1 * room.sun, sun, 0.058))
    town = smooth_step((dials["outside"] - 0.42) / 0.16)
    base = hole.bottom - 0.36 * tall
    for layer, (rise, speed) in enumerate(((0.05, 4.3), (0.035, 6.1), (0.03, 3.4))):
        line = base + (0.02 + 0.085 * layer) * tall / 0.9
        wave = rise * torch.sin(speed * patch.x + 2.1 * layer + 0.6)
        colour = _shade(0.74 - 0.09 * layer, 0.045 + 0.012 * layer, 165 - 8 * layer, 0.46 - 0.07 * layer, 0.05, 265 - 10 * layer, dusk)
        view.put(colour, everywhere(line) + wave * everywhere(tall) - patch.y)
        if layer == 1:
            _town(view, town, base, tall, dusk)
    return view.canvas


def _town(view: Patch, town: Tensor, base: Tensor, tall: Tensor, dusk: Tensor) -> None:
    """Roofs that rise from behind the near hill, with lit windows in the evening."""
    count = len(ROOFS)
    column = view.x / 0.085
    index = torch.remainder(torch.floor(column), count).long()
    roof = view.x.new_tensor(ROOFS)[index]
    top = everywhere(base) + everywhere(tall) * (0.18 - 0.62 * roof * everywhere(town))
    gap = (torch.remainder(column, 1.0) - 0.5).abs() * 0.085 - 0.0405
    distance = torch.maximum(top - view.y, gap)
    house = coverage(distance, view.pixel) * everywhere(there(town))
    shade = (roof - 0.5)[:, None] * view.x.new_tensor([0.16, 0.0, 0.0])[None, :, None, None]
    colour = _shade(0.76, 0.035, 60, 0.42, 0.045, 280, dusk)
    view.lay(colour.float()[:, :, None, None] + shade, house)
    pane_x = (torch.remainder(view.x / 0.0283, 1.0) - 0.5).abs() * 0.0283 - 0.0055
    pane_y = (torch.remainder(view.y / 0.05, 1.0) - 0.5).abs() * 0.05 - 0.010
    pane = coverage(torch.maximum(pane_x, pane_y), view.pixel) * coverage(top + 0.03 - view.y, view.pixel)
    view.lay(_shade(0.68, 0.03, 60, 0.86, 0.10, 80, dusk), pane * house)


def _shade(
    day: float, day_chroma: float, day_hue: float, late: float, late_chroma: float, late_hue: float, dusk: Tensor
) -> Tensor:
    """`n x 3`: a colour of the outside on its way from day to evening."""
    one = torch.ones_like(dusk)
    noon = oklab_from_lch(day * one, day_chroma * one, day_hue * DEGREE * one)
    return mixed(noon, oklab_from_lch(late * one, late_chroma * one, late_hue * DEGREE * one), dusk)


def _bars(patch: Patch, dials: Mapping[str, Tensor], paint: Paints, hole: Opening, within: Tensor) -> None:
    """First one upright bar, then one across, then a grid; each thickens from nothing."""
    wide, tall = hole.right - hole.left, hole.bottom - hole.top
    for share, level, start in ((0.5, None, 0.12), (None, 0.36, 0.34), (0.25, None, 0.62), (0.75, None, 0.62), (None, 0.68, 0.62), (None, 0.04, 2.0)):
        thick = smooth_step((dials["panes"] - start) / 0.1)
        if share is not None:
            away = (patch.x - everywhere(hole.left + share * wide)).abs()
        else:
            away = (patch.y - everywhere(hole.top + level * tall)).abs()
        bar = coverage(away - everywhere(BAR * thick * hole.size), patch.pixel) * everywhere(there(thick))
        patch.lay(paint.frame, bar * within)


def _curtains(board: Board, dials: Mapping[str, Tensor], room: Plan, paint: Paints, hole: Opening) -> None:
    """A rod, and a panel on each side that falls to the floor."""
    size = grown(dials["curtains"]) * smooth_step(3.0 * hole.size - 2.0)
    rod, low = hole.top - ROD, room.horizon + 0.035
    fullness = between(dials["curtain width"], 0.5, 1.0) * size
    for patch in board.within(hole.left - 0.15, hole.right + 0.15, rod - 0.03, rod + 0.03, size):
        reach = 0.09 * size
        line = patch.stroke(hole.left - reach, rod, hole.right + reach, rod, 0.0075 * size)
        patch.put(paint.ink, line, there(size))
    for edge, way in ((hole.left, 1), (hole.right, -1)):
        outer = edge - way * 0.065
        inner = outer + way * 2.0 * PANEL * fullness
        left, right = torch.minimum(outer, inner), torch.maximum(outer, inner)
        for patch in board.within(left - 0.03, right + 0.03, rod, low, size):
            flare = 0.018 * everywhere(size) * (patch.y - everywhere(rod))
            half = everywhere(0.5 * (right - left)) + flare
            across = (patch.x - everywhere(0.5 * (left + right))) / half.clamp_min(1e-3)
            ends = torch.maximum(everywhere(rod - 0.004) - patch.y, patch.y - everywhere(low))
            mask = coverage(torch.maximum((across.abs() - 1.0) * half, ends), patch.pixel) * everywhere(there(size))
            folds = 0.045 * torch.cos(across * 11.0) - 0.035 * across * way
            cloth = paint.curtain.float()[:, :, None, None] + folds[:, None] * folds.new_tensor([1.0, 0.0, 0.0])[None, :, None, None]
            patch.lay(cloth, mask)
