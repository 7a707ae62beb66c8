"""Floor lamp and hanging lamp, and the light they shed."""

from __future__ import annotations

import torch
from torch import Tensor

from group_plgl.generators.room.brush import everywhere, lighter, mixed, there
from group_plgl.generators.room.plan import SIDES, Plan
from group_plgl.generators.room.scene import Scene
from group_plgl.generators.sdf import coverage

LAMP_X, LAMP_TALL, SHADE_TALL, SHADE_HALF = 0.85, 0.94, 0.21, 0.148
PENDANT_RADIUS, DROP = 0.18, 0.70


def pendants(scene: Scene) -> None:
    """A lamp that comes down from above the picture."""
    room, paint, radius = scene.room, scene.paint, PENDANT_RADIUS
    middle, level = room.middle, _pendant_level(room)
    accent = paint.accent
    for patch in scene.board.within(middle - radius - 0.02, middle + radius + 0.02, -1, level + radius):
        patch.put(paint.ink, patch.box(middle - 0.004, middle + 0.004, -2.0, level - radius + 0.02))
        cut = torch.maximum(patch.disc(middle, level, radius), patch.y - everywhere(level + 0.02))
        patch.put(_lit(paint.linen, room), patch.disc(middle, level + 0.012, 0.046))
        patch.put(accent, cut)
        bright = torch.maximum(cut, patch.disc(middle - 0.03, level - 0.02, 0.8 * radius))
        patch.put(lighter(accent, 0.06), bright)
        patch.put(lighter(accent, -0.10), torch.maximum(cut, everywhere(level) + 0.006 - patch.y))
        top = level - radius
        patch.put(paint.ink, patch.box(middle - 0.02, middle + 0.02, top - 0.03, top + 0.012, 0.008))


def _pendant_level(room: Plan) -> Tensor:
    """Y of the rim of the hanging lamp; lower above a dining table."""
    return -1.0 - PENDANT_RADIUS + room.pendant * (DROP - 0.10 + 0.10 * room.dining - 0.05 * room.bed)


def lamps(scene: Scene, side: int) -> None:
    """A floor lamp grown from the floor."""
    room, paint = scene.room, scene.paint
    size = room.lamps[(side + 1) // 2]
    x, foot, top = _lamp_place(room, side)
    low, half, shown = top + SHADE_TALL * size, SHADE_HALF * size, there(size)
    for patch in scene.board.within(x - 0.17, x + 0.17, top - 0.03, foot + 0.05):
        patch.shadow(x, foot, 0.14 * size, 0.034 * size, 0.4)
        patch.put(paint.ink, patch.oval(x, foot - 0.008, 0.09 * size, 0.017 * size), shown)
        patch.put(paint.ink, patch.box(x - 0.008, x + 0.008, top + 0.1 * size, foot - 0.01), shown)
        shade = patch.trapezoid(x, top, low, 0.55 * half, half)
        patch.put(_lit(paint.shade, room), shade, shown)
        across, down = patch.x - everywhere(x), patch.y - everywhere(top + 0.62 * SHADE_TALL * size)
        bright = (1.0 - (across / 0.11) ** 2 - (down / 0.13) ** 2).clamp_min(0.0)
        share = 0.25 + 0.6 * everywhere(room.evening)
        patch.lay(_lit(paint.linen, room), bright * coverage(shade, patch.pixel) * share)
        rim = torch.maximum(shade, everywhere(low - 0.014 * size) - patch.y)
        patch.put(lighter(_lit(paint.shade, room), -0.06), rim, shown)


def _lamp_place(room: Plan, side: int) -> tuple[Tensor, Tensor, Tensor]:
    """X of a floor lamp, y of its foot and of its top."""
    size, foot = room.lamps[(side + 1) // 2], room.horizon + 0.11
    return torch.full_like(foot, side * LAMP_X), foot, foot - LAMP_TALL * size


def _lit(colour: Tensor, room: Plan) -> Tensor:
    """The colour of a shade, and how it glows in the evening."""
    glowing = colour.new_tensor([[1.10, 0.012, 0.075]]).expand_as(colour)
    return mixed(colour, mixed(colour, glowing, 0.85), room.evening)


def glow(scene: Scene) -> Tensor:
    """`n x h x w`: the light of all lamps on wall, floor and things, 0 to about 1."""
    room, board = scene.room, scene.board
    x, y = board.columns[None, None, :], board.rows[None, :, None]
    light = torch.zeros_like(board.canvas[:, 0])
    for side in SIDES:
        size = room.lamps[(side + 1) // 2]
        if bool((size.detach() > 0.0).any()):
            at, foot, top = _lamp_place(room, side)
            pool = _halo(x, y, at - 0.1 * side, foot + 0.08, 0.62, 0.24)
            light = light + everywhere(size) * (_halo(x, y, at, top + 0.14 * size, 0.86, 0.98) + 0.55 * pool)
    if bool((room.pendant.detach() > 0.0).any()):
        level = _pendant_level(room)
        under = _halo(x, y, room.middle, level + 0.30, 0.80, 1.0)
        light = light + everywhere(room.pendant) * under
    return light


def _halo(x: Tensor, y: Tensor, cx: Tensor, cy: Tensor, wide: float, tall: float) -> Tensor:
    """Light that is one at the lamp and exactly nothing outside its ellipse."""
    near = (1.0 - ((x - everywhere(cx)) / wide) ** 2 - ((y - everywhere(cy)) / tall) ** 2).clamp_min(0.0)
    return near * near * near
