"""Pictures over HTTP: bytes that never change, to those who may see the group they belong to."""

from __future__ import annotations

from threading import BoundedSemaphore
from typing import cast

from flask import Blueprint, Response, request

from group_plgl.errors import NotFound
from group_plgl.services.elsewhere import ideal_elsewhere
from group_plgl.services.export import class_png, ideal_png
from group_plgl.services.play import sound_of
from group_plgl.services.reveal import shows_number, shows_picture
from group_plgl.services.sampler import sampler_file
from group_plgl.store.images import SOUND_TYPE, Picture, picture_of
from group_plgl.web.errors import NOTHING_HERE
from group_plgl.web.identity import require_reader
from group_plgl.web.pacing import place as place_in
from group_plgl.web.wiring import wiring

blueprint = Blueprint("pictures", __name__)
ASKED_AGAIN = "private, no-cache"  # works may become known, and how new it is depends on them
AT_ONCE = 4  # each holds a thread of the web until it is computed
PLACES = BoundedSemaphore(AT_ONCE)
FOR_EVER = "private, max-age=31536000, immutable"


@blueprint.get("/g/<slug>/pictures/<picture_id>")
def picture(slug: str, picture_id: str) -> Response:
    """One picture of a group that the visitor may see."""
    visitor, studio = require_reader(slug), wiring().studio
    found = picture_of(studio.database, picture_id)
    if found is None or not shows_picture(studio, visitor, picture_id):
        raise NotFound(NOTHING_HERE)
    return served(found)


@blueprint.get("/g/<slug>/pictures/<picture_id>.wav")
def sound(slug: str, picture_id: str) -> Response:
    """What a picture of a group that the visitor may see sounds like."""
    visitor, studio = require_reader(slug), wiring().studio
    found = picture_of(studio.database, picture_id)
    if found is None or not shows_picture(studio, visitor, picture_id):
        raise NotFound(NOTHING_HERE)
    return sounded(found)


@blueprint.get("/g/<slug>/ideals/<int(max=1000000000):number>/<rule>.png")
def ideal(slug: str, number: int, rule: str) -> Response:
    """An ideal as a file to keep, with where it comes from written inside."""
    visitor, studio = require_reader(slug), wiring().studio
    if not shows_number(studio, visitor, number):
        raise NotFound(NOTHING_HERE)
    with place_in(PLACES):
        content = ideal_png(studio, visitor.group, number, rule)
    return _to_keep(content, "image/png", f"{visitor.group.slug}-model-{number}-{rule}.png")


@blueprint.get("/g/<slug>/ideals/<int(max=1000000000):number>/<rule>.safetensors")
def sampler(slug: str, number: int, rule: str) -> Response:
    """One file that draws new ideals of a group, without anything of its members."""
    visitor, studio = require_reader(slug), wiring().studio
    if not shows_number(studio, visitor, number):
        raise NotFound(NOTHING_HERE)
    with place_in(PLACES):
        content = sampler_file(studio, visitor.group, number, rule)
    name = f"{visitor.group.slug}-model-{number}-{rule}.safetensors"
    return _to_keep(content, "application/octet-stream", name)


@blueprint.get("/g/<slug>/ideals/<int(max=1000000000):number>/class-<int(max=8):place>.png")
def class_ideal(slug: str, number: int, place: int) -> Response:
    """The ideal of a class as a file to keep, with where it comes from written inside."""
    visitor, studio = require_reader(slug), wiring().studio
    if not shows_number(studio, visitor, number):
        raise NotFound(NOTHING_HERE)
    with place_in(PLACES):
        content = class_png(studio, visitor.group, number, place)
    return _to_keep(content, "image/png", f"{visitor.group.slug}-model-{number}-class-{place + 1}.png")


@blueprint.get("/g/<slug>/ideals/<int(max=1000000000):number>/<rule>/in-<other>.webp")
def elsewhere(slug: str, number: int, rule: str, other: str) -> Response:
    """What an ideal becomes in a kindred space."""
    visitor, studio = require_reader(slug), wiring().studio
    if not shows_number(studio, visitor, number):
        raise NotFound(NOTHING_HERE)
    response = Response(ideal_elsewhere(studio, visitor.group, number, rule, other), mimetype="image/webp")
    response.headers["Cache-Control"] = FOR_EVER
    return response


def _to_keep(content: bytes, media_type: str, name: str) -> Response:
    """A file to keep, under a name of its own."""
    response = Response(content, mimetype=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = ASKED_AGAIN
    return response


def sounded(found: Picture) -> Response:
    """The sound of a picture, which may be kept for ever."""
    studio = wiring().studio
    return played(studio.files.read(sound_of(studio, found), SOUND_TYPE), FOR_EVER)


def played(content: bytes, caching: str) -> Response:
    """A sound, or the part of it that a player asked for: some play nothing they cannot seek in."""
    response = Response(content, mimetype=SOUND_TYPE)
    response.add_etag()
    response.headers["Cache-Control"] = caching
    whole = len(content)
    return cast(Response, response.make_conditional(request, accept_ranges=True, complete_length=whole))


def served(found: Picture) -> Response:
    """The bytes of a picture, which may be kept for ever: the id is by content."""
    response = Response(status=304, mimetype=found.media_type)  # else it is sent as a page
    if request.if_none_match.contains(found.sha256):
        response.set_etag(found.sha256)
    else:
        content = wiring().studio.files.read(found.sha256, found.media_type)
        response = Response(content, mimetype=found.media_type)
        response.set_etag(found.sha256)
    response.headers["Cache-Control"] = FOR_EVER
    return response
