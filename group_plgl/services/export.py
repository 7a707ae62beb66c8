"""Exporting: an ideal as a PNG that says in itself where it comes from.

Stored pictures carry no provenance; it is written into the file here. It names no member.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from group_plgl import __version__
from group_plgl.errors import NotFound
from group_plgl.generators.raster import pixels_of, png_bytes
from group_plgl.groups.rules import DEFAULT_RULE, rule_named
from group_plgl.latents import latent_hash
from group_plgl.latents.locks import ends_of
from group_plgl.services.heed import uneven_voices
from group_plgl.services.imagine import imagine_seed
from group_plgl.services.originality import Originality, originality, refuse_copy
from group_plgl.services.reveal import number_shown, told_latent, told_members
from group_plgl.services.space import group_space, is_catalogue, is_past
from group_plgl.services.studio import Studio
from group_plgl.store.classes import class_ideals
from group_plgl.store.images import Picture, picture_of
from group_plgl.store.models import IdealRow, group_models, ideals
from group_plgl.store.people import Group, group_named

KEYWORD = "GroupPLGL"
_DRAWN = "Drawn by a procedural generator to please a group; likings are predictions."
_PAST = "Drawn by an earlier version, which cannot draw it again; likings are predictions."
_CHOSEN = "Chosen among a group's own pictures as the one that pleases it most; likings are predictions."


@dataclass(frozen=True)
class Story:
    """Where an ideal comes from.

    Attributes:
        picture_id: The picture.
        told: What an export says of it.
        originality: How new it is.
    """

    picture_id: str
    told: Mapping[str, Any]
    originality: Originality


def ideal_png(studio: Studio, group: Group, number: int, rule: str) -> bytes:
    """The ideal of one group model as PNG bytes, provenance inside as JSON (iTXt).

    Raises:
        NotFound: There is no such ideal.
        Copied: It looks the same as a work that is somebody's own.
    """
    story = story_of(studio, group, number, rule)
    refuse_copy(story.originality)
    picture = picture_of(studio.database, story.picture_id)
    if picture is None:
        raise NotFound("there is no ideal of model {number} by rule '{rule}'", number=number, rule=rule)
    return _written(studio, picture, {**story.told, "originality": story.originality.told})


def class_png(studio: Studio, group: Group, number: int, place: int) -> bytes:
    """The ideal of one class as PNG bytes, provenance inside as JSON (iTXt).

    Raises:
        NotFound: There is no such ideal.
        Copied: It looks the same as a work that is somebody's own.
    """
    for one in class_ideals(studio.database, group.group_id, number):
        picture = picture_of(studio.database, one.picture_id) if one.class_number == place else None
        if picture is not None:
            ideal = IdealRow(
                group.group_id, number, DEFAULT_RULE, one.latent, one.picture_id, one.made_by, one.made_at
            )
            told = {**_new(studio, group, ideal), "class": one.name}
            return _written(studio, picture, told)
    raise NotFound("there is no ideal of class {place} of model {number}", number=number, place=place)


def provenance(studio: Studio, group: Group, ideal: IdealRow) -> dict[str, object]:
    """Where an ideal comes from, in words and numbers that allow it to be drawn again.

    The latent of a space that is only shown any more is left out: nothing here could draw it, and
    which of its genes are sensitive is forgotten.
    """
    models = group_models(studio.database, group.group_id, ideal.number)
    model = next(one for one in models if one.rule == ideal.rule)
    space = None if is_past(group.space) else group_space(studio, group)
    return {
        "schema": 1,
        "group": group.slug,
        "question": group.question,
        "rehearsal": group.rehearsal,
        "space": group.space,
        "latent": told_latent(space, ideal.latent) if space else None,
        "latent_sha256": latent_hash(space, ideal.latent) if space else None,
        "limits": ends_of(space) if space else {},
        "rule": rule_named(ideal.rule).name,
        "model_number": model.number,
        "model_sha256": model.digest,
        "members": told_members(studio, group, model.members),
        "voices": sorted(one.weight for one in uneven_voices(studio, group, model.seen_event)),
        "events_seen": model.seen_event,
        "seed": imagine_seed(studio, group),
        "made_at": ideal.made_at.isoformat(),
        "made_by": ideal.made_by,
        "code_version": __version__,
        "note": _PAST if space is None else _CHOSEN if is_catalogue(group.space) else _DRAWN,
    }


def story_of(studio: Studio, group: Group, number: int, rule: str) -> Story:
    """Where an ideal comes from, and how new it is.

    Raises:
        NotFound: There is no such ideal.
    """
    for ideal in ideals(studio.database, group.group_id, number):
        if ideal.rule == rule:
            found = originality(studio, group, ideal.latent)
            return Story(ideal.picture_id, provenance(studio, group, ideal), found)
    raise NotFound("there is no ideal of model {number} by rule '{rule}'", number=number, rule=rule)


def exported_by_name(studio: Studio, slug: str, rule: str) -> tuple[bytes, dict[str, Any]]:
    """The newest ideal that may be shown as PNG bytes and its provenance, for whoever runs the house.

    Raises:
        NotFound: There is no such group, or nothing of it is drawn that may be shown.
        Copied: It looks the same as a work that is somebody's own.
    """
    group = group_named(studio.database, slug)
    number = number_shown(studio.database, group)
    content = ideal_png(studio, group, number, rule)
    story = story_of(studio, group, number, rule)
    return content, {**story.told, "originality": story.originality.told}


def _new(studio: Studio, group: Group, ideal: IdealRow) -> dict[str, Any]:
    """Where an ideal comes from, and how new it is; a copy is refused."""
    found = originality(studio, group, ideal.latent)
    refuse_copy(found)
    return {**provenance(studio, group, ideal), "originality": found.told}


def _written(studio: Studio, picture: Picture, told: dict[str, object]) -> bytes:
    """A stored picture as a PNG that tells its story."""
    pixels = pixels_of(studio.files.read(picture.sha256, picture.media_type))
    story = json.dumps(told, ensure_ascii=False, sort_keys=True)
    return png_bytes(pixels, {KEYWORD: story, "Software": f"Group PLGL {__version__}"})
