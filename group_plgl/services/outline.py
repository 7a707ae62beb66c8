"""Outlining: what programs are told of a group's published numbers and pictures, as somebody may see them.

Everything here passes `reveal`; nothing is computed but lists.
"""

from __future__ import annotations

from dataclasses import replace

from group_plgl.errors import NotFound
from group_plgl.services.reveal import Asker, Drawing, Sight, drawing, shows_number, sight_of
from group_plgl.services.studio import Studio
from group_plgl.store.models import numbers_drawn


def numbers_shown(studio: Studio, asker: Asker) -> list[int]:
    """The numbers whose ideals somebody may see, newest first."""
    newest = sight_of(studio, asker).number
    if newest is None:
        return []
    found = numbers_drawn(studio.database, asker.group.group_id)
    return [number for number in found if shows_number(studio, asker, number)]


def number_seen(studio: Studio, asker: Asker, number: int) -> tuple[Sight, Drawing]:
    """One number as somebody may see it.

    Raises:
        NotFound: There is none of this number for them to see.
    """
    sight = sight_of(studio, asker)
    if number not in numbers_shown(studio, asker):
        raise NotFound("there is no model {number} of this group to see", number=number)
    sight = replace(sight, number=number)
    found = drawing(studio, sight)
    if found is None:
        raise NotFound("there is no model {number} of this group to see", number=number)
    return sight, found
