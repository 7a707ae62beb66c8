"""My taste: what a member sees of themself, all they said, their data to take away, and the way out.

Everything here is the member's own and nobody else may ask for it. Of the group it shows what the
group shows its members anyway. Nothing is computed in a request: drawing is asked for and waited for.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, request, url_for

from group_plgl.errors import BadInput, NotFound
from group_plgl.services.convene import MOST_QUESTIONS
from group_plgl.services.correct import correct as correct_comment
from group_plgl.services.forget import Forgotten, forget_member
from group_plgl.services.join import answer_anew
from group_plgl.services.mirror import aim_of, ask_mirror
from group_plgl.services.takeout import takeout
from group_plgl.store.images import Picture, picture_of
from group_plgl.store.own import shows_own
from group_plgl.store.people import Group, Member
from group_plgl.web.answers import html, private, twin, wants_json
from group_plgl.web.errors import NOTHING_HERE
from group_plgl.web.identity import MEMBER_COOKIE, require_member, require_reader
from group_plgl.web.language import _, apology
from group_plgl.web.me_pages import ForgottenPage
from group_plgl.web.mirrored import deck_of, me_page, mirror_state, us_number, word_to_type
from group_plgl.web.pictures import served, sounded
from group_plgl.web.wiring import wiring

blueprint = Blueprint("me", __name__)


@blueprint.get("/g/<slug>/me")
def me(slug: str) -> Response:
    """A member's own taste; those who have not joined are sent to the group."""
    visitor = require_reader(slug)
    if visitor.member is None:
        return Response(status=303, headers={"Location": url_for("groups.group", slug=slug)})
    return private(html("me/me.html", me_page(visitor, visitor.member)))


@blueprint.get("/g/<slug>/me.json")
def me_json(slug: str) -> Response:
    """The same as JSON."""
    return private(twin(me_page(*require_member(slug))))


@blueprint.post("/g/<slug>/me/mirror")
def ask(slug: str) -> Response:
    """The member wants to see what is known of their taste now; a job draws it."""
    visitor, member = require_member(slug)
    studio = wiring().studio
    aim = aim_of(studio, visitor.group, member, us_number(visitor))
    if aim is not None:
        ask_mirror(studio, member, aim)
    if wants_json():
        return private(twin(mirror_state(visitor, member), 202))
    return Response(status=303, headers={"Location": url_for("me.me", slug=slug)})


@blueprint.post("/g/<slug>/me/answers")
def answer(slug: str) -> Response:
    """Other answers to the host's questions take the place of those before."""
    visitor, member = require_member(slug)
    try:
        answer_anew(wiring().studio, member, _answers())
    except BadInput as error:
        if wants_json():
            raise
        page = me_page(visitor, member, asked_problem=apology(error))
        return private(html("me/me.html", page, 422))
    if wants_json():
        return private(twin(me_page(visitor, member)))
    return Response(status=303, headers={"Location": url_for("me.me", slug=slug, _anchor="asked")})


@blueprint.post("/g/<slug>/me/comments")
def correct(slug: str) -> Response:
    """The member says what a comment of theirs means; it counts when the group is next learned."""
    visitor, member = require_member(slug)
    try:
        correct_comment(wiring().studio, visitor.group, member, *_meaning())
    except BadInput as error:
        if wants_json():
            raise
        page = me_page(visitor, member, remark_problem=apology(error))
        return private(html("me/me.html", page, 422))
    if wants_json():
        return private(twin(me_page(visitor, member)))
    return Response(status=303, headers={"Location": url_for("me.me", slug=slug, _anchor="remarks")})


def _meaning() -> tuple[str, str, str]:
    """The comment, the attribute and what it means, by form or as JSON."""
    said = request.get_json(silent=True) if request.is_json else request.form
    event, key, meaning = (
        said.get(name) if isinstance(said, Mapping) else None for name in ("event", "key", "meaning")
    )
    if not (isinstance(event, str) and isinstance(key, str) and isinstance(meaning, str)):
        raise BadInput("event, key and meaning are texts")
    return event, key, meaning


def _answers() -> list[str]:
    """The answers that were sent, in order, by form or as JSON."""
    if not request.is_json:
        return [request.form.get(f"answer-{place}", "") for place in range(MOST_QUESTIONS)]
    said = request.get_json(silent=True)
    given = said.get("answers") if isinstance(said, dict) else None
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise BadInput("answers is a list of texts")
    return given


@blueprint.get("/g/<slug>/me/mirror.json")
def state(slug: str) -> Response:
    """Whether there is something newer to see."""
    return private(twin(mirror_state(*require_member(slug))))


@blueprint.get("/g/<slug>/me/pictures/<picture_id>")
def picture(slug: str, picture_id: str) -> Response:
    """A picture that was shown to the member or drawn for them."""
    return served(_own(slug, picture_id))


@blueprint.get("/g/<slug>/me/pictures/<picture_id>.wav")
def sound(slug: str, picture_id: str) -> Response:
    """What such a picture sounds like."""
    return sounded(_own(slug, picture_id))


def _own(slug: str, picture_id: str) -> Picture:
    visitor, member = require_member(slug)
    database, with_group = wiring().studio.database, us_number(visitor) is not None
    found = picture_of(database, picture_id)
    if found is None or not shows_own(database, member.member_id, picture_id, with_group=with_group):
        raise NotFound(NOTHING_HERE)
    return found


@blueprint.get("/g/<slug>/me.zip")
def download(slug: str) -> Response:
    """Everything kept about the member, to take away."""
    visitor, member = require_member(slug)
    with_group = us_number(visitor) is not None
    content = takeout(wiring().studio, visitor.group, member, with_group=with_group)
    response = Response(content, mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{visitor.group.slug}-me.zip"'
    return private(response)


@blueprint.delete("/g/<slug>/me")
def leave(slug: str) -> Response:
    """The member and everything of them is erased; 200 when no file holds anything, 202 when that follows."""
    visitor, member = require_member(slug)
    return _left(visitor.group, member, forget_member(wiring().studio, member))


@blueprint.post("/g/<slug>/me/forget")
def leave_by_form(slug: str) -> Response:
    """The same from the page, once the member has said that they mean it."""
    visitor, member = require_member(slug)
    typed, wanted = request.form.get("confirm", ""), word_to_type(member)
    if request.form.get("held") != "yes" and _folded(typed) != _folded(wanted):
        problem = BadInput("type “{word}” to delete yourself, nothing was deleted", word=wanted)
        if wants_json():
            raise problem
        words = _("Type “{word}” to delete yourself. Nothing was deleted.").format(word=wanted)
        return private(html("me/me.html", me_page(visitor, member, words), 422))
    return _left(visitor.group, member, forget_member(wiring().studio, member))


def _left(group: Group, member: Member, forgotten: Forgotten) -> Response:
    """The receipt; the browser forgets who they were."""
    page = ForgottenPage(
        deck=deck_of(member),
        name=group.name,
        answers=forgotten.answers,
        comments=forgotten.comments,
        cards=forgotten.cards,
        tastes=forgotten.tastes,
        models=forgotten.models,
        pictures=forgotten.pictures,
        finished=forgotten.finished,
        words=_("Nothing of you is left in this house's files.")
        if forgotten.finished
        else _("You are out of every table. The last copies leave the files within minutes, by themselves."),
    )
    status = 200 if forgotten.finished else 202
    response = twin(page, status) if wants_json() else html("me/forgotten.html", page, status)
    response.delete_cookie(MEMBER_COOKIE + group.group_id, path="/", httponly=True, samesite="Lax")
    return private(response)


def _folded(typed: str) -> str:
    return " ".join(typed.split()).casefold()
