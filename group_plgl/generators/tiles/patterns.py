"""Fields over the sixteen cells, which the genes mix into decisions.

A pattern is a function of the cell: rows, columns, checks. Mixes have unit variance under the prior
whatever their weights: a strict picture is as sure of itself as a shuffled one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache

import torch
from torch import Tensor

CELLS = 4
SHUFFLE_SEED, SHUFFLE_ROWS = 23, 12

Weights = Mapping[str, tuple[str, float]]


class Fields:
    """The patterns of the cells and the genes of `n` pictures that speak through them.

    Args:
        dials: The drawn genes, `n` in [0, 1] each.
    """

    def __init__(self, dials: Mapping[str, Tensor]) -> None:
        self._dials = dials
        self._device = dials["order"].device
        self.loose = (1.0 - dials["order"].square())[:, None, None] ** 2

    def sum(self, weights: Weights) -> Tensor:
        """`n x 4 x 4`: genes times their patterns and weights."""
        patterns = cell_patterns(self._device)
        parts = [
            weight * swing(self._dials[gene]) * patterns[name] for gene, (name, weight) in weights.items()
        ]
        return torch.stack(parts).sum(0)

    def mix(self, weights: Weights, deals: Mapping[str, float], row: int) -> Tensor:
        """`n x 4 x 4` of variance one: genes times their patterns, and what shuffles deal to `row`."""
        total = self.sum(weights)
        power = sum(weight * weight for _, weight in weights.values()) + torch.zeros_like(self.loose)
        for place, (gene, weight) in enumerate(deals.items()):
            total = (
                total + weight * self.loose * swing(self._dials[gene]) * shuffles(self._device)[place, row]
            )
            power = power + (weight * self.loose).square()
        return total * torch.rsqrt(power)


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
def cell_patterns(device: torch.device) -> Mapping[str, Tensor]:
    """Functions of the cell, `4 x 4` of mean square one."""
    step = torch.arange(CELLS, dtype=torch.float64, device=device)
    odd, side = 1.0 - 2.0 * (step % 2), torch.sign(step - 1.5)
    flat = torch.ones(CELLS, CELLS, dtype=torch.float64, device=device)
    middle = 2.5 - (step[:, None] - 1.5) ** 2 - (step - 1.5) ** 2
    return {
        "all": flat,
        "rows": odd[:, None] * flat,
        "columns": odd * flat,
        "checks": odd[:, None] * odd,
        "quadrants": side[:, None] * side,
        "rightward": (step - 1.5) / math.sqrt(1.25) * flat,
        "downward": (step[:, None] - 1.5) / math.sqrt(1.25) * flat,
        "middle": middle / middle.square().mean().sqrt(),
    }


@cache
def shuffles(device: torch.device) -> Tensor:
    """`2 x rows x 4 x 4` fixed standard normal numbers."""
    rng = torch.Generator().manual_seed(SHUFFLE_SEED)
    return torch.randn(2, SHUFFLE_ROWS, CELLS, CELLS, generator=rng, dtype=torch.float64).to(device)
