"""What is behind everything: sky, printed dots, the block of colour and the moon."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from group_plgl.generators.poster.inks import flat, over, pressed
from group_plgl.generators.poster.layout import crown, snapped
from group_plgl.generators.poster.scene import Scene, everywhere, where_seen
from group_plgl.generators.sdf import between, coverage, hypot, smooth_step

DOT_STEP = 0.082
LARGEST_DOT = 0.40


def backdrop(scene: Scene) -> Tensor:
    """`n x 3 x h x w`: the sky with what is printed on it before the sun rises."""
    canvas = _faded(scene)
    canvas = where_seen(canvas, scene, "dots", _dotted)
    return where_seen(canvas, scene, "side block", _blocked)


def with_moon(canvas: Tensor, scene: Scene) -> Tensor:
    """The canvas with a small disc high on the other side of the sun, as large as it leaves room."""
    at, sun = scene.place, scene.sun
    grown = snapped(scene.dials["moon"])
    window = snapped(scene.dials["window"])
    across = (0.20 * window - 0.62) * torch.tanh(sun.x / 0.14)
    down = 0.10 * window - 0.66
    x, y = at.x - everywhere(across), at.y - everywhere(down)
    room = hypot(across - sun.x, down - sun.y) - crown(scene.dials, sun) - 0.04
    full = 0.18 - 0.055 * scene.dials["sun size"]
    radius = everywhere(full * torch.sqrt(grown + 1e-6) * smooth_step(room / (1.2 * full)))
    bite = everywhere(between(smooth_step(2.0 * scene.dials["crescent"] - 0.9), 2.1, 0.45)) * radius
    bitten = 0.9 * radius - hypot(x - 0.8 * bite, y + 0.6 * bite)
    mask = coverage(torch.maximum(hypot(x, y) - radius, bitten), at.pixel)
    mask = mask * smooth_step(radius / 0.02)
    return pressed(canvas, scene.inks.moon, mask, scene.inks, 0.5)


def _faded(scene: Scene) -> Tensor:
    """The sky, fading towards its glow from the top to the horizon."""
    at = scene.place
    share = (0.5 + 0.62 * at.y).clamp(0.0, 1.0) * scene.everywhere("sky fade")
    share = share + 0.16 * scene.everywhere("grain") * at.grain * share
    return over(flat(scene.inks.sky), scene.inks.glow, share)


def _dotted(canvas: Tensor, scene: Scene) -> Tensor:
    """Dots on a slanted grid, large at the top and gone at the horizon; they swell from nothing."""
    at = scene.place
    grown = snapped(scene.dials["dots"])
    wave = 2.0 * math.pi / DOT_STEP
    size = everywhere(LARGEST_DOT * DOT_STEP * grown) * (0.35 - 0.80 * at.y).clamp(0.0, 1.0)
    level = torch.cos(wave * size)
    height = 0.5 * (torch.cos(wave * at.x) + torch.cos(wave * at.y))
    slope = 0.5 * wave * torch.sin(wave * size).clamp_min(0.05)
    mask = coverage((level - height) / slope, at.pixel) * smooth_step(size / 0.006)
    return over(canvas, scene.inks.dots, mask)


def _blocked(canvas: Tensor, scene: Scene) -> Tensor:
    """The sky with the block of colour."""
    return over(canvas, scene.inks.block, behind(scene))


def behind(scene: Scene) -> Tensor:
    """`n x 1 x w`: the block that comes in from the right."""
    grown = snapped(scene.dials["side block"])
    edge = 1.02 - between(scene.dials["block width"], 0.58, 1.30) * grown
    return coverage(everywhere(edge) - scene.place.x, scene.place.pixel)
