"""What must not come again: pictures around which a search leaves room, however much they would please.

A search is led out of the room by what pictures are foretold to look like, and what it finds is held
against what they really look like. How that is known is in `generators.nevers`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from group_plgl.errors import NotFound
from group_plgl.latents.space import Space
from group_plgl.shapes import Array
from group_plgl.utility import Utility

_AT_LARGE, _TIMES = 512, 8
Rows = NDArray[np.int64]


class Nevers(Protocol):
    """Pictures that must not come again, each with a radius."""

    def room(self, z: Array) -> Array:
        """How far `n x d` latents are foretold to lie outside all radii, `n`; below 0 within one."""
        ...

    def led_out(self, z: Array) -> Array:
        """The latents, those within a radius led out of it as far as can be foretold, `n x d`."""
        ...

    def clear(self, z: Array) -> NDArray[np.bool_]:
        """Which of `n x d` latents look different enough from all of them, `n`."""
        ...


def clear_of(nevers: Nevers | None, z: Array) -> NDArray[np.bool_]:
    """Which of `n x d` latents may be shown, `n`: all of them where nothing is marked."""
    return np.ones(len(z), dtype=np.bool_) if nevers is None else nevers.clear(z)


def best_clear(nevers: Nevers | None, z: Array, score: Array) -> int | None:
    """The row with the highest score that may be shown; None where none may."""
    for row in np.argsort(-score, kind="stable"):
        if nevers is None or nevers.clear(z[[row]])[0]:
            return int(row)
    return None


def picked_clear(nevers: Nevers | None, z: Array, rows: Rows, pick: Callable[[Rows], Rows]) -> Rows:
    """What is picked of some rows of `n x d` latents, all of which may be shown; fewer where few may.

    Only what is picked is looked at: what may not be shown is picked no more.

    Args:
        nevers: What must not come again.
        z: `n x d`.
        rows: Among which rows.
        pick: Some of the rows that are left.
    """
    while len(rows):
        chosen = pick(rows)
        bad = chosen[~clear_of(nevers, z[chosen])]
        if not len(bad):
            return chosen
        rows = rows[~np.isin(rows, bad)]
    return rows


def clear_at_large(nevers: Nevers | None, utility: Utility, space: Space, rng: np.random.Generator) -> Array:
    """The best of many latents at large that may be shown: `d`.

    Raises:
        NotFound: Nearly everything is marked.
    """
    for turn in range(_TIMES):
        z = space.sample(_AT_LARGE, rng)
        if nevers is not None and turn % 2:
            z = space.canonical(nevers.led_out(z))
        row = best_clear(nevers, z, utility.score(z))
        if row is not None:
            return np.asarray(z[row])
    raise NotFound(
        "nearly every picture is marked as never to be shown, or is not what is required",
        advice="Make some marks smaller, or require less.",
    )
