"""Which space a group's latents are in, and what the compute child needs to open it."""

from __future__ import annotations

from typing import Any

from group_plgl.generators import space_of
from group_plgl.latents import Space
from group_plgl.services.studio import Studio
from group_plgl.shapes import Array
from group_plgl.store.people import Group

CATALOGUE = "catalogue-"


def is_catalogue(key: str) -> bool:
    """Whether this is the key of a group's own pictures, not of a space that is drawn."""
    return key.startswith(CATALOGUE)


def group_space(studio: Studio, group: Group) -> Space:
    """The space of a group."""
    return space_of(group.space)


def space_words(studio: Studio, group: Group) -> tuple[dict[str, Any], dict[str, Array]]:
    """Words and arrays from which `compute.tasks.opening` opens the group's space."""
    return {"space": group.space}, {}
