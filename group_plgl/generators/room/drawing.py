"""Draws `room`: the order of the layers and the composition, from the wall to the plant in front.

Where things stand is `plan`; shell, windows, wall, furniture and small things have their own files.
Every object is painted only in the rectangle it can touch.
"""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor

from group_plgl.generators.colour import srgb_from_oklab
from group_plgl.generators.room import seating, shell, things, wallware
from group_plgl.generators.room.brush import Board
from group_plgl.generators.room.plan import paints, plan
from group_plgl.generators.room.schema import ROLES, SPACE, SQUASHING, VISIBILITY
from group_plgl.generators.room.windows import windows
from group_plgl.generators.torch_scene import TorchScene, Window


def open() -> Room:
    """A generator of rooms."""
    return Room()


class Room(TorchScene):
    """Furnished rooms, drawn for a magazine."""

    def __init__(self) -> None:
        super().__init__(SPACE, SQUASHING, ROLES, VISIBILITY)

    def paint(self, colours: Tensor, dials: Mapping[str, Tensor], window: Window) -> Tensor:
        """`n x 6 x 3` OKLab colours and the dials, `n` in [0, 1] each, to `n x 3 x h x w` sRGB."""
        room = plan(dials)
        paint = paints(colours, dials, room)
        board = Board(paint.wall, window)
        shell.walls(board, dials, room, paint)
        shell.floors(board, dials, room, paint)
        shell.foot_of_the_wall(board, room)
        things.rugs(board, dials, room, paint)
        shell.daylight(board, dials, room)
        wallware.bookcases(board, dials, room, paint)
        wallware.pictures(board, dials, room, paint)
        shell.sunbeam(board, dials, room)
        windows(board, dials, room, paint)
        things.pendants(board, room, paint)
        things.lamps(board, room, paint)
        seating.furniture(board, dials, room, paint)
        seating.armchairs(board, dials, room, paint)
        things.low_tables(board, dials, room, paint)
        things.cats(board, dials, room, paint)
        things.plants(board, dials, room, paint)
        return srgb_from_oklab(shell.atmosphere(board, room, things.glow(board, room)), dim=1)
