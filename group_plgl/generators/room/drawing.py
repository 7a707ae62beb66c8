"""Draws `room`: the order of the layers, from the wall to the plant in front.

Where things stand is `plan`, their colours `paints`; shell, windows, furniture and small things have
their own files. Every object is painted only in the rectangle it can touch, and only where it is.
"""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor

from group_plgl.generators.colour import srgb_from_oklab
from group_plgl.generators.room import bed, bookcase, couch, dining, lamps, plants, shell, things
from group_plgl.generators.room.paints import paints
from group_plgl.generators.room.pictures import pictures
from group_plgl.generators.room.plan import ABOUT, SIDES, ZOOM, plan
from group_plgl.generators.room.scene import Scene, scene_of
from group_plgl.generators.room.schema import ROLES, SPACE, SQUASHING, VISIBILITY
from group_plgl.generators.room.windows import curtains, windows
from group_plgl.generators.torch_scene import TorchScene, Window


def open() -> Room:
    """A generator of rooms."""
    return Room()


class Room(TorchScene):
    """Furnished rooms, drawn for a magazine.

    A room is many small things, so many rooms are painted together: each step then costs less.
    """

    pixels_at_once = 1 << 19

    def __init__(self) -> None:
        super().__init__(SPACE, SQUASHING, ROLES, VISIBILITY)

    def paint(self, colours: Tensor, dials: Mapping[str, Tensor], window: Window) -> Tensor:
        """`n x 6 x 3` OKLab colours and the dials, `n` in [0, 1] each, to `n x 3 x h x w` sRGB."""
        rooms = scene_of(dials, plan(dials), paints(colours, dials), window)
        _paint_walls(rooms)
        _paint_things(rooms)
        _furnish(rooms.nearer(ZOOM, ABOUT))
        _paint_plants(rooms)
        return srgb_from_oklab(shell.atmosphere(rooms, lamps.glow(rooms)), dim=1)


def _paint_walls(rooms: Scene) -> None:
    """Walls, floor and rug, the light of the day on them, windows and what hangs on the wall."""
    shell.walls(rooms)
    shell.floors(rooms)
    shell.foot_of_the_wall(rooms)
    for some in rooms.where(rooms.room.rug):
        things.rugs(some)
    for side in SIDES:
        at = (side + 1) // 2
        for some in rooms.where(rooms.room.windows[at] * (1.0 - rooms.room.evening)):
            shell.daylight(some, side)
        for some in rooms.where(rooms.room.cases[at] * rooms.room.shelves):
            bookcase.bookcases(some, side)
        for some in rooms.where(rooms.room.pictures[at]):
            pictures(some, side)
    for some in rooms.where(rooms.room.beam):
        shell.sunbeam(some)


def _paint_things(rooms: Scene) -> None:
    """Windows, curtains and lamps."""
    for side in SIDES:
        at = (side + 1) // 2
        for some in rooms.where(rooms.room.windows[at]):
            windows(some, side)
        for some in rooms.where(rooms.room.windows[at] * rooms.room.curtains):
            curtains(some, side)
    for some in rooms.where(rooms.room.pendant):
        lamps.pendants(some)
    for side in SIDES:
        for some in rooms.where(rooms.room.lamps[(side + 1) // 2]):
            lamps.lamps(some, side)


def _furnish(rooms: Scene) -> None:
    """Table, sofa or bed, and what stands around it."""
    for some in rooms.where(rooms.room.dining):
        dining.chairs(some)
    for some in rooms.where(1.0 - rooms.room.dining):
        couch.sofas(some)
    for some in rooms.where(rooms.room.bed):
        bed.bedding(some)
    for some in rooms.where(rooms.room.dining):
        dining.tables(some)
    for side in SIDES:
        for some in rooms.where(rooms.room.armchairs[(side + 1) // 2]):
            couch.armchairs(some, side)
    for some in rooms.where(rooms.room.table):
        things.low_tables(some)
    for side in SIDES:
        for some in rooms.where(rooms.room.cats[(side + 1) // 2]):
            things.cats(some, side)


def _paint_plants(rooms: Scene) -> None:
    """The plant in the front corner."""
    for side in SIDES:
        for some in rooms.where(rooms.room.plants[(side + 1) // 2]):
            plants.plants(some, side)
