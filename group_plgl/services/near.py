"""Near-ideals: pictures that may turn out to be the group's best, drawn so that everybody is asked.

What was asked of most members is better known than what the search finds alone, so the group's picture is
then chosen among these.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache

import numpy as np

from group_plgl.groups.rules import DEFAULT_RULE
from group_plgl.members.codec import from_bytes
from group_plgl.services.aggregate import ready_members
from group_plgl.services.concept import required
from group_plgl.services.draw import draw
from group_plgl.services.heed import heeded
from group_plgl.services.reveal import may_single_out, published
from group_plgl.services.sift import distinct
from group_plgl.services.space import group_space, is_catalogue, space_words
from group_plgl.services.studio import Studio
from group_plgl.shapes import Array
from group_plgl.store.catalogues import shelf_of
from group_plgl.store.images import latents_of, put_pool, whole_pool
from group_plgl.store.models import group_models
from group_plgl.store.nevers import banned_in
from group_plgl.store.people import Group
from group_plgl.store.said import near_answered

FEWEST_ASKED = 12
_MEDIA_TYPE = "image/webp"


def draw_near(studio: Studio, group: Group, start: int, count: int) -> list[str]:
    """Picture ids of `count` near-ideals by the newest group model, put into their pool; none before one.

    Of a group that falls in two some are by either part alone; where nobody may be singled out, only by
    parts that are large enough to be shown. Sensitive genes are drawn afresh. Of a catalogue the pictures
    are those that are not in the pool yet; fewer when it has no more. The group's picture is chosen among
    them, so they meet what is required of it; those drawn before that was required stay.
    """
    number = published(studio.database, group)
    if number is None:
        return []
    model = group_models(studio.database, group.group_id, number)[0]
    ready = ready_members(studio, group.group_id, model.seen_event)
    tastes, who = from_bytes([row.payload for row in ready]), [row.member_id for row in ready]
    words, arrays = space_words(studio, group)
    demands = required(studio, group)
    arrays |= {"mean": tastes.mean, "covariance": tastes.covariance, **demands}
    arrays["weights"] = heeded(studio, group, model.seen_event, who)
    there = whole_pool(studio.database, group.group_id, "near")
    fewest = 1 if may_single_out(group) else group.k
    places = range(start, start + count)

    @cache
    def found(attempt: int) -> Array:
        chance = studio.rng("near", group.group_id, str(number), str(start), str(attempt))
        asked = {"rule": DEFAULT_RULE, "count": count, "fewest": fewest}
        asked["seed"] = int(chance.integers(2**62))
        return np.asarray(studio.child.run("near", words | asked, arrays)[1]["z"])

    if is_catalogue(group.space):
        shelf = shelf_of(studio.database, group.space)
        card = {tuple(z): one for z, one in zip(shelf.latents, shelf.card_picture_ids, strict=True)}
        gone = {*there, *banned_in(studio.database, group.group_id)}
        arrays["gone"] = shelf.latents[[one in gone for one in shelf.card_picture_ids]]
        ids = [card[tuple(z)] for z in found(0)]
        put_pool(studio.database, group.group_id, list(zip(places, ids, strict=False)), "near")
        return ids
    z = distinct(studio, group, there, places, lambda place, attempt: found(attempt)[place - start], demands)
    ids = draw(studio, group_space(studio, group), z, studio.settings.card_pixels, _MEDIA_TYPE)
    put_pool(studio.database, group.group_id, list(zip(places, ids, strict=True)), "near")
    return ids


def asked_of_most(studio: Studio, group: Group, seen: int, members: Sequence[str]) -> Array:
    """The near-ideals, `k x d`, that at least half of some members had answered by an event; or none.

    None where they are fewer than twelve, or are pictures that the group brought: of those all may win.
    """
    latent_dim = group_space(studio, group).latent_dim
    near = whole_pool(studio.database, group.group_id, "near")
    if is_catalogue(group.space) or len(near) < FEWEST_ASKED:
        return np.zeros((0, latent_dim))
    counted, said = set(members), near_answered(studio.database, group.group_id, seen)
    asked = Counter(picture for picture, member in said if member in counted)
    known = [picture for picture in near if 2 * asked[picture] >= len(members)]
    if len(known) < FEWEST_ASKED:
        return np.zeros((0, latent_dim))
    latents = latents_of(studio.database, known)
    return np.array([latents[picture] for picture in known])
