"""The registry of picture spaces: what exists, and how to open what draws it.

The server reads `SPACES` to name spaces, genes and versions. Drawing needs torch, which the server
must not import, so `open_generator` imports the drawing module only when the compute child asks.
"""

from __future__ import annotations

import difflib
import importlib

from group_plgl.errors import NotFound, WrongSpace
from group_plgl.generators.avatar.schema import SPACE as AVATAR
from group_plgl.generators.base import Generator
from group_plgl.generators.melody.schema import SPACE as MELODY
from group_plgl.generators.poster.schema import SPACE as POSTER
from group_plgl.generators.print.schema import SPACE as PRINT
from group_plgl.generators.room.schema import SPACE as ROOM
from group_plgl.generators.tiles.schema import SPACE as TILES
from group_plgl.generators.vessel.schema import SPACE as VESSEL
from group_plgl.latents.space import Space

__all__ = ["SPACES", "Generator", "open_generator", "space_of"]

SPACES: dict[str, Space] = {
    space.name: space for space in (VESSEL, PRINT, ROOM, TILES, POSTER, AVATAR, MELODY)
}


def space_of(key: str) -> Space:
    """The space named by `vessel` or by its full key `vessel@1`.

    Raises:
        NotFound: No space has this name; the message names the nearest one.
        WrongSpace: The space exists in another version.
    """
    name, _, version = key.partition("@")
    space = SPACES.get(name)
    if space is None:
        nearest = difflib.get_close_matches(name, SPACES, n=1)
        raise NotFound(
            "there is no space named '{name}'",
            advice="Did you mean '{nearest}'?" if nearest else "Known are {known}.",
            name=name,
            nearest=nearest[0] if nearest else "",
            known=", ".join(SPACES),
        )
    if version and key != space.key:
        raise WrongSpace(
            "a latent of {key} cannot be used in {other}",
            advice="Keep it with the version that drew it, or make a new group.",
            key=key,
            other=space.key,
        )
    return space


def open_generator(name: str) -> Generator:
    """The generator of a space, by name or key.

    Raises:
        NotFound: No space has this name.
        WrongSpace: The space exists in another version.
    """
    # Imported late and by name: the server process must not import torch, the compute child does.
    drawing = importlib.import_module(f"group_plgl.generators.{space_of(name).name}.drawing")
    generator: Generator = drawing.open()
    return generator
