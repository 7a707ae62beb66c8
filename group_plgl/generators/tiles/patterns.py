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
SHUFFLE_SEED, SHUFFLE_ROWS = 23, 5

Weights = Mapping[str, tuple[str, float]]


class Fields:
    """The patterns of the cells and the genes of `n` pictures that speak through them.

    Args:
        dials: The drawn genes, `n` in [0, 1] each.
    """

    def __init__(self, dials: Mapping[str, Tensor]) -> None:
        self._dials = dials
        self._device = dials["order"].device
        self._loose = (1.0 - dials["order"])[:, None, None] ** 2

    def pattern(self, name: str) -> Tensor:
        """`4 x 4`: a pattern as it is."""
        return cell_patterns(self._device)[name]

    def mix(self, weights: Weights) -> Tensor:
        """`n x 4 x 4` of variance one: genes times their patterns and weights."""
        return self._sum(weights) / math.sqrt(_power(weights))

    def dealt(self, weights: Weights, gene: str, weight: float, row: int) -> Tensor:
        """`n x 4 x 4` of variance one: as `mix`, and what a gene deals to `row`, where order is loose."""
        loose = weight * self._loose
        total = self._sum(weights) + loose * swing(self._dials[gene]) * shuffles(self._device)[row]
        return total * torch.rsqrt(_power(weights) + loose.square())

    def _sum(self, weights: Weights) -> Tensor:
        parts = [
            weight * swing(self._dials[gene]) * self.pattern(name) for gene, (name, weight) in weights.items()
        ]
        return torch.stack(parts).sum(0)


def _power(weights: Weights) -> float:
    """The variance of a sum of genes: patterns have mean square one."""
    return sum(weight * weight for _, weight in weights.values())


def swing(dial: Tensor) -> Tensor:
    """A dial as a number of mean zero and variance one, shaped `n x 1 x 1`."""
    return ((dial - 0.5) * math.sqrt(12.0))[:, None, None]


def decided(logit: Tensor, width: float) -> Tensor:
    """A decision in [0, 1]: nearly always 0 or 1, smooth over some widths around a logit of 0."""
    return torch.sigmoid(logit / width)


@cache
def cell_patterns(device: torch.device) -> Mapping[str, Tensor]:
    """Functions of the cell, `4 x 4` of mean square one."""
    step = torch.arange(CELLS, dtype=torch.float64, device=device)
    odd, side = 1.0 - 2.0 * (step % 2), torch.sign(step - 1.5)
    inner = torch.sign(1.0 - (step - 1.5).abs())
    flat = torch.ones(CELLS, CELLS, dtype=torch.float64, device=device)
    return {
        "all": flat,
        "rows": odd[:, None] * flat,
        "columns": odd * flat,
        "checks": odd[:, None] * odd,
        "inner columns": inner * flat,
        "inner rows": inner[:, None] * flat,
        "cross": inner[:, None] * inner,
        "left and right": side * flat,
        "above and below": side[:, None] * flat,
    }


@cache
def shuffles(device: torch.device) -> Tensor:
    """`rows x 4 x 4` fixed numbers of mean zero and variance one, none of them far out."""
    rng = torch.Generator().manual_seed(SHUFFLE_SEED)
    dealt = torch.rand(SHUFFLE_ROWS, CELLS, CELLS, generator=rng, dtype=torch.float64)
    dealt = dealt - dealt.mean((1, 2), keepdim=True)
    return (dealt / dealt.square().mean((1, 2), keepdim=True).sqrt()).to(device)
