"""A study on the phone: consent, then swiping as always, then one question at a time; it needs no script.

Which picture is whose is told by nothing here: pictures of a question have the same size and kind, their
names are hashes of what is on them, and all were drawn before the first was asked about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask import Blueprint, Response, request, url_for

from group_plgl.analytics.studies import Figure
from group_plgl.errors import BadInput, GroupPLGLError
from group_plgl.services import study
from group_plgl.services.appraise import own_figures
from group_plgl.services.reveal import may_single_out
from group_plgl.store.images import latents_of
from group_plgl.store.people import Group, Member
from group_plgl.web.answers import html, private, twin, wants_json
from group_plgl.web.describing import described
from group_plgl.web.errors import status_of
from group_plgl.web.filters import percent
from group_plgl.web.identity import require_member
from group_plgl.web.language import _, apology, later
from group_plgl.web.studying_pages import Figured, Shown, StudyPage
from group_plgl.web.wiring import wiring

blueprint = Blueprint("studying", __name__)
LOOK_AGAIN = "4"  # seconds
TITLES = {
    "agreement": later("You said the same when you were asked again"),
    "accuracy": later("Your taste foretold answers about new pictures"),
    "over_neutral": later("You chose your own picture over a neutral one"),
    "over_other": later("You chose your own picture over another member's"),
}


@blueprint.get("/g/<slug>/study")
def show(slug: str) -> Response:
    """How far the member is in the study, and what they are asked now."""
    _visitor, member = require_member(slug)
    return _shown(study_page(_visitor.group, member))


@blueprint.get("/g/<slug>/study.json")
def show_json(slug: str) -> Response:
    """The same as JSON."""
    visitor, member = require_member(slug)
    return private(twin(study_page(visitor.group, member)))


@blueprint.post("/g/<slug>/study/consent")
def agree(slug: str) -> Response:
    """The member takes part."""
    return _done(slug, "consent")


@blueprint.post("/g/<slug>/study/answer")
def answer(slug: str) -> Response:
    """One answer; the first one stands."""
    return _done(slug, "answer")


def study_page(group: Group, member: Member, problem: str = "") -> StudyPage:
    """The study as this member may see it."""
    studio = wiring().studio
    blank = StudyPage(
        slug=group.slug, name=group.name, question=group.question, rehearsal=group.rehearsal, state="none",
        minutes=0, training=0, said=0, questions=0, done=0, place=None, shown=[], others=False,
        anonymous=not may_single_out(group), figures=[], problem=problem,
    )  # fmt: skip
    found = study.standing(studio, group, member)
    if found is None:
        return blank
    page = replace(
        blank, state=found.state, minutes=found.minutes, training=found.study.training,
        said=min(found.said, found.study.training), questions=found.asked, done=found.answered,
        others=found.study.others,
    )  # fmt: skip
    if found.trial is not None:
        pictures = [one for one in (found.trial.picture_id, found.trial.beside_id) if one]
        told = described(group, pictures)
        latents = latents_of(studio.database, pictures) if member.simulated else {}
        shown = [
            Shown(
                url_for("pictures.picture", slug=group.slug, picture_id=one),
                told.get(one, ""),
                latents.get(one),
                place if len(pictures) > 1 else 1,
            )
            for place, one in enumerate(pictures)
        ]
        return replace(page, place=found.trial.place, shown=shown)
    own = own_figures(studio, found.study, member) or {}
    return replace(
        page, figures=[_figured(name, own[name]) for name in TITLES if name in own and own[name].n]
    )


def _figured(name: str, one: Figure) -> Figured:
    words = _("{hits} of {n} ({low} to {high})").format(
        hits=one.hits, n=one.n, low=percent(one.low or 0.0), high=percent(one.high or 0.0)
    )
    return Figured(_(TITLES[name]), one.hits, one.n, one.low, one.high, words)


def _done(slug: str, order: str) -> Response:
    visitor, member = require_member(slug)
    studio, group = wiring().studio, visitor.group
    try:
        if order == "consent":
            study.consent(studio, group, member)
        else:
            study.answer_trial(studio, group, member, _number("place"), _number("value"))
    except GroupPLGLError as error:
        if wants_json():
            raise
        return _shown(study_page(group, member, apology(error)), status_of(error))
    if wants_json():
        return private(twin(study_page(group, member)))
    return Response(status=303, headers={"Location": url_for("studying.show", slug=slug)})


def _shown(page: StudyPage, status: int = 200) -> Response:
    response = private(html("studying/study.html", page, status))
    if page.state == "waiting":
        response.headers["Refresh"] = LOOK_AGAIN
    return response


def _number(name: str) -> int:
    said = request.get_json(silent=True) if request.is_json else request.form
    value = said.get(name) if isinstance(said, Mapping) else None
    try:
        return int(str(value))
    except ValueError as error:
        raise BadInput("this is no answer to a question of the study") from error
