"""A canvas of flat colours: layers are laid only on the part of the picture that they can touch.

Points are `(x, y)` in the picture, -1 to 1 and y downwards, or `(u, v)` on the head, which is turned
about the neck. What is decided once per picture is float64 and becomes float32 at this door.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from group_plgl.generators.sdf import coverage
from group_plgl.generators.torch_scene import Window

Area = tuple[slice, slice]
ZOOM, FIXED, DROP = 1.09, 0.22, 0.035


@dataclass(frozen=True)
class Points:
    """Where the pixels are: `x` and `y` broadcast to `n x h x w`, on a canvas or on a part of it."""

    x: Tensor
    y: Tensor

    def within(self, area: Area) -> Points:
        """The points of one area; an axis that is shared by all rows or columns stays shared."""
        return Points(_part(self.x, area), _part(self.y, area))


@dataclass(frozen=True)
class Frame:
    """A frame turned by an angle about a pivot and then moved: `n` float64 numbers each.

    Attributes:
        cosine: Of the turn, clockwise on the picture.
        sine: Of the turn.
        pivot: The y of the pivot, which lies at x = 0.
        origin: Where the frame's own origin lies, along the turned axis, in y.
    """

    cosine: Tensor
    sine: Tensor
    pivot: Tensor
    origin: Tensor

    def points(self, world: Points) -> Points:
        """The same pixels in this frame."""
        cosine, sine = everywhere(self.cosine), everywhere(self.sine)
        down = world.y - everywhere(self.pivot)
        along = cosine * world.x + sine * down
        return Points(along, cosine * down - sine * world.x + everywhere(self.pivot - self.origin))

    def bounds(self, centre: tuple[Tensor, Tensor], reach: tuple[Tensor, Tensor]) -> tuple[float, ...]:
        """Left, right, top and bottom in the picture of boxes in this frame, over all pictures."""
        u, v = centre[0], centre[1] + self.origin - self.pivot
        x, y = self.cosine * u - self.sine * v, self.sine * u + self.cosine * v + self.pivot
        slant = self.sine.abs()
        wide, high = reach[0] + slant * reach[1], reach[1] + slant * reach[0]
        edges = ((x - wide).min(), (x + wide).max(), (y - high).min(), (y + high).max())
        return tuple(float(edge.detach()) for edge in edges)


class Canvas:
    """`n x 3 x h x w` OKLab, painted from back to front.

    Args:
        colour: `n x 3`: the colour of the empty canvas.
        window: The rows of the picture that are painted.
    """

    def __init__(self, colour: Tensor, window: Window) -> None:
        self.window = window
        rows, columns = window.rows(colour.device), window.columns(colour.device)
        self.lab = flat(colour).expand(-1, -1, len(rows), len(columns)).contiguous()
        self.world = Points(
            columns[None, None, :] / ZOOM, (rows[None, :, None] - DROP - FIXED) / ZOOM + FIXED
        )
        self.pixel = window.pixel / ZOOM

    def area(self, left: float, right: float, top: float, bottom: float) -> Area:
        """The pixels of a box with a margin of two; empty where the window holds none of them."""
        margin = 2.0 * self.pixel
        columns = self._span(ZOOM * (left - margin), ZOOM * (right + margin), 0, self.window.size)
        above, below = (ZOOM * (edge - FIXED) + FIXED + DROP for edge in (top - margin, bottom + margin))
        rows = self._span(above, below, self.window.top, self.window.bottom)
        return rows, columns

    def lay(self, area: Area, distance: Tensor, colour: Tensor) -> None:
        """Lays a flat `n x 3` colour where the signed distance is negative."""
        self.blend(area, coverage(distance, self.pixel), colour)

    def blend(self, area: Area, mask: Tensor, colour: Tensor) -> None:
        """Lays a flat `n x 3` colour where the mask says."""
        rows, columns = area
        below = self.lab[:, :, rows, columns]
        covered = torch.lerp(below, flat(colour).expand_as(below), mask[:, None])
        if covered.requires_grad:
            self.lab = self.lab.clone()  # the backward pass still needs what lies below
        self.lab[:, :, rows, columns] = covered

    def _span(self, low: float, high: float, first: int, last: int) -> slice:
        """Pixels whose centres lie between two coordinates, counted from the first of the window."""
        start = min(max(int((low + 1.0) / self.window.pixel), first), last)
        stop = min(max(int((high + 1.0) / self.window.pixel) + 1, first), last)
        return slice(start - first, stop - first)


def everywhere(value: Tensor) -> Tensor:
    """`n` numbers, one per picture, as `n x 1 x 1` float32."""
    return value.float()[:, None, None]


def flat(colour: Tensor) -> Tensor:
    """`n x 3` colours as `n x 3 x 1 x 1` float32."""
    return colour.float()[:, :, None, None]


def _part(axis: Tensor, area: Area) -> Tensor:
    rows, columns = area
    if axis.shape[1] > 1:
        axis = axis[:, rows]
    return axis[:, :, columns] if axis.shape[2] > 1 else axis
