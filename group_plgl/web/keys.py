"""The keys of a group: its host makes them for programs, sees when they were used, and takes them back."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from group_plgl.errors import BadInput
from group_plgl.services.entrust import MOST_DAYS, SCOPES, KeyRow, entrust, keys_in, revoke
from group_plgl.web.answers import html, private, twin, wants_json
from group_plgl.web.filters import ago
from group_plgl.web.identity import Visitor, require_host
from group_plgl.web.keys_pages import DaysChoice, KeyLine, KeysPage, MadeKey, ScopeChoice
from group_plgl.web.language import _, apology, date, ngettext
from group_plgl.web.wiring import wiring

blueprint = Blueprint("keys", __name__)
DAYS = (30, 90, 365, 0)
USUAL = ("groups:read", "models:read")


@blueprint.get("/g/<slug>/keys")
def keys(slug: str) -> Response:
    """The keys of a group, and the form that makes one."""
    return private(html("control/keys.html", keys_page(require_host(slug))))


@blueprint.get("/g/<slug>/keys.json")
def keys_json(slug: str) -> Response:
    """The same as JSON."""
    return private(twin(keys_page(require_host(slug))))


@blueprint.post("/g/<slug>/keys")
def make(slug: str) -> Response:
    """A new key, which is shown once."""
    visitor = require_host(slug)
    name, scopes, days = _said()
    try:
        _key, secret = entrust(wiring().studio, visitor.group, name, scopes, days)
    except BadInput as error:
        if wants_json():
            raise
        page = keys_page(visitor, name=name, scopes=scopes, days=days, problem=apology(error))
        return private(html("control/keys.html", page, 422))
    page = keys_page(visitor, made=MadeKey(name, secret))
    return private(twin(page, 201) if wants_json() else html("control/keys.html", page, 201))


@blueprint.post("/g/<slug>/keys/<key_id>/revoke")
def take_back(slug: str, key_id: str) -> Response:
    """Take a key back, at once and for ever."""
    visitor = require_host(slug)
    revoke(wiring().studio, key_id, visitor.group)
    if wants_json():
        return private(twin(keys_page(visitor)))
    return Response(status=303, headers={"Location": url_for("keys.keys", slug=slug)})


def keys_page(
    visitor: Visitor,
    *,
    name: str = "",
    scopes: list[str] | None = None,
    days: int | None = DAYS[1],
    made: MadeKey | None = None,
    problem: str = "",
) -> KeysPage:
    """The keys as things stand, with what was typed."""
    group = visitor.group
    chosen = list(USUAL) if scopes is None else scopes
    return KeysPage(
        slug=group.slug,
        name=group.name,
        rehearsal=group.rehearsal,
        role=visitor.role,
        keys=[_line(row) for row in keys_in(wiring().studio, group)],
        scopes=[ScopeChoice(scope, _(help), scope in chosen) for scope, help in SCOPES.items()],
        days=[DaysChoice(one, _days(one), one == (days or 0)) for one in DAYS],
        typed=name,
        made=made,
        problem=problem,
    )


def _line(row: KeyRow) -> KeyLine:
    key = row.key
    return KeyLine(
        key.key_id, row.prefix, key.name, list(key.scopes), row.state, _state(row), key.made_at,
        key.expires_at, row.used_at,
    )  # fmt: skip


def _state(row: KeyRow) -> str:
    """How a key stands, in words."""
    if row.key.revoked_at is not None:
        return _("Revoked {when}", when=ago(row.key.revoked_at))
    if row.key.expires_at is not None and row.state == "expired":
        return _("Expired on {when}", when=date(row.key.expires_at))
    used = _("last used {when}", when=ago(row.used_at)) if row.used_at else _("never used yet")
    until = (
        _("good until {when}", when=date(row.key.expires_at)) if row.key.expires_at else _("good for ever")
    )
    return f"{until[:1].upper()}{until[1:]}, {used}"


def _days(days: int) -> str:
    return ngettext("{n} day", "{n} days", days) if days else _("for ever")


def _said() -> tuple[str, list[str], int | None]:
    """What was asked for: a name, scopes, and days.

    Raises:
        BadInput: It is of another kind.
    """
    if not request.is_json:
        days = request.form.get("days", "")
        return request.form.get("name", ""), request.form.getlist("scopes"), _number(days)
    said = request.get_json(silent=True)
    scopes = said.get("scopes", []) if isinstance(said, dict) else None
    if not isinstance(said, dict) or not isinstance(scopes, list):
        raise BadInput("a key is a JSON object", advice='Send {"name": "My app", "scopes": ["groups:read"]}.')
    return str(said.get("name", "")), [str(one) for one in scopes], _number(said.get("days"))


def _number(said: object) -> int | None:
    """After how many days a key opens nothing any more; None for never, which must be said plainly.

    Raises:
        BadInput: It is no whole number in range.
    """
    text = str(said).strip()
    if said is None or text in ("", "0"):
        return None
    if text.isdecimal() and text.isascii() and 1 <= int(text[:9]) <= MOST_DAYS:
        return int(text[:9])
    raise BadInput("a key is good for 1 to {most} days", most=MOST_DAYS)
