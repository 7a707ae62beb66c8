"""Describing pictures of a group in words, for those who cannot see them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from group_plgl.latents.words import picture_words
from group_plgl.services.space import group_space
from group_plgl.services.studio import Studio
from group_plgl.store.images import latents_of
from group_plgl.store.people import Group


def describe(studio: Studio, group: Group, picture_ids: Sequence[str]) -> dict[str, list[str]]:
    """What can be seen in some pictures, as words by picture id; never changes, so it is remembered."""
    database = studio.database
    told = {picture: database.remembered(("words", picture), lambda: None) for picture in picture_ids}
    missing = [picture for picture, words in told.items() if words is None]
    for picture, latent in (latents_of(database, missing) if missing else {}).items():
        words = picture_words(group_space(studio, group), np.asarray(latent))
        told[picture] = database.remembered(("words", picture), words.copy)
    return {picture: words or [] for picture, words in told.items()}
