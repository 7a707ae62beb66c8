"""A group's ideal in a kindred space: the same latent in another manner, or its colours on other things.

Nothing of it is kept: it is drawn again whenever somebody looks, so there is nothing to erase.
"""

from __future__ import annotations

from group_plgl.errors import NotFound
from group_plgl.generators import SPACES
from group_plgl.latents import Space
from group_plgl.latents.kinship import kin_of
from group_plgl.members.codec import from_bytes
from group_plgl.services.aggregate import ready_members
from group_plgl.services.heed import heeded
from group_plgl.services.space import group_space, is_catalogue, is_past, space_words
from group_plgl.services.studio import Studio
from group_plgl.store.models import group_models, ideals
from group_plgl.store.people import Group

COUNT, CANDIDATES = 4, 400


def kindred(studio: Studio, group: Group) -> list[Space]:
    """Spaces that share genes with a group's, most of them first; none of own or past pictures."""
    return (
        []
        if is_catalogue(group.space) or is_past(group.space)
        else kin_of(group_space(studio, group), SPACES)
    )


def ideal_elsewhere(studio: Studio, group: Group, number: int, rule: str, other: str) -> bytes:
    """One strip (WebP) of what the ideal becomes in another space.

    Raises:
        NotFound: There is no such ideal, or the spaces share nothing.
    """
    kin = {space.name: space for space in kindred(studio, group)}
    ideal = next((one for one in ideals(studio.database, group.group_id, number) if one.rule == rule), None)
    if other not in kin or ideal is None:
        raise NotFound("there is no ideal of this kind")
    seen = group_models(studio.database, group.group_id, number)[0].seen_event
    ready = ready_members(studio, group.group_id, seen)
    tastes = from_bytes([row.payload for row in ready], group.space)
    space = group_space(studio, group)
    words, _ = space_words(studio, group)
    words |= {
        "other": kin[other].key,
        "rule": rule,
        "count": COUNT,
        "candidates": CANDIDATES,
        "pixels": studio.settings.sample_pixels,
        "seed": int(studio.rng("elsewhere", group.group_id, other).integers(2**62)),
    }
    arrays = {
        "ideal": space.canonical([ideal.latent])[0],
        "mean": tastes.mean,
        "covariance": tastes.covariance,
        "weights": heeded(studio, group, seen, [row.member_id for row in ready]),
    }
    _, made = studio.child.run("carry", words, arrays)
    return made["bytes"].tobytes()
