"""What each of the sixteen cells shows: its form, its rings, its colours.

Every decision is a mix of gene patterns passed through a steep but smooth step. Light and dark
change places by rings that run outwards: the figure grows over its cell while the next figure,
in the other tone, grows from its centre. The two never meet in a grey.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from group_plgl.generators.sdf import between, smooth_step
from group_plgl.generators.tiles.forms import forms_of, reach
from group_plgl.generators.tiles.inks import Inks, inks
from group_plgl.generators.tiles.patterns import Fields, decided
from group_plgl.generators.tiles.shapes import Forms

GONE = 0.12
FILL_WIDTH, INK_WIDTH, RING_WIDTH = 0.18, 0.08, 0.13
CROSSING, WIDEST = 0.44, 0.31

FILLED = {
    "filled": ("all", 0.7),
    "filled in checks": ("checks", 0.75),
    "filled in rows": ("rows", 0.5),
    "filled in columns": ("columns", 0.5),
}
DEEP = {
    "deep colour": ("all", 0.8),
    "deep in checks": ("checks", 0.7),
    "deep in rows": ("rows", 0.7),
}
TINTED = {"tinted": ("all", 0.9), "tinted in checks": ("checks", 1.0)}
RINGS = {"rings": ("all", 1.0), "rings in checks": ("checks", 0.7)}
CORES = {"cores": ("all", 0.8), "cores crosswise": ("cross", 0.8)}
STRIPED = {"filled in checks": ("checks", 0.8), "deep in rows": ("rows", 0.8)}
DEAL = ("recolour", 1.0)


@dataclass(frozen=True)
class Layout:
    """The sixteen cells of `n` pictures; distances in half cells.

    Attributes:
        forms: What distances are measured by.
        levels: Four of `n x 4 x 4`: the distances below which the figure, the next figure in it, a third
            in that, and the core begin.
        stripes: `n x 4 x 4` half widths of the stripes that are taken from the figure, in their own steps.
        lying: `n` in [0, 1]: stripes stand (0) or lie (1).
        crossing: `n` radii of the dots where cells meet.
        inks: The colours of the cells.
    """

    forms: Forms
    levels: tuple[Tensor, ...]
    stripes: Tensor
    lying: Tensor
    crossing: Tensor
    inks: Inks


def layout(colours: Tensor, dials: Mapping[str, Tensor]) -> Layout:
    """The cells that `n x 6 x 3` OKLab colours and the dials describe."""
    fields, night = Fields(dials), night_of(colours)
    forms = forms_of(fields)
    stripes = dials["stripes"][:, None, None] * decided(fields.mix(STRIPED) + 0.3, INK_WIDTH)
    return Layout(
        forms=forms,
        levels=_levels(dials, fields, forms, night),
        stripes=WIDEST * stripes - GONE * (1.0 - stripes) ** 3,
        lying=decided(2.0 * dials["stripe direction"] - 1.0, 0.06),
        crossing=between(smooth_step(dials["dots"]), -0.12, CROSSING),
        inks=inks(colours, night, *_ink_choices(fields)),
    )


def night_of(colours: Tensor) -> Tensor:
    """`n` numbers, 0 on paper and 1 on a dark ground."""
    return smooth_step((0.92 - colours[:, 0, 0]) / 0.60)


def _levels(
    dials: Mapping[str, Tensor], fields: Fields, forms: Forms, night: Tensor
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The edges of the rings of every cell, from the outside inwards."""
    filled = decided(fields.dealt(FILLED, *DEAL, 2) - 0.8 + 1.1 * night[:, None, None], FILL_WIDTH)
    size = 1.0 - between(dials["margin"] ** 3, 0.0, 0.3)[:, None, None]
    ring = decided(fields.mix(RINGS), RING_WIDTH)
    hole = size * ring * between(dials["ring width"], 0.9, 0.2)[:, None, None]
    core = decided(fields.mix(CORES) + 0.1, RING_WIDTH)
    room = torch.lerp(0.8 * size, 0.85 * hole / ring.clamp_min(0.3), ring)
    core = core * room * between(dials["core size"], 0.2, 1.1)[:, None, None]
    deepest, edge, far = forms.deepest(), reach(forms), forms.farthest()

    def level(share: Tensor) -> Tensor:
        return deepest + (edge - deepest) * share - GONE * (1.0 - share).clamp_min(0.0) ** 4

    outer = torch.lerp(level(size), torch.maximum(far, edge) + GONE, filled)
    return outer, level(torch.lerp(hole, size, filled)), level(hole * filled), level(core)


def _ink_choices(fields: Fields) -> tuple[Tensor, Tensor]:
    """`n x 4 x 4` each: deep instead of main, tint instead of paper."""
    deep = decided(fields.dealt(DEEP, *DEAL, 3), INK_WIDTH)
    return deep, decided(fields.dealt(TINTED, *DEAL, 4) + 0.1, INK_WIDTH)
