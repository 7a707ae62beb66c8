"""What each of the sixteen cells shows: which corners are cut, how, in which colours.

Every decision is a mix of gene patterns passed through a steep but smooth step. Light and dark
change places by letting the figure grow over its whole cell, which then is the ground that a new
figure grows on: the two never meet in a grey.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from group_plgl.generators.sdf import between, smooth_step
from group_plgl.generators.tiles.cuts import cut_corners, zoomed
from group_plgl.generators.tiles.inks import Inks, inks
from group_plgl.generators.tiles.patterns import Fields, decided
from group_plgl.generators.tiles.shapes import Corners, extent

FILL_WIDTH, INK_WIDTH, CORE_WIDTH = 0.32, 0.20, 0.25
GONE, SQUARE_INSET = 0.12, 0.30

# Genes with the pattern they speak through and its weight; of shades, in OKLab lightness.
FILLED = {"filled": ("all", 0.45), "filled in checks": ("checks", 0.75)}
DEEP = {"deep colour": ("all", 0.8), "deep in checks": ("checks", 0.7), "deep in rows": ("rows", 0.7)}
ACCENT = {"accent": ("all", 0.8), "accent middle": ("middle", 0.7), "accent in checks": ("checks", 0.5)}
TINTED = {"tinted": ("all", 1.0)}
CORES = {"cores in checks": ("checks", 1.0), "cores middle": ("middle", 0.7)}
SHADES = {
    "shade sideways": ("rightward", 0.042),
    "shade upright": ("downward", 0.042),
    "shade in checks": ("checks", 0.042),
    "shade middle": ("middle", 0.040),
}
COLOUR_DEALS = {"recolour one": 0.7, "recolour two": 0.7}


@dataclass(frozen=True)
class Layout:
    """The sixteen cells of `n` pictures; distances in half sides of the square a shape lives in.

    Attributes:
        corners: Which corners are cut and how.
        zoom: `n x 4 x 4` in [0, 1]: how far each cell shows only its outer quarter, so that a block of
            four becomes one large shape.
        figure_at: `n x 4 x 4` distance below which the figure begins.
        core_at: `n x 4 x 4` distance below which its core begins.
        dot_at: `n x 4 x 4` distance below which the dot in the core begins.
        inks: The colours of the cells.
        joint: `n` widths of the lines between cells, in half cells.
    """

    corners: Corners
    zoom: Tensor
    figure_at: Tensor
    core_at: Tensor
    dot_at: Tensor
    inks: Inks
    joint: Tensor


def layout(colours: Tensor, dials: Mapping[str, Tensor]) -> Layout:
    """The cells that `n x 6 x 3` OKLab colours and the dials describe."""
    fields, night = Fields(dials), _night(colours)
    zoom = zoomed(fields)
    corners = cut_corners(fields, zoom)
    fill = decided(fields.mix(FILLED, {}, 8) - 1.0 + 1.8 * night[:, None, None], FILL_WIDTH)
    filled = fill > 0.5
    flood = torch.where(filled, 0.0, 1.0 - _opened(1.0 - 2.0 * fill))
    deepest, farthest = extent(corners)
    room = 1.0 - between(dials["margin"] ** 3, 0.0, 0.32)[:, None, None] - SQUARE_INSET * corners.whole()
    size = room * torch.where(filled, _opened(2.0 * fill - 1.0), 1.0)
    core = size * (1.0 - flood) * _cores(dials, fields)
    core_size = between(dials["core size"], 0.28, 0.78)[:, None, None]
    dot_size = 0.55 * dials["hollow"][:, None, None] * core_size
    return Layout(
        corners=corners,
        zoom=zoom,
        figure_at=torch.lerp(_level(deepest, size), farthest + GONE, flood),
        core_at=_level(deepest, core * core_size),
        dot_at=_level(deepest, core * dot_size),
        inks=inks(colours, night, filled, dials["hollow"], _ink_choices(fields), fields.sum(SHADES)),
        joint=0.07 * smooth_step((dials["joints"] - 0.2) / 0.6),
    )


def _level(deepest: Tensor, size: Tensor) -> Tensor:
    """The level of the distance at which a shape has this size, 0 for gone and 1 for whole."""
    return -deepest * (1.0 - size) - GONE * (1.0 - size) ** 4


def _opened(lead: Tensor) -> Tensor:
    """0 at 0 and 1 at 1, rising at once, so that tiny shapes and plain cells are rare."""
    return 1.0 - (1.0 - lead.clamp(0.0, 1.0)) ** 3


def _night(colours: Tensor) -> Tensor:
    """`n` numbers, 0 on paper and 1 on a dark ground."""
    return smooth_step((0.92 - colours[:, 0, 0]) / 0.60)


def _ink_choices(fields: Fields) -> tuple[Tensor, Tensor, Tensor]:
    """`n x 4 x 4` each: deep instead of main, accent instead of both, tint instead of paper."""
    deep = fields.mix(DEEP, COLOUR_DEALS, 9)
    accent = fields.mix(ACCENT, COLOUR_DEALS, 10) - 0.9
    tint = fields.mix(TINTED, COLOUR_DEALS, 11) - 0.4
    return decided(deep, INK_WIDTH), decided(accent, INK_WIDTH), decided(tint, INK_WIDTH)


def _cores(dials: Mapping[str, Tensor], fields: Fields) -> Tensor:
    """`n x 4 x 4` in [0, 1]: how far the core of each cell has grown."""
    return dials["cores"][:, None, None] * decided(fields.mix(CORES, {}, 0) + 0.8, CORE_WIDTH)
