"""The way in: a join code or its QR code, a nickname, and a cookie.

A code works while its group's session is open. Wrong and closed codes get the same answer, and an
address that guesses wrong too often has to wait.
"""

from __future__ import annotations

import hmac
import io
import re
from urllib.parse import urlsplit

import segno
from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.exceptions import TooManyRequests

from group_plgl.errors import BadInput, NotFound
from group_plgl.services.convene import MOST_QUESTIONS
from group_plgl.services.join import hash_secret, join_group
from group_plgl.services.reveal import counted
from group_plgl.services.teach import seat_of
from group_plgl.store.images import picture_of, pool_of
from group_plgl.store.people import (
    Group,
    current_session,
    group_by_code,
    group_by_slug,
    member_by_token,
    questions_of,
)
from group_plgl.store.studies import open_study_of
from group_plgl.web.addresses import public_root
from group_plgl.web.answers import as_json, html, private, twin, wants_json
from group_plgl.web.errors import NOTHING_HERE
from group_plgl.web.home import home_page
from group_plgl.web.identity import remember_member, require_reader, visitor_of
from group_plgl.web.language import _, apology, later
from group_plgl.web.pages import Asked, JoinPage
from group_plgl.web.pictures import served
from group_plgl.web.privacy import answers_use, door_url, promise
from group_plgl.web.wiring import wiring

blueprint = Blueprint("joining", __name__)
WRONG_CODE = later("no group takes members by that code now")
WRONG_ADVICE = later("Look at the code again, or ask whether the session is still open.")
_FAN = 3


@blueprint.post("/join")
def enter() -> Response:
    """From the code typed at the front door to the group's own door."""
    typed = request.form.get("code", "")
    try:
        group = group_of_code(typed.strip().rstrip("/").rpartition("/")[2])
    except NotFound as error:
        return html("house/home.html", home_page(typed[:80], apology(error)), 404)
    return Response(status=303, headers={"Location": url_for("joining.join", code=group.join_code)})


@blueprint.get("/j/<code>")
@blueprint.get("/J/<code>")
def join(code: str) -> Response:
    """What somebody sees before joining; members go straight to their deck."""
    group = group_of_code(code)
    if visitor_of(group).member and not wants_json():
        return _to_deck(group)
    return _door(group)


@blueprint.get("/g/<slug>/seat/<token>")
def seat(slug: str, token: str) -> Response:
    """Whoever was made on the command line, by the address it told, at the page where they label."""
    group = group_by_slug(wiring().studio.database, slug)
    member = member_by_token(wiring().studio.database, group.group_id, hash_secret(token)) if group else None
    if group is None or member is None or not hmac.compare_digest(token, seat_of(group, member)):
        raise NotFound(NOTHING_HERE)
    response = private(Response(status=303, headers={"Location": f"/g/{slug}/label"}))
    remember_member(response, group, token)
    return response


@blueprint.get("/j/<code>.json")
def join_json(code: str) -> Response:
    """The same as JSON."""
    return twin(join_page(group_of_code(code)))


@blueprint.post("/j/<code>")
@blueprint.post("/J/<code>")
def become_member(code: str) -> Response:
    """A nickname becomes a member; the cookie says who they are from now on."""
    group = group_of_code(code)
    if wants_json():
        return _join_as_program(group)
    if visitor_of(group).member:
        return _to_deck(group)
    typed = request.form.get("nickname", "")
    answers = [request.form.get(f"answer-{place}", "") for place in range(MOST_QUESTIONS)]
    try:
        _member, token = join_group(wiring().studio, group, typed, answers=answers)
    except BadInput as error:
        return _door(group_of_code(code), typed, apology(error), 422)
    response = _to_deck(group)
    remember_member(response, group, token)
    return response


@blueprint.get("/j/<code>/pictures/<int:place>")
def fan(code: str, place: int) -> Response:
    """A few pictures of the group for those who hold its code."""
    group = group_of_code(code)
    pool = pool_of(wiring().studio.database, group.group_id)[:_FAN]
    found = picture_of(wiring().studio.database, pool[place]) if place < len(pool) else None
    if found is None:
        raise NotFound("there is no such picture")
    return served(found)


@blueprint.get("/g/<slug>/join.svg")
def qr(slug: str) -> Response:
    """The QR code of the join link, in capitals for bigger modules."""
    group = require_reader(slug).group
    root = public_root()
    # Host names are blind to case; a path in front of ours may not be.
    link = f"{root if urlsplit(root).path else root.upper()}/J/{group.join_code}"
    drawing = io.BytesIO()
    segno.make(link, error="m", micro=False).save(
        drawing, kind="svg", scale=8, border=3, dark="#1d1a16", light="#fffdf9", svgclass=None, lineclass=None
    )
    return Response(drawing.getvalue(), mimetype="image/svg+xml")


def group_of_code(code: str) -> Group:
    """The group that takes members by this code; case and dashes do not matter.

    Raises:
        NotFound: There is none, or its session is closed, or its door.
        TooManyRequests: This address guessed wrong too often.
    """
    studio, buckets = wiring().studio, wiring().buckets
    asker = request.remote_addr or ""
    wait = buckets.wait(asker, studio.now())
    if wait:
        raise TooManyRequests(_("Too many wrong codes. Try again in {n} s.", n=wait), retry_after=wait)
    group = group_by_code(studio.database, re.sub(r"[^A-Za-z0-9]", "", code).upper())
    session = current_session(studio.database, group.group_id) if group else None
    if group is None or session is None or session.closed_at is not None or not session.door_open:
        buckets.spend(asker, studio.now())
        raise NotFound(WRONG_CODE, advice=WRONG_ADVICE)
    return group


def join_page(group: Group, nickname: str = "", problem: str = "") -> JoinPage:
    """The door of a group."""
    database = wiring().studio.database
    pictures = range(min(_FAN, len(pool_of(database, group.group_id))))
    return JoinPage(
        code=group.join_code,
        name=group.name,
        question=group.question,
        privacy=group.privacy,
        k=group.k,
        questions=[Asked(one.text, list(one.choices)) for one in questions_of(database, group.group_id)],
        answers_use=answers_use(group),
        rehearsal=group.rehearsal,
        promise=promise(group.privacy, group.k, group.rehearsal),
        privacy_url=door_url(group),
        members=counted(wiring().studio, group).joined,
        nickname=nickname[:80],
        problem=problem[:1].upper() + problem[1:],
        picture_urls=[url_for("joining.fan", code=group.join_code, place=place) for place in pictures],
    )


def _door(group: Group, nickname: str = "", problem: str = "", status: int = 200) -> Response:
    return html("joining/join.html", join_page(group, nickname, problem), status)


def _to_deck(group: Group) -> Response:
    there = "studying.show" if open_study_of(wiring().studio.database, group.group_id) else "voting.rate"
    answer = redirect(url_for(there, slug=group.slug), 303)
    return Response(status=303, headers={"Location": answer.location})


def _join_as_program(group: Group) -> Response:
    """Join by JSON; programs may play members in rehearsal groups only."""
    said = request.get_json(silent=True)
    if not isinstance(said, dict):
        raise BadInput("joining takes a JSON object", advice='Send {"nickname": "Ada"}.')
    nickname, simulated, answers = (
        said.get("nickname", ""),
        said.get("simulated", False),
        said.get("answers", []),
    )
    if not isinstance(nickname, str) or not isinstance(simulated, bool):
        raise BadInput("nickname is text, simulated is true or false")
    if not isinstance(answers, list) or not all(isinstance(one, str) for one in answers):
        raise BadInput("answers is a list of texts")
    member, token = join_group(wiring().studio, group, nickname, simulated=simulated, answers=answers)
    deck = url_for("voting.rate", slug=group.slug)
    response = as_json({"member_id": member.member_id, "slug": group.slug, "rate_url": deck}, 201)
    remember_member(response, group, token)
    return response
