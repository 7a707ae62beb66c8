"""Encoding over HTTP: somebody's picture as the nearest one that a space can draw.

Nothing of what is sent is kept; the pictures of the answer ride inside it.
"""

from __future__ import annotations

import base64
from threading import BoundedSemaphore

from flask import Blueprint, Response, request

from group_plgl.errors import BadInput, NotFound, UnsafeBytes
from group_plgl.generators.raster import MOST_BYTES
from group_plgl.latents import Space
from group_plgl.services.encode import Encoded, encode_upload
from group_plgl.web.answers import html, twin, wants_json
from group_plgl.web.encoding_pages import EncodedPicture, EncodePage
from group_plgl.web.filters import capital
from group_plgl.web.founding import examples
from group_plgl.web.guards import takes_files
from group_plgl.web.language import _, apology
from group_plgl.web.pacing import place, slow_down
from group_plgl.web.wiring import wiring

blueprint = Blueprint("encoding", __name__)
SHOWN_PIXELS = 512
AT_ONCE = 6  # pictures; each holds a thread of the web until it is found
PLACES = BoundedSemaphore(AT_ONCE)


@blueprint.get("/spaces/<name>/encode")
def form(name: str) -> Response:
    """Where a picture is brought."""
    return html("gallery/encode.html", _page(_named(name)))


@blueprint.post("/spaces/<name>/encode")
@takes_files
def encode_here(name: str) -> Response:
    """The nearest picture of a space to the one that was brought, as a page or as JSON."""
    space = _named(name)
    slow_down("encode", wiring().buckets)
    try:
        with place(PLACES):
            found = encode_upload(wiring().studio, space, sent(), SHOWN_PIXELS)
    except (BadInput, UnsafeBytes) as problem:
        if wants_json():
            raise
        return html("gallery/encode.html", _page(space, problem=capital(apology(problem))), 422)
    page = _page(space, _told(found))
    return twin(page) if wants_json() else html("gallery/encode.html", page)


def _named(name: str) -> Space:
    found = wiring().spaces.get(name)
    if found is None:
        raise NotFound("there is no space of this name")
    return found


def sent() -> bytes:
    """The file of a form, or the body itself; one byte more than is taken tells that it is too long."""
    if request.mimetype == "application/octet-stream":
        return request.stream.read(MOST_BYTES + 1)
    file = request.files.get("file")
    if file is None or not file.filename:
        raise BadInput("no picture came along", advice="Choose one and send it again.")
    return file.stream.read(MOST_BYTES + 1)


def _page(space: Space, result: EncodedPicture | None = None, problem: str = "") -> EncodePage:
    return EncodePage(
        name=space.name,
        title=_(space.title),
        key=space.key,
        picture_urls=examples(space.name),
        problem=problem,
        result=result,
    )


def _told(found: Encoded) -> EncodedPicture:
    return EncodedPicture(
        latent=[float(gene) for gene in found.z],
        error=found.error,
        limit=found.limit,
        outside=found.outside,
        words=[_(word) for word in found.words],
        seen=[_(word) for word in found.seen],
        brought_url=inside(found.shown),
        redrawn_url=inside(found.redrawn),
    )


def inside(picture: bytes) -> str:
    """A picture as an address that holds it."""
    return f"data:image/webp;base64,{base64.b64encode(picture).decode()}"
