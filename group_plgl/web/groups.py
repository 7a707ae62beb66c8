"""Groups: founding one, looking at it, and what only its host may do."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Blueprint, Response, request, url_for
from werkzeug.exceptions import TooManyRequests

from group_plgl import __version__
from group_plgl.errors import BadInput, NotAllowed, NotFound
from group_plgl.feedback.modes import DEFAULT_MODE
from group_plgl.services.convene import DEFAULT_K, Asked, close_session, found_group, open_session
from group_plgl.store.pages import stamp_of
from group_plgl.store.people import current_session, group_by_slug
from group_plgl.web.addresses import public_root
from group_plgl.web.answers import as_json, html, twin, wants_json
from group_plgl.web.identity import (
    Visitor,
    holds_key,
    remember_host,
    require_host,
    require_reader,
    visitor_of,
)
from group_plgl.web.pages import FoundedPage, HostPage, NewPage, SpaceChoice
from group_plgl.web.portrait import group_page, join_card
from group_plgl.web.wiring import wiring

blueprint = Blueprint("groups", __name__)
SUGGESTED_QUESTION = "Would you want to live with this?"
_EXAMPLES = 4
_KINDS = {str: "text", bool: "true or false", int: "a whole number", list: "a list"}
_DEFAULTS: dict[str, Any] = {
    "name": "",
    "question": SUGGESTED_QUESTION,
    "space": "",
    "privacy": "identified",
    "k": DEFAULT_K,
    "mode": DEFAULT_MODE,
    "classes": [],
    "results_shown": True,
    "questions": [],
    "rehearsal": False,
}


@blueprint.get("/new")
def new() -> Response:
    """The form that founds a group, with everything filled in but its name."""
    return html("groups/new.html", new_page({}))


@blueprint.post("/new")
def found() -> Response:
    """A group, and the host key, which is shown this once."""
    said = request.get_json(silent=True) if request.is_json else _form()
    if not isinstance(said, dict):
        raise BadInput("founding a group takes a JSON object", advice='Send {"name": "Lobby wall"}.')
    try:
        wishes = _wishes(said)
        group, key = found_group(wiring().studio, **wishes)
    except (BadInput, NotFound) as error:
        if wants_json():
            raise
        return html("groups/new.html", new_page(said, f"{error}. {error.advice}".strip()), 422)
    page = FoundedPage(
        slug=group.slug,
        name=group.name,
        group_url=public_root() + url_for("groups.group", slug=group.slug),
        join_code=group.join_code,
        join_url=join_card(group).url,
        host_key=key,
        join=join_card(group),
    )
    response = twin(page, 201) if wants_json() else html("groups/founded.html", page)
    response.headers["Cache-Control"] = "no-store"
    remember_host(response, group, key)
    return response


@blueprint.get("/g/<slug>")
def group(slug: str) -> Response:
    """A group: its picture, who it suits, how to get in."""
    page = group_page(require_reader(slug))
    return html("groups/group.html", page)


@blueprint.get("/g/<slug>.json")
def group_json(slug: str) -> Response:
    """The same as JSON; costs one query while nothing has changed."""
    visitor = require_reader(slug)
    etag = _etag(visitor)
    if request.if_none_match.contains(etag):
        response = Response(status=304)
        response.set_etag(etag)
        return response
    response = twin(group_page(visitor))
    response.set_etag(etag)
    return response


@blueprint.post("/g/<slug>/sessions")
def open_(slug: str) -> Response:
    """The host opens a session."""
    return _after_session(require_host(slug), opening=True)


@blueprint.post("/g/<slug>/sessions/close")
def close(slug: str) -> Response:
    """The host closes the session."""
    return _after_session(require_host(slug), opening=False)


@blueprint.get("/g/<slug>/host")
def host_form(slug: str) -> Response:
    """The form for the host key; the same for groups that exist and those that do not."""
    return html("groups/host.html", HostPage(slug=slug, problem=""))


@blueprint.post("/g/<slug>/host")
def host(slug: str) -> Response:
    """A right host key makes this browser the host's; a wrong one costs a guess."""
    studio, buckets = wiring().studio, wiring().buckets
    asker = request.remote_addr or ""
    wait = buckets.wait(asker, studio.now())
    if wait:
        raise TooManyRequests(f"Too many wrong keys. Try again in {wait} s.", retry_after=wait)
    found = group_by_slug(studio.database, slug)
    key = request.form.get("host_key", "").strip()
    if found is None or not holds_key(found, key):
        buckets.spend(asker, studio.now())
        if found is None or visitor_of(found).member is None:
            return html("groups/host.html", HostPage(slug=slug, problem="This key opens no group here."), 404)
        raise NotAllowed("that is not the host key of this group")
    response = _to_group(found.slug)
    remember_host(response, found, key)
    return response


def new_page(said: dict[str, Any], problem: str = "") -> NewPage:
    """The founding form as it was filled in."""
    spaces = wiring().spaces
    return NewPage(
        name=str(said.get("name", "")),
        question=str(said.get("question", SUGGESTED_QUESTION)),
        space=str(said.get("space", next(iter(spaces)))),
        privacy=str(said.get("privacy", "identified")),
        rehearsal=bool(said.get("rehearsal", False)),
        problem=problem[:1].upper() + problem[1:],
        spaces=[
            SpaceChoice(name, space.title, space.help, space.latent_dim, _examples(name))
            for name, space in spaces.items()
        ],
    )


def _examples(space: str) -> list[str]:
    """Pictures of a space, drawn once and shipped with it."""
    return [url_for("static", filename=f"spaces/{space}-{place}.webp") for place in range(_EXAMPLES)]


def _form() -> dict[str, Any]:
    form = request.form
    return {
        "name": form.get("name", ""),
        "question": form.get("question", ""),
        "space": form.get("space", ""),
        "privacy": form.get("privacy", "identified"),
        "mode": form.get("mode", DEFAULT_MODE),
        "rehearsal": "rehearsal" in form,
    }


def _wishes(said: dict[str, Any]) -> dict[str, Any]:
    """What `found_group` takes, checked for kind; its own checks look at the words."""
    known = _DEFAULTS | {"space": next(iter(wiring().spaces))}
    wishes = {name: said.get(name, default) for name, default in known.items()}
    for name, value in wishes.items():
        kind = type(known[name])
        if not isinstance(value, kind) or isinstance(value, bool) != (kind is bool):
            raise BadInput(f"{name} is {_KINDS[kind]}, got {value!r}")
    wishes["questions"] = [_asked(one) for one in wishes["questions"]]
    return wishes


def _asked(one: Any) -> Asked:
    """A question for those who join: a text, or a text with choices."""
    text, choices = (one.get("text"), one.get("choices", [])) if isinstance(one, dict) else (one, [])
    if (
        not isinstance(text, str)
        or not isinstance(choices, list)
        or not all(isinstance(c, str) for c in choices)
    ):
        raise BadInput("a question has a text and a list of choices")
    return Asked(text, choices)


def _etag(visitor: Visitor) -> str:
    member = visitor.member.member_id if visitor.member else ""
    stamp = stamp_of(wiring().studio.database, visitor.group.group_id)
    return hashlib.sha256(repr((stamp, member, visitor.role, __version__)).encode()).hexdigest()[:32]


def _after_session(visitor: Visitor, opening: bool) -> Response:
    """Open or close, then back to the group."""
    studio = wiring().studio
    (open_session if opening else close_session)(studio, visitor.group)
    if not wants_json():
        return _to_group(visitor.group.slug)
    session = current_session(studio.database, visitor.group.group_id)
    return as_json({"session": session.number if session else 0, "session_open": opening})


def _to_group(slug: str) -> Response:
    return Response(status=303, headers={"Location": url_for("groups.group", slug=slug)})
