"""Sifting: pictures that nobody could tell apart are not both put into a pool, and marked ones not at all.

Two pictures of a space hardly ever look the same, two near one ideal sometimes do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from group_plgl.errors import NotFound
from group_plgl.services.space import group_space, space_words
from group_plgl.services.studio import Studio
from group_plgl.shapes import Array
from group_plgl.store.images import latents_of
from group_plgl.store.people import Group

TRIES, MOST_TRIES = 3, 60


def distinct(
    studio: Studio, group: Group, pool: list[str], places: range, draw_one: Callable[[int, int], Array],
    demands: Mapping[str, Array] | None = None,
) -> Array:  # fmt: skip
    """One latent for every place, `n x d`; whose picture is there already is drawn anew, a few times.

    What falls under a mark of the host, or short of what is required, is drawn anew until it does not.

    Args:
        studio: Where.
        group: Whose drawn space and marks.
        pool: Picture ids that are in the pool already.
        places: The places to fill.
        draw_one: The latent `d` for a place at the first, second, ... try.
        demands: What is required of them, as `concept.required` has it; nothing unless told.

    Raises:
        NotFound: Nothing is found outside the marks that is what is required.
    """
    space = group_space(studio, group)
    z = np.array([draw_one(place, 0) for place in places])
    there = np.array(list(latents_of(studio.database, pool).values())).reshape(-1, space.latent_dim)
    words, marks = space_words(studio, group)
    for attempt in range(1, MOST_TRIES + 1):
        got = studio.child.run("sift", words, {**marks, **(demands or {}), "z": z, "there": there})[1]
        again = got["never"] | (got["same"] & (attempt <= TRIES))
        if not again.any():
            return z
        z[again] = [draw_one(place, attempt) for place, anew in zip(places, again, strict=True) if anew]
    if demands:
        raise NotFound(
            "nearly every picture is marked as never to be shown, or is not what is required",
            advice="Make some marks smaller, or require less.",
        )
    raise NotFound("nearly every picture is marked as never to be shown", advice="Make some marks smaller.")
