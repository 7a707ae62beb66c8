"""The plant in the front corner: a pot of leaves on stalks, from sword lily to rubber tree."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from group_plgl.generators.room.brush import Patch, everywhere, graded, lighter, there
from group_plgl.generators.room.paints import Paints
from group_plgl.generators.room.scene import Scene
from group_plgl.generators.sdf import between

PLANT_X, PLANT_FOOT = 0.82, 0.95
LEAF, POT = 0.54, 0.20

# Each leaf: its turn from upright in radians, its length.
LEAVES = (
    (-0.95, 0.80),
    (0.95, 0.78),
    (-0.62, 0.98),
    (0.64, 1.0),
    (-1.25, 0.62),
    (1.28, 0.60),
    (-0.30, 1.08),
    (0.34, 1.04),
    (0.02, 1.16),
    (-0.80, 0.52),
    (0.72, 0.50),
    (-0.14, 0.66),
    (0.22, 0.60),
)


def plants(scene: Scene, side: int) -> None:
    """A plant grown from its pot."""
    paint, size = scene.paint, scene.room.plants[(side + 1) // 2]
    x, foot = torch.full_like(size, side * PLANT_X), torch.full_like(size, PLANT_FOOT)
    root, shown = foot - POT * size, there(size)
    reach = LEAF * size
    for patch in scene.board.within(x - 1.02 * reach, x + 1.02 * reach, root - 1.22 * reach, foot + 0.05):
        patch.shadow(x, foot - 0.012, 0.19 * size, 0.05 * size, 0.45)
        for index, (turn, long) in enumerate(LEAVES):
            _leaf(patch, paint, scene.dials["leaves"], x, root, -side * turn, long * reach, index)
        pot = patch.trapezoid(x, root - 0.02 * size, foot, 0.115 * size, 0.085 * size)
        patch.put(graded(patch, paint.pot, root, foot, 0.02, -0.04), pot, shown)
        shaded = torch.maximum(pot, everywhere(x + 0.02 * side) - patch.x)
        patch.put(graded(patch, paint.pot, root, foot, -0.03, -0.09), shaded, shown)
        rim = patch.box(x - 0.125 * size, x + 0.125 * size, root - 0.035 * size, root + 0.014 * size, 0.008)
        patch.put(lighter(paint.pot, 0.045), rim, shown)


def _leaf(
    patch: Patch, paint: Paints, broad: Tensor, x: Tensor, root: Tensor, turn: float, long: Tensor, index: int
) -> None:
    """A bent leaf with a bright and a shaded half; broad ones stand on stalks."""
    ux, uy = math.sin(turn), -math.cos(turn)
    start = 0.05 + 0.42 * broad
    for part in patch.part(*_leaf_bounds(x, root, ux, uy, long)):
        px, py = part.x - everywhere(x), part.y - everywhere(root)
        length = everywhere(long.clamp_min(1e-3))
        along, aside = (px * ux + py * uy) / length, (py * ux - px * uy) / length
        aside = aside - 0.38 * turn * along * along
        begin = everywhere(start)
        t = ((along - begin) / (1.0 - begin)).clamp(0.0, 1.0)
        half = everywhere(between(broad, 0.17, 0.50)) * torch.sqrt(t * (1.0 - t) + 1e-6) * (1.15 - 0.5 * t)
        blade = torch.maximum(aside.abs() - half, torch.maximum(begin - along, along - 1.0)) * length * 0.85
        end = torch.maximum(-along, along - begin - 0.1) * length
        stalk = torch.maximum(aside.abs() * length - 0.006, end)
        tone = 0.055 * ((index * 5) % 7 - 3) / 3.0
        part.put(lighter(paint.leaf, -0.08), stalk)
        part.put(lighter(paint.leaf, tone + 0.04), blade)
        part.put(lighter(paint.leaf, tone - 0.035), torch.maximum(blade, -aside * length))


def _leaf_bounds(
    x: Tensor, root: Tensor, ux: float, uy: float, long: Tensor
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The rectangle a bent leaf of the greatest width lies in."""
    turn = math.atan2(ux, -uy)
    bend = 0.38 * turn
    tip_x, tip_y = ux - bend * uy, uy + bend * ux
    wide = 0.24
    left, right = min(0.0, ux, tip_x, 0.6 * ux) - wide, max(0.0, ux, tip_x, 0.6 * ux) + wide
    top, bottom = min(0.0, uy, tip_y) - 0.06 - wide * abs(ux), max(0.0, tip_y) + wide * abs(ux)
    return x + left * long, x + right * long, root + top * long, root + bottom * long
