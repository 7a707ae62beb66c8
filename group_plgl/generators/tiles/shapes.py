"""The shape of a cell: a square of which corners are cut, round or straight.

A cell spans -1 to 1 both ways, y downwards. One cut corner makes a quarter disc or a triangle, two
opposite ones a leaf or a ribbon, two neighbours an arch or a gable, three a drop, four a disc or a
diamond, none the full square. Everything between is a convex outline of arcs and lines, never a lump.
Corners that are not cut do not bound the inner levels, so cores stay concentric with their arcs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

CORNERS = ((-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, 1.0))
FREED = 2.2
PROBES = 9


@dataclass(frozen=True)
class Corners:
    """Which corners of the cells are cut and how.

    Attributes:
        cuts: Four of `n x 4 x 4` in [0, 1], in the order of `CORNERS`.
        straight: `n x 4 x 4` in [0, 1], 0 for round cuts and 1 for straight ones.
    """

    cuts: Sequence[Tensor]
    straight: Tensor

    def radii(self) -> list[Tensor]:
        """Four of `n x 4 x 4`: 2 for a corner cut alone, 1 where its neighbour is cut as well."""
        radii = []
        for place, cut in enumerate(self.cuts):
            neighbour = torch.maximum(self.cuts[place ^ 1], self.cuts[place ^ 2])
            ribbon = 0.5 * self.straight * self.cuts[place ^ 3] * (1.0 - neighbour)
            radii.append(cut * (2.0 - neighbour) * (1.0 - ribbon))
        return radii

    def whole(self) -> Tensor:
        """`n x 4 x 4` in [0, 1]: how far no corner is cut, so that the cell shows a square."""
        return torch.stack([1.0 - cut for cut in self.cuts]).prod(0)

    def freed(self) -> tuple[list[Tensor], Tensor]:
        """How far each corner, and the square as a whole, is let out so as not to bound: `n x 4 x 4`."""
        return [FREED * (1.0 - cut) ** 4 for cut in self.cuts], FREED * (1.0 - self.whole()) ** 4


def outline(corners: Corners, x: Tensor, y: Tensor) -> Tensor:
    """`n x r x h x 4 x w` distances to the outlines, negative inside, in units of half a cell.

    Args:
        corners: The corners of `n x r x 4` cells.
        x: `n x r x 1 x 4 x w` columns of the cells, -1 to 1.
        y: `n x r x h x 4 x 1` rows of the cells.
    """
    letting, square_letting = corners.freed()
    straight = _spread(corners.straight, x)
    bent = 1.0 - straight
    result = torch.maximum(x.abs(), y.abs()) - (1.0 + _spread(square_letting, x))
    for (right, below), radius, let in zip(CORNERS, corners.radii(), letting, strict=True):
        reach = _spread(radius, x)
        across = (right * x - (1.0 - reach)).clamp_min(0.0)
        down = (below * y - (1.0 - reach)).clamp_min(0.0)
        round_part = torch.sqrt(across * across + (down * down + 1e-10))
        level = round_part * bent + (straight * across - (reach + _spread(let, x))) + straight * down
        result = torch.maximum(result, level)
    return result


def extent(corners: Corners) -> tuple[Tensor, Tensor]:
    """`n x 4 x 4` each: how deep inside the deepest point lies, how far outside the farthest."""
    probes = torch.linspace(-1.0, 1.0, PROBES, dtype=torch.float64, device=corners.straight.device)
    levels = outline(corners, probes[None, None, None, None, :], probes[None, None, :, None, None])
    return -levels.amin((2, 4)), levels.amax((2, 4)).clamp_min(0.0)


def _spread(value: Tensor, like: Tensor) -> Tensor:
    """`n x r x 4` numbers as `n x r x 1 x 4 x 1` of the same kind, to broadcast over pixels."""
    return value.to(like.dtype)[:, :, None, :, None]
