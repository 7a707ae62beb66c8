"""Draws `tiles`: flat shapes with crisp edges at any size, mixed in sRGB like print on paper.

What each cell shows is `layout`; the shapes are `shapes`, the colours `inks`. One distance field per
cell carries its figure, its rings and its core as four of its levels.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import torch
from torch import Tensor

from group_plgl.generators.colour import srgb_from_oklab
from group_plgl.generators.sdf import hypot
from group_plgl.generators.tiles.layout import Layout, layout
from group_plgl.generators.tiles.patterns import CELLS
from group_plgl.generators.tiles.schema import ROLES, SPACE, SQUASHING, VISIBILITY
from group_plgl.generators.tiles.shapes import distance, spread
from group_plgl.generators.torch_scene import TorchScene, Window

PIXELS_PER_STRIP = 1 << 18
STRIPES = 4


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
        y = centres[window.top - offset : min(window.bottom - offset, cell), None, None]
        dark, accent = _masks(cells, rows, centres, y, 2.0 / cell)
        tones = torch.stack([cells.inks.light, cells.inks.dark])[:, :, rows]
        light_coats, dark_coats = srgb_from_oklab(tones, dim=-1).float()
        spots = srgb_from_oklab(cells.inks.accent, dim=-1).float()
        shape = (len(colours), window.bottom - window.top, window.size)
        planes = []
        for channel in range(3):
            light, deep = (spread(coat[..., channel], torch.float32) for coat in (light_coats, dark_coats))
            plane = torch.addcmul(light, dark, deep - light)
            spot = spots[:, channel, None, None, None, None]
            planes.append(torch.lerp(plane, spot, accent).clamp(0.0, 1.0).reshape(shape))
        return torch.stack(planes, 1)


def _masks(cells: Layout, rows: slice, x: Tensor, y: Tensor, pixel: float) -> tuple[Tensor, Tensor]:
    """Coverages of the dark tone and of the accent, `n x r x h x 4 x w` each."""
    forms = cells.forms.rows(rows)
    blur = pixel * (1.0 + 0.4142 * forms.pointed.clamp_min(0.0))
    away = distance(forms, x, y) * spread(1.0 / blur, x.dtype)
    figure, inner, third, core = (
        (spread(0.5 + level[:, rows] / blur, x.dtype) - away).clamp_(0.0, 1.0) for level in cells.levels
    )
    dark = (figure - inner + third) * _unstriped(cells, rows, x, y, pixel)
    dot = cells.crossing.to(x.dtype)[:, None, None, None, None] - hypot(1.0 - x.abs(), 1.0 - y.abs())
    return dark, torch.maximum(core, (0.5 + dot / pixel).clamp_(0.0, 1.0))


def _unstriped(cells: Layout, rows: slice, x: Tensor, y: Tensor, pixel: float) -> Tensor:
    """`n x r x h x 4 x w` in [0, 1]: what stripes, which stand or lie, leave of a figure."""
    turn = 0.5 * torch.pi * cells.lying
    across, down = (part.to(x.dtype)[:, None, None, None, None] for part in (turn.cos(), turn.sin()))
    step = 0.5 * STRIPES
    phase = across * (step * x) + down * (step * y)
    wave = (phase - torch.floor(phase) - 0.5).abs()
    return (0.5 + (wave - spread(cells.stripes[:, rows], x.dtype)) / (step * pixel)).clamp_(0.0, 1.0)
