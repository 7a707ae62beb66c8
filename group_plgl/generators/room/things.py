"""Lamps, the plant, the rug and the low table."""

from __future__ import annotations

import math
from collections.abc import Mapping

import torch
from torch import Tensor

from group_plgl.generators.room.brush import Board, Patch, everywhere, grown, lighter, mixed, there
from group_plgl.generators.room.plan import SIDES, Paints, Plan
from group_plgl.generators.sdf import between, coverage, smooth_step

LAMP_X, LAMP_TALL = 0.83, 0.88
PENDANT_RADIUS = 0.155
PLANT_X, PLANT_FOOT = 0.80, 0.90
LEAVES = ((-0.95, 0.80), (0.95, 0.78), (-0.62, 0.98), (0.64, 1.0), (-1.25, 0.62), (1.28, 0.60), (-0.30, 1.08), (0.34, 1.04), (0.02, 1.16), (-0.80, 0.52), (0.72, 0.50), (-0.14, 0.66), (0.22, 0.60))


def pendants(board: Board, room: Plan, paint: Paints) -> None:
    """A lamp that comes down from above the picture."""
    down, radius = room.pendant, PENDANT_RADIUS
    level = -1.0 - 2.0 * radius + down * (0.62 + 0.07 * room.dining)
    middle = 0.5 * (room.left + room.right)
    middle = middle * room.dining
    for patch in board.within(middle - radius - 0.02, middle + radius + 0.02, -1, level + radius, down):
        patch.put(paint.ink, patch.box(middle - 0.004, middle + 0.004, -2.0, level - radius + 0.02))
        dome = patch.disc(middle, level, radius)
        cut = torch.maximum(dome, patch.y - everywhere(level + 0.02))
        bulb = patch.disc(middle, level + 0.012, 0.042)
        patch.put(_lit(paint.linen, room), bulb)
        patch.put(paint.accent, cut)
        patch.put(lighter(paint.accent, 0.06), torch.maximum(cut, patch.disc(middle - 0.03, level - 0.02, 0.8 * radius)))
        patch.put(lighter(paint.accent, -0.10), torch.maximum(cut, everywhere(level) + 0.006 - patch.y))
        patch.put(paint.ink, patch.box(middle - 0.02, middle + 0.02, level - radius - 0.03, level - radius + 0.012, 0.008))


def lamps(board: Board, room: Plan, paint: Paints) -> None:
    """Floor lamps grown from the floor."""
    for side, size in zip(SIDES, room.lamps, strict=True):
        x, foot, top, half = _lamp_place(room, side, size)
        for patch in board.within(x - 0.16 * size, x + 0.16 * size, top - 0.03, foot + 0.05, size):
            patch.shadow(x, foot, 0.13 * size, 0.03 * size, 0.4)
            patch.put(paint.ink, patch.oval(x, foot - 0.008, 0.085 * size, 0.016 * size), there(size))
            patch.put(paint.ink, patch.box(x - 0.0075, x + 0.0075, top + 0.1 * size, foot - 0.01), there(size))
            shade = patch.trapezoid(x, top, top + 0.20 * size, 0.55 * half, half)
            patch.put(_lit(paint.shade, room), shade, there(size))
            bright = (1.0 - ((patch.x - x0(x)) / 0.10) ** 2 - ((patch.y - x0(top + 0.13 * size)) / 0.12) ** 2).clamp_min(0.0)
            patch.lay(_lit(paint.linen, room), bright * coverage(shade, patch.pixel) * (0.25 + 0.6 * x0(room.evening)))
            rim = torch.maximum(shade, everywhere(top + 0.186 * size) - patch.y)
            patch.put(lighter(_lit(paint.shade, room), -0.06), rim, there(size))


def x0(value: Tensor) -> Tensor:
    return everywhere(value)


def _lamp_place(room: Plan, side: int, size: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    x = side * LAMP_X + 0.0 * size
    foot = room.horizon + 0.10
    return x, foot, foot - LAMP_TALL * size, 0.135 * size


def _lit(colour: Tensor, room: Plan) -> Tensor:
    """The colour of a shade, and how it glows in the evening."""
    warm = mixed(colour, colour.new_tensor([[1.10, 0.012, 0.075]]).expand_as(colour), 0.85)
    return mixed(colour, warm, room.evening)


def glow(board: Board, room: Plan) -> Tensor:
    """`n x h x w`: the light of all lamps, 0 to about 1."""
    x, y = board.columns[None, None, :], board.rows[None, :, None]
    light = torch.zeros_like(board.canvas[:, 0])
    for side, size in zip(SIDES, room.lamps, strict=True):
        at, _, top, _ = _lamp_place(room, side, size)
        light = light + everywhere(size) * _halo(x, y, at, top + 0.12 * size, 0.85)
    level = -1.0 - PENDANT_RADIUS + room.pendant * 0.62
    return light + everywhere(room.pendant) * _halo(x, y, 0.5 * (room.left + room.right) * room.dining, level, 0.95)


def _halo(x: Tensor, y: Tensor, cx: Tensor, cy: Tensor, reach: float) -> Tensor:
    """Light that is one at the lamp and exactly nothing at its reach."""
    far = ((x - everywhere(cx)) ** 2 + (y - everywhere(cy)) ** 2) / reach**2
    near = (1.0 - far).clamp_min(0.0)
    return near * near * near


def plants(board: Board, dials: Mapping[str, Tensor], room: Plan, paint: Paints) -> None:
    """A plant in the front corner, grown from its pot."""
    broad = dials["leaves"]
    for side, size in zip(SIDES, room.plants, strict=True):
        x, foot = side * PLANT_X + 0.0 * size, PLANT_FOOT - 0.0 * size
        root = foot - 0.20 * size
        reach = 0.6 * size
        for patch in board.within(x - 0.52 * size, x + 0.52 * size, root - 1.2 * reach, foot + 0.05, size):
            patch.shadow(x, foot - 0.012, 0.17 * size, 0.045 * size, 0.45)
            for index, (turn, long) in enumerate(LEAVES):
                _leaf(patch, paint, broad, x, root, turn * side * -1.0, long * 0.46 * size, index, size)
            pot = patch.trapezoid(x, root - 0.02 * size, foot, 0.105 * size, 0.078 * size)
            patch.put(paint.pot, pot, there(size))
            patch.put(lighter(paint.pot, -0.05), torch.maximum(pot, everywhere(x) + 0.02 * side - patch.x * 1.0), there(size))
            patch.put(lighter(paint.pot, 0.04), patch.box(x - 0.115 * size, x + 0.115 * size, root - 0.035 * size, root + 0.012 * size, 0.008), there(size))


def _leaf(patch: Patch, paint: Paints, broad: Tensor, x: Tensor, root: Tensor, turn: float, long: Tensor, index: int, size: Tensor) -> None:
    """A bent leaf with a bright and a shaded half; broad ones stand on stalks."""
    ux, uy = math.sin(turn), -math.cos(turn)
    px, py = patch.x - everywhere(x), patch.y - everywhere(root)
    length = everywhere(long.clamp_min(1e-3))
    along = (px * ux + py * uy) / length
    side = (py * ux - px * uy) / length
    bend = 0.38 * turn
    side = side - bend * along * along * 1.0
    wide = everywhere(between(broad, 0.085, 0.25))
    start = everywhere(0.05 + 0.42 * broad)
    t = ((along - start) / (1.0 - start)).clamp(0.0, 1.0)
    half = wide * 2.0 * torch.sqrt(t * (1.0 - t) + 1e-6) * (1.15 - 0.5 * t)
    ends = torch.maximum(start - along, along - 1.0)
    blade = torch.maximum(side.abs() - half, ends) * length * 0.85
    stalk = torch.maximum(side.abs() * length - 0.006, torch.maximum(-along, along - start - 0.1) * length)
    tone = 0.05 * ((index * 5) % 7 - 3) / 3.0
    patch.put(lighter(paint.leaf, -0.08), stalk, there(size))
    patch.put(lighter(paint.leaf, tone + 0.035), blade, there(size))
    patch.put(lighter(paint.leaf, tone - 0.035), torch.maximum(blade, -side * length), there(size))


def rugs(board: Board, dials: Mapping[str, Tensor], room: Plan, paint: Paints) -> None:
    """A rug under the furniture, grown from its middle."""
    size = grown(dials["rug"])
    middle, level = 0.0 * size, room.horizon + 0.335
    wide, deep = between(dials["rug size"], 0.58, 0.90) * size, between(dials["rug size"], 0.135, 0.19) * size
    for patch in board.within(-1.25 * wide, 1.25 * wide, level - deep, level + deep, size):
        shape = _rug_shape(patch, dials, middle, level, wide, deep)
        under = shape_below(patch, shape)
        patch.light(1.0 - 0.16 * under * everywhere(there(size)))
        patch.put(paint.rug, shape, there(size))
        pattern = smooth_step((dials["rug pattern"] - 0.35) / 0.3)
        down = patch.y - everywhere(level)
        stripe = (torch.remainder(down / everywhere(deep.clamp_min(1e-3)) * 2.5 + 0.5, 1.0) - 0.5).abs() - 0.24 * everywhere(pattern)
        tint = _toned_rug(paint)
        band = torch.maximum(stripe * everywhere(deep) / 2.5, shape + 0.03)
        patch.put(tint, band, there(size) * there(pattern))
        ring = torch.maximum(shape + 0.016, -(shape + 0.027))
        patch.put(tint, ring, there(size))


def _toned_rug(paint: Paints) -> Tensor:
    return mixed(paint.rug, paint.linen, 0.55)


def _rug_shape(patch: Patch, dials: Mapping[str, Tensor], middle: Tensor, level: Tensor, wide: Tensor, deep: Tensor) -> Tensor:
    """An ellipse on its way to a rectangle, both seen from a little above."""
    down = patch.y - everywhere(level)
    spread = 1.0 + 0.55 * down
    across = (patch.x - everywhere(middle)).abs() / spread
    high = everywhere(deep.clamp_min(1e-3))
    long = everywhere(wide.clamp_min(1e-3))
    power = 2.0 + 22.0 * everywhere(smooth_step((dials["rug shape"] - 0.35) / 0.3)) ** 2
    radius = ((across / long).clamp_min(1e-4) ** power + (down.abs() / high).clamp_min(1e-4) ** power) ** (1.0 / power)
    slope_x = (across / long / radius).clamp_min(1e-4) ** (power - 1.0) / long
    slope_y = (down.abs() / high / radius).clamp_min(1e-4) ** (power - 1.0) / high
    return (radius - 1.0) * torch.rsqrt(slope_x * slope_x + slope_y * slope_y)


def shape_below(patch: Patch, shape: Tensor) -> Tensor:
    """A thin crisp shade round a rug, as thick as cloth."""
    return coverage(shape - 0.008, patch.pixel)


def low_tables(board: Board, dials: Mapping[str, Tensor], room: Plan, paint: Paints) -> None:
    """A low round table before the sofa, with a few things on it."""
    size = grown(dials["low table"]) * (1.0 - room.dining) * (1.0 - room.bed)
    foot = room.feet + 0.24
    x = 0.4 * (room.left + room.right)
    for patch in board.within(x - 0.32, x + 0.32, foot - 0.36, foot + 0.05, size):
        top = foot - 0.15 * size
        patch.shadow(x, foot - 0.012, 0.26 * size, 0.045 * size, 0.40)
        for shift in (-0.17, 0.17):
            patch.put(lighter(paint.wood, -0.13), patch.stroke(x + shift * size, top, x + 1.12 * shift * size, foot - 0.02 * size, 0.0095 * size), there(size))
        patch.put(lighter(paint.wood, -0.13), patch.stroke(x, top, x, foot, 0.0095 * size), there(size))
        patch.put(lighter(paint.wood, -0.07), patch.oval(x, top + 0.016 * size, 0.25 * size, 0.046 * size), there(size))
        patch.put(lighter(paint.wood, 0.05), patch.oval(x, top, 0.25 * size, 0.046 * size), there(size))
        _still_life(patch, paint, x, top, size)


def _still_life(patch: Patch, paint: Paints, x: Tensor, top: Tensor, size: Tensor) -> None:
    """Two books with a cup, and a small vase."""
    patch.put(paint.dark, patch.box(x + 0.02 * size, x + 0.16 * size, top - 0.018 * size, top + 0.006 * size, 0.004), there(size))
    patch.put(paint.accent, patch.box(x + 0.03 * size, x + 0.15 * size, top - 0.038 * size, top - 0.018 * size, 0.004), there(size))
    patch.put(paint.linen, patch.box(x + 0.07 * size, x + 0.115 * size, top - 0.075 * size, top - 0.038 * size, 0.010), there(size))
    for lean, high in ((-0.045, 0.17), (0.012, 0.20), (0.05, 0.155)):
        tip = x - 0.10 * size + lean * size
        patch.put(lighter(paint.leaf, 0.0), patch.stroke(x - 0.10 * size, top - 0.05 * size, tip, top - high * size, 0.0035 * size), there(size))
        patch.put(lighter(paint.leaf, 0.05), patch.oval(tip, top - high * size, 0.016 * size, 0.026 * size), there(size))
    vase = torch.maximum(patch.oval(x - 0.10 * size, top - 0.038 * size, 0.036 * size, 0.045 * size), patch.y - everywhere(top))
    patch.put(mixed(paint.light, paint.linen, 0.3), vase, there(size))


def cats(board: Board, dials: Mapping[str, Tensor], room: Plan, paint: Paints) -> None:
    """A cat asleep on the floor on the side of the lamp, curled up."""
    lean = smooth_step((dials["plant side"] - 0.46) / 0.08)
    for side, share in zip(SIDES, (lean, 1.0 - lean), strict=True):
        size = grown(dials["cat"]) * torch.sqrt(share + 1e-8)
        foot = 0.93 + 0.0 * size
        x = side * 0.52 + 0.0 * size
        for patch in board.within(x - 0.22 * size, x + 0.22 * size, foot - 0.2 * size, foot + 0.04, size):
            _cat(patch, paint, x, foot, side, size)


def _cat(patch: Patch, paint: Paints, x: Tensor, foot: Tensor, side: int, size: Tensor) -> None:
    fur = paint.fur
    patch.shadow(x, foot - 0.006, 0.20 * size, 0.034 * size, 0.42)
    body = patch.oval(x, foot - 0.066 * size, 0.145 * size, 0.068 * size)
    patch.put(fur, torch.maximum(body, patch.y - everywhere(foot)), there(size))
    tail = patch.stroke(x + 0.13 * side * size, foot - 0.03 * size, x - 0.03 * side * size, foot - 0.014 * size, 0.0155 * size)
    patch.put(lighter(fur, 0.045), tail, there(size))
    hx, hy = x - 0.105 * side * size, foot - 0.062 * size
    for way in (-1.0, 1.0):
        ear = patch.trapezoid(hx + way * 0.032 * size, hy - 0.074 * size, hy - 0.02 * size, 0.001 * size, 0.022 * size)
        patch.put(lighter(fur, -0.03), ear, there(size))
    patch.put(lighter(fur, 0.03), patch.oval(hx, hy, 0.058 * size, 0.048 * size), there(size))
    for way in (-1.0, 1.0):
        eye = patch.stroke(hx + way * 0.034 * size, hy + 0.002 * size, hx + way * 0.014 * size, hy + 0.005 * size, 0.0035 * size)
        patch.put(lighter(fur, -0.22), eye, there(size))


__all__ = ["cats", "coverage", "glow", "lamps", "low_tables", "pendants", "plants", "rugs"]
