"""Concepts: the host labels pictures with two keys, sees how well that is known, and may require it."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from group_plgl.errors import BadInput, GroupPLGLError
from group_plgl.services import concept as concepts
from group_plgl.services.space import is_past
from group_plgl.store.concepts import Concept, concepts_of, demands_of
from group_plgl.store.people import Group
from group_plgl.web.answers import html, twin, wants_json
from group_plgl.web.concept_pages import ConceptLine, ConceptsPage, Labelling
from group_plgl.web.describing import described
from group_plgl.web.errors import status_of
from group_plgl.web.identity import Visitor, require_host
from group_plgl.web.language import apology
from group_plgl.web.liked import picture_url
from group_plgl.web.wiring import wiring

blueprint = Blueprint("concepts", __name__)
_CHANCES = (0.6, 0.7, 0.8, 0.9, 0.95)
_TEMPLATE = "control/concepts.html"


@blueprint.get("/g/<slug>/concepts")
def page(slug: str) -> Response:
    """The concepts of a group; with `concept` in the address its next picture."""
    return html(_TEMPLATE, concepts_page(require_host(slug)))


@blueprint.get("/g/<slug>/concepts.json")
def page_json(slug: str) -> Response:
    """The same as JSON."""
    return twin(concepts_page(require_host(slug)))


@blueprint.post("/g/<slug>/concepts/<order>")
def say(slug: str, order: str) -> Response:
    """Found, label, undo, require, lift or remove; then the page as it is now."""
    visitor = require_host(slug)
    try:
        name = _follow(visitor.group, order)
    except GroupPLGLError as error:
        if wants_json():
            raise
        return html(_TEMPLATE, concepts_page(visitor, apology(error)), status_of(error))
    if wants_json():
        return twin(concepts_page(visitor))
    there = (
        url_for("concepts.page", slug=slug, concept=name, skipped=_skipped())
        if name
        else url_for("concepts.page", slug=slug)
    )
    return Response(status=303, headers={"Location": there})


def concepts_page(visitor: Visitor, problem: str = "") -> ConceptsPage:
    """The page as things stand."""
    studio, group = wiring().studio, visitor.group
    there, asked = concepts_of(studio.database, group.group_id), demands_of(studio.database, group.group_id)
    chosen = next((one for one in there if one.name == _said("concept") and not problem), None)
    return ConceptsPage(
        slug=group.slug,
        name=group.name,
        question=group.question,
        rehearsal=group.rehearsal,
        role=visitor.role,
        concepts=[_line(group, one, asked.get(one.concept_id), learned=chosen is None) for one in there],
        labelling=_labelling(group, chosen) if chosen else None,
        past=is_past(group.space),
        problem=problem,
    )


def _line(group: Group, one: Concept, required: float | None, learned: bool) -> ConceptLine:
    """A concept; while pictures are labelled nothing is learned, so that the next one comes at once."""
    studio = wiring().studio
    known = concepts.known(studio, group, one) if learned else concepts.counted(studio, one)
    return ConceptLine(
        **concepts.told_of(one, known, required),
        url=url_for("concepts.page", slug=group.slug, concept=one.name),
        offered=[chance for chance in _CHANCES if known.telling and chance <= known.ceiling],
    )


def _labelling(group: Group, one: Concept) -> Labelling:
    left, skipped = concepts.unlabelled(wiring().studio, group, one), _skipped()
    picture = left[skipped % len(left)] if left else ""
    words = described(group, [picture])[picture] if picture else ""
    return Labelling(
        one.name, picture, picture_url(group, picture) if picture else "", words, len(left), skipped
    )


def _follow(group: Group, order: str) -> str:
    """Do what is asked; the concept whose pictures are labelled next, if any."""
    studio, name = wiring().studio, _said("concept")
    if order == "found":
        return concepts.found(studio, group, name).name
    one = concepts.named(studio, group, name)
    if order == "label":
        if _said("yes") not in ("0", "1"):
            raise BadInput("a label is yes (1) or no (0)")
        concepts.label(studio, group, one, {_said("picture"): _said("yes") == "1"})
        return one.name
    if order == "undo":
        concepts.undo(studio, group, one)
        return one.name
    if order == "require":
        concepts.require(studio, group, one, _chance())
    elif order == "lift":
        concepts.lift(studio, group, one)
    elif order == "remove":
        concepts.remove(studio, group, one)
    else:
        raise BadInput(
            "there is no order '{order}'",
            advice="Known orders: found, label, undo, require, lift, remove.",
            order=order,
        )
    return ""


def _said(name: str) -> str:
    """A word of the address, the form or the JSON object."""
    if request.is_json and request.method == "POST":
        said = request.get_json(silent=True)
        if not isinstance(said, dict):
            raise BadInput("an order is a JSON object", advice='Send {"concept": "…"}.')
        return str(said.get(name, ""))
    return request.values.get(name, "")


def _skipped() -> int:
    said = _said("skipped")
    return int(said) if said.isdecimal() and len(said) < 6 else 0


def _chance() -> float:
    try:
        return float(_said("chance"))
    except ValueError as error:
        raise BadInput("what is required is a number") from error
