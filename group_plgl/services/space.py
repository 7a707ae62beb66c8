"""Which space a group's latents are in, and what the compute child needs to open it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from group_plgl.generators import SPACES, space_of
from group_plgl.generators.catalogue.space import catalogue_space
from group_plgl.latents import Space
from group_plgl.latents.locks import limited
from group_plgl.services.limit import held_in
from group_plgl.services.studio import Studio
from group_plgl.shapes import Array
from group_plgl.store.catalogues import shares_of, shelf_of
from group_plgl.store.nevers import nevers_of
from group_plgl.store.people import Group, group_of

CATALOGUE = "catalogue-"
_VERSION = 1
_KEPT = 256


def is_catalogue(key: str) -> bool:
    """Whether this is the key of a group's own pictures, not of a space that is drawn."""
    return key.startswith(CATALOGUE)


def is_past(key: str) -> bool:
    """Whether a space is drawn here no longer in the version of this key: only shown as it is stored."""
    space = SPACES.get(key.partition("@")[0])
    return not is_catalogue(key) and (space is None or space.key != key)


def goes_on(studio: Studio, group_id: str) -> bool:
    """Whether jobs may draw and learn for a group: its space is still drawn as when it began."""
    return not is_past(group_of(studio.database, group_id).space)


def space_title(studio: Studio, group: Group) -> str:
    """What people call the space of a group, in whatever version."""
    if not is_past(group.space):
        return group_space(studio, group).title
    name = group.space.partition("@")[0]
    return SPACES[name].title if name in SPACES else name


def new_catalogue() -> str:
    """The key of a catalogue that nobody has yet."""
    return f"{CATALOGUE}{secrets.token_hex(8)}@{_VERSION}"


def group_space(studio: Studio, group: Group) -> Space:
    """The space of a group under its limits.

    It is without dimensions while the pictures of a catalogue are being gathered.

    Raises:
        NotFound: The group's space is not drawn here.
        WrongSpace: It is drawn here in another version.
    """
    if not is_catalogue(group.space):
        return _limited(space_of(group.space), group.limits)
    return catalogue_space(group.space, len(shares_of(studio.database, group.space) or ()))


@lru_cache(maxsize=_KEPT)
def _limited(space: Space, limits: str) -> Space:
    return limited(space, held_in(limits).ends)


def space_words(
    studio: Studio, group: Group, change: int | None = None
) -> tuple[dict[str, Any], dict[str, Array]]:
    """Words and arrays from which `compute.tasks.opening` opens the group's space and its marks.

    Args:
        studio: Where.
        group: Whose space.
        change: As of which change of what is never to be shown; as it is now unless told.
    """
    words: dict[str, Any] = {"space": group.space}
    marks = nevers_of(studio.database, group.group_id, change)
    never: dict[str, Array] = {}
    if marks:
        never["never_z"] = np.array([one.latent for one in marks], dtype=np.float64)
        never["never_radius"] = np.array([one.radius for one in marks], dtype=np.float64)
    if not is_catalogue(group.space):
        return words | {"limits": held_in(group.limits).ends}, never
    shelf = shelf_of(studio.database, group.space)
    return words, never | {
        "catalogue_z": shelf.latents,
        "catalogue_shares": shelf.shares,
        "catalogue_traits": shelf.traits,
    }


def told_latent(space: Space, latent: Sequence[float]) -> list[float]:
    """A latent as programs may read it: sensitive genes stand in the middle, whatever they are."""
    if len(latent) != len(space.genes):
        return list(latent)
    return [0.0 if gene.sensitive else float(value) for gene, value in zip(space.genes, latent, strict=True)]
