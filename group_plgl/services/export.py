"""Exporting: a picture as a PNG that says in itself where it comes from, so that it can be drawn again.

Stored pictures carry no provenance; it is written into the file here. It names no member. What
chance drew and nobody's taste knows rides along packed, so that nothing reads it as a taste.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from group_plgl import __version__
from group_plgl.errors import NotFound
from group_plgl.generators.raster import keepsake_bytes, pixels_of
from group_plgl.groups.rules import DEFAULT_RULE, rule_named
from group_plgl.latents.locks import ends_of
from group_plgl.latents.retelling import retold
from group_plgl.services.heed import uneven_voices
from group_plgl.services.imagine import imagine_seed
from group_plgl.services.originality import Originality, originality, refuse_copy
from group_plgl.services.reveal import number_shown, told_tastes
from group_plgl.services.space import group_space, is_catalogue, is_past
from group_plgl.services.studio import Studio
from group_plgl.store.classes import class_ideals
from group_plgl.store.images import Picture, picture_of
from group_plgl.store.models import IdealRow, group_models, ideals
from group_plgl.store.people import Group, group_named

KEYWORD, XMP = "GroupPLGL", "XML:com.adobe.xmp"
SCHEMA = 2
SMALLEST, LARGEST = 512, 4096
# Settings that have a say in what a group's ideal is.
SHAPING = ("needed_answers", "needed_each", "needed_members", "lend_tastes", "strategy", "samples_each")
ALGORITHMIC = "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia"
_DRAWN = (
    "AI-generated: drawn by a procedural generator to please a group, as learned from its answers; "
    "likings are predictions."
)
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


def ideal_png(
    studio: Studio, group: Group, number: int, rule: str, pixels: int = 0, bare: bool = False
) -> bytes:
    """The ideal of one group model as PNG bytes, provenance inside as JSON (iTXt).

    Args:
        studio: Where.
        group: Whose.
        number: Which model.
        rule: Which rule's.
        pixels: Side of the PNG; as it is stored unless told.
        bare: Whether to say nothing inside.

    Raises:
        NotFound: There is no such ideal.
        Copied: It looks the same as a work that is somebody's own.
    """
    story = story_of(studio, group, number, rule)
    refuse_copy(story.originality)
    picture = picture_of(studio.database, story.picture_id)
    if picture is None:
        raise NotFound("there is no ideal of model {number} by rule '{rule}'", number=number, rule=rule)
    return written(studio, picture, {**story.told, "originality": story.originality.told}, pixels, bare)


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
            return written(studio, picture, told)
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
        "schema": SCHEMA,
        "group": group.slug,
        "question": group.question,
        "rehearsal": group.rehearsal,
        "space": group.space,
        **(retold(space, ideal.latent) if space else dict.fromkeys(("latent", "chance", "latent_sha256"))),
        "limits": ends_of(space) if space else {},
        "rule": rule_named(ideal.rule).name,
        "model_number": model.number,
        "model_sha256": model.digest,
        "members": told_tastes(studio, group, model.number),
        "voices": sorted(one.weight for one in uneven_voices(studio, group, model.seen_event)),
        "events_seen": model.seen_event,
        "seed": imagine_seed(studio, group),
        "made_at": ideal.made_at.isoformat(),
        "made_by": ideal.made_by,
        "code_version": __version__,
        "settings": {name: getattr(studio.settings, name) for name in SHAPING},
        "digital_source_type": "" if is_catalogue(group.space) else ALGORITHMIC,
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


def written(
    studio: Studio, picture: Picture, told: Mapping[str, Any], pixels: int = 0, bare: bool = False
) -> bytes:
    """A picture as a PNG that tells its story.

    Args:
        studio: Where.
        picture: As it is stored.
        told: Its story.
        pixels: Side of the PNG; as it is stored unless told, and always so where it cannot be drawn again.
        bare: Whether to say nothing inside, for printers who ask for that.
    """
    if not pixels or not drawn_anew(picture.space):
        seen = pixels_of(studio.files.read(picture.sha256, picture.media_type))
        return keepsake_bytes(seen, {} if bare else texts_of({**told, "pixels": max(seen.shape[:2])}))
    texts = {} if bare else texts_of({**told, "pixels": pixels})
    words = {"space": picture.space, "pixels": pixels, "texts": texts}
    _, made = studio.child.run("picture", words, {"z": np.array(picture.latent, dtype=np.float64)})
    return made["bytes"].tobytes()


def drawn_anew(space: str) -> bool:
    """Whether pictures of a space can be drawn at any size; the others are there as they are stored."""
    return not is_catalogue(space) and not is_past(space)


def texts_of(told: Mapping[str, Any]) -> dict[str, str]:
    """What is written into a PNG, by keyword: the story as JSON, and what other programs read of it."""
    source = str(told.get("digital_source_type") or "")
    note = str(told.get("note", ""))
    return {
        KEYWORD: json.dumps(told, ensure_ascii=False, sort_keys=True),
        XMP: _xmp(note, str(told.get("made_at", "")), source),
        "Description": note,
        "Software": f"Group PLGL {__version__}",
    }


def _xmp(note: str, made_at: str, source: str) -> str:
    """The same for programs that read XMP: what it is, when it was made, and that no camera made it.

    Source: IPTC Photo Metadata Standard 2023.2, Digital Source Type; XMP Specification Part 1, 7.
    """
    kind = (
        f"<Iptc4xmpExt:DigitalSourceType>{escape(source)}</Iptc4xmpExt:DigitalSourceType>" if source else ""
    )
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
        'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">'
        f'<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{escape(note)}</rdf:li></rdf:Alt>'
        "</dc:description>"
        f"<xmp:CreatorTool>Group PLGL {__version__}</xmp:CreatorTool>"
        f"<xmp:CreateDate>{escape(made_at)}</xmp:CreateDate>{kind}"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    )
