"""Some pictures of a batch together with all that was decided about them.

A lamp is painted only in the pictures that have one, so a batch costs what its rooms contain.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeVar

import torch
from torch import Tensor

from group_plgl.generators.room.brush import Board, blank
from group_plgl.generators.room.paints import Paints
from group_plgl.generators.room.plan import Plan
from group_plgl.generators.torch_scene import Window

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
            board = self.board.of(chosen)
            yield Scene(
                _dials(self.dials, chosen), _some(self.room, chosen), _some(self.paint, chosen), board
            )

    def nearer(self, zoom: float, about: float) -> Scene:
        """The same rooms, measured in longer lengths."""
        return Scene(self.dials, self.room, self.paint, self.board.nearer(zoom, about))


def scene_of(dials: Mapping[str, Tensor], room: Plan, paint: Paints, window: Window) -> Scene:
    """All rooms of a batch, decided in float64, ready to be painted in float32."""
    everyone = torch.arange(len(room.horizon), device=room.horizon.device)
    ready = _dials(dials, everyone), _some(room, everyone), _some(paint, everyone)
    return Scene(*ready, blank(paint.wall, window))


def _dials(dials: Mapping[str, Tensor], chosen: Tensor) -> dict[str, Tensor]:
    few = torch.stack(tuple(dials.values()), 1)[chosen].float()
    return dict(zip(dials, few.unbind(1), strict=True))


def _some(all_of: T, chosen: Tensor) -> T:
    """The chosen numbers of every field, pairs included."""
    flat: list[Tensor] = []
    for field in fields(all_of):
        value = getattr(all_of, field.name)
        flat.extend(value if isinstance(value, tuple) else (value,))
    left = iter(torch.stack(flat, 1)[chosen].float().unbind(1))
    parts: dict[str, Any] = {}
    for field in fields(all_of):
        pair = isinstance(getattr(all_of, field.name), tuple)
        parts[field.name] = (next(left), next(left)) if pair else next(left)
    return type(all_of)(**parts)
