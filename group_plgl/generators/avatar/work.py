"""What every painter of a part of the character holds in hand: canvas, measures, colours, dials."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from group_plgl.generators.avatar.canvas import Area, Canvas, Frame, Points
from group_plgl.generators.avatar.colouring import Colouring
from group_plgl.generators.avatar.person import Person

SIDES = (-1.0, 1.0)


@dataclass(frozen=True)
class Work:
    """A picture being painted.

    Attributes:
        canvas: What is painted so far.
        who: The measures of the characters.
        ink: Their colours.
        dials: All dials, `n` in [0, 1] each.
        head: The pixels in the frame of the head.
        body: The pixels in the frame of the body.
    """

    canvas: Canvas
    who: Person
    ink: Colouring
    dials: Mapping[str, Tensor]
    head: Points
    body: Points

    def on_head(
        self, u: Tensor | float, v: Tensor | float, wide: Tensor | float, high: Tensor | float
    ) -> tuple[Area, Tensor, Tensor]:
        """The pixels of a box on the head: their area, and `u` and `v` from the middle of the box."""
        return self._on(self.who.head, self.head, (u, v), (wide, high))

    def on_body(
        self, x: Tensor | float, y: Tensor | float, wide: Tensor | float, high: Tensor | float
    ) -> tuple[Area, Tensor, Tensor]:
        """The pixels of a box on the body: their area, and `x` and `y` from the middle of the box."""
        return self._on(self.who.body, self.body, (x, y), (wide, high))

    def _on(
        self,
        frame: Frame,
        points: Points,
        centre: tuple[Tensor | float, Tensor | float],
        reach: tuple[Tensor | float, Tensor | float],
    ) -> tuple[Area, Tensor, Tensor]:
        middle_x, middle_y, wide, high = (
            torch.as_tensor(value).to(self.who.wide).expand_as(self.who.wide) for value in (*centre, *reach)
        )
        area = self.canvas.area(*frame.bounds((middle_x, middle_y), (wide, high)))
        here = points.within(area)
        return area, here.x - middle_x.float()[:, None, None], here.y - middle_y.float()[:, None, None]
