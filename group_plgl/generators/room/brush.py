"""The painter's tools: a board to paint on, patches of it, and the distances of simple shapes.

A patch is the part of the board an object can touch, so a lamp costs what a lamp covers. Numbers that
are decided once per picture are float64 of shape `n` and become float32 at the door to the pixels;
distances are `n x h x w` (or narrower, to be broadcast) in world units, negative inside.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import torch
from torch import Tensor

from group_plgl.generators.sdf import ellipse, hypot, smooth_step
from group_plgl.generators.torch_scene import Window

MARGIN = 0.012
FIRST_SEEN, SNAP = 0.42, 0.04

Number = Tensor | float


def grown(presence: Tensor, least: float = 0.8) -> Tensor:
    """The size of an object from its presence: exactly 0, at once `least`, then slowly 1.

    It is hardly ever half there, and yet its gene always moves it once it is.
    """
    above = (presence - FIRST_SEEN).clamp_min(0.0)
    size = least + (1.0 - least) * above / (1.0 - FIRST_SEEN)
    return size * quick(above / SNAP)


def quick(share: Tensor) -> Tensor:
    """0 at 0, soon large, 1 from 1 on."""
    least = math.pow(1e-5, 0.3)
    steep: Tensor = (smooth_step(share) + 1e-5) ** 0.3
    return (steep - least) / (1.0 - least)


def there(size: Tensor) -> Tensor:
    """0 for an object of no size, 1 as soon as it is a twelfth of its full size."""
    return smooth_step(12.0 * size - 0.02)


def lighter(colour: Tensor, lightness: Number, chroma: Number = 1.0) -> Tensor:
    """`n x 3` colours with lightness added and chroma multiplied."""
    add = _column(lightness, colour)
    times = _column(chroma, colour)
    return torch.cat([colour[:, :1] + add, colour[:, 1:] * times], 1)


def mixed(colour: Tensor, other: Tensor, share: Number) -> Tensor:
    """`n x 3` colours on the way to others."""
    return torch.lerp(colour, other, _column(share, colour).expand_as(colour))


def graded(patch: Patch, colour: Tensor, top: Number, bottom: Number, above: float, below: float) -> Tensor:
    """`n x 3 x h x 1`: a colour whose lightness runs from `above` to `below` between two rows."""
    share = ((patch.y - wide(top)) / floor(wide(bottom - top), patch.y)).clamp(0.0, 1.0)
    step = above + (below - above) * share
    flat = colour.float()[:, :, None, None]
    return torch.cat([flat[:, :1] + step[:, None], flat[:, 1:].expand(-1, -1, step.shape[1], -1)], 1)


class Patch:
    """A rectangle of the pictures, to be painted on.

    Attributes:
        canvas: `n x 3 x h x w` OKLab.
        x: Columns, `1 x 1 x w`.
        y: Rows, `1 x h x 1`.
        pixel: Width of a pixel.
    """

    def __init__(self, canvas: Tensor, x: Tensor, y: Tensor, pixel: float) -> None:
        self.canvas, self.x, self.y, self.pixel = canvas, x, y, pixel

    def part(self, left: Number, right: Number, top: Number, bottom: Number) -> Iterator[Patch]:
        """A rectangle of this patch, once; never, where it lies outside."""
        columns = _between(self.x[0, 0], _least(left) - MARGIN, _most(right) + MARGIN)
        rows = _between(self.y[0, :, 0], _least(top) - MARGIN, _most(bottom) + MARGIN)
        if rows.start < rows.stop and columns.start < columns.stop:
            cut = self.canvas[:, :, rows, columns].clone()
            smaller = Patch(cut, self.x[:, :, columns], self.y[:, rows], self.pixel)
            yield smaller
            self.canvas[:, :, rows, columns] = smaller.canvas

    def put(self, colour: Tensor, distance: Tensor, share: Tensor | None = None) -> None:
        """Lays a flat `n x 3` or a varying `n x 3 x h x w` colour where the distance is negative."""
        mask = torch.add(0.5, distance, alpha=-1.0 / self.pixel).clamp(0.0, 1.0)
        self.lay(colour, mask if share is None else mask * everywhere(share))

    def lay(self, colour: Tensor, mask: Tensor) -> None:
        """Lays a colour where the mask says."""
        top = colour.float()[:, :, None, None] if colour.dim() == 2 else colour
        self.canvas = torch.lerp(
            self.canvas, top.expand_as(self.canvas), mask[:, None].expand_as(self.canvas)
        )

    def light(self, factor: Tensor) -> None:
        """Multiplies lightness, and chroma by half as much, where light or shadow falls."""
        colourful = 0.5 + 0.5 * factor
        self.canvas = torch.cat(
            [self.canvas[:, :1] * factor[:, None], self.canvas[:, 1:] * colourful[:, None]], 1
        )

    def warm(self, amount: Tensor, lightness: float, redness: float, yellowness: float) -> None:
        """Adds a lamp's or the sun's colour."""
        tint = amount.new_tensor([lightness, redness, yellowness])[None, :, None, None]
        self.canvas = self.canvas + amount[:, None] * tint

    def shadow(self, cx: Number, cy: Number, rx: Number, ry: Number, depth: Number) -> None:
        """A soft shadow on the floor, darkest in its middle and exactly nothing outside its ellipse."""
        across = (self.x - wide(cx)) / floor(wide(rx), self.x)
        down = (self.y - wide(cy)) / floor(wide(ry), self.y)
        far = across**2 + down**2
        dark = (1.0 - far).clamp_min(0.0)
        self.light(1.0 - wide(depth) * dark * dark * (3.0 - 2.0 * dark))

    def box(self, left: Number, right: Number, top: Number, bottom: Number, radius: Number = 0.0) -> Tensor:
        """The distance to a rectangle with round corners. Source: I. Quilez, "2D distance functions"."""
        half_x, half_y = 0.5 * wide(right - left), 0.5 * wide(bottom - top)
        across = (self.x - 0.5 * wide(left + right)).abs() - half_x
        down = (self.y - 0.5 * wide(top + bottom)).abs() - half_y
        if isinstance(radius, float) and radius == 0.0:
            return torch.maximum(across, down)
        narrow = torch.minimum(half_like(half_x, across), half_like(half_y, across))
        corner = torch.minimum(as_tensor(wide(radius), across), narrow)
        right_of, below = across + corner, down + corner
        outside = torch.sqrt(right_of.clamp_min(0.0) ** 2 + (below.clamp_min(0.0) ** 2 + 1e-10))
        return outside + torch.maximum(right_of, below).clamp_max(0.0) - corner

    def disc(self, cx: Number, cy: Number, radius: Number) -> Tensor:
        """The distance to a disc."""
        return hypot(self.x - wide(cx), self.y - wide(cy)) - wide(radius)

    def oval(self, cx: Number, cy: Number, rx: Number, ry: Number) -> Tensor:
        """The approximate distance to an ellipse of any size, even none."""
        across, down = self.x - wide(cx), self.y - wide(cy)
        return ellipse(across, down, floor(wide(rx), across), floor(wide(ry), across))

    def stroke(self, ax: Number, ay: Number, bx: Number, by: Number, half: Number) -> Tensor:
        """The distance to a line of round ends, `half` its width."""
        dx, dy = wide(bx - ax), wide(by - ay)
        px, py = self.x - wide(ax), self.y - wide(ay)
        along = ((px * dx + py * dy) / (dx * dx + dy * dy + 1e-9)).clamp(0.0, 1.0)
        return hypot(px - dx * along, py - dy * along) - wide(half)

    def trapezoid(
        self, cx: Number, top: Number, bottom: Number, half_top: Number, half_bottom: Number
    ) -> Tensor:
        """The distance, nearly, to an upright trapezoid."""
        tall = floor(wide(bottom - top), self.y)
        share = ((self.y - wide(top)) / tall).clamp(0.0, 1.0)
        half = wide(half_top) + share * (wide(half_bottom) - wide(half_top))
        ends = torch.maximum(wide(top) - self.y, self.y - wide(bottom))
        return torch.maximum((self.x - wide(cx)).abs() - half, ends)


class Board:
    """The strip of pictures that is being painted, or some of them, perhaps seen from nearer by.

    Attributes:
        canvas: `n x 3 x h x w` OKLab, shared by all boards made from this one.
        columns: Pixel centres from left to right.
        rows: Pixel centres downwards.
        pixel: Width of a pixel.
    """

    def __init__(
        self, canvas: Tensor, columns: Tensor, rows: Tensor, pixel: float, chosen: Tensor | None = None
    ) -> None:
        self.canvas, self.columns, self.rows, self.pixel = canvas, columns, rows, pixel
        self._chosen = chosen

    def of(self, chosen: Tensor) -> Board:
        """The pictures of these numbers only."""
        return Board(self.canvas, self.columns, self.rows, self.pixel, chosen)

    def nearer(self, zoom: float, about: float) -> Board:
        """The same pictures in lengths `zoom` times as long, the point (0, `about`) standing still."""
        rows = about + (self.rows - about) / zoom
        return Board(self.canvas, self.columns / zoom, rows, self.pixel / zoom, self._chosen)

    def within(self, left: Number, right: Number, top: Number, bottom: Number) -> Iterator[Patch]:
        """The patch between four bounds, once; never, where it lies outside the strip."""
        pad = MARGIN + self.pixel
        columns = _between(self.columns, _least(left) - pad, _most(right) + pad)
        rows = _between(self.rows, _least(top) - pad, _most(bottom) + pad)
        if rows.start >= rows.stop or columns.start >= columns.stop:
            return
        x, y = self.columns[None, None, columns], self.rows[None, rows, None]
        part = self.canvas[:, :, rows, columns]
        patch = Patch(part.clone() if self._chosen is None else part[self._chosen], x, y, self.pixel)
        yield patch
        if self._chosen is None:
            part[:] = patch.canvas
        else:
            part[self._chosen] = patch.canvas


def blank(ground: Tensor, window: Window) -> Board:
    """A board in one colour."""
    columns, rows = window.columns(ground.device), window.rows(ground.device)
    shape = (len(ground), 3, len(rows), len(columns))
    canvas = ground.float()[:, :, None, None].expand(shape).clone()
    return Board(canvas, columns, rows, window.pixel)


def everywhere(value: Tensor) -> Tensor:
    """`n` numbers, one per picture, as `n x 1 x 1` float32."""
    return value.float()[:, None, None]


def wide(value: Number) -> Tensor | float:
    """Numbers per picture ready to meet pixels; others as they are."""
    return everywhere(value) if isinstance(value, Tensor) and value.dim() == 1 else value


def as_tensor(value: Number, like: Tensor) -> Tensor:
    """A tensor, whatever it was."""
    return value if isinstance(value, Tensor) else like.new_tensor(value)


def half_like(value: Number, like: Tensor) -> Tensor:
    """A half width as a tensor that is not negative."""
    return as_tensor(value, like).clamp_min(0.0)


def floor(value: Number, like: Tensor) -> Tensor:
    """A length that is at least a hair, so that one can divide by it."""
    return as_tensor(value, like).clamp_min(1e-3)


def _column(value: Number, like: Tensor) -> Tensor:
    return value[:, None] if isinstance(value, Tensor) else like.new_tensor([[value]])


def _least(value: Number) -> float:
    return float(value.detach().min()) if isinstance(value, Tensor) else float(value)


def _most(value: Number) -> float:
    return float(value.detach().max()) if isinstance(value, Tensor) else float(value)


def _between(places: Tensor, low: float, high: float) -> slice:
    first = int((places < low).sum())
    return slice(first, max(first, int((places <= high).sum())))
