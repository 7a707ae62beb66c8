"""A bookcase on the half of the wall that has no window; a low one is a sideboard."""

from __future__ import annotations

import torch
from torch import Tensor

from group_plgl.generators.room.brush import Patch, everywhere, lighter, quick, there
from group_plgl.generators.room.plan import CASE_FOOT, ROW, ROWS
from group_plgl.generators.room.scene import Scene
from group_plgl.generators.sdf import coverage

CASE_MIDDLE, CASE_HALF = 0.55, 0.31
PLANK, SPINE = 0.015, 0.0365

# Height of each book as a share of its shelf (0: a gap), and which of five colours it has.
BOOK_HEIGHTS = (
    *(0.78, 0.70, 0.84, 0.62, 0.74, 0.0, 0.0, 0.66, 0.80, 0.72, 0.58, 0.86),
    *(0.76, 0.0, 0.68, 0.82, 0.60, 0.74, 0.0, 0.0, 0.0, 0.80, 0.70),
)
BOOK_COLOURS = (0, 2, 1, 3, 0, 4, 1, 2, 4, 0, 3, 1, 2, 0, 4, 1, 3, 2, 0, 1, 2, 4, 3)


def bookcases(scene: Scene, side: int) -> None:
    """Shelves that rise from the floor, with books on them."""
    room, paint = scene.room, scene.paint
    rows, free = room.shelves, room.cases[(side + 1) // 2]
    shown = there(rows * free)
    foot, middle = room.horizon + CASE_FOOT, side * CASE_MIDDLE
    ceiling = foot - rows * ROW * free
    left, right = middle - CASE_HALF, middle + CASE_HALF
    colours = torch.stack([paint.accent, paint.light, paint.dark, paint.mid, paint.linen], 1).float()
    for patch in scene.board.within(left - 0.05, right + 0.05, ceiling - 0.03, foot + 0.06):
        patch.shadow(middle, foot, CASE_HALF + 0.05, 0.05, 0.35 * shown)
        patch.put(lighter(paint.wood, 0.02), patch.box(left, right, ceiling - PLANK, foot), shown)
        inner = patch.box(left + PLANK, right - PLANK, ceiling, foot - PLANK)
        patch.put(lighter(paint.wall, -0.10), inner, shown)
        step = (foot - ceiling) / rows.clamp_min(1.0)
        for row in range(ROWS):
            filled = quick((rows - row - 0.15) / 0.3) * shown
            low = foot - PLANK - row * step
            tall = torch.minimum(step, (low - ceiling).clamp_min(0.0)) - PLANK
            _books(patch, colours, row + 2 * (side + 1), (left + 0.03, right - 0.02), low, tall, filled)
            plank = patch.box(left, right, low - step, low - step + PLANK)
            inside = torch.maximum(plank, everywhere(ceiling - PLANK) - patch.y)
            patch.put(lighter(paint.wood, 0.02), inside, filled)


def _books(
    patch: Patch,
    colours: Tensor,
    row: int,
    ends: tuple[float, float],
    low: Tensor,
    tall: Tensor,
    size: Tensor,
) -> None:
    """One shelf of books on the line `low`, in a place of height `tall`."""
    if not bool((size.detach() > 0).any()):
        return
    heights = patch.x.new_tensor(BOOK_HEIGHTS)
    tints = torch.tensor(BOOK_COLOURS, device=patch.x.device)
    for shelf in patch.part(ends[0], ends[1], low - tall, low):
        place = (shelf.x - ends[0]) / SPINE
        index = torch.remainder(torch.floor(place).long() + 7 * row, len(BOOK_HEIGHTS))
        gap = (torch.remainder(place, 1.0) - 0.5).abs() * SPINE - 0.5 * SPINE + 0.0024
        share = heights[index] * ((shelf.x > ends[0]) & (shelf.x < ends[1]))
        head = everywhere(low) - share * everywhere(tall)
        distance = torch.maximum(torch.maximum(head - shelf.y, shelf.y - everywhere(low)), gap)
        mask = coverage(distance, shelf.pixel) * everywhere(size) * (share > 0)
        band = coverage((shelf.y - head - 0.22 * everywhere(tall) * share).abs() - 0.006, shelf.pixel)
        spine = colours[:, tints[index[0, 0]]].permute(0, 2, 1)[:, :, None, :]
        paler = band.new_tensor([0.07, 0.0, 0.0])[None, :, None, None]
        shelf.lay(spine + band[:, None] * paler, mask)
