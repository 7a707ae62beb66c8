"""Drawing latents into stored pictures: each once, the file durable before its row.

A catalogue is not drawn: its pictures are there, and each latent stands for the one nearest to it.
"""

from __future__ import annotations

import hashlib

from group_plgl.generators.catalogue.space import Catalogue
from group_plgl.latents import Space, latent_hash
from group_plgl.services.space import is_catalogue
from group_plgl.services.studio import Studio
from group_plgl.shapes import Array
from group_plgl.store.catalogues import shelf_of
from group_plgl.store.images import Picture, put_pictures, put_wanted

_BATCH = 8


def draw(studio: Studio, space: Space, z: Array, pixels: int, media_type: str) -> list[str]:
    """Picture ids of latents `n x d`, drawing those that were not drawn before.

    Of a catalogue they are the pictures nearest to the latents: those on cards where they are
    large enough, the large ones otherwise.

    Args:
        studio: Where they are drawn and kept.
        space: The space of the latents.
        z: `n x d`.
        pixels: Side of the square picture.
        media_type: `image/webp` for cards, `image/png` for ideals.
    """
    if is_catalogue(space.key):
        return _there_already(studio, space, z, large=pixels > studio.settings.card_pixels)
    ids = [picture_id(space, row, pixels, media_type) for row in z]
    there = put_wanted(studio.database, ids, studio.now()) if ids else set()
    missing = [row for row, one in enumerate(ids) if one not in there]
    for start in range(0, len(missing), _BATCH):
        _draw_batch(studio, space, z, ids, missing[start : start + _BATCH], pixels, media_type)
    return ids


def _there_already(studio: Studio, space: Space, z: Array, large: bool) -> list[str]:
    """The pictures of a catalogue that latents stand for."""
    shelf = shelf_of(studio.database, space.key)
    rows = Catalogue(space, shelf.latents, shelf.shares).nearest(z) if len(z) else []
    pictures = shelf.picture_ids if large else shelf.card_picture_ids
    return [pictures[row] for row in rows]


def picture_id(space: Space, row: Array, pixels: int, media_type: str) -> str:
    """32 hex digits that name one latent drawn at one size in one format."""
    words = f"{latent_hash(space, row)} {pixels} {media_type}"
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def _draw_batch(
    studio: Studio, space: Space, z: Array, ids: list[str], rows: list[int], pixels: int, media_type: str
) -> None:
    words = {"space": space.key, "pixels": pixels, "media_type": media_type}
    _, drawn = studio.child.run("draw", words, {"z": space.canonical(z[rows])})
    ends = [0, *drawn["ends"].tolist()]
    pictures = []
    for place, row in enumerate(rows):
        encoded = drawn["bytes"][ends[place] : ends[place + 1]].tobytes()
        sha256 = studio.files.keep(encoded, media_type)
        latent = space.canonical(z[row])[0].tolist()
        pictures.append(Picture(ids[row], space.key, latent, pixels, media_type, sha256, studio.now()))
    put_pictures(studio.database, pictures)
