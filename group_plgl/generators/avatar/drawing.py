"""Draws `avatar`: the order of the layers, from the backdrop to the hat.

Every part of the character has its own file. All edges are sharp and every object appears by
growing from where it sits; skin and hair take their colours from genes of their own.
"""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor

from group_plgl.generators.avatar import accessories, dress, face, hair
from group_plgl.generators.avatar.canvas import Canvas, everywhere
from group_plgl.generators.avatar.colouring import colouring
from group_plgl.generators.avatar.person import person
from group_plgl.generators.avatar.schema import ROLES, SPACE, SQUASHING, VISIBILITY
from group_plgl.generators.avatar.shapes import grown
from group_plgl.generators.avatar.work import Work
from group_plgl.generators.colour import srgb_from_oklab
from group_plgl.generators.sdf import between, hypot
from group_plgl.generators.torch_scene import TorchScene, Window


def open() -> Avatar:
    """A generator of characters."""
    return Avatar()


class Avatar(TorchScene):
    """Cartoon characters from the shoulders up."""

    def __init__(self) -> None:
        super().__init__(SPACE, SQUASHING, ROLES, VISIBILITY)

    def paint(self, colours: Tensor, dials: Mapping[str, Tensor], window: Window) -> Tensor:
        """`n x 6 x 3` OKLab colours and the dials, `n` in [0, 1] each, to `n x 3 x h x w` sRGB."""
        ink, who = colouring(colours, dials), person(dials)
        canvas = Canvas(ink.ground, window)
        work = Work(canvas, who, ink, dials, who.head.points(canvas.world), who.body.points(canvas.world))
        _paint_disc(work)
        _paint_character(work)
        return srgb_from_oklab(canvas.lab, dim=1).clamp(0.0, 1.0)


def _paint_disc(work: Work) -> None:
    """A large disc behind the head, grown from its middle."""
    size = grown(work.dials["disc"]) * between(work.dials["disc size"], 0.68, 0.96)
    reach = float(size.detach().max())
    area = work.canvas.area(-reach, reach, -0.06 - reach, -0.06 + reach)
    here = work.canvas.world.within(area)
    work.canvas.lay(area, hypot(here.x, here.y + 0.06) - everywhere(size), work.ink.disc)


def _paint_character(work: Work) -> None:
    """From what hangs behind to what is worn in front."""
    mane = hair.mane(work)
    hair.paint_behind(work, mane)
    hair.paint_bun(work)
    dress.paint_neck(work)
    dress.paint_dress(work)
    hair.paint_locks(work, mane)
    dress.paint_scarf(work)
    face.paint_ears(work)
    face.paint_head(work)
    hair.paint_forehead_shade(work)
    face.paint_beard(work)
    accessories.paint_lenses(work)
    face.paint_lines(work)
    face.paint_eyes(work)
    face.paint_mouth(work)
    face.paint_nose(work)
    hair.paint_front(work, mane)
    face.paint_brows(work)
    hair.paint_braids(work)
    accessories.paint_frames(work)
    accessories.paint_earrings(work)
    accessories.paint_hat(work)
