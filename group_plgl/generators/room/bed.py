"""A bed seen from its foot: pillows, sheet, quilt and throw come forward from the headboard."""

from __future__ import annotations

import torch
from torch import Tensor

from group_plgl.generators.room.brush import Patch, everywhere, graded, lighter, mixed, there
from group_plgl.generators.room.couch import apart_from
from group_plgl.generators.room.paints import Paints
from group_plgl.generators.room.scene import Scene
from group_plgl.generators.sdf import between, coverage, smooth_step

FOLDS = (-0.62, -0.2, 0.25, 0.66)


def bedding(scene: Scene) -> None:
    """All that makes a bed of a headboard."""
    room, paint, size = scene.room, scene.paint, scene.room.bed
    back = room.feet - 0.27
    edge, low = back + 0.05 + 0.23 * size, room.feet + between(room.heft, 0.15, 0.20) * size
    middle, half = 0.5 * (room.left + room.right), 0.5 * (room.right - room.left)
    for patch in scene.board.within(room.left - 0.10, room.right + 0.10, back - 0.16, low + 0.05):
        patch.shadow(middle, low - 0.012, 1.12 * half + 0.03, 0.055, 0.42 * size)
        for way in (-0.9, 0.9):
            at = middle + way * half
            patch.put(paint.ink, patch.box(at - 0.014, at + 0.014, low - 0.08, low - 0.008), there(size))
        base = patch.box(room.left - 0.01, room.right + 0.01, edge - 0.02, low - 0.035, 0.012)
        patch.put(lighter(paint.seat, -0.06), base, there(size))
        top = patch.trapezoid(middle, back, edge, 0.93 * half, half + 0.012)
        patch.put(lighter(paint.linen, -0.015), top, there(size))
        _pillows(patch, scene.dials["cushions"], paint, middle, half, back, size)
        _quilt(patch, paint, middle, half, (back, edge, low), size)


def _pillows(
    patch: Patch, wanted: Tensor, paint: Paints, middle: Tensor, half: Tensor, back: Tensor, size: Tensor
) -> None:
    """Two large pillows against the headboard and a coloured one before them."""
    wide, shown = 0.40 * half, there(size)
    for way, step in ((-1.0, 0.015), (1.0, 0.0)):
        at = middle + way * 0.45 * half
        pillow = patch.box(at - wide, at + wide, back - 0.125 * size, back + 0.045 * size, 0.055 * size)
        patch.light(1.0 - 0.12 * everywhere(shown) * smooth_step(0.5 - (pillow - 0.01) / 0.03))
        patch.put(graded(patch, paint.linen, back - 0.12, back + 0.05, step, step - 0.05), pillow, shown)
    long = size * between(wanted, 0.07, 0.20)
    small = patch.box(middle - long, middle + long, back - 0.055 * size, back + 0.065 * size, 0.04 * size)
    patch.light(1.0 - 0.12 * everywhere(shown) * smooth_step(0.5 - (small - 0.01) / 0.03))
    cloth = apart_from(paint.accent, paint.seat)
    patch.put(graded(patch, cloth, back - 0.055, back + 0.065, 0.03, -0.04), small, shown)


def _quilt(
    patch: Patch,
    paint: Paints,
    middle: Tensor,
    half: Tensor,
    levels: tuple[Tensor, Tensor, Tensor],
    size: Tensor,
) -> None:
    """The quilt with its turned-down sheet, hanging over the foot, and a throw across it."""
    back, edge, low = levels
    cover = apart_from(mixed(paint.light, paint.linen, 0.2), paint.seat)
    start, hem, wide = back + 0.085 * size, low - 0.075, half + 0.028
    shown = there(size)
    top = patch.trapezoid(middle, start, edge, 0.975 * half + 0.006, wide)
    fall = patch.box(middle - wide, middle + wide, edge - 0.03, hem, 0.022)
    hanging = torch.maximum(fall, everywhere(edge) - patch.y)
    patch.put(graded(patch, cover, start, edge, -0.01, 0.025), top, shown)
    patch.put(graded(patch, cover, edge, hem, -0.035, -0.10), hanging, shown)
    folded = torch.maximum(top, patch.y - everywhere(start + 0.05 * size))
    patch.put(lighter(paint.linen, 0.01), folded, shown)
    throw = apart_from(paint.mid, cover)
    patch.put(throw, torch.maximum(top, everywhere(edge - 0.085 * size) - patch.y), shown)
    end = edge + 0.5 * (hem - edge)
    patch.put(lighter(throw, -0.055), torch.maximum(hanging, patch.y - everywhere(end)), shown)
    for share in FOLDS:
        line = (patch.x - everywhere(middle + share * half)).abs() - 0.004
        fold = torch.maximum(line, torch.maximum(hanging, everywhere(edge + 0.03) - patch.y))
        patch.light(1.0 - 0.07 * coverage(fold, patch.pixel) * everywhere(shown))
