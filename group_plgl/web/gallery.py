"""The gallery over HTTP: which pictures there are to have taste about, and in what they differ."""

from __future__ import annotations

from flask import Blueprint, Response, url_for

from group_plgl.errors import NotFound
from group_plgl.latents import Space
from group_plgl.services.gallery import WAYS, example_sound, gallery_row
from group_plgl.web.answers import html, twin
from group_plgl.web.founding import example_sounds, examples
from group_plgl.web.gallery_pages import GalleryPage, GeneFamily, GeneLine, SpacePage, SpaceTile
from group_plgl.web.language import _
from group_plgl.web.pictures import played
from group_plgl.web.wiring import wiring

blueprint = Blueprint("gallery", __name__)
FOR_EVER = "public, max-age=31536000, immutable"


@blueprint.get("/spaces")
def gallery() -> Response:
    """All spaces that can be drawn."""
    return html("gallery/gallery.html", _gallery_page())


@blueprint.get("/spaces.json")
def gallery_json() -> Response:
    """The same as JSON."""
    return twin(_gallery_page())


@blueprint.get("/spaces/<name>")
def space(name: str) -> Response:
    """One space: pictures, genes, ways."""
    return html("gallery/space.html", _space_page(_named(name)))


@blueprint.get("/spaces/<name>.json")
def space_json(name: str) -> Response:
    """The same as JSON."""
    return twin(_space_page(_named(name)))


@blueprint.get("/spaces/<name>/<int:version>/<kind>-<int:place>.webp")
def row(name: str, version: int, kind: str, place: int) -> Response:
    """Five pictures that differ in one gene, or seven on the way from one to another."""
    found = _named(name)
    if version != found.version:
        raise NotFound("this version of the space is not drawn any more")
    response = Response(gallery_row(wiring().studio, found, kind, place), mimetype="image/webp")
    response.headers["Cache-Control"] = FOR_EVER
    return response


@blueprint.get("/spaces/<name>/<int:version>/example-<int:place>.wav")
def example(name: str, version: int, place: int) -> Response:
    """What an example picture of a space sounds like."""
    found = _named(name)
    if version != found.version:
        raise NotFound("this version of the space is not drawn any more")
    return played(example_sound(wiring().studio, found, place), FOR_EVER)


def _named(name: str) -> Space:
    found = wiring().spaces.get(name)
    if found is None:
        raise NotFound("there is no space of this name")
    return found


def _gallery_page() -> GalleryPage:
    return GalleryPage(spaces=[_tile(space) for space in wiring().spaces.values()])


def _tile(space: Space) -> SpaceTile:
    return SpaceTile(
        name=space.name,
        title=_(space.title),
        help=_(space.help),
        genes=space.latent_dim,
        picture_urls=examples(space.name),
        sounds=space.sounds,
        url=url_for("gallery.space", name=space.name),
    )


def _space_page(space: Space) -> SpacePage:
    return SpacePage(
        name=space.name,
        title=_(space.title),
        help=_(space.help),
        key=space.key,
        source=space.source,
        genes=space.latent_dim,
        picture_urls=examples(space.name),
        sound_urls=example_sounds(space),
        way_urls=[_row_url(space, "way", place) for place in range(WAYS)],
        families=[
            GeneFamily(_(family.capitalize()), [_line(space, place) for place in places])
            for family, places in space.families.items()
        ],
    )


def _line(space: Space, place: int) -> GeneLine:
    gene = space.genes[place]
    return GeneLine(gene.name, _(gene.low), _(gene.high), gene.sensitive, _row_url(space, "gene", place))


def _row_url(space: Space, kind: str, place: int) -> str:
    return url_for("gallery.row", name=space.name, version=space.version, kind=kind, place=place)
