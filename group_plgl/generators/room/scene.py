"""Some pictures of a batch together with all that was decided about them.

A lamp is painted only in the pictures that have one, so a batch costs what its rooms contain.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import TypeVar

from torch import Tensor

from group_plgl.generators.room.brush import Board
from group_plgl.generators.room.paints import Paints
from group_plgl.generators.room.plan import Plan

T = TypeVar("T", Plan, Paints)


@dataclass(frozen=True)
class Scene:
    """What a layer needs to paint `n` rooms.

    Attributes:
        dials: The genes, squashed to [0, 1].
        room: Where everything stands.
        paint: The colours.
        board: What is painted on.
    """

    dials: Mapping[str, Tensor]
    room: Plan
    paint: Paints
    board: Board

    def where(self, size: Tensor) -> Iterator[Scene]:
        """The pictures in which a thing has a size, together, once; never when none has."""
        chosen = (size.detach() > 1e-3).nonzero().flatten()
        if len(chosen) == len(size):
            yield self
        elif len(chosen):
            dials = {name: dial[chosen] for name, dial in self.dials.items()}
            yield Scene(dials, _some(self.room, chosen), _some(self.paint, chosen), self.board.of(chosen))

    def nearer(self, zoom: float, about: float) -> Scene:
        """The same rooms, measured in longer lengths."""
        return Scene(self.dials, self.room, self.paint, self.board.nearer(zoom, about))


def _some(all_of: T, chosen: Tensor) -> T:
    """The chosen numbers of every field, pairs included."""
    parts = {}
    for field in fields(all_of):
        value = getattr(all_of, field.name)
        pair = isinstance(value, tuple)
        parts[field.name] = tuple(one[chosen] for one in value) if pair else value[chosen]
    return type(all_of)(**parts)
