"""A stack of three blocks, square to round, that balances the sun from the other side."""

from __future__ import annotations

import torch
from torch import Tensor

from group_plgl.generators.poster.inks import pressed
from group_plgl.generators.poster.layout import snapped
from group_plgl.generators.poster.scene import Scene, everywhere
from group_plgl.generators.sdf import between, coverage, hypot

FLOOR = 0.84
STACKED = 2.3

# (half width, half height, how far aside) of each block from below, in units of the stack's size
BLOCKS = ((0.92, 0.30, 0.0), (0.60, 0.38, 0.24), (0.34, 0.34, -0.20))


def with_stack(canvas: Tensor, scene: Scene) -> Tensor:
    """The canvas with the blocks, each standing on the one below; they rise from under the picture."""
    at = scene.place
    grown = snapped(scene.dials["stack"])
    size = everywhere(between(scene.dials["stack size"], 0.28, 0.50))
    middle = everywhere(-1.05 * scene.sun.x)
    lean = everywhere(between(scene.dials["stack lean"], -1.0, 1.0))
    shape = everywhere(scene.dials["stack shape"])
    flatter, taller = 0.82 + 0.34 * shape, 1.22 - 0.34 * shape
    foot = between(everywhere(grown), 1.02 + STACKED * size, FLOOR)
    for block, (wide, high, aside) in enumerate(BLOCKS):
        x = at.x - middle - lean * aside * size
        y = at.y - (foot - high * taller * size)
        mask = coverage(_block(scene, x, y, wide * flatter * size, high * taller * size), at.pixel)
        canvas = pressed(canvas, scene.inks.stack[:, block], mask, scene.inks, 0.3)
        foot = foot - 2.0 * high * taller * size
    return canvas


def _block(scene: Scene, x: Tensor, y: Tensor, wide: Tensor, high: Tensor) -> Tensor:
    """Signed distance to a box whose corners go from sharp to as round as it is high."""
    rounding = everywhere(0.01 + 0.99 * scene.dials["stack shape"]) * torch.minimum(wide, high)
    beside, beyond = x.abs() - wide + rounding, y.abs() - high + rounding
    outside = hypot(beside.clamp_min(0.0), beyond.clamp_min(0.0))
    return outside + torch.maximum(beside, beyond).clamp_max(0.0) - rounding
