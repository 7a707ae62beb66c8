"""The kiosk: many voters, one device, which is handed on with two taps.

The host makes a device a kiosk. From then on it carries a cookie that allows one thing: letting the
next person in as a new member without a name. Who they are is only ever said by the member cookie,
which changes hands after everything its owner said has been sent.
"""

# ruff: noqa: RUF009 - `fact` only describes a field; it makes nothing that objects could share
from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for

from group_plgl.errors import NotAllowed, NotFound
from group_plgl.services.join import join_group
from group_plgl.store.people import Group, current_session, group_by_slug
from group_plgl.web.answers import html, twin
from group_plgl.web.errors import NOTHING_HERE
from group_plgl.web.identity import HOST_COOKIE, MEMBER_COOKIE, keep_cookie, remember_member, visitor_of
from group_plgl.web.pages import Page, RatePage, fact
from group_plgl.web.privacy import promise
from group_plgl.web.voting import rate_page
from group_plgl.web.wiring import wiring

blueprint = Blueprint("kiosk", __name__)
KIOSK_COOKIE = "plgl_k_"


@dataclass(frozen=True)
class KioskPage(Page):
    """One device for many voters: how it becomes a kiosk, its welcome, or the deck of whoever holds it."""

    slug: str = fact("The group's name in URLs.")
    name: str = fact("The group's name.")
    question: str = fact("What members are asked.")
    promise: str = fact("What is stored and who sees it.")
    rehearsal: bool = fact("Whether everybody may look at this group.")
    running: bool = fact("Whether this device is a kiosk.")
    host: bool = fact("Whether this device carries the host key.")
    deck: RatePage | None = fact("The deck of the member who holds the device; null before the first.")


@blueprint.get("/g/<slug>/kiosk")
def kiosk(slug: str) -> Response:
    """The deck of whoever holds the device, its welcome, or how a device becomes a kiosk."""
    page = kiosk_page(_group(slug))
    name = "kiosk_begin" if not page.running else "kiosk_deck" if page.deck else "kiosk_welcome"
    response = html(f"voting/{name}.html", page)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/g/<slug>/kiosk.json")
def kiosk_json(slug: str) -> Response:
    """The same as JSON."""
    return twin(kiosk_page(_group(slug)))


@blueprint.post("/g/<slug>/kiosk")
def begin(slug: str) -> Response:
    """The host makes this device a kiosk; unless they ask to keep it, it forgets the host key."""
    group = _group(slug)
    _require_host(group)
    response = _to_kiosk(group)
    keep_cookie(response, KIOSK_COOKIE + group.group_id, _kiosk_key(group))
    response.delete_cookie(MEMBER_COOKIE + group.group_id, path="/")
    if request.form.get("keep") != "yes":
        response.delete_cookie(HOST_COOKIE + group.group_id, path="/")
    return response


@blueprint.post("/g/<slug>/kiosk/next")
def take_over(slug: str) -> Response:
    """The next person takes the device: a new member without a name."""
    group = _group(slug)
    if not _is_kiosk(group):
        raise NotAllowed("this device is no kiosk of the group", advice="The host can make it one.")
    session = current_session(wiring().studio.database, group.group_id)
    if session.closed_at is not None or not session.door_open:
        raise NotAllowed("the group takes nobody new now", advice="Ask the host to open the door.")
    _member, token = join_group(wiring().studio, group)
    response = _to_kiosk(group)
    remember_member(response, group, token)
    return response


@blueprint.post("/g/<slug>/kiosk/end")
def end(slug: str) -> Response:
    """The host takes the device back; whoever voted on it last is forgotten by it."""
    group = _group(slug)
    _require_host(group)
    response = Response(status=303, headers={"Location": url_for("groups.group", slug=slug)})
    for prefix in (KIOSK_COOKIE, MEMBER_COOKIE):
        response.delete_cookie(prefix + group.group_id, path="/")
    return response


def kiosk_page(group: Group) -> KioskPage:
    """The kiosk as this device may see it."""
    visitor, running = visitor_of(group), _is_kiosk(group)
    member = visitor.member if running else None
    return KioskPage(
        slug=group.slug,
        name=group.name,
        question=group.question,
        promise=promise(group.privacy, group.k, group.rehearsal, nameless=True),
        rehearsal=group.rehearsal,
        running=running,
        host=visitor.host,
        deck=rate_page(group, member) if member else None,
    )


def _group(slug: str) -> Group:
    """The group of a kiosk, seen by the kiosk itself or by the host.

    Raises:
        NotFound: It is none of the asker's business.
        NotAllowed: They are in the group, but neither its host nor its kiosk.
    """
    group = group_by_slug(wiring().studio.database, slug)
    if group is not None:
        visitor = visitor_of(group)
        if visitor.host or _is_kiosk(group):
            return group
        if visitor.member or group.rehearsal:
            _require_host(group)
    raise NotFound(NOTHING_HERE)


def _require_host(group: Group) -> None:
    if not visitor_of(group).host:
        raise NotAllowed("only the host of this group may do that", advice="Enter the host key first.")


def _is_kiosk(group: Group) -> bool:
    carried = request.cookies.get(KIOSK_COOKIE + group.group_id, "")
    return hmac.compare_digest(carried.encode(), _kiosk_key(group).encode())


def _kiosk_key(group: Group) -> str:
    """What a kiosk carries: made from the host key's hash, so nobody else can make it."""
    return hmac.new(group.host_key_hash.encode(), b"kiosk", hashlib.sha256).hexdigest()


def _to_kiosk(group: Group) -> Response:
    return Response(status=303, headers={"Location": url_for("kiosk.kiosk", slug=group.slug)})
