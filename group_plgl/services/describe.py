"""Describing pictures of a group in words, for those who cannot see them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from group_plgl.latents.words import picture_words
from group_plgl.services.space import group_space, is_catalogue, is_past
from group_plgl.services.studio import Studio
from group_plgl.store.catalogues import words_of_brought
from group_plgl.store.images import latents_of
from group_plgl.store.people import Group


def describe(studio: Studio, group: Group, picture_ids: Sequence[str]) -> dict[str, list[str]]:
    """What can be seen in some pictures, as words by picture id; never changes, so it is remembered."""
    database = studio.database
    told: dict[str, list[str] | None] = {
        picture: database.remembered(("words", group.limits, picture), lambda: None)
        for picture in picture_ids
    }
    missing = [picture for picture, words in told.items() if words is None]
    for picture, words in (_seen_in(studio, group, missing) if missing else {}).items():
        told[picture] = database.remembered(("words", group.limits, picture), words.copy)
    return {picture: words or [] for picture, words in told.items()}


def _seen_in(studio: Studio, group: Group, picture_ids: Sequence[str]) -> dict[str, list[str]]:
    """What was measured on own pictures, or is known of drawn ones by their latents.

    Nothing is known any more of pictures that a past version drew: its genes are forgotten.
    """
    if is_past(group.space):
        return {}
    if is_catalogue(group.space):
        return words_of_brought(studio.database, group.space, picture_ids)
    space = group_space(studio, group)
    latents = latents_of(studio.database, picture_ids)
    return {picture: picture_words(space, np.asarray(latent)) for picture, latent in latents.items()}
