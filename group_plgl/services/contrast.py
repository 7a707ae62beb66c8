"""Contrasting: two pictures of a group side by side, what differs, and who would rather have which.

Nothing is stored. Whose liking is told is decided in `favour`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from group_plgl.services.favour import LIKE, Favour, basis_of
from group_plgl.services.point import Looker, Pointed
from group_plgl.services.space import space_words
from group_plgl.services.studio import Studio
from group_plgl.services.transform import Liked, Shown, drawable, likings_in, shown_of

FRAMES, PIXELS = 5, 256
SURE = 0.8


@dataclass(frozen=True)
class Torn:
    """One member before two pictures.

    Attributes:
        a, b: How they are predicted to like each.
        prefers: The chance that they like the second more, 0 to 1.
    """

    a: Liked
    b: Liked
    prefers: float

    @property
    def gains(self) -> bool:
        """Whether they would clearly rather have the second."""
        return self.prefers >= SURE

    @property
    def loses(self) -> bool:
        """Whether they would clearly rather have the first."""
        return self.prefers <= 1.0 - SURE


@dataclass(frozen=True)
class Contrast:
    """Two pictures.

    Attributes:
        moved: What differs in genes and colours, from the first to the second.
        seen: What is seen to differ.
        change: Just noticeable differences between them.
        way: Pictures from one to the other, both included.
        likings: By member id, of those whose may be told.
        number: The group model it rests on, if any.
    """

    moved: list[dict[str, Any]]
    seen: list[dict[str, Any]]
    change: float
    way: list[Shown]
    likings: dict[str, Torn]
    number: int | None


def contrast(studio: Studio, looker: Looker, a: Pointed, b: Pointed) -> Contrast:
    """How two pictures of a group differ, as somebody may be told.

    It explains pictures that are there, so neither they nor those between need meet what is required.

    Raises:
        NotFound: The group's space is not drawn here any more.
    """
    drawable(looker.group)
    basis = basis_of(studio, looker, Favour(LIKE, LIKE))
    words, arrays = space_words(studio, looker.group)
    words |= basis.words | {"frames": FRAMES, "pixels": PIXELS}
    arrays |= basis.arrays | {"z": np.vstack([a.latent, b.latent])}
    said, got = studio.child.run("contrast", words, arrays)
    first, second = likings_in(basis, got)
    prefers = {basis.members[place]: float(got["prefers"][place]) for place in basis.told}
    return Contrast(
        moved=said["moved"],
        seen=said["seen"],
        change=float(got["change"][0]),
        way=shown_of(studio, looker.group, got["frames"], got),
        likings={one: Torn(first[one], second[one], prefers[one]) for one in first},
        number=basis.number,
    )
