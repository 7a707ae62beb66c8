"""The shell of the room: wall, panelling, stripes, floor, and the light that falls on them."""

from __future__ import annotations

import torch
from torch import Tensor

from group_plgl.generators.room.brush import everywhere, grown, lighter, there
from group_plgl.generators.room.plan import SIDES
from group_plgl.generators.room.scene import Scene
from group_plgl.generators.room.windows import opening
from group_plgl.generators.sdf import between, coverage, smooth_step

VANISHING = -0.55
BOARDS, BOARD_TONES = 7.0, (0.0, 0.5, -0.7, 0.3, -0.2, 0.9, -0.5, 0.1, 0.7, -0.9, 0.4, -0.4)
TILES, TILE_DEPTH = 5.0, 7.5
STRIPE = 0.074
BATTEN = 0.2
BEAM_SLANT = 0.42


def walls(scene: Scene) -> None:
    """Wall, stripes, panelling and skirting; the board begins in the wall's colour."""
    room, paint = scene.room, scene.paint
    for some in scene.where(grown(scene.dials["stripes"])):
        _stripes(some)
    for some in scene.where(grown(scene.dials["panelling"])):
        _panelling(some)
    for patch in scene.board.within(-1, 1, room.horizon - 0.06, room.horizon):
        patch.put(paint.trim, patch.box(-2.0, 2.0, room.horizon - 0.045, room.horizon))
        patch.put(lighter(paint.trim, -0.05), patch.box(-2.0, 2.0, room.horizon - 0.009, room.horizon))


def _stripes(scene: Scene) -> None:
    """Wallpaper: every second stripe, grown from its middle."""
    stripes, wall = grown(scene.dials["stripes"], 0.55), scene.paint.wall
    tone = 0.045 - 0.083 * smooth_step((wall[:, 0] - 0.52) / 0.16)
    for patch in scene.board.within(-1, 1, -1, scene.room.horizon):
        offset = torch.remainder(patch.x / STRIPE, 2.0) - 1.0
        width = 0.5 * everywhere(stripes)
        stripe = coverage((offset.abs() - width) * STRIPE, patch.pixel) * everywhere(there(stripes))
        patch.lay(lighter(wall, tone), stripe.expand(-1, patch.y.shape[1], -1))


def _panelling(scene: Scene) -> None:
    """Boards with battens up to a rail."""
    panels, paint = grown(scene.dials["panelling"], 0.9), scene.paint
    line = scene.room.horizon - between(scene.dials["panel height"], 0.26, 0.66) * panels
    for patch in scene.board.within(-1, 1, line - 0.03, scene.room.horizon):
        patch.put(paint.panel, patch.box(-2.0, 2.0, line, 1.0))
        offset = (torch.remainder(patch.x / BATTEN, 1.0) - 0.5).abs() * BATTEN
        inside = coverage(everywhere(line) - patch.y, patch.pixel)
        patch.lay(lighter(paint.panel, -0.035), coverage(offset - 0.006, patch.pixel) * inside)
        patch.put(
            lighter(paint.panel, 0.035), patch.box(-2.0, 2.0, line - 0.014, line + 0.008), there(panels)
        )


def floors(scene: Scene) -> None:
    """Boards in perspective, or tiles growing in their place."""
    room, paint, checks = scene.room, scene.paint, grown(scene.dials["checkered floor"], 0.9)
    for patch in scene.board.within(-1, 1, room.horizon, 1):
        floor = coverage(everywhere(room.horizon) - patch.y, patch.pixel)
        patch.lay(paint.boards, floor)
        far = patch.y - VANISHING
        across, width = patch.x / far * BOARDS, patch.pixel / far * BOARDS
        first = torch.floor(across)
        tones = across.new_tensor(BOARD_TONES)
        index = torch.remainder(first, len(BOARD_TONES)).long()
        here, after = tones[index], tones[torch.remainder(index + 1, len(BOARD_TONES))]
        tone = torch.lerp(here, after, ((across - first - 1.0) / width + 0.5).clamp(0.0, 1.0))
        gap = coverage(((across - torch.round(across)).abs() / BOARDS * far) - 0.0022, patch.pixel)
        patch.light(1.0 + floor * (1.0 - everywhere(checks.clamp(max=1.0))) * (0.022 * tone - 0.13 * gap))
    for some in scene.where(checks):
        _tiles(some)


def _tiles(scene: Scene) -> None:
    """A checkered floor: every second tile grows from its middle."""
    checks = grown(scene.dials["checkered floor"], 0.9)
    half = 0.5 * everywhere(checks)
    for patch in scene.board.within(-1, 1, scene.room.horizon, 1):
        floor = coverage(everywhere(scene.room.horizon) - patch.y, patch.pixel)
        far = patch.y - VANISHING
        across, deep = patch.x / far * TILES + 0.5, TILE_DEPTH / far
        wide, tall = far / TILES, far * far / TILE_DEPTH
        for shift in (0.0, 1.0):
            u = torch.remainder(across + shift, 2.0) - 1.0
            v = torch.remainder(deep + shift, 2.0) - 1.0
            distance = torch.maximum((u.abs() - half) * wide, (v.abs() - half) * tall)
            patch.lay(scene.paint.tile, coverage(distance, patch.pixel) * floor * everywhere(there(checks)))


def daylight(scene: Scene, side: int) -> None:
    """The sun through a window, lying slanted on the floor, with the bars' shadows."""
    room, hole = scene.room, opening(scene, side)
    lean = -0.9 * everywhere(room.sun)
    left, right = hole.left - 0.45, hole.right + 0.45
    for patch in scene.board.within(left, right, room.horizon, 1):
        down = (patch.y - everywhere(room.horizon)).clamp_min(0.0)
        middle = everywhere(hole.middle) * (1.0 + 0.15 * down) + lean * down
        across = (patch.x - middle) / (1.0 + 0.45 * down)
        half, blur = everywhere(0.5 * (hole.right - hole.left)), 0.012 + 0.05 * down
        near, far = 0.07, 0.07 + 0.62 * everywhere(between(scene.dials["window height"], 0.62, 0.88))
        sides = smooth_step((half - across.abs()) / blur + 0.5)
        ends = smooth_step((down - near) / 0.03 + 0.5) * smooth_step((far - down) / 0.04 + 0.5)
        bar = smooth_step((across.abs() - 0.012) / blur + 0.5)
        cross = smooth_step(((down - 0.5 * (near + far)).abs() - 0.012) / 0.03 + 0.5)
        light = everywhere((1.0 - room.evening) * hole.size) * sides * ends * bar * cross
        patch.light(1.0 + 0.15 * light)
        patch.warm(light, 0.028, 0.005, 0.028)


def sunbeam(scene: Scene) -> None:
    """Sun from a window behind us: slanted panes of light on the wall."""
    beam, horizon = scene.room.beam, scene.room.horizon
    for patch in scene.board.within(-1, 1, -1, horizon):
        v = patch.y + 0.28
        u = patch.x - 0.02 - BEAM_SLANT * v
        columns = _pane(u + 0.2, 0.175) + _pane(u - 0.2, 0.175)
        rows = _pane(v + 0.36, 0.16) + _pane(v, 0.16) + _pane(v - 0.36, 0.16)
        light = columns * rows * coverage(patch.y - everywhere(horizon), patch.pixel) * everywhere(beam)
        patch.light(1.0 + 0.06 * light)
        patch.warm(light, 0.02, 0.005, 0.028)


def _pane(away: Tensor, half: float) -> Tensor:
    """1 within a pane's width of its middle, with a soft edge."""
    return smooth_step(0.5 - (away.abs() - half) / 0.035)


def foot_of_the_wall(scene: Scene) -> None:
    """The floor is a little darker where it meets the wall, and the wall near the ceiling."""
    horizon = scene.room.horizon
    for patch in scene.board.within(-1, 1, horizon - 0.02, horizon + 0.2):
        down = patch.y - everywhere(horizon)
        near = (1.0 - down / 0.19).clamp(0.0, 1.0) ** 2 * coverage(-down, patch.pixel)
        patch.light(1.0 - 0.15 * near)
    for patch in scene.board.within(-1, 1, -1, -0.6):
        high = ((-0.62 - patch.y) / 0.38).clamp(0.0, 1.0)
        patch.light(1.0 - 0.07 * high * high)


def atmosphere(scene: Scene, glow: Tensor) -> Tensor:
    """`n x 3 x h x w`: the whole board in the light of the hour: windows, lamps, darker corners.

    `glow` is `n x h x w` lamp light.
    """
    board, room = scene.board, scene.room
    x, y = board.columns[None, None, :], board.rows[None, :, None]
    evening = everywhere(room.evening)
    windows = sum(
        everywhere(size) * torch.exp(-2.2 * (x - 0.5 * side) ** 2)
        for side, size in zip(SIDES, room.windows, strict=True)
    )
    pool = windows * torch.exp(-1.6 * (y + 0.25) ** 2)
    corner = (0.62 * x * x + 0.62 * y * y) ** 1.5
    field = 0.99 - 0.085 * corner + 0.035 * pool * (1.0 - evening)
    field = field * (1.0 - 0.20 * evening) + glow * (0.04 + 0.25 * evening)
    chroma = field.clamp(0.3, 1.1) ** 0.4
    lightness = board.canvas[:, 0] * field
    red = board.canvas[:, 1] * chroma + 0.014 * glow - 0.004 * evening * (1.0 - glow)
    yellow = board.canvas[:, 2] * chroma + 0.044 * glow - 0.020 * evening * (1.0 - glow)
    return torch.stack([lightness, red, yellow], 1)
