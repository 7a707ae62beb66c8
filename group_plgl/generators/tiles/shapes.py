"""The distance that every shape of a cell is a level of: to a line, a point or a corner, twice.

A cell spans -1 to 1 both ways, y downwards. Its centre slides: in the middle a disc lies around it,
at an edge half a disc, in a corner a quarter. Stretched it is an arch or a bar. The norm makes it
round, pointed or square; the centre's opposite point makes a pair of it, or cuts it to a leaf.
Everything between is again such a shape, so nothing ever turns into another through a lump.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from torch import Tensor

REACH = 2.3


@dataclass(frozen=True)
class Forms:
    """What the distance of each cell is measured by, `n x 4 x 4` each.

    Attributes:
        across: Where the centre lies, -1 left to 1 right.
        down: Where it lies, -1 above to 1 below.
        sideways: How far it is stretched, -1 to the left edge and beyond, 1 to the right: away from its side.
        upright: How far it is stretched, -1 upwards to 1 downwards: away from its side.
        pointed: -1 square, 0 round, 1 pointed.
        leaf: -1 a pair of shapes, 0 one shape, 1 what two shapes share.
    """

    across: Tensor
    down: Tensor
    sideways: Tensor
    upright: Tensor
    pointed: Tensor
    leaf: Tensor

    def rows(self, rows: slice) -> Forms:
        """The forms of some rows of cells."""
        return Forms(*(part[:, rows] for part in vars(self).values()))

    def deepest(self) -> Tensor:
        """`n x 4 x 4`: the smallest distance in the cell; more than zero in a leaf."""
        across = (self.across.abs() - REACH * self.sideways.abs()).clamp_min(0.0)
        down = (self.down.abs() - REACH * self.upright.abs()).clamp_min(0.0)
        middle = _norm(across, down, self.pointed)
        return (middle - 0.5 * self.apart()).clamp_min(0.0)

    def apart(self) -> Tensor:
        """`n x 4 x 4`: how far the second shape is held back; where there is none, beyond reach."""
        across = 2.0 * self.across.abs() + REACH * self.sideways.abs()
        down = 2.0 * self.down.abs() + REACH * self.upright.abs()
        return _norm(across, down, self.pointed) * (1.0 - self.leaf.abs())

    def farthest(self) -> Tensor:
        """`n x 4 x 4`: no point of the cell is farther away; a norm is largest in the corners."""
        one = replace(self, leaf=self.leaf.clamp_min(0.0))
        corners = torch.tensor([-1.0, 1.0], dtype=torch.float64, device=self.leaf.device)
        return distance(one, corners, corners[:, None, None]).amax((2, 4))


def distance(forms: Forms, x: Tensor, y: Tensor) -> Tensor:
    """`n x r x h x 4 x w` distances in half cells, never negative.

    Args:
        forms: The forms of `n x r x 4` cells.
        x: Columns of the cells, -1 to 1, that broadcast with `n x r x 1 x 4 x w`.
        y: Rows of the cells, -1 to 1, that broadcast with `n x r x h x 4 x 1`.
    """
    like = x.dtype
    pointed, leaf = spread(forms.pointed, like), spread(forms.leaf, like)
    first = _norm(
        _beyond(x, forms.across, forms.sideways),
        _beyond(y, forms.down, forms.upright),
        pointed,
    )
    second = _norm(
        _beyond(x, -forms.across, -forms.sideways), _beyond(y, -forms.down, -forms.upright), pointed
    )
    away = spread(forms.apart(), like)
    cut = torch.maximum(first, second - away)
    pair = torch.minimum(first, second + away)
    return torch.where(leaf > 0.0, cut, pair)


def spread(value: Tensor, dtype: torch.dtype) -> Tensor:
    """`n x r x 4` numbers as `n x r x 1 x 4 x 1`, to broadcast over pixels."""
    return value.to(dtype)[:, :, None, :, None]


def _beyond(part: Tensor, centre: Tensor, stretch: Tensor) -> Tensor:
    """How far columns or rows lie from a centre that is stretched one way, 0 or more."""
    aside = part - spread(centre, part.dtype)
    reach = REACH * spread(stretch, part.dtype)
    return (aside - torch.minimum(torch.maximum(aside, reach.clamp_max(0.0)), reach.clamp_min(0.0))).abs()


def _norm(across: Tensor, down: Tensor, pointed: Tensor) -> Tensor:
    """A norm between the largest part (-1), the Euclidean (0) and the sum (1); parts are not negative."""
    length = torch.sqrt(across * across + (down * down + 1e-10))
    total, largest = across + down, torch.maximum(across, down)
    sharp = torch.where(pointed > 0.0, total, largest)
    return torch.lerp(length, sharp, pointed.abs())
