"""The shell of the room: wall, panelling, stripes, floor, and the light that falls on them."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from group_plgl.generators.room.brush import Board, Patch, everywhere, grown, lighter, mixed, there
from group_plgl.generators.room.plan import SIDES, Paints, Plan
from group_plgl.generators.room.windows import opening
from group_plgl.generators.sdf import between, coverage, smooth_step

VANISHING = -0.55
BOARDS, BOARD_TONES = 7.0, (0.0, 0.5, -0.7, 0.3, -0.2, 0.9, -0.5, 0.1, 0.7, -0.9, 0.4, -0.4)
TILES, TILE_DEPTH = 5.0, 7.5
STRIPE = 0.074
BATTEN = 0.2


def walls(board: Board, dials: Mapping[str, Tensor], room: Plan, paint: Paints) -> None:
    """Wall, stripes, panelling and skirting; the board begins in the wall's colour."""
    stripes, panels = grown(dials["stripes"]), grown(dials["panelling"])
    tall = between(dials["panel height"], 0.28, 0.62) * panels
    line = room.horizon - tall
    tone = torch.where(paint.wall[:, 0] > 0.6, -0.038, 0.045)
    for patch in board.within(-1, 1, -1, line, stripes):
        offset = torch.remainder(patch.x / STRIPE, 2.0) - 1.0
        width = 0.5 * everywhere(stripes)
        stripe = coverage((offset.abs() - width) * STRIPE, patch.pixel) * everywhere(there(stripes))
        patch.lay(lighter(paint.wall, tone), stripe.expand(-1, patch.y.shape[1], -1))
    for patch in board.within(-1, 1, line - 0.03, room.horizon, panels):
        _panelling(patch, line, panels, paint)
    for patch in board.within(-1, 1, room.horizon - 0.06, room.horizon):
        patch.put(paint.trim, patch.box(-2.0, 2.0, room.horizon - 0.045, room.horizon))
        patch.put(lighter(paint.trim, -0.05), patch.box(-2.0, 2.0, room.horizon - 0.009, room.horizon))


def _panelling(patch: Patch, line: Tensor, panels: Tensor, paint: Paints) -> None:
    """Boards with battens up to a rail."""
    patch.put(paint.panel, patch.box(-2.0, 2.0, line, 1.0))
    offset = (torch.remainder(patch.x / BATTEN, 1.0) - 0.5).abs() * BATTEN
    inside = coverage(everywhere(line) - patch.y, patch.pixel)
    patch.lay(lighter(paint.panel, -0.035), coverage(offset - 0.006, patch.pixel) * inside)
    patch.put(lighter(paint.panel, 0.035), patch.box(-2.0, 2.0, line - 0.014, line + 0.008), there(panels))


def floors(board: Board, dials: Mapping[str, Tensor], room: Plan, paint: Paints) -> None:
    """Boards in perspective, or tiles growing in their place."""
    checks = grown(dials["checkered floor"])
    for patch in board.within(-1, 1, room.horizon, 1):
        patch.put(paint.boards, everywhere(room.horizon) - patch.y + 0 * patch.x)
        far = patch.y - VANISHING
        floor = coverage(everywhere(room.horizon) - patch.y, patch.pixel)
        across = patch.x / far * BOARDS
        width = patch.pixel / far * BOARDS
        first = torch.floor(across)
        tones = across.new_tensor(BOARD_TONES)
        index = torch.remainder(first, len(BOARD_TONES)).long()
        here, after = tones[index], tones[torch.remainder(index + 1, len(BOARD_TONES))]
        share = ((across - first - 1.0) / width + 0.5).clamp(0.0, 1.0)
        tone = torch.lerp(here, after, share)
        gap = coverage(((across - torch.round(across)).abs() / BOARDS * far) - 0.0022, patch.pixel)
        patch.light(1.0 + floor * (1.0 - everywhere(checks)) * (0.022 * tone - 0.13 * gap))
        if bool((checks.detach() > 0.0).any()):
            _tiles(patch, checks, far, floor, paint)


def _tiles(patch: Patch, checks: Tensor, far: Tensor, floor: Tensor, paint: Paints) -> None:
    """A checkered floor: every second tile grows from its middle."""
    across, deep = patch.x / far * TILES + 0.5, TILE_DEPTH / far
    wide, tall = far / TILES, far * far / TILE_DEPTH
    half = 0.5 * everywhere(checks)
    for shift in (0.0, 1.0):
        u = torch.remainder(across + shift, 2.0) - 1.0
        v = torch.remainder(deep + shift, 2.0) - 1.0
        distance = torch.maximum((u.abs() - half) * wide, (v.abs() - half) * tall)
        patch.lay(paint.tile, coverage(distance, patch.pixel) * floor * everywhere(there(checks)))


def daylight(board: Board, dials: Mapping[str, Tensor], room: Plan) -> None:
    """The sun through each window, lying slanted on the floor, with the bars' shadows."""
    day = 1.0 - room.evening
    for side, size in zip(SIDES, room.windows, strict=True):
        hole = opening(dials, room, side)
        shown = size * (day + 1e-6)
        lean = -0.9 * everywhere(room.sun)
        reach = 0.62
        left, right = hole.left - 0.1, hole.right + 0.1
        for patch in board.within(left - 0.4, right + 0.4, room.horizon, 1, shown):
            down = (patch.y - everywhere(room.horizon)).clamp_min(0.0)
            spread = 1.0 + 0.45 * down
            middle = everywhere(hole.middle) * (1 + 0.15 * down) + lean * down
            across = (patch.x - middle) / spread
            half = everywhere(0.5 * (hole.right - hole.left))
            near, far = 0.07, 0.07 + reach * everywhere(between(dials["window height"], 0.62, 0.85))
            blur = 0.012 + 0.05 * down
            sides = smooth_step((half - across.abs()) / blur + 0.5)
            ends = smooth_step((down - near) / 0.03 + 0.5) * smooth_step((far - down) / 0.04 + 0.5)
            bar = smooth_step((across.abs() - 0.012) / blur + 0.5)
            cross = smooth_step(((down - 0.5 * (near + far)).abs() - 0.012) / 0.03 + 0.5)
            light = everywhere(day * size) * sides * ends * bar * cross
            patch.light(1.0 + 0.13 * light)
            patch.warm(light, 0.02, 0.004, 0.022)


def sunbeam(board: Board, dials: Mapping[str, Tensor], room: Plan) -> None:
    """Sun from a window behind us: slanted panes of light on the wall."""
    beam = grown(dials["sunbeam"]) * (1.0 - room.evening)
    for patch in board.within(-1, 1, -1, room.horizon, beam):
        slant = 0.42
        v = patch.y + 0.28
        u = patch.x - 0.02 - slant * v
        light = torch.zeros_like(u)
        for column in (-1, 1):
            for row in (-1, 0, 1):
                away_x = (u - 0.2 * column).abs() - 0.175
                away_y = (v - 0.36 * row).abs() - 0.16
                light = light + smooth_step(0.5 - away_x / 0.035) * smooth_step(0.5 - away_y / 0.035)
        wall = coverage(patch.y - everywhere(room.horizon), patch.pixel)
        light = light * wall * everywhere(beam)
        patch.light(1.0 + 0.055 * light)
        patch.warm(light, 0.018, 0.004, 0.024)


def atmosphere(board: Board, room: Plan, glow: Tensor) -> Tensor:
    """The whole board in the light of the hour: window light, lamps, corners a little darker.

    `glow` is `n x h x w` lamp light.
    """
    x, y = board.columns[None, None, :], board.rows[None, :, None]
    evening = everywhere(room.evening)
    windows = sum(
        everywhere(size) * torch.exp(-2.2 * (x - 0.5 * side) ** 2)
        for side, size in zip(SIDES, room.windows, strict=True)
    )
    pool = windows * torch.exp(-1.6 * (y + 0.25) ** 2)
    corner = (0.62 * x * x + 0.62 * y * y) ** 1.5
    field = 0.99 - 0.075 * corner + 0.03 * pool * (1.0 - evening)
    field = field * (1.0 - 0.19 * evening) + glow * (0.04 + 0.24 * evening)
    lightness = board.canvas[:, 0] * field
    chroma = field.clamp(0.3, 1.1) ** 0.4
    red = board.canvas[:, 1] * chroma + 0.014 * glow - 0.004 * evening * (1.0 - glow)
    yellow = board.canvas[:, 2] * chroma + 0.042 * glow - 0.018 * evening * (1.0 - glow)
    return torch.stack([lightness, red, yellow], 1)


def foot_of_the_wall(board: Board, room: Plan) -> None:
    """The floor is a little darker where it meets the wall, and the wall near the ceiling."""
    for patch in board.within(-1, 1, room.horizon - 0.02, room.horizon + 0.2):
        down = patch.y - everywhere(room.horizon)
        near = (1.0 - down / 0.19).clamp(0.0, 1.0) ** 2 * coverage(-down, patch.pixel)
        patch.light(1.0 - 0.13 * near + 0 * patch.x)
    for patch in board.within(-1, 1, -1, -0.6):
        high = ((-0.62 - patch.y) / 0.38).clamp(0.0, 1.0)
        patch.light(1.0 - 0.05 * high * high + 0 * patch.x)


__all__ = ["atmosphere", "daylight", "floors", "foot_of_the_wall", "mixed", "sunbeam", "walls"]
