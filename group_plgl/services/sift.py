"""Sifting: pictures that nobody could tell apart are not both put into a pool.

Two pictures of a space hardly ever look the same, two near one ideal sometimes do.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from group_plgl.latents import Space
from group_plgl.services.studio import Studio
from group_plgl.shapes import Array
from group_plgl.store.images import latents_of

TRIES = 3


def distinct(
    studio: Studio, space: Space, pool: list[str], places: range, draw_one: Callable[[int, int], Array]
) -> Array:
    """One latent for every place, `n x d`; whose picture is there already is drawn anew, a few times.

    Args:
        studio: Where.
        space: A drawn space.
        pool: Picture ids that are in the pool already.
        places: The places to fill.
        draw_one: The latent `d` for a place at the first, second, ... try.
    """
    z = np.array([draw_one(place, 0) for place in places])
    there = np.array(list(latents_of(studio.database, pool).values())).reshape(-1, space.latent_dim)
    for attempt in range(1, TRIES + 1):
        arrays = {"z": z, "there": there}
        same = studio.child.run("sift", {"space": space.key}, arrays)[1]["same"]
        if not same.any():
            break
        z[same] = [draw_one(place, attempt) for place, again in zip(places, same, strict=True) if again]
    return z
