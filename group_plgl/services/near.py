"""Drawing near the ideal: pictures a step away from what the group's taste came to."""

from __future__ import annotations

import numpy as np

from group_plgl.groups.rules import DEFAULT_RULE
from group_plgl.services.draw import draw
from group_plgl.services.space import group_space
from group_plgl.services.studio import Studio
from group_plgl.store.images import put_pool
from group_plgl.store.models import ideals, newest_drawn
from group_plgl.store.people import Group

STEP = 0.5
_MEDIA_TYPE = "image/webp"


def draw_near(studio: Studio, group: Group, start: int, count: int) -> list[str]:
    """Picture ids of `count` latents near the newest ideal, put into the pool; none before the first.

    Source: the patent's deck of near-ideals; a step of half a prior sd keeps liking and shows
    variety.
    """
    number = newest_drawn(studio.database, group.group_id)
    if number is None:
        return []
    rows = ideals(studio.database, group.group_id, number)
    ideal = next(row for row in rows if row.rule == DEFAULT_RULE)
    space = group_space(studio, group)
    places = range(start, start + count)
    steps = [
        studio.rng("near", group.group_id, str(place)).standard_normal(space.latent_dim) for place in places
    ]
    z = space.canonical(np.asarray(ideal.latent) + STEP * np.array(steps))
    ids = draw(studio, space, z, studio.settings.card_pixels, _MEDIA_TYPE)
    put_pool(studio.database, group.group_id, list(zip(places, ids, strict=True)), "near")
    return ids
