"""Fields over the sixteen cells, which the genes mix into decisions.

A pattern is a function of the cell: rows, checks, halves. Where four cells are joined to one large
one, each pattern gives way to its coarse twin, so that the four agree. Mixes have unit variance under
the prior whatever their weights: a strict picture is as sure of itself as a shuffled one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache

import torch
from torch import Tensor

CELLS = 4
SHUFFLE_SEED, SHUFFLE_ROWS = 23, 12

Weights = Mapping[str, tuple[str, Tensor | float]]


class Fields:
    """The patterns of `n` pictures and the genes that speak through them.

    Args:
        dials: The drawn genes, `n` in [0, 1] each.
        joined: `n x 4 x 4` in [0, 1]: how far cells agree with their block of four.
    """

    def __init__(self, dials: Mapping[str, Tensor], joined: Tensor) -> None:
        self._dials = dials
        self._joined = joined
        fine, coarse = cell_patterns(joined.device)
        self._patterns = {name: self._agreed(fine[name], coarse[name]) for name in fine}
        self.loose = (1.0 - dials["order"].square())[:, None, None] ** 2

    def mix(self, weights: Weights, deals: Mapping[str, float], row: int) -> Tensor:
        """`n x 4 x 4` of variance one: genes times their patterns, and what shuffles deal to `row`."""
        parts = [(swing(self._dials[gene]) * self._patterns[name], weight) for gene, (name, weight) in weights.items()]
        for place, (gene, weight) in enumerate(deals.items()):
            deal = shuffles(self._joined.device)[place, row]
            dealt = self._agreed(deal, deal[::2, ::2].repeat_interleave(2, 0).repeat_interleave(2, 1))
            parts.append((swing(self._dials[gene]) * dealt, weight * self.loose))
        total = sum(part * weight for part, weight in parts)
        power = sum((torch.as_tensor(weight).square() for _, weight in parts), torch.zeros(()).double())
        return torch.as_tensor(total * torch.rsqrt(power))

    def __getitem__(self, name: str) -> Tensor:
        return self._patterns[name]

    def _agreed(self, fine: Tensor, coarse: Tensor) -> Tensor:
        return fine + self._joined * (coarse - fine)


def swing(dial: Tensor) -> Tensor:
    """A dial as a number of mean zero and variance one, shaped `n x 1 x 1`."""
    return ((dial - 0.5) * math.sqrt(12.0))[:, None, None]


def decided(logit: Tensor, width: float) -> Tensor:
    """A decision in [0, 1]: nearly always 0 or 1, smooth over about `width` around a logit of 0.

    The algebraic sigmoid `(1 + t / sqrt(1 + t^2)) / 2`, whose tails still have a slope to climb.
    """
    t = logit / width
    return 0.5 * (1.0 + t * torch.rsqrt(1.0 + t * t))


@cache
def cell_patterns(device: torch.device) -> tuple[Mapping[str, Tensor], Mapping[str, Tensor]]:
    """Functions of the cell, `4 x 4` of mean square one: fine ones, and their twins by blocks."""
    step = torch.arange(CELLS, dtype=torch.float64, device=device)
    odd, side = 1.0 - 2.0 * (step % 2), torch.sign(step - 1.5)
    flat = torch.ones(CELLS, CELLS, dtype=torch.float64, device=device)
    middle = -((step[:, None] - 1.5) ** 2 + (step - 1.5) ** 2) + 2.5
    corner = torch.where((side[:, None] > 0) & (side > 0), 3.0 * flat, -flat) / math.sqrt(3.0)
    right, below = side * flat, side[:, None] * flat
    halves = {"all": flat, "right": right, "below": below, "quadrants": right * below}
    fine = {
        "rows": odd[:, None] * flat,
        "columns": odd * flat,
        "checks": odd[:, None] * odd,
        "middle": middle / middle.square().mean().sqrt(),
    }
    coarse = {"rows": below, "columns": right, "checks": right * below, "middle": corner}
    return {**halves, **fine}, {**halves, **coarse}


@cache
def shuffles(device: torch.device) -> Tensor:
    """`2 x rows x 4 x 4` fixed standard normal numbers."""
    rng = torch.Generator().manual_seed(SHUFFLE_SEED)
    return torch.randn(2, SHUFFLE_ROWS, CELLS, CELLS, generator=rng, dtype=torch.float64).to(device)
