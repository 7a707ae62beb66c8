"""Draws `tiles`: flat shapes with crisp edges at any size, mixed in sRGB like print on paper.

What each cell shows is `layout`; the shapes are `shapes`. Distances are evaluated once per picture
size and shared by all cells, so a tile costs little more than filling it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

import torch
from torch import Tensor

from group_plgl.generators.sdf import coverage
from group_plgl.generators.tiles.layout import CELLS, Layout, layout
from group_plgl.generators.tiles.schema import ROLES, SPACE, SQUASHING, VISIBILITY
from group_plgl.generators.tiles.shapes import distances
from group_plgl.generators.torch_scene import TorchScene, Window

PIXELS_PER_STRIP = 1 << 18
KEPT_DICTIONARIES = 16


def open() -> Tiles:
    """A generator of tiles."""
    return Tiles()


class Tiles(TorchScene):
    """Sixteen cells of shape and colour."""

    def __init__(self) -> None:
        super().__init__(SPACE, SQUASHING, ROLES, VISIBILITY)

    def draw(self, z: Tensor, size: int) -> Tensor:
        """`n x d` latents to `n x 3 x size x size` sRGB; sizes not divisible by 4 are resampled."""
        whole = -(-size // CELLS) * CELLS
        picture = super().draw(z, whole)
        if whole == size:
            return picture
        return torch.nn.functional.interpolate(picture, size=(size, size), mode="bilinear", antialias=True)

    def strips(self, size: int) -> Iterator[Window]:
        """The whole picture while it is small, else strips that end where cells end."""
        cell = size // CELLS
        if size * size <= PIXELS_PER_STRIP:
            yield Window(size, 0, size)
            return
        height = min(cell, max(1, PIXELS_PER_STRIP // size))
        for start in range(0, size, cell):
            for top in range(start, start + cell, height):
                yield Window(size, top, min(start + cell, top + height))

    def paint(self, colours: Tensor, dials: Mapping[str, Tensor], window: Window) -> Tensor:
        """`n x 6 x 3` OKLab colours and the dials, `n` in [0, 1] each, to `n x 3 x h x w` sRGB."""
        cells = layout(colours, dials)
        cell = window.size // CELLS
        rows = slice(window.top // cell, (window.bottom - 1) // cell + 1)
        offset = rows.start * cell
        height = min(window.bottom - offset, cell)
        local = _dictionary(cell, window.top - offset, height, colours.device)
        pixel = 2.0 / cell
        away = local[cells.shape[:, rows]].transpose(2, 3)
        figure = coverage(away + _per_cell(cells.shrink[:, rows]), pixel)
        core = coverage(away - _per_cell(cells.core[:, rows]), pixel)
        planes = [_mixed(cells, rows, channel, figure, core) for channel in range(3)]
        shape = (len(colours), window.bottom - window.top, window.size)
        return torch.stack([plane.reshape(shape) for plane in planes], 1)


def _per_cell(value: Tensor) -> Tensor:
    """`n x rows x 4` numbers as `n x rows x 1 x 4 x 1` float32, to broadcast over pixels."""
    return value.float()[:, :, None, :, None]


def _mixed(cells: Layout, rows: slice, channel: int, figure_mask: Tensor, core_mask: Tensor) -> Tensor:
    """One channel: ground, the figure on it, its core on that."""
    parts = (cells.ground, cells.figure, cells.heart)
    ground, figure, heart = (_per_cell(part[:, rows, :, channel]) for part in parts)
    return (ground + (figure - ground) * figure_mask) + (heart - figure) * core_mask


@lru_cache(maxsize=KEPT_DICTIONARIES)
def _dictionary(cell: int, top: int, bottom: int, device: torch.device) -> Tensor:
    """`shapes x h x cell` distances on rows `top` to `bottom` of a cell of `cell` pixels."""
    centres = (torch.arange(cell, dtype=torch.float32, device=device) + 0.5) * (2.0 / cell) - 1.0
    return distances(centres, centres[top:bottom])
