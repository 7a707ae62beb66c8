"""Which corners of the cells are cut: a type of shape for the picture, turned cell by cell.

A type is four decisions, seen from the shape: its front corner, its two sides, its back. Turning
carries them to the corners of the cell. Where cells zoom to one large shape they take the type and
the turn of the first of their block.
"""

from __future__ import annotations

import torch
from torch import Tensor

from group_plgl.generators.tiles.patterns import Fields, decided
from group_plgl.generators.tiles.shapes import Corners

TYPE_WIDTH, TURN_WIDTH, STYLE_WIDTH, SCALE_WIDTH = 0.60, 0.36, 0.25, 0.26
ONE_DEAL, TWO_DEALS = {"shuffle one": 0.5}, {"shuffle one": 0.7, "shuffle two": 0.7}

# Each decision: genes with their pattern and weight, and how far from even it stands.
SCALE = {"scale": ("all", 0.9), "scale in turn": ("quadrants", 0.45)}
STRAIGHT = {"straight": ("all", 1.0), "straight in checks": ("checks", 0.8)}
SIDEWAYS = {"turn sideways": ("all", 0.8), "columns in turn": ("columns", 0.8), "waves": ("rows", 0.45)}
UPRIGHT = {"turn upright": ("all", 0.8), "rows in turn": ("rows", 0.8), "waves": ("columns", 0.45)}
FRONT, ARCH = {"squares": ("all", 1.0)}, {"arches": ("all", 1.0)}
DISC = {"discs": ("all", 1.0), "discs in checks": ("checks", 0.8)}
LEAF = {"leaves": ("all", 1.0), "leaves in rows": ("rows", 0.8)}


def zoomed(fields: Fields) -> Tensor:
    """`n x 4 x 4` in [0, 1]: how far each block of four cells has become one large shape."""
    return decided(fields.mix(SCALE, {}, 0) - 0.6, SCALE_WIDTH)


def cut_corners(fields: Fields, zoom: Tensor) -> Corners:
    """The cuts of all cells."""
    right, below = _turns(fields)
    front, one, other, back = _types(fields)
    cuts = []
    for across in (1.0 - below, below):
        for along in (1.0 - right, right):
            behind, ahead = torch.lerp(back, other, along), torch.lerp(one, front, along)
            cuts.append(torch.lerp(behind, ahead, across))
    straight = decided(fields.mix(STRAIGHT, ONE_DEAL, 1) - 0.55, STYLE_WIDTH)
    return Corners([_agreed(cut, zoom) for cut in cuts], _agreed(straight, zoom))


def _agreed(value: Tensor, zoom: Tensor) -> Tensor:
    """`n x 4 x 4` numbers, those of zooming cells taken from the first cell of their block."""
    first = value[:, ::2, ::2].repeat_interleave(2, 1).repeat_interleave(2, 2)
    return torch.lerp(value, first, zoom)


def _turns(fields: Fields) -> tuple[Tensor, Tensor]:
    """`n x 4 x 4` each in [0, 1]: whether a shape points right, and whether it points down."""
    sideways, upright = fields.mix(SIDEWAYS, TWO_DEALS, 2), fields.mix(UPRIGHT, TWO_DEALS, 3)
    return decided(sideways, TURN_WIDTH), decided(upright, TURN_WIDTH)


def _types(fields: Fields) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """`n x 4 x 4` each in [0, 1]: whether front, one side, the other side and back are cut."""
    front = fields.mix(FRONT, ONE_DEAL, 4) + 1.4
    arch = 0.7 * fields.mix(ARCH, {"shuffle two": 0.6}, 5)
    disc = 0.7 * fields.mix(DISC, TWO_DEALS, 6) - 0.2
    leaf = fields.mix(LEAF, TWO_DEALS, 7) - 0.3
    front, one, other, back = (decided(each, TYPE_WIDTH) for each in (front, disc + arch, disc - arch, leaf))
    return front, one, other, back
