"""A dining table, the chairs at its ends and behind it, and what is laid on it."""

from __future__ import annotations

import torch
from torch import Tensor

from group_plgl.generators.room.brush import Board, Patch, everywhere, graded, lighter, quick, there
from group_plgl.generators.room.paints import Paints
from group_plgl.generators.room.plan import SIDES
from group_plgl.generators.room.scene import Scene
from group_plgl.generators.sdf import between, smooth_step

STEMS = ((-0.10, 0.27), (0.02, 0.31), (0.11, 0.25), (0.06, 0.22))
FRUIT = ((-0.038, 0.050), (0.034, 0.050), (0.0, 0.066))


def _top(scene: Scene) -> Tensor:
    """Y of the table top, which rises from a bench."""
    return (
        scene.room.feet
        - 0.20
        - between(scene.room.heft, 0.18, 0.23) * smooth_step((scene.room.dining - 0.35) / 0.65)
    )


def chairs(scene: Scene) -> None:
    """Two chairs behind the table, and one at each end, grown from the floor."""
    room, size = scene.room, quick((scene.room.dining - 0.6) / 0.4)
    high = between(scene.dials["back height"], 0.27, 0.42)
    middle, quarter = 0.5 * (room.left + room.right), 0.25 * (room.right - room.left)
    for side in SIDES:
        _chair_behind(scene.board, scene, middle + side * quarter, size, high)
    for side, end in zip(SIDES, (room.left, room.right), strict=True):
        _chair_aside(scene.board, scene, end + side * 0.02, side, size, high)


def _chair_behind(board: Board, scene: Scene, at: Tensor, s: Tensor, high: Tensor) -> None:
    """A chair seen from the front, its back above the table."""
    feet, wood = scene.room.feet - 0.045, lighter(scene.paint.wood, -0.12)
    seat = feet - 0.235 * s
    top = seat - high * s
    for patch in board.within(at - 0.14, at + 0.14, top - 0.02, feet + 0.03):
        for way in (-0.095, 0.095):
            patch.put(
                wood, patch.stroke(at + way * s, top + 0.02, at + 1.1 * way * s, feet, 0.0105 * s), there(s)
            )
        round_off = between(scene.dials["roundness"], 0.01, 0.06) * s
        pad = patch.box(at - 0.115 * s, at + 0.115 * s, top, top + 0.58 * high * s, round_off)
        patch.put(graded(patch, scene.paint.seat, top, seat, 0.02, -0.06), pad, there(s))
        cushion = patch.box(at - 0.12 * s, at + 0.12 * s, seat - 0.01 * s, seat + 0.03 * s, 0.015 * s)
        patch.put(lighter(scene.paint.seat, -0.06), cushion, there(s))


def _chair_aside(board: Board, scene: Scene, at: Tensor, side: int, s: Tensor, high: Tensor) -> None:
    """A chair seen from the side, turned to the table."""
    feet, wood = scene.room.feet + 0.012, lighter(scene.paint.wood, -0.09)
    seat = feet - 0.235 * s
    top = seat - high * s
    back, front = at + side * 0.10 * s, at - side * 0.10 * s
    for patch in board.within(at - 0.2, at + 0.2, top - 0.03, feet + 0.04):
        shown = there(s)
        patch.shadow(at, feet - 0.004, 0.16 * s, 0.03 * s, 0.30 * shown)
        leaning = back + side * 0.035 * s
        for ax, ay, bx, by in (
            (back, seat, back + side * 0.025 * s, feet - 0.01 * s),
            (front, seat, front - side * 0.005 * s, feet - 0.01 * s),
            (back, seat, leaning, top),
        ):
            patch.put(wood, patch.stroke(ax, ay, bx, by, 0.011 * s), shown)
        low = seat - 0.42 * high * s
        pad = patch.stroke(back + side * 0.012 * s, low, leaning, top + 0.02 * s, 0.022 * s)
        patch.put(scene.paint.seat, pad, shown)
        cushion = patch.box(at - 0.12 * s, at + 0.12 * s, seat - 0.024 * s, seat + 0.02 * s, 0.018 * s)
        patch.put(scene.paint.seat, cushion, shown)


def tables(scene: Scene) -> None:
    """The bench risen to a table, with a vase and a bowl on it."""
    room, wood, size = scene.room, scene.paint.wood, scene.room.dining
    laid, top = quick((size - 0.55) / 0.4), _top(scene)
    left, right = room.left + 0.02, room.right - 0.02
    middle = 0.5 * (left + right)
    for patch in scene.board.within(left - 0.08, right + 0.08, top - 0.34, room.feet + 0.07):
        patch.shadow(middle, room.feet - 0.005, 0.60 * (right - left), 0.05, 0.30 * size)
        for end, way in ((left, 1.0), (right, -1.0)):
            leg = patch.stroke(end + way * 0.08, top + 0.02, end + way * 0.04, room.feet - 0.012, 0.016)
            patch.put(lighter(wood, -0.07), leg, there(size))
        rounded = between(scene.dials["roundness"], 0.004, 0.019)
        apron = patch.box(left + 0.05, right - 0.05, top + 0.02, top + 0.065, 0.006)
        patch.put(lighter(wood, -0.06), apron, there(size))
        patch.put(lighter(wood, 0.05), patch.box(left, right, top, top + 0.040, rounded), there(size))
        _vase(patch, scene.paint, middle - 0.07, top, laid)
        _bowl(patch, scene.paint, middle + 0.17, top, laid)


def _bowl(patch: Patch, paint: Paints, x: Tensor, foot: Tensor, size: Tensor) -> None:
    """A bowl of fruit."""
    for (shift, lift), tint in zip(FRUIT, (paint.accent, paint.light, paint.accent), strict=True):
        fruit = patch.disc(x + shift * size, foot - lift * size, 0.028 * size)
        patch.put(lighter(tint, 0.02), fruit, there(size))
    level = foot - 0.045 * size
    bowl = torch.maximum(patch.oval(x, level, 0.085 * size, 0.046 * size), everywhere(level) - patch.y)
    patch.put(paint.linen, bowl, there(size))


def _vase(patch: Patch, paint: Paints, x: Tensor, foot: Tensor, size: Tensor) -> None:
    """A round vase with a few stems."""
    shown = there(size)
    for (lean, high), tint in zip(STEMS, (paint.leaf, paint.accent, paint.leaf, paint.accent), strict=True):
        tip_x, tip_y = x + lean * size, foot - high * size
        stem = patch.stroke(x, foot - 0.10 * size, tip_x, tip_y, 0.0035 * size)
        patch.put(lighter(paint.leaf, -0.06), stem, shown)
        patch.put(tint, patch.oval(tip_x, tip_y, 0.024 * size, 0.032 * size), shown)
    neck = patch.box(x - 0.02 * size, x + 0.02 * size, foot - 0.14 * size, foot - 0.06 * size)
    body = torch.minimum(patch.oval(x, foot - 0.06 * size, 0.055 * size, 0.06 * size), neck)
    patch.put(paint.dark, torch.maximum(body, patch.y - everywhere(foot)), shown)
