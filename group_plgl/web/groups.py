"""Groups: looking at one, and what only its host may do; founding one is in `founding`."""

from __future__ import annotations

import hashlib

from flask import Blueprint, Response, request, url_for
from werkzeug.exceptions import TooManyRequests

from group_plgl import __version__
from group_plgl.errors import NotAllowed
from group_plgl.services.convene import open_session
from group_plgl.services.gather import is_gathering
from group_plgl.services.steer import end_session
from group_plgl.store.pages import stamp_of
from group_plgl.store.people import current_session, group_by_slug
from group_plgl.web.answers import as_json, html, twin, wants_json
from group_plgl.web.identity import (
    Visitor,
    holds_key,
    remember_host,
    require_host,
    require_reader,
    visitor_of,
)
from group_plgl.web.language import _, language
from group_plgl.web.pages import HostPage
from group_plgl.web.portrait import group_page
from group_plgl.web.wiring import wiring

blueprint = Blueprint("groups", __name__)


@blueprint.get("/g/<slug>")
def group(slug: str) -> Response:
    """A group: its picture, who it suits, how to get in; its host is sent to what is still missing."""
    visitor = require_reader(slug)
    if visitor.host and is_gathering(wiring().studio, visitor.group):
        return Response(status=303, headers={"Location": url_for("founding.files", slug=slug)})
    return html("groups/group.html", group_page(visitor))


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
    """The host closes the session, and the vote that is open in it."""
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
        raise TooManyRequests(_("Too many wrong keys. Try again in {n} s.", n=wait), retry_after=wait)
    found = group_by_slug(studio.database, slug)
    key = request.form.get("host_key", "").strip()
    if found is None or not holds_key(found, key):
        buckets.spend(asker, studio.now())
        if found is None or visitor_of(found).member is None:
            return html(
                "groups/host.html", HostPage(slug=slug, problem=_("This key opens no group here.")), 404
            )
        raise NotAllowed("that is not the host key of this group")
    response = _to_group(found.slug)
    remember_host(response, found, key)
    return response


def _etag(visitor: Visitor) -> str:
    member = visitor.member.member_id if visitor.member else ""
    stamp = stamp_of(wiring().studio.database, visitor.group.group_id)
    return hashlib.sha256(
        repr((stamp, member, visitor.role, __version__, language().tag)).encode()
    ).hexdigest()[:32]


def _after_session(visitor: Visitor, opening: bool) -> Response:
    """Open or close, then back to the group."""
    studio = wiring().studio
    (open_session if opening else end_session)(studio, visitor.group)
    if not wants_json():
        return _to_group(visitor.group.slug)
    session = current_session(studio.database, visitor.group.group_id)
    return as_json({"session": session.number, "session_open": opening})


def _to_group(slug: str) -> Response:
    return Response(status=303, headers={"Location": url_for("groups.group", slug=slug)})
