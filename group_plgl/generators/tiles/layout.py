"""Which shape and which colours each of the sixteen cells gets.

Every cell weighs all shapes and all colourings by logits that are sums over genes: a family gene
speaks to all cells alike, an arrangement gene to a pattern of cells, a shuffle to each differently.
The best one is drawn alone; where it is tied with the second, the shape has shrunk to nothing, so
one shape leaves before the next arrives and no cell is ever a lump between two.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import torch
from torch import Tensor

from group_plgl.generators.colour import apart, srgb_from_oklab
from group_plgl.generators.palette_genes import Role
from group_plgl.generators.sdf import between
from group_plgl.generators.tiles.schema import FAMILY_GENES
from group_plgl.generators.tiles.shapes import MIRRORED_SIDEWAYS, MIRRORED_UPRIGHT, SHAPES, depths

CELLS = 4
SHAPE_SEED, COLOUR_SEED = 11, 12
FAMILY_WEIGHT, TURN_WEIGHT, USE_WEIGHT, PATTERN_WEIGHT, SHUFFLE_WEIGHT = 0.80, 0.50, 0.75, 0.42, 0.24
SHAPE_TIE, COLOUR_TIE, COLOUR_SHARPNESS = 0.15, 0.12, 26.0
GONE = 0.2
SPECK = 0.3
GROUND_CONTRAST, CORE_CONTRAST = 0.26, 0.16

SHAPE_PATTERNS = {
    "checkered shapes": "checks",
    "shapes in rows": "rows",
    "shapes in columns": "columns",
    "shapes sideways": "right",
    "shapes upright": "below",
    "shapes in the middle": "middle",
}
COLOUR_PATTERNS = {
    "checkered colours": "checks",
    "colours in rows": "rows",
    "colours in columns": "columns",
    "colours in the middle": "middle",
}
SHUFFLES = ("shuffle one", "shuffle two", "shuffle three")
RECOLOURS = ("recolour one", "recolour two", "recolour three")
COLOUR_USES = {
    "paper": (Role.GROUND,),
    "main colour": (Role.MAIN,),
    "light colour": (Role.LIGHT,),
    "dark colour": (Role.DARK, Role.MID),
    "accent colour": (Role.ACCENT,),
}
DARKNESS = {
    Role.GROUND: -1.0,
    Role.LIGHT: -1.0,
    Role.MAIN: 0.4,
    Role.ACCENT: 0.4,
    Role.MID: 1.0,
    Role.DARK: 1.2,
}

# (figure, cell ground, core) of each colouring, and how much more often than others it is chosen
COLOURINGS: tuple[tuple[Role, Role, Role, float], ...] = (
    (Role.MAIN, Role.GROUND, Role.ACCENT, 0.50),
    (Role.DARK, Role.GROUND, Role.LIGHT, 0.35),
    (Role.MID, Role.GROUND, Role.LIGHT, 0.30),
    (Role.ACCENT, Role.GROUND, Role.DARK, 0.10),
    (Role.GROUND, Role.MAIN, Role.DARK, 0.30),
    (Role.DARK, Role.LIGHT, Role.ACCENT, 0.10),
    (Role.LIGHT, Role.DARK, Role.ACCENT, 0.20),
    (Role.ACCENT, Role.DARK, Role.LIGHT, 0.00),
    (Role.GROUND, Role.MID, Role.ACCENT, 0.20),
    (Role.GROUND, Role.DARK, Role.MAIN, 0.10),
    (Role.DARK, Role.ACCENT, Role.LIGHT, -0.20),
)

SHAPE_MIRRORS = (MIRRORED_SIDEWAYS, MIRRORED_UPRIGHT)
COLOUR_MIRRORS = (tuple(range(len(COLOURINGS))), tuple(range(len(COLOURINGS))))


@dataclass(frozen=True)
class Layout:
    """The sixteen cells of `n` pictures.

    Attributes:
        shape: `n x 4 x 4` indices into the dictionary.
        shrink: `n x 4 x 4` distance added to the shape, 0 for full size.
        core: `n x 4 x 4` distance below which the core begins.
        figure: `n x 4 x 4 x 3` sRGB of the shapes.
        ground: `n x 4 x 4 x 3` sRGB behind them.
        heart: `n x 4 x 4 x 3` sRGB of the cores.
    """

    shape: Tensor
    shrink: Tensor
    core: Tensor
    figure: Tensor
    ground: Tensor
    heart: Tensor


def layout(colours: Tensor, dials: Mapping[str, Tensor]) -> Layout:
    """The cells that `n x 6 x 3` OKLab colours and the dials describe."""
    shape_margin, shape = _winner(_shape_logits(dials))
    figure, ground, heart = _cell_colours(colours, torch.softmax(COLOUR_SHARPNESS * _colour_logits(dials), 1))
    difference = (figure[..., 0] - ground[..., 0]).abs()
    size = _opened(shape_margin / SHAPE_TIE - GONE) * _opened(difference / COLOUR_TIE - GONE)
    there = _there(size)[..., None]
    depth = depths().to(size)[shape]
    shrink = depth * (1.0 - size)
    core_depth = between(dials["core size"], 0.80, 0.22)[:, None, None]
    grown = _opened((dials["cores"] - 0.3) / 0.6)[:, None, None]
    return Layout(
        shape=shape,
        shrink=shrink,
        core=-shrink - (depth - shrink) * (1.0 - grown * (1.0 - core_depth)),
        figure=srgb_from_oklab(torch.lerp(ground, figure, there), dim=-1),
        ground=srgb_from_oklab(ground, dim=-1),
        heart=srgb_from_oklab(torch.lerp(ground, heart, there), dim=-1),
    )


def _winner(logits: Tensor) -> tuple[Tensor, Tensor]:
    """By how much the best of axis 1 leads, and which it is; `n x 4 x 4` each."""
    best, place = logits.topk(2, dim=1)
    return best[:, 0] - best[:, 1], place[:, 0]


def _opened(lead: Tensor) -> Tensor:
    """0 at a tie, 1 for a clear lead; it rises at once, so that tiny shapes are rare."""
    rest = 1.0 - lead.clamp(0.0, 1.0)
    return 1.0 - rest * rest


def _there(size: Tensor) -> Tensor:
    """0 to 1: how much of a shape's colour is left; what is small fades instead of being a speck."""
    rise = ((size - SPECK) / SPECK).clamp(0.0, 1.0)
    return rise * rise * (3.0 - 2.0 * rise)


def _swing(dial: Tensor) -> Tensor:
    """A dial as a number of mean zero and variance one, shaped to broadcast over axis and cells."""
    return ((dial - 0.5) * math.sqrt(12.0))[:, None, None, None]


def _shape_logits(dials: Mapping[str, Tensor]) -> Tensor:
    """`n x shapes x 4 x 4`: how much each cell wants each shape."""
    traits = _traits(dials["order"].device)
    common = traits.bias + TURN_WEIGHT * (
        _swing(dials["lean sideways"]) * traits.right + _swing(dials["lean upright"]) * traits.down
    )
    for gene in FAMILY_GENES:
        common = common + FAMILY_WEIGHT * _swing(dials[gene.name]) * traits.family[gene.name]
    facing = traits.right * traits.patterns["right"] + traits.down * traits.patterns["below"]
    alternate = (traits.right + traits.down) * traits.patterns["checks"]
    free = -TURN_WEIGHT * _swing(dials["facing"]) * facing
    free = free + TURN_WEIGHT * _swing(dials["alternate turn"]) * alternate
    for name, pattern in SHAPE_PATTERNS.items():
        free = free + PATTERN_WEIGHT * _swing(dials[name]) * traits.round * traits.patterns[pattern]
    for place, name in enumerate(SHUFFLES):
        free = free + SHUFFLE_WEIGHT * _swing(dials[name]) * traits.shuffles[place]
    return _ordered(dials, common, free, SHAPE_MIRRORS)


def _colour_logits(dials: Mapping[str, Tensor]) -> Tensor:
    """`n x colourings x 4 x 4`: how much each cell wants each colouring."""
    habits = _habits(dials["order"].device)
    common = habits.bias + 0 * _swing(dials["order"])
    for name in COLOUR_USES:
        common = common + USE_WEIGHT * _swing(dials[name]) * habits.uses[name]
    free = 0 * _swing(dials["order"])
    for name, pattern in COLOUR_PATTERNS.items():
        free = free + PATTERN_WEIGHT * _swing(dials[name]) * habits.dark * habits.patterns[pattern]
    for place, name in enumerate(RECOLOURS):
        free = free + SHUFFLE_WEIGHT * _swing(dials[name]) * habits.shuffles[place]
    return _ordered(dials, common, free, COLOUR_MIRRORS)


def _ordered(
    dials: Mapping[str, Tensor],
    common: Tensor,
    free: Tensor,
    mirrors: tuple[tuple[int, ...], tuple[int, ...]],
) -> Tensor:
    """What all cells share and what each has alone, weighed by order, then repeated and mirrored."""
    order = dials["order"][:, None, None, None]
    loose = torch.sqrt(1.0 - 0.85 * order * order)
    mixed = common * (0.75 + 0.35 * order) + free * loose
    mixed = _blend(mixed, mixed[:, :, :2, :2].repeat(1, 1, 2, 2), dials["repeat"])
    sideways, upright = mirrors
    mixed = _blend(mixed, mixed.flip(3)[:, list(sideways)], dials["mirror sideways"], most=0.5)
    return _blend(mixed, mixed.flip(2)[:, list(upright)], dials["mirror upright"], most=0.5)


def _blend(logits: Tensor, other: Tensor, dial: Tensor, most: float = 1.0) -> Tensor:
    """A straight mix, `most` of the other at dial 1; common logits pass through unchanged."""
    share = (most * dial)[:, None, None, None]
    spread = torch.rsqrt(share * share + (1.0 - share) ** 2)
    return (logits + share * (other - logits)) * (1.0 + 0.5 * (spread - 1.0))


def _cell_colours(colours: Tensor, weights: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Figure, ground and core of every cell, `n x 4 x 4 x 3` OKLab, from `n x colourings x 4 x 4`."""
    figure_roles, ground_roles, heart_roles, _ = zip(*COLOURINGS, strict=True)
    figures, grounds, hearts = (
        colours[:, [int(role) for role in roles]] for roles in (figure_roles, ground_roles, heart_roles)
    )
    figures = _apart(figures, grounds, GROUND_CONTRAST)
    hearts = _apart(hearts, figures, CORE_CONTRAST)
    figure, ground, heart = (
        torch.einsum("npij,npc->nijc", weights, part) for part in (figures, grounds, hearts)
    )
    return figure, ground, heart


def _apart(colours: Tensor, others: Tensor, at_least: float) -> Tensor:
    """Colours with their lightness pushed away from that of others, along the last axis."""
    lightness = apart(colours[..., 0], others[..., 0], at_least)
    return torch.cat([lightness[..., None], colours[..., 1:]], -1)


def _patterns(device: torch.device) -> dict[str, Tensor]:
    """Fields over the cells, `4 x 4` of mean zero and mean square one."""
    step = torch.arange(CELLS, dtype=torch.float64, device=device)
    side = (step - 1.5) / math.sqrt(1.25)
    odd = 1.0 - 2.0 * (step % 2)
    middle = (step[:, None] - 1.5) ** 2 + (step[None, :] - 1.5) ** 2
    middle = middle.mean() - middle
    flat = torch.ones(CELLS, CELLS, dtype=torch.float64, device=device)
    return {
        "right": side[None, :] * flat,
        "below": side[:, None] * flat,
        "rows": odd[:, None] * flat,
        "columns": odd[None, :] * flat,
        "checks": odd[:, None] * odd[None, :],
        "middle": middle / middle.square().mean().sqrt(),
    }


@dataclass(frozen=True)
class Traits:
    """What the genes may appeal to in a shape, `shapes x 1 x 1` each; patterns are `4 x 4`."""

    bias: Tensor
    right: Tensor
    down: Tensor
    round: Tensor
    family: dict[str, Tensor]
    patterns: dict[str, Tensor]
    shuffles: Tensor


@dataclass(frozen=True)
class Habits:
    """What the genes may appeal to in a colouring, `colourings x 1 x 1` each; patterns are `4 x 4`."""

    bias: Tensor
    dark: Tensor
    uses: dict[str, Tensor]
    patterns: dict[str, Tensor]
    shuffles: Tensor


@cache
def _traits(device: torch.device) -> Traits:
    def per_shape(values: list[float]) -> Tensor:
        return torch.tensor(values, dtype=torch.float64, device=device)[:, None, None]

    return Traits(
        bias=per_shape([shape.bias for shape in SHAPES]),
        right=per_shape([shape.lean[0] for shape in SHAPES]),
        down=per_shape([shape.lean[1] for shape in SHAPES]),
        round=per_shape([shape.roundness for shape in SHAPES]),
        family={
            gene.name: per_shape([float(shape.family == gene.name) for shape in SHAPES])
            for gene in FAMILY_GENES
        },
        patterns=_patterns(device),
        shuffles=_shuffles(len(SHUFFLES), len(SHAPES), SHAPE_SEED).to(device),
    )


@cache
def _habits(device: torch.device) -> Habits:
    def per_colouring(values: list[float]) -> Tensor:
        return torch.tensor(values, dtype=torch.float64, device=device)[:, None, None]

    weight = {0: 0.7, 1: 1.0}
    return Habits(
        bias=per_colouring([bias for *_, bias in COLOURINGS]),
        dark=per_colouring([DARKNESS[ground] for _, ground, _, _ in COLOURINGS]),
        uses={
            name: per_colouring(
                [sum(w * (row[part] in roles) for part, w in weight.items()) for row in COLOURINGS]
            )
            for name, roles in COLOUR_USES.items()
        },
        patterns=_patterns(device),
        shuffles=_shuffles(len(RECOLOURS), len(COLOURINGS), COLOUR_SEED).to(device),
    )


def _shuffles(deals: int, choices: int, seed: int) -> Tensor:
    """`deals x choices x 4 x 4` fixed standard normal numbers."""
    rng = torch.Generator().manual_seed(seed)
    return torch.randn(deals, choices, CELLS, CELLS, generator=rng, dtype=torch.float64)
