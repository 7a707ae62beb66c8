"""Which form each cell takes, and how large it is: decided by genes that speak in rows and checks."""

from __future__ import annotations

import torch
from torch import Tensor

from group_plgl.generators.tiles.patterns import Fields, decided
from group_plgl.generators.tiles.shapes import Forms

DEAL = ("shuffle", 0.8)
MIRRORED = 1.6

# Each decision: genes with their pattern and weight.
OUT_SIDEWAYS = {
    "halves and quarters": ("all", 0.7),
    "standing halves": ("all", 0.7),
    "places crosswise": ("cross", 0.7),
    "places in rows": ("inner rows", 0.6),
}
OUT_UPRIGHT = {
    "halves and quarters": ("all", 0.7),
    "standing halves": ("all", -0.7),
    "places crosswise": ("cross", -0.7),
    "places in rows": ("inner rows", -0.6),
}
TURNED_SIDEWAYS = {
    "sideways": ("all", 0.8),
    "rows sliding": ("rows", 0.8),
    "halves sideways": ("left and right", 0.5),
}
TURNED_UPRIGHT = {
    "upright": ("all", 0.8),
    "columns sliding": ("columns", 0.8),
    "halves upright": ("above and below", 0.5),
}
ARCHES = {"arches": ("all", 0.9), "arches in columns": ("inner columns", 0.6)}
BARS = {"bars": ("all", 0.9), "bars in rows": ("inner rows", 0.6)}
POINTED = {"corners": ("all", 1.0), "corners crosswise": ("cross", 0.5)}
LEAVES = {"leaves": ("all", 1.0), "leaves crosswise": ("cross", 0.5)}

# How far a shape reaches from its centre in the middle, at an edge, in a corner of the cell.
SINGLE = {"square": (0.72, 1.0, 1.5), "round": (1.0, 1.0, 2.0), "pointed": (1.0, 1.0, 2.0)}
PAIR = {"square": (0.72, 0.62, 1.0), "round": (1.0, 1.0, 1.2), "pointed": (1.0, 1.0, 1.42)}
LEAF = {"square": (0.72, 1.5, 1.42), "round": (1.0, 1.42, 2.0), "pointed": (1.0, 1.5, 2.62)}
STRETCHED = {"square": (0.6, 0.62, 1.0), "round": (1.0, 0.7, 1.0), "pointed": (1.0, 0.8, 1.0)}


def forms_of(fields: Fields) -> Forms:
    """The forms of all cells."""
    leaf = _stair(fields.mix(LEAVES), 1.3, -1.75, 0.19)
    single = 1.0 - leaf.clamp_min(0.0)
    columns, rows = fields.pattern("columns"), fields.pattern("rows")
    right = 2.0 * decided(fields.dealt(TURNED_SIDEWAYS, *DEAL, 0) + MIRRORED * columns, 0.12) - 1.0
    down = 2.0 * decided(fields.dealt(TURNED_UPRIGHT, *DEAL, 1) + MIRRORED * rows, 0.12) - 1.0
    return Forms(
        across=right * decided(fields.mix(OUT_SIDEWAYS) + 1.05, 0.11),
        down=down * decided(fields.mix(OUT_UPRIGHT) + 1.05, 0.11),
        sideways=-right * single * decided(fields.mix(BARS) - 1.3, 0.135),
        upright=-down * single * decided(fields.mix(ARCHES) - 1.25, 0.15),
        pointed=_stair(fields.mix(POINTED), 0.65, -1.35, 0.06),
        leaf=leaf,
    )


def reach(forms: Forms) -> Tensor:
    """`n x 4 x 4`: how far the shape of each cell reaches from its centre, in half cells."""
    across, down = forms.across.abs(), forms.down.abs()
    corner = across * down
    place = (1.0 - across - down + corner, across + down - 2.0 * corner, corner)
    stretched = torch.maximum(forms.sideways.abs(), forms.upright.abs())
    size = _sized(SINGLE, forms.pointed, place)
    size = torch.lerp(size, _sized(PAIR, forms.pointed, place), forms.leaf.clamp_max(0.0).abs())
    size = torch.lerp(size, _sized(LEAF, forms.pointed, place), forms.leaf.clamp_min(0.0))
    return torch.lerp(size, _sized(STRETCHED, forms.pointed, place), stretched)


def _sized(
    sizes: dict[str, tuple[float, float, float]], pointed: Tensor, place: tuple[Tensor, ...]
) -> Tensor:
    """A table of sizes, read between its entries."""
    square, round_one, sharp = (
        sum((weight * size for weight, size in zip(place, sizes[kind], strict=True)), start=0 * pointed)
        for kind in ("square", "round", "pointed")
    )
    return torch.where(
        pointed > 0.0, torch.lerp(round_one, sharp, pointed), torch.lerp(round_one, square, -pointed)
    )


def _stair(logit: Tensor, high: float, low: float, width: float) -> Tensor:
    """-1, 0 or 1 and little between: the two steps are as wide as `width` says."""
    return decided(logit - high, width) + decided(logit - low, width) - 1.0
