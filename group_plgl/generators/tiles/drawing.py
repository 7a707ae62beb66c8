"""Draws `tiles`: flat shapes with crisp edges at any size, mixed in sRGB like print on paper.

What each cell shows is `layout`; the shapes are `shapes`, the colours `inks`. One distance field per
cell carries its figure, core and dot as three of its levels.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import torch
from torch import Tensor

from group_plgl.generators.colour import srgb_from_oklab
from group_plgl.generators.tiles.layout import Layout, layout
from group_plgl.generators.tiles.patterns import CELLS
from group_plgl.generators.tiles.schema import ROLES, SPACE, SQUASHING, VISIBILITY
from group_plgl.generators.tiles.shapes import Corners, outline
from group_plgl.generators.torch_scene import TorchScene, Window

PIXELS_PER_STRIP = 1 << 18


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
        centres = (torch.arange(cell, dtype=torch.float32, device=colours.device) + 0.5) * (2.0 / cell) - 1.0
        height = min(window.bottom - offset, cell)
        y = centres[window.top - offset : height][:, None, None]
        masks = _masks(cells, rows, centres, y, 2.0 / cell)
        tones = (cells.inks.ground, cells.inks.figure, cells.inks.core, cells.inks.dot)
        coats = srgb_from_oklab(torch.stack(tones)[:, :, rows], dim=-1).float().unbind(-1)
        lines = srgb_from_oklab(cells.inks.joint, dim=-1).float().unbind(-1)
        planes = [_plane(coat, line, masks) for coat, line in zip(coats, lines, strict=True)]
        shape = (len(colours), window.bottom - window.top, window.size)
        return torch.stack([plane.reshape(shape) for plane in planes], 1)


def _masks(cells: Layout, rows: slice, x: Tensor, y: Tensor, pixel: float) -> list[Tensor]:
    """Coverages of figure, core, dot and joints, `n x r x h x 4 x w` each."""
    zoom = cells.zoom[:, rows]
    side = torch.tensor([1.0, -1.0], device=x.device).repeat(CELLS // 2)
    x, y = _zoomed(zoom, x, side[:, None]), _zoomed(zoom, y, side[rows, None, None, None])
    scale = pixel * (1.0 - 0.5 * zoom)
    width = cells.joint[:, None, None] * (1.0 - 0.5 * zoom)
    edge = torch.maximum(x.abs(), y.abs()) * _per_cell(1.0 / scale)
    joint = (edge + _per_cell(0.5 - (1.0 - width) / scale)).clamp_(0.0, 1.0)
    corners = Corners([cut[:, rows] for cut in cells.corners.cuts], cells.corners.straight[:, rows])
    blur = scale * (1.0 + 0.4142 * corners.straight)
    away = outline(corners, x, y) * _per_cell(1.0 / blur)
    levels = (cells.figure_at, cells.core_at, cells.dot_at)
    shown = [(_per_cell(0.5 + level[:, rows] / blur) - away).clamp_(0.0, 1.0) for level in levels]
    return [*shown, joint]


def _zoomed(zoom: Tensor, part: Tensor, side: Tensor) -> Tensor:
    """Columns or rows of cells, drawn towards the quarter that faces away from the block's middle."""
    return part - _per_cell(0.5 * zoom) * (part + side)


def _per_cell(value: Tensor) -> Tensor:
    """`n x r x 4` numbers as `n x r x 1 x 4 x 1` float32, to broadcast over pixels."""
    return value.float()[:, :, None, :, None]


def _plane(coats: Tensor, line: Tensor, masks: list[Tensor]) -> Tensor:
    """One channel: ground, the figure on it, its core, its dot, and the joints over all.

    Args:
        coats: `4 x n x r x 4` values of ground, figure, core and dot.
        line: `n` values of the joints.
        masks: Coverages of figure, core, dot and joints.
    """
    under, *others = (_per_cell(coat) for coat in coats)
    plane = under
    for over, mask in zip(others, masks, strict=False):
        plane = torch.addcmul(plane, mask, over - under)
        under = over
    return torch.lerp(plane, line[:, None, None, None, None], masks[-1]).clamp(0.0, 1.0)
