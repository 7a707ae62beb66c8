"""Brand colours to palette genes: the palette of a space that comes nearest to given colours.

A palette has eight genes for six colours, so few brands are met exactly; how far each colour is
missed by is part of the answer. Each brand colour is given a role of its own, the more important
colours and roles first, and the genes are found by gradient from the best of many palettes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
import torch
from torch import Tensor

from group_plgl.downhill import Adam
from group_plgl.generators.colour import srgb_from_oklab
from group_plgl.generators.palette import palette
from group_plgl.generators.palette_genes import PALETTE_WIDTH, Role
from group_plgl.shapes import Array

FARTHEST = 3.0
_PALETTES, _SEED = 4096, 20263
_BEST, _STEPS, _RATE = 32, 110, 0.1
_MODESTY = 2e-5
# What a role costs that shows little of a colour, in squared OKLab: a brand's first colour should be
# what one sees first, though a shadow could have it more exactly.
_MODEST_ROLES = {
    Role.MAIN: 0.0, Role.ACCENT: 0.003, Role.GROUND: 0.003, Role.LIGHT: 0.007, Role.MID: 0.007,
    Role.DARK: 0.009,
}  # fmt: skip


@dataclass(frozen=True)
class Fitted:
    """A palette that comes near to brand colours.

    Attributes:
        genes: 8 palette genes in float32, each within +-3.
        roles: For each brand colour the role that shows it.
        apart: How far each is missed by: the Euclidean distance in OKLab; 0.02 is just noticeable.
        colours: `6 x 3`, the palette in sRGB, 0 to 1, rows in the order of `Role`.
    """

    genes: Array
    roles: tuple[Role, ...]
    apart: Array
    colours: Array


def fitted(brand: Array, roles: Sequence[Role]) -> Fitted:
    """The palette nearest to 1 to 5 brand colours, `k x 3` OKLab, the most important first.

    Source: nearest of 4096 palettes over all assignments of colours to roles, then Adam (Kingma
    and Ba 2015) on the squared OKLab distances, assigned anew half-way.
    """
    asked = torch.tensor(brand, dtype=torch.float64)
    ways = torch.tensor(list(permutations(sorted(roles, key=_MODEST_ROLES.__getitem__), len(asked))))
    drawn = torch.randn(
        _PALETTES, PALETTE_WIDTH, generator=torch.Generator().manual_seed(_SEED), dtype=torch.float64
    )
    loss, chosen = _assigned(palette(drawn), asked, ways)
    best = torch.argsort(loss)[:_BEST]
    genes = drawn[best].clamp(-FARTHEST, FARTHEST).requires_grad_(True)
    chosen = chosen[best]
    for _ in range(2):
        genes = _climbed(genes, asked, chosen)
        with torch.no_grad():
            loss, chosen = _assigned(palette(genes), asked, ways)
    found = genes[int(torch.argmin(loss))].detach().to(torch.float32).to(torch.float64)
    colours = palette(found[None])
    _, chosen = _assigned(colours, asked, ways)
    shown = [Role(int(role)) for role in chosen[0]]
    apart = (colours[0, shown] - asked).norm(dim=1)
    return Fitted(found.numpy(), tuple(shown), apart.numpy(), palette_of(found.numpy()))


def palette_of(genes: Array) -> Array:
    """The six colours of 8 palette genes, `6 x 3` sRGB from 0 to 1 in the order of `Role`."""
    mixed = palette(torch.tensor(genes, dtype=torch.float64)[None])[0]
    return np.asarray(srgb_from_oklab(mixed, 1).numpy())


def _assigned(colours: Tensor, asked: Tensor, ways: Tensor) -> tuple[Tensor, Tensor]:
    """Of each palette, `n x 6 x 3`, the least loss over all ways to give roles, and that way `n x k`."""
    weights = _weights(len(asked))
    modest = torch.tensor([_MODEST_ROLES[role] for role in Role], dtype=torch.float64)
    away = (colours[:, :, None] - asked[None, None]).square().sum(-1) + modest[:, None]
    total = sum(weights[place] * away[:, ways[:, place], place] for place in range(len(asked)))
    assert isinstance(total, Tensor)
    loss, way = total.min(1)
    return loss, ways[way]


def _climbed(genes: Tensor, asked: Tensor, chosen: Tensor) -> Tensor:
    """Genes led towards the asked colours in the chosen roles, within their bounds."""
    genes = genes.detach().requires_grad_(True)
    rows = torch.arange(len(genes))[:, None]
    adam = Adam(genes)
    for step in range(_STEPS):
        away = (palette(genes)[rows, chosen] - asked).square().sum(-1) @ _weights(len(asked))
        (slope,) = torch.autograd.grad(away.sum() + _MODESTY * genes.square().sum(), genes)
        adam.step(slope, _RATE * (1.0 - (1.0 - 1.0 / _STEPS) * step / _STEPS))
        with torch.no_grad():
            genes.clamp_(-FARTHEST, FARTHEST)
    return genes.detach()


def _weights(k: int) -> Tensor:
    """How much each of `k` colours counts: 1, 2/3, 1/2, 2/5, 1/3."""
    return torch.tensor([1.0 / (1.0 + 0.5 * place) for place in range(k)], dtype=torch.float64)
