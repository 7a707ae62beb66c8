"""What stands against or hangs on the half of the wall that has no window: bookcase and pictures."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from group_plgl.generators.room.brush import Board, Patch, everywhere, lighter, mixed, there
from group_plgl.generators.room.plan import SIDES, Paints, Plan
from group_plgl.generators.sdf import between, coverage, smooth_step

CASE_MIDDLE, CASE_HALF, CASE_FOOT = 0.58, 0.30, 0.035
ROW, ROWS = 0.225, 5
PLANK = 0.014
SPINE = 0.0335
ART_MIDDLE, ART_LEVEL = 0.53, -0.34

# Height of each book as a share of its shelf (0: a gap), and which of five colours it has.
BOOK_HEIGHTS = (0.78, 0.70, 0.84, 0.62, 0.74, 0.0, 0.0, 0.66, 0.80, 0.72, 0.58, 0.86, 0.76, 0.0, 0.68, 0.82, 0.60, 0.74, 0.0, 0.0, 0.0, 0.80, 0.70)
BOOK_COLOURS = (0, 2, 1, 3, 0, 4, 1, 2, 4, 0, 3, 1, 2, 0, 4, 1, 3, 2, 0, 1, 2, 4, 3)


def bookcase_top(dials: Mapping[str, Tensor], room: Plan) -> tuple[Tensor, Tensor]:
    """y of the top of the bookcase, and how many shelves it has, a real number that likes whole ones."""
    want = (ROWS + 0.35) * smooth_step((dials["bookcase"] - 0.12) / 0.80)
    whole = torch.floor(want.detach())
    rows = (whole + smooth_step((want - whole - 0.2) / 0.6)).clamp(max=float(ROWS))
    return room.horizon + CASE_FOOT - rows * ROW, rows


def bookcases(board: Board, dials: Mapping[str, Tensor], room: Plan, paint: Paints) -> None:
    """Shelves that rise from the floor: a low one is a sideboard."""
    top, rows = bookcase_top(dials, room)
    for side, free in zip(SIDES, room.walls, strict=True):
        height = (room.horizon + CASE_FOOT - top) * free
        shown = smooth_step(height / 0.06)
        for patch in board.within(
            side * CASE_MIDDLE - CASE_HALF - 0.03, side * CASE_MIDDLE + CASE_HALF + 0.03,
            room.horizon + CASE_FOOT - height - 0.03, room.horizon + CASE_FOOT + 0.06, shown,
        ):
            _case(patch, room, paint, side, height, rows, shown)


def _case(
    patch: Patch, room: Plan, paint: Paints, side: int, height: Tensor, rows: Tensor, shown: Tensor
) -> None:
    foot = room.horizon + CASE_FOOT
    middle, ceiling = side * CASE_MIDDLE, foot - height
    patch.shadow(middle, foot, CASE_HALF + 0.05, 0.05, 0.35 * shown)
    left, right = middle - CASE_HALF, middle + CASE_HALF
    body = patch.box(left, right, ceiling - PLANK, foot)
    patch.put(lighter(paint.wood, 0.02), body, shown)
    inner = patch.box(left + PLANK, right - PLANK, ceiling, foot - PLANK)
    patch.put(lighter(paint.wall, -0.10), inner, shown)
    tables = patch.x.new_tensor(BOOK_HEIGHTS), torch.tensor(BOOK_COLOURS, device=patch.x.device)
    colours = torch.stack([paint.accent, paint.light, paint.dark, paint.mid, paint.linen], 1).float()
    step = height / rows.clamp_min(1.0)
    for row in range(ROWS):
        there_row = smooth_step((rows - row - 0.15) / 0.5) * shown
        low = foot - PLANK - row * step
        tall = (torch.minimum(step, (low - ceiling).clamp_min(0.0))) - PLANK
        _books(patch, tables, colours, row + 2 * (side + 1), left, right, low, tall, there_row)
        plank = patch.box(left, right, low - step, low - step + PLANK)
        inside = torch.maximum(plank, everywhere(ceiling) - PLANK - patch.y)
        patch.put(lighter(paint.wood, 0.02), inside, there_row)


def _books(
    patch: Patch, tables: tuple[Tensor, Tensor], colours: Tensor, row: int,
    left: float, right: float, low: Tensor, tall: Tensor, size: Tensor,
) -> None:
    """One shelf of books on the line `low`, in a place of height `tall`."""
    heights, tints = tables
    columns = (patch.x[0, 0] > left + 0.02) & (patch.x[0, 0] < right - 0.02)
    if not bool((size.detach() > 0).any()) or not bool(columns.any()):
        return
    first, last = int(columns.nonzero()[0]), int(columns.nonzero()[-1]) + 1
    inside = (patch.y[0, :, 0] > float((low - tall).detach().min())) & (patch.y[0, :, 0] < float(low.detach().max()) + patch.pixel)
    if not bool(inside.any()):
        return
    top, bottom = int(inside.nonzero()[0]), int(inside.nonzero()[-1]) + 1
    x, y = patch.x[:, :, first:last], patch.y[:, top:bottom]
    place = (x - left - 0.03) / SPINE
    index = torch.remainder(torch.floor(place).long() + 7 * row, len(BOOK_HEIGHTS))
    share = heights[index]
    gap = (torch.remainder(place, 1.0) - 0.5).abs() * SPINE - 0.5 * SPINE + 0.0022
    head = everywhere(low) - share * everywhere(tall)
    distance = torch.maximum(torch.maximum(head - y, y - everywhere(low)), gap)
    mask = coverage(distance, patch.pixel) * everywhere(size) * (share > 0)
    spine = colours[:, tints[index[0, 0]]].permute(0, 2, 1)[:, :, None, :]
    seen = patch.canvas[:, :, top:bottom, first:last]
    band = coverage((y - head - 0.22 * everywhere(tall) * share).abs() - 0.006, patch.pixel)
    spine = spine + 0.07 * band[:, None] * band.new_tensor([1.0, 0, 0])[None, :, None, None]
    patch.canvas = patch.canvas.clone()
    patch.canvas[:, :, top:bottom, first:last] = seen + (spine - seen) * mask[:, None]


def pictures(board: Board, dials: Mapping[str, Tensor], room: Plan, paint: Paints) -> None:
    """One to three frames above whatever stands below them; they shrink before a bookcase meets them."""
    top, _ = bookcase_top(dials, room)
    space = ((top - 0.07 - ART_LEVEL) / 0.28).clamp(max=1.0)
    space = smooth_step((space - 0.35) / 0.45)
    for side, free in zip(SIDES, room.walls, strict=True):
        size = torch.sqrt(free * space + 1e-8) - 1e-4
        size = size * between(dials["picture size"], 0.80, 1.18)
        second = smooth_step((dials["pictures"] - 0.30) / 0.14)
        third = smooth_step((dials["pictures"] - 0.62) / 0.14)
        bounds = side * ART_MIDDLE - 0.36, side * ART_MIDDLE + 0.36, ART_LEVEL - 0.36, ART_LEVEL + 0.36
        for patch in board.within(*bounds, size):
            half, tall = 0.175 + 0 * size, 0.235 + 0 * size
            shift = 0.155 * second * size
            middle = side * ART_MIDDLE + 0.0 * size
            one = 1.0 - 0.20 * second
            _frame(patch, dials, paint, middle - shift, ART_LEVEL + 0 * size, half * size * one, tall * size * one, 0)
            shrink = 1.0 - 0.40 * third
            lift = -0.135 * size * third
            _frame(patch, dials, paint, middle + shift, ART_LEVEL + lift, half * size * second * (0.80 - 0.08 * third), tall * size * second * 0.80 * shrink, 1)
            _frame(patch, dials, paint, middle + shift, ART_LEVEL + 0.125 * size, half * size * third * 0.72, tall * size * third * 0.54, 2)


def _frame(patch: Patch, dials: Mapping[str, Tensor], paint: Paints, cx: Tensor, cy: Tensor, half: Tensor, tall: Tensor, kind: int) -> None:
    """A frame with a mount and a print of a hill and a disc."""
    shown = smooth_step(half / 0.03)
    circle = smooth_step((dials["picture shape"] - 0.55) / 0.12)
    small = torch.minimum(half, tall)
    half, tall = torch.lerp(half, small, circle), torch.lerp(tall, small, circle)
    round_off = circle * small

    def rim(less: float) -> Tensor:
        return patch.box(cx - half + less, cx + half - less, cy - tall + less, cy + tall - less, (round_off - less).clamp_min(0.002))

    outer = rim(0.0)
    soft = everywhere(0.16 * shown) * smooth_step(0.5 - (patch_shifted(patch, outer) / 0.03))
    patch.light(1.0 - soft)
    patch.put(mixed(paint.wood, paint.ink, 0.5), outer, shown)
    patch.put(lighter(paint.linen, 0.02), rim(0.012), shown)
    sheet = coverage(rim(0.030), patch.pixel) * everywhere(shown)
    back, disc, hill, low = (
        (paint.light, paint.accent, paint.dark, paint.mid),
        (paint.linen, paint.dark, paint.accent, paint.seat),
        (mixed(paint.accent, paint.linen, 0.5), paint.seat, paint.mid, paint.dark),
    )[kind]
    bold = smooth_step(1.6 * dials["picture size"] - 0.3) * (1.0 - 0.6 * circle)
    patch.lay(mixed(back, paint.linen, 0.25), sheet)
    radius = half * between(bold, 0.26, 0.68)
    sun = patch.disc(cx + half * (0.22 - 0.30 * kind) * (1.0 - bold), cy - tall * between(bold, 0.34, 0.08), radius)
    patch.lay(disc, coverage(sun, patch.pixel) * sheet)
    swing = 0.16 * everywhere(tall) * torch.sin((patch.x - everywhere(cx)) / everywhere(half.clamp_min(1e-3)) * 2.2 + 1.3 * kind)
    level = cy + tall * between(bold, 0.12, 0.46)
    patch.lay(hill, coverage(everywhere(level) + swing - patch.y, patch.pixel) * sheet)
    patch.lay(low, coverage(everywhere(level + 0.30 * tall) - 0.8 * swing - patch.y, patch.pixel) * sheet)


def patch_shifted(patch: Patch, distance: Tensor) -> Tensor:
    """A distance shape lowered a little, as its shadow falls."""
    return distance - 0.012
