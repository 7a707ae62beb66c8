"""Axes: how what is measured on any picture becomes a latent of a catalogue that was made without it.

Every feature is affine in what was measured, so the whole way is: a latent is `row @ turn + offset`.
How features are affine is read off the catalogue's own pictures, and holds only where it gives those again.

Source: principal components of new rows; and the kernel of the catalogue's coordinates, whose nugget
("each picture for itself", see `space`) a picture from outside shares with none: Rasmussen and
Williams 2006, ch. 2 and 5. So an axis counts for as much of its share as is visible.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from group_plgl.errors import UnsafeBytes
from group_plgl.generators.catalogue.space import FOR_ITSELF
from group_plgl.shapes import Array

_NOTHING = 1e-9
_CLOSE = 0.02


@dataclass(frozen=True)
class Axes:
    """The way from measured rows to latents.

    Attributes:
        turn: `p x d`.
        offset: `d`.
    """

    turn: Array
    offset: Array

    def latents(self, rows: Array, shares: Array) -> Array:
        """Latents `n x d` of pictures from outside: of each axis what can be seen of it.

        Args:
            rows: `n x p`, measured.
            shares: `d`, the variance of each coordinate of the catalogue.
        """
        for_itself = FOR_ITSELF / len(shares)
        visible = np.maximum(shares - for_itself, 0.0) / shares
        return np.asarray((rows @ self.turn + self.offset) * visible)

    def to_bytes(self) -> bytes:
        """As safetensors."""
        return save({"turn": self.turn, "offset": self.offset})

    @classmethod
    def from_bytes(cls, payload: bytes) -> Axes:
        """From safetensors.

        Raises:
            UnsafeBytes: They are damaged.
        """
        try:
            found = load(payload)
            return cls(found["turn"], found["offset"])
        except (SafetensorError, KeyError, ValueError) as error:
            raise UnsafeBytes("the axes of a catalogue cannot be read") from error


def axes_between(rows: Array, features: Array, z: Array, turn: Array) -> Axes | None:
    """The axes of a catalogue; None where its latents do not come of what was measured that way.

    Args:
        rows: `n x p`, measured.
        features: `n x p`, the same weighed.
        z: `n x d`, the latents they became.
        turn: `p x d`, by which the features less their mean became these.
    """
    rows = np.asarray(rows, dtype=np.float64)
    if features.shape != rows.shape:
        return None
    columns = np.arange(rows.shape[1])
    high, low = rows.argmax(axis=0), rows.argmin(axis=0)
    gap = rows[high, columns] - rows[low, columns]
    differs = gap > _NOTHING
    scale = np.where(
        differs, (features[high, columns] - features[low, columns]) / np.where(differs, gap, 1), 0
    )
    shift = features[low, columns] - scale * rows[low, columns] - features.mean(axis=0)
    axes = Axes(scale[:, None] * turn, shift @ turn)
    again = rows @ axes.turn + axes.offset
    return axes if np.abs(again - z).max(initial=0.0) < _CLOSE * np.abs(z).max(initial=1.0) else None
