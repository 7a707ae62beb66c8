"""The forms a melody is drawn with: notes, stairs, domes, ticks and a disc, each a mask of a window.

Every form grows from nothing and leans forward with the tempo. A note only touches the columns its
slot can reach, whatever the latent, so a picture does not depend on the company it is drawn in.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from group_plgl.generators.sdf import coverage, ellipse, hypot
from group_plgl.generators.torch_scene import Window

BEGIN, BEAT = -0.86, 0.215
GONE = 0.03  # how far below nothing the radius of an absent note lies
REACH = 0.30  # how far a note may stretch beyond its length
FOOT = 1.03


@dataclass(frozen=True)
class Hand:
    """How notes are written, `n` each.

    Attributes:
        pointed: 0 round to 1 pointed.
        taper: How far a note thins towards its end, 0 to 1.
        hollow: How large its hole is, as a share of its radius.
        tremble: How wide the line around it is that trembles, in world units.
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
        self.lean = lean.float()[:, None, None]

    def nothing(self) -> Tensor:
        """`n x h x w` zeros."""
        return self.rows.new_zeros(len(self.lean), len(self.rows), len(self.columns))

    def reach(self, onset: float, beats: float) -> slice:
        """The columns that a note from `onset` on, `beats` long at most, can touch."""
        left, right = BEGIN + BEAT * onset - REACH, BEGIN + BEAT * (onset + beats) + REACH
        inside = (self.columns >= left) & (self.columns <= right)
        return slice(int((self.columns < left).sum()), int((self.columns < left).sum() + inside.sum()))

    def note(
        self, span: tuple[Tensor, Tensor], level: Tensor, radius: Tensor, hand: Hand, columns: slice
    ) -> tuple[Tensor, Tensor]:
        """`n x h x c` signed distances to one note of each melody and to its hole, `n` each."""
        left, right, level, radius = (_wide(one) for one in (*span, level, radius))
        rise = self.rows - level
        x = self.columns[columns] + self.lean * rise
        first, last = left + radius, torch.maximum(right - radius, left + radius + 1e-3)
        along = ((x - first) / (last - first + radius)).clamp(0.0, 1.0)
        away = torch.relu(first - x) + torch.relu(x - last)
        size = torch.lerp(hypot(rise, away), 0.74 * (rise.abs() + away), _wide(hand.pointed))
        thick = (radius + GONE) * (1.0 - _wide(hand.taper) * along) - GONE
        hole = _wide(hand.hollow) * (thick + GONE) - GONE
        return size - thick, size - hole

    def block(self, left: Tensor, right: Tensor, top: Tensor) -> Tensor:
        """`n x h x w`: a block from `left` to `right` standing on the foot, `n` each."""
        x = self.columns + 0.0 * self.rows
        across = torch.maximum(_wide(left) - x, x - _wide(right))
        return coverage(torch.maximum(across, _wide(top) - self.rows), self.pixel)

    def dome(self, left: Tensor, right: Tensor, height: Tensor, crest: Tensor) -> Tensor:
        """`n x h x w`: half an ellipse on the foot, its crest at a share of its width, `n` each."""
        wide = right - left
        middle = left + wide * crest
        x = self.columns - _wide(middle)
        radius = torch.where(x < 0.0, _wide(wide * crest), _wide(wide * (1.0 - crest))) + 0.01
        return coverage(ellipse(x, self.rows - FOOT, radius, _wide(height) + 1e-3), self.pixel)

    def tick(self, middle: Tensor, width: Tensor, length: Tensor) -> Tensor:
        """`n x h x w`: a bar that hangs from the head, `n` each."""
        x = self.columns + self.lean * (self.rows + 1.0) - _wide(middle)
        return coverage(torch.maximum(x.abs() - 0.5 * _wide(width), self.rows + 1.0 - _wide(length)), self.pixel)

    def disc(self, x: Tensor, y: Tensor, radius: Tensor) -> Tensor:
        """`n x h x w` signed distances to a disc, `n` each."""
        return hypot(self.columns - _wide(x), self.rows - _wide(y)) - _wide(radius)

    def covered(self, distance: Tensor) -> Tensor:
        """How much of each pixel lies inside."""
        return coverage(distance, self.pixel)


def _wide(number: Tensor) -> Tensor:
    return number.float()[:, None, None]
