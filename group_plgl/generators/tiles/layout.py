"""What each of the sixteen cells shows: which corners are cut, how, in which colours.

Every decision is a mix of gene patterns passed through a steep but smooth step. Cut corners grow
from the corner; a shape divides in four, or joins with its neighbours, by shrinking to nothing
first; light and dark change places by letting the figure grow over the whole cell, so its colours
never meet in a grey.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from group_plgl.generators.sdf import between, smooth_step
from group_plgl.generators.tiles.inks import Inks, inks
from group_plgl.generators.tiles.patterns import Fields, cell_patterns, decided, swing
from group_plgl.generators.tiles.shapes import Corners, extent

TYPE_WIDTH, TURN_WIDTH, STYLE_WIDTH = 0.60, 0.36, 0.25
SCALE_WIDTH, FILL_WIDTH, INK_WIDTH = 0.26, 0.32, 0.20
GONE = 0.12
SHADES = {
    "shade sideways": ("rightward", 0.042),
    "shade upright": ("downward", 0.042),
    "shade in checks": ("checks", 0.042),
    "shade middle": ("middle", 0.04),
}
SHAPE_DEALS = {"shuffle one": 0.7, "shuffle two": 0.7}
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
    zoom = decided(_scale(dials) - 0.6, SCALE_WIDTH)
    fields = Fields(dials)
    corners = _agreed(_corners(dials, fields), zoom)
    night = _night(colours)
    filling = _fill(fields) - 1.0 + 1.8 * night[:, None, None]
    fill = decided(filling, FILL_WIDTH)
    filled = fill > 0.5
    deepest, farthest = extent(corners)
    room = 1.0 - between(dials["margin"] ** 3, 0.0, 0.32)[:, None, None]
    grown = torch.where(filled, _opened(2.0 * fill - 1.0), torch.ones_like(fill))
    size = room * grown
    flood = torch.where(filled, torch.zeros_like(fill), 1.0 - _opened(1.0 - 2.0 * fill))
    core = size * (1.0 - flood) * _cores(dials, fields)
    core_size = between(dials["core size"], 0.28, 0.78)[:, None, None]
    dot = core * dials["hollow"][:, None, None]
    return Layout(
        corners=corners,
        zoom=zoom,
        figure_at=torch.lerp(_level(deepest, size), farthest + 0.1, flood),
        core_at=_level(deepest, core * core_size),
        dot_at=_level(deepest, dot * core_size * 0.55),
        inks=inks(colours, night, filled, dials, _ink_choices(fields), _shade(dials)),
        joint=0.07 * smooth_step((dials["joints"] - 0.2) / 0.6),
    )


def _level(deepest: Tensor, size: Tensor) -> Tensor:
    """The level of the distance at which a shape has this size, 0 for gone and 1 for whole."""
    return -deepest * (1.0 - size) - GONE * (1.0 - size) ** 4


def _opened(lead: Tensor) -> Tensor:
    """0 at 0 and 1 at 1, rising at once, so that tiny shapes are rare."""
    rest = 1.0 - lead.clamp(0.0, 1.0)
    return 1.0 - rest * rest


def _night(colours: Tensor) -> Tensor:
    """`n` numbers, 0 on paper and 1 on a dark ground."""
    return smooth_step((0.92 - colours[:, 0, 0]) / 0.60)


def _scale(dials: Mapping[str, Tensor]) -> Tensor:
    """`n x 4 x 4`: how large the shapes of each block of four cells are to be."""
    halves = cell_patterns(dials["order"].device)
    return 0.9 * swing(dials["scale"]) + 0.45 * swing(dials["scale in turn"]) * halves["quadrants"]


def _corners(dials: Mapping[str, Tensor], fields: Fields) -> Corners:
    """The cuts of all cells: a type for the picture, turned cell by cell."""
    right, below = _turns(dials, fields)
    types = _types(fields)
    cuts = []
    for across, down in ((1.0 - right, 1.0 - below), (right, 1.0 - below), (1.0 - right, below), (right, below)):
        cuts.append(torch.lerp(torch.lerp(types[3], types[2], across), torch.lerp(types[1], types[0], across), down))
    style = fields.mix({"straight": ("all", 1.0), "straight in checks": ("checks", 0.8)}, {"shuffle one": 0.5}, 1) - 0.55
    return Corners(cuts, decided(style, STYLE_WIDTH))


def _agreed(corners: Corners, zoom: Tensor) -> Corners:
    """Cells that zoom take on the shape of the first cell of their block, so that the four are one."""

    def shared(value: Tensor) -> Tensor:
        first = value[:, ::2, ::2].repeat_interleave(2, 1).repeat_interleave(2, 2)
        return torch.lerp(value, first, zoom)

    return Corners([shared(cut) for cut in corners.cuts], shared(corners.straight))


def _turns(dials: Mapping[str, Tensor], fields: Fields) -> tuple[Tensor, Tensor]:
    """`n x 4 x 4` each in [0, 1]: whether a shape points right, and whether it points down."""
    sideways = fields.mix(
        {"turn sideways": ("all", 0.8), "columns in turn": ("columns", 0.8), "waves": ("rows", 0.45)}, SHAPE_DEALS, 2)
    upright = fields.mix(
        {"turn upright": ("all", 0.8), "rows in turn": ("rows", 0.8), "waves": ("columns", 0.45)}, SHAPE_DEALS, 3)
    return decided(sideways, TURN_WIDTH), decided(upright, TURN_WIDTH)


def _types(fields: Fields) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """`n x 4 x 4` each: whether the front, two side and back corners are cut, seen from the shape."""
    front = fields.mix({"squares": ("all", 1.0)}, {"shuffle one": 0.5}, 4) + 1.2
    arch = fields.mix({"arches": ("all", 1.0)}, {"shuffle two": 0.6}, 5)
    disc = fields.mix({"discs": ("all", 1.0), "discs in checks": ("checks", 0.8)}, SHAPE_DEALS, 6) - 0.3
    leaf = fields.mix({"leaves": ("all", 1.0), "leaves in rows": ("rows", 0.8)}, SHAPE_DEALS, 7)
    one, other = decided(0.7 * disc + 0.7 * arch, TYPE_WIDTH), decided(0.7 * disc - 0.7 * arch, TYPE_WIDTH)
    arched = one + other - 2.0 * one * other
    back = decided(leaf - 0.3, TYPE_WIDTH) * (1.0 - 0.0 * arched)
    return decided(front, TYPE_WIDTH), one, other, back


def _fill(fields: Fields) -> Tensor:
    """`n x 4 x 4`: how much each cell wants a dark ground."""
    weights = {
        "filled": ("all", 0.45),
        "filled in checks": ("checks", 0.75),
    }
    return fields.mix(weights, {}, 8)


def _ink_choices(fields: Fields) -> tuple[Tensor, Tensor, Tensor]:
    """`n x 4 x 4` each: deep instead of main, accent instead of both, tint instead of paper."""
    deep = fields.mix({"deep colour": ("all", 0.8), "deep in checks": ("checks", 0.7), "deep in rows": ("rows", 0.7)}, COLOUR_DEALS, 9)
    accent = fields.mix({"accent": ("all", 0.8), "accent middle": ("middle", 0.7), "accent in checks": ("checks", 0.5)}, COLOUR_DEALS, 10) - 0.9
    tint = fields.mix({"tinted": ("all", 1.0)}, COLOUR_DEALS, 11) - 0.4
    return decided(deep, INK_WIDTH), decided(accent, INK_WIDTH), decided(tint, INK_WIDTH)


def _shade(dials: Mapping[str, Tensor]) -> Tensor:
    """`n x 4 x 4`: how much lighter each cell is than the middle of the picture, in OKLab lightness."""
    patterns = cell_patterns(dials["order"].device)
    return sum(depth * swing(dials[gene]) * patterns[name] for gene, (name, depth) in SHADES.items())


def _cores(dials: Mapping[str, Tensor], fields: Fields) -> Tensor:
    """`n x 4 x 4` in [0, 1]: how far the core of each cell has grown."""
    lead = fields.mix({"cores in checks": ("checks", 1.0), "cores middle": ("middle", 0.7)}, {}, 0)
    return dials["cores"][:, None, None] * decided(lead + 0.8, 0.25)
