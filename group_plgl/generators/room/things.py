"""Small things on the floor: the rug, the low table and the cat."""

from __future__ import annotations

import torch
from torch import Tensor

from group_plgl.generators.room.brush import Patch, everywhere, graded, lighter, mixed, there
from group_plgl.generators.room.paints import Paints
from group_plgl.generators.room.scene import Scene
from group_plgl.generators.sdf import between, coverage, smooth_step

CAT_X = 0.58
TWIGS = ((-0.045, 0.17), (0.012, 0.20), (0.05, 0.155))


def rugs(scene: Scene) -> None:
    """A rug under the furniture, grown from its middle."""
    dials, room, paint = scene.dials, scene.room, scene.paint
    size, level = room.rug, room.horizon + 0.375
    middle = 0.7 * room.middle
    wide, deep = between(dials["rug size"], 0.66, 1.0) * size, between(dials["rug size"], 0.15, 0.205) * size
    pattern = smooth_step((dials["rug pattern"] - 0.1) / 0.8)
    stripe_colour, shown = mixed(paint.rug, paint.linen, 0.55), there(size)
    for patch in scene.board.within(middle - 1.25 * wide, middle + 1.25 * wide, level - deep, level + deep):
        shape = _rug_shape(patch, dials["rug shape"], middle, level, wide, deep)
        patch.light(1.0 - 0.16 * coverage(shape - 0.008, patch.pixel) * everywhere(shown))
        patch.put(paint.rug, shape, shown)
        down = (patch.y - everywhere(level)) / everywhere(deep.clamp_min(1e-3))
        stripe = (torch.remainder(down * 2.5 + 0.5, 1.0) - 0.5).abs() - 0.26 * everywhere(pattern)
        band = torch.maximum(stripe * everywhere(deep) / 2.5, shape + 0.03)
        patch.put(stripe_colour, band, shown * there(pattern))
        patch.put(stripe_colour, torch.maximum(shape + 0.016, -(shape + 0.027)), shown)


def _rug_shape(
    patch: Patch, square: Tensor, middle: Tensor, level: Tensor, wide: Tensor, deep: Tensor
) -> Tensor:
    """The distance, nearly, to an ellipse on its way to a rectangle, seen from a little above."""
    down = patch.y - everywhere(level)
    across = (patch.x - everywhere(middle)).abs() / (1.0 + 0.55 * down)
    high, long = everywhere(deep.clamp_min(1e-3)), everywhere(wide.clamp_min(1e-3))
    power = 2.0 + 22.0 * everywhere(smooth_step((square - 0.2) / 0.6)) ** 2
    u, v = (across / long).clamp_min(1e-4), (down.abs() / high).clamp_min(1e-4)
    radius = (u**power + v**power).clamp_min(1e-18) ** (1.0 / power)
    slope_x, slope_y = (u / radius) ** (power - 1.0) / long, (v / radius) ** (power - 1.0) / high
    return (radius - 1.0) * torch.rsqrt(slope_x * slope_x + slope_y * slope_y + 1e-9)


def low_tables(scene: Scene) -> None:
    """A low round table before the sofa, with a few things on it."""
    room, wood, size = scene.room, scene.paint.wood, scene.room.table
    foot, x = room.feet + 0.205, 0.42 * (room.left + room.right)
    top, shown = foot - 0.15 * size, there(size)
    for patch in scene.board.within(x - 0.32, x + 0.32, foot - 0.36, foot + 0.05):
        patch.shadow(x, foot - 0.012, 0.26 * size, 0.045 * size, 0.40)
        for shift in (-0.17, 0.17):
            leg = patch.stroke(
                x + shift * size, top, x + 1.12 * shift * size, foot - 0.02 * size, 0.0095 * size
            )
            patch.put(lighter(wood, -0.13), leg, shown)
        patch.put(lighter(wood, -0.13), patch.stroke(x, top, x, foot, 0.0095 * size), shown)
        edge = patch.oval(x, top + 0.018 * size, 0.25 * size, 0.048 * size)
        patch.put(lighter(wood, -0.07), edge, shown)
        plate = patch.oval(x, top, 0.25 * size, 0.048 * size)
        patch.put(graded(patch, wood, top - 0.05, top + 0.05, 0.09, 0.03), plate, shown)
        _still_life(patch, scene.paint, x, top, size)


def _still_life(patch: Patch, paint: Paints, x: Tensor, top: Tensor, size: Tensor) -> None:
    """Two books with a cup, and a small vase."""
    shown = there(size)
    for cloth, left, right, above, below, corner in (
        (paint.dark, 0.02, 0.16, 0.018, -0.006, 0.004),
        (paint.accent, 0.03, 0.15, 0.038, 0.018, 0.004),
        (paint.linen, 0.07, 0.115, 0.075, 0.038, 0.010),
    ):
        block = patch.box(x + left * size, x + right * size, top - above * size, top - below * size, corner)
        patch.put(cloth, block, shown)
    stand = x - 0.10 * size
    for lean, high in TWIGS:
        tip = stand + lean * size
        twig = patch.stroke(stand, top - 0.05 * size, tip, top - high * size, 0.0035 * size)
        patch.put(paint.leaf, twig, shown)
        patch.put(
            lighter(paint.leaf, 0.05), patch.oval(tip, top - high * size, 0.018 * size, 0.028 * size), shown
        )
    vase = patch.oval(stand, top - 0.038 * size, 0.036 * size, 0.045 * size)
    patch.put(mixed(paint.light, paint.linen, 0.3), torch.maximum(vase, patch.y - everywhere(top)), shown)


def cats(scene: Scene, side: int) -> None:
    """A cat asleep on the floor, curled up, its head towards the middle of the room."""
    size, fur = scene.room.cats[(side + 1) // 2], scene.paint.fur
    x, foot = torch.full_like(size, side * CAT_X), scene.room.feet + 0.225
    shown = there(size)
    for patch in scene.board.within(x - 0.22 * size, x + 0.22 * size, foot - 0.2 * size, foot + 0.04):
        patch.shadow(x, foot - 0.006, 0.20 * size, 0.034 * size, 0.42)
        body = patch.oval(x, foot - 0.066 * size, 0.145 * size, 0.068 * size)
        coat = graded(patch, fur, foot - 0.13, foot, 0.03, -0.06)
        patch.put(coat, torch.maximum(body, patch.y - everywhere(foot)), shown)
        end = x - 0.03 * side * size
        tail = patch.stroke(
            x + 0.13 * side * size, foot - 0.03 * size, end, foot - 0.014 * size, 0.0155 * size
        )
        patch.put(lighter(fur, 0.045), tail, shown)
        _head(patch, fur, x - 0.105 * side * size, foot - 0.062 * size, size)


def _head(patch: Patch, fur: Tensor, x: Tensor, y: Tensor, size: Tensor) -> None:
    """Ears, head and closed eyes."""
    shown = there(size)
    for way in (-1.0, 1.0):
        at = x + way * 0.032 * size
        ear = patch.trapezoid(at, y - 0.074 * size, y - 0.02 * size, 0.001 * size, 0.022 * size)
        patch.put(lighter(fur, -0.03), ear, shown)
    patch.put(lighter(fur, 0.03), patch.oval(x, y, 0.058 * size, 0.048 * size), shown)
    for way in (-1.0, 1.0):
        outer, inner = x + way * 0.034 * size, x + way * 0.014 * size
        eye = patch.stroke(outer, y + 0.002 * size, inner, y + 0.005 * size, 0.0035 * size)
        patch.put(lighter(fur, -0.22), eye, shown)
