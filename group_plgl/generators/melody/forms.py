"""The forms a melody is drawn with: notes, blocks, domes, ticks and discs, each on a window.

Every form grows from nothing, and most lean forward with the tempo. A note only touches the columns
its slot can reach, whatever the latent, so a picture does not depend on the company it is drawn in.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from group_plgl.generators.sdf import coverage, ellipse, hypot, smooth_step
from group_plgl.generators.torch_scene import Window

BEGIN, BEAT = -0.86, 0.215  # where the first beat lies, and how wide a beat is
STRETCH = 0.36  # how far a note may reach beyond its slot and its length
GONE, SMALL = 0.03, 0.03  # radius of what is not there, below nothing, and the least that is drawn as it is
FOOT = 1.03
POINTED = 0.67  # makes a pointed note as heavy as a round one


@dataclass(frozen=True)
class Hand:
    """How notes are written, `n` each.

    Attributes:
        pointed: 0 round to 1 pointed.
        taper: How far a note thins towards its end, 0 to 1.
        hollow: How large its hole is, as a share of its radius.
        tremble: How wide the line around it is, in world units.
    """

    pointed: Tensor
    taper: Tensor
    hollow: Tensor
    tremble: Tensor


class Pen:
    """Draws forms on the columns and rows of a window.

    Args:
        window: What is painted.
        lean: `n`: how far a form leans forward, in world units across per unit of height.
    """

    def __init__(self, window: Window, lean: Tensor) -> None:
        self.columns, self.rows = window.columns(lean.device), window.rows(lean.device)[:, None]
        self.pixel = window.pixel
        self.gone = max(GONE, 0.6 * self.pixel)
        self.lean = wide(lean)

    def nothing(self) -> Tensor:
        """`n x h x w` zeros."""
        return self.rows.new_zeros(len(self.lean), len(self.rows), len(self.columns))

    def covered(self, distance: Tensor) -> Tensor:
        """How much of each pixel lies inside."""
        return coverage(distance, self.pixel)

    def grown(self, radius: Tensor) -> Tensor:
        """A radius from 0 on as one that leaves no trace where it is 0."""
        return radius - self.gone * (1.0 - smooth_step(radius / SMALL))

    def absent(self, radius: Tensor) -> bool:
        """Whether nothing is there in any of the pictures, exactly."""
        return len(radius) == 0 or float(radius.detach().max()) <= -self.gone

    def reach(self, onset: float, beats: float) -> slice:
        """The columns that a form from `onset` on, `beats` long at most, can touch."""
        left, right = BEGIN + BEAT * onset - STRETCH, BEGIN + BEAT * (onset + beats) + STRETCH
        return slice(int((self.columns < left).sum()), int((self.columns <= right).sum()))

    def note(
        self, ends: tuple[Tensor, Tensor], level: Tensor, radius: Tensor, hand: Hand, columns: slice
    ) -> tuple[Tensor, Tensor]:
        """`n x h x c` signed distances to one note of each picture and to its hole; `n` each."""
        left, right, level, radius = (wide(one) for one in (*ends, level, radius))
        rise = self.rows - level
        x = self.columns[columns] + self.lean * rise
        first, last = left + radius, torch.maximum(right - radius, left + radius + 1e-3)
        along = ((x - first) / (last - first + radius.clamp_min(1e-3))).clamp(0.0, 1.0)
        away = torch.relu(first - x) + torch.relu(x - last)
        size = torch.lerp(hypot(rise, away), POINTED * (rise.abs() + away), wide(hand.pointed))
        thick = (radius + self.gone) * (1.0 - wide(hand.taper) * along) - self.gone
        hole = wide(hand.hollow) * (thick + self.gone) - self.gone
        return size - thick, size - hole

    def disc(self, x: Tensor, y: Tensor, radius: Tensor, columns: slice = slice(None)) -> Tensor:
        """`n x h x c` signed distances to a disc, `n` each."""
        return hypot(self.columns[columns] - wide(x), self.rows - wide(y)) - wide(radius)

    def block(self, left: Tensor, right: Tensor, top: Tensor) -> Tensor:
        """`n x h x w`: a block that stands upright on the foot, `n` each."""
        across = coverage(torch.maximum(wide(left) - self.columns, self.columns - wide(right)), self.pixel)
        return across * coverage(wide(top) - self.rows, self.pixel)

    def dome(self, left: Tensor, right: Tensor, height: Tensor, crest: Tensor) -> Tensor:
        """`n x h x w`: half an ellipse on the foot, its crest at a share of its width, `n` each."""
        x = self.columns - wide(torch.lerp(left, right, crest))
        before, after = wide((right - left) * crest), wide((right - left) * (1.0 - crest))
        radius = torch.where(x < 0.0, before, after) + 0.01
        return coverage(ellipse(x, self.rows - FOOT, radius, wide(height) + 1e-3), self.pixel)

    def tick(self, middle: Tensor, width: Tensor, length: Tensor) -> Tensor:
        """`n x h x w`: a leaning bar that hangs from the head, `n` each."""
        down = self.rows + 1.0
        aside = (self.columns + self.lean * down - wide(middle)).abs()
        return coverage(torch.maximum(aside - 0.5 * wide(width), down - wide(length)), self.pixel)


def wide(number: Tensor) -> Tensor:
    """`n` numbers as `n x 1 x 1` float32, to be spread over pixels."""
    return number.float()[:, None, None]


def laid(picture: Tensor, colour: Tensor, mask: Tensor) -> Tensor:
    """The picture with a colour (`n x 3`) laid over it where the mask (`n x h x w`) is."""
    return torch.lerp(picture, colour[:, :, None, None], mask[:, None])
