"""A stack of three blocks, square to round, that balances the sun from the other side."""

from __future__ import annotations

import torch
from torch import Tensor

from group_plgl.generators.poster.inks import over
from group_plgl.generators.poster.layout import quickly, snapped, stack_middle
from group_plgl.generators.poster.scene import Scene, everywhere
from group_plgl.generators.sdf import between, coverage, hypot

FLOOR = 0.86
STACKED = 2.1
SUNK = 0.10

# (half width, half height, how far aside) of each block from below, in units of the stack's size
BLOCKS = ((0.90, 0.30, 0.0), (0.62, 0.34, 0.13), (0.38, 0.30, 0.20))


def with_stack(canvas: Tensor, scene: Scene) -> Tensor:
    """The canvas with the blocks, each standing on the one below; they rise from under the picture."""
    at = scene.place
    grown = quickly(snapped(scene.dials["stack"]))
    size = everywhere(between(scene.dials["stack size"], 0.28, 0.46))
    middle = everywhere(stack_middle(scene.sun))
    lean = everywhere(between(scene.dials["stack lean"], -1.0, 1.0))
    shape = everywhere(scene.dials["stack shape"])
    flatter, taller = 0.86 + 0.22 * shape, 1.16 - 0.16 * shape
    floor = everywhere(between(snapped(scene.dials["land"]), 1.0, FLOOR))
    foot = torch.lerp(1.02 + STACKED * size, floor, everywhere(grown))
    for block, (wide, high, aside) in enumerate(BLOCKS):
        x = at.x - middle - lean * aside * size
        y = at.y - (foot - high * taller * size)
        mask = coverage(_block(scene, x, y, wide * flatter * size, high * taller * size), at.pixel)
        canvas = over(canvas, scene.inks.stack[:, block], mask)
        foot = foot - (2.0 - SUNK * shape) * high * taller * size
    return canvas


def _block(scene: Scene, x: Tensor, y: Tensor, wide: Tensor, high: Tensor) -> Tensor:
    """Distance to a box whose corners are quarters of an ellipse, from sharp to nearly all of it.

    Source: the first-order distance to an implicit curve f = 1, (f - 1) / |grad f| (Taubin 1994).
    """
    share = everywhere(between(scene.dials["stack shape"], 0.06, 0.86))
    across, down = share * wide, share * high
    u = ((x.abs() - wide) / across + 1.0).clamp_min(0.0)
    v = ((y.abs() - high) / down + 1.0).clamp_min(0.0)
    away = hypot(u, v)
    return (away - 1.0) * (away + 1e-5 * down) / (hypot(u / across, v / down) + 1e-5)
