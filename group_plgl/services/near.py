"""Drawing near the ideal: pictures a step away from what the group's taste came to.

Of a catalogue they are the pictures that look most like the ideal, the most alike first.
"""

from __future__ import annotations

import numpy as np

from group_plgl.groups.rules import DEFAULT_RULE
from group_plgl.services.draw import draw
from group_plgl.services.reveal import published
from group_plgl.services.sift import distinct
from group_plgl.services.space import group_space, is_catalogue
from group_plgl.services.studio import Studio
from group_plgl.shapes import Array
from group_plgl.store.catalogues import shelf_of
from group_plgl.store.images import put_pool, whole_pool
from group_plgl.store.models import ideals
from group_plgl.store.nevers import banned_in
from group_plgl.store.people import Group

STEP = 0.5
_MEDIA_TYPE = "image/webp"


def draw_near(studio: Studio, group: Group, start: int, count: int) -> list[str]:
    """Picture ids of `count` latents near the newest ideal, put into the pool; none before the first.

    Sensitive genes are drawn afresh. Of a catalogue the pictures are those that are not in the pool
    yet; fewer when it has no more.

    Source: the patent's deck of near-ideals; a step of half a prior sd keeps liking and shows
    variety.
    """
    number = published(studio.database, group)
    if number is None:
        return []
    rows = ideals(studio.database, group.group_id, number)
    ideal = next(row for row in rows if row.rule == DEFAULT_RULE)
    space = group_space(studio, group)
    places = range(start, start + count)
    there = whole_pool(studio.database, group.group_id, "near")  # perhaps near an earlier ideal
    if is_catalogue(group.space):
        gone = {*there, *banned_in(studio.database, group.group_id)}
        ids = [one for one in _alike(studio, group, np.asarray(ideal.latent)) if one not in gone][:count]
        put_pool(studio.database, group.group_id, list(zip(places, ids, strict=False)), "near")
        return ids

    def draw_one(place: int, attempt: int) -> Array:
        again = [f"again {attempt}"] if attempt else []
        chance = studio.rng("near", group.group_id, str(place), *again).standard_normal(space.latent_dim)
        near = np.where(space.learned, np.asarray(ideal.latent) + STEP * chance, chance)
        return np.asarray(space.canonical(near)[0])

    z = distinct(studio, group, there, places, draw_one)
    ids = draw(studio, space, z, studio.settings.card_pixels, _MEDIA_TYPE)
    put_pool(studio.database, group.group_id, list(zip(places, ids, strict=True)), "near")
    return ids


def _alike(studio: Studio, group: Group, latent: Array) -> list[str]:
    """All pictures of a catalogue, by how much they look like a latent."""
    shelf = shelf_of(studio.database, group.space)
    gap = np.linalg.norm((shelf.latents - latent) * np.sqrt(shelf.shares), axis=1)
    return [shelf.card_picture_ids[row] for row in np.argsort(gap, kind="stable")]
