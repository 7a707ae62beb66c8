"""The host's links: all of them with how often they were opened, the form for another, taking one back.

What opens a link is told once, when it is made; it is kept nowhere. What links show is in `sharing`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request, url_for

from group_plgl.analytics.charts import CHARTS, SHOWN_OUTSIDE
from group_plgl.errors import BadInput, GroupPLGLError
from group_plgl.services.reveal import published
from group_plgl.services.share import (
    CHART,
    DEFAULT_LASTS,
    ENDED,
    LIVE,
    NEVER,
    SCOPES,
    Wish,
    end_share,
    make_share,
    state_of,
)
from group_plgl.store.people import current_session
from group_plgl.store.shares import Kept, shares_of
from group_plgl.web.addresses import public_root
from group_plgl.web.answers import html, private, twin, wants_json
from group_plgl.web.errors import status_of
from group_plgl.web.identity import Visitor, require_host
from group_plgl.web.language import _, apology, date, later, ngettext
from group_plgl.web.sharing import TITLES, frame
from group_plgl.web.sharing_pages import Choice, MadeShare, ShareLine, SharesPage
from group_plgl.web.wiring import wiring

blueprint = Blueprint("shares", __name__)
HELPS = {
    "result": later("The picture, who it is predicted to please, and what stands close behind."),
    "board": later("All charts, without names and without downloads."),
    "gallery": later("All pictures that were drawn of the group's taste."),
    "chart": later("One chart, to stand on a page of your own."),
}
LASTS = {
    "1d": later("One day"),
    "7d": later("One week"),
    DEFAULT_LASTS: later("Thirty days"),
    NEVER: later("Until I take it back"),
}


@blueprint.get("/g/<slug>/shares")
def shares(slug: str) -> Response:
    """All links of a group, for its host."""
    return html("share/shares.html", shares_page(require_host(slug)))


@blueprint.get("/g/<slug>/shares.json")
def shares_json(slug: str) -> Response:
    """The same as JSON."""
    return twin(shares_page(require_host(slug)))


@blueprint.post("/g/<slug>/shares")
def share(slug: str) -> Response:
    """A new link; the answer is the only place that ever says what opens it."""
    visitor = require_host(slug)
    try:
        made, token = make_share(wiring().studio, visitor.group, _wished())
    except GroupPLGLError as error:
        if wants_json():
            raise
        return html("share/shares.html", shares_page(visitor, problem=apology(error)), status_of(error))
    framed = bool(made.origins)
    url = public_root() + url_for("sharing.shared", token=token)
    page = shares_page(
        visitor,
        MadeShare(
            url=url,
            embed=frame(token) if framed else "",
            oembed_url=public_root() + url_for("sharing.oembed", url=url) if framed else "",
            password=bool(made.password),
        ),
    )
    return private(twin(page, 201) if wants_json() else html("share/shares.html", page, 201))


@blueprint.post("/g/<slug>/shares/<share_id>/end")
def end(slug: str, share_id: str) -> Response:
    """Take a link back: it opens nothing from now on."""
    visitor = require_host(slug)
    end_share(wiring().studio, visitor.group, share_id)
    if wants_json():
        return twin(shares_page(visitor))
    return Response(status=303, headers={"Location": url_for("shares.shares", slug=slug)})


def shares_page(visitor: Visitor, made: MadeShare | None = None, problem: str = "") -> SharesPage:
    """The links of a group as they are now."""
    studio, group = wiring().studio, visitor.group
    lines = [_line(one) for one in shares_of(studio.database, group.group_id)]
    return SharesPage(
        slug=group.slug,
        name=group.name,
        rehearsal=group.rehearsal,
        role=visitor.role,
        privacy=group.privacy,
        hidden=not current_session(studio.database, group.group_id).results_shown,
        number=published(studio.database, group),
        scopes=[Choice(name, _(TITLES[name]), _(HELPS[name])) for name in SCOPES],
        charts=[Choice(chart.name, _(chart.title), "") for chart in map(CHARTS.__getitem__, SHOWN_OUTSIDE)],
        lasts=[Choice(name, _(title), "") for name, title in LASTS.items()],
        made=made,
        links=[line for line in lines if line.state == LIVE],
        gone=[line for line in lines if line.state != LIVE],
        problem=problem,
    )


def _line(kept: Kept) -> ShareLine:
    studio, one = wiring().studio, kept.share
    state = state_of(studio, kept)
    chart = CHARTS.get(one.chart)
    shows = _(chart.title) if chart else _(TITLES[one.scope])
    return ShareLine(
        share_id=one.share_id,
        title=one.label or shows,
        shows=shows,
        scope=one.scope,
        chart=one.chart,
        frozen_at=one.number,
        state=state,
        words=_until(kept, state),
        password=bool(one.password),
        origins=list(one.origins),
        made_at=one.made_at,
        expires_at=one.expires_at,
        views=kept.views,
        seen_at=kept.seen_at,
        seen=_seen(kept),
    )


def _until(kept: Kept, state: str) -> str:
    if state == ENDED and kept.ended_at is not None:
        return _("Taken back on {date}", date=date(kept.ended_at))
    expires = kept.share.expires_at
    if expires is None:
        return _("Opens until you take it back")
    return (
        _("Opens until {date}", date=date(expires))
        if state == LIVE
        else _("Expired on {date}", date=date(expires))
    )


def _seen(kept: Kept) -> str:
    if kept.seen_at is None:
        return _("Not opened yet")
    return ngettext(
        "Opened about {n} time, last on {date}", "Opened about {n} times, last on {date}",
        kept.views, date=date(kept.seen_at),
    )  # fmt: skip


def _wished() -> Wish:
    """What was asked for, by form or as JSON.

    Raises:
        BadInput: It is JSON, and no object.
    """
    said: Any = request.get_json(silent=True) if request.is_json else request.form
    if not isinstance(said, Mapping):
        raise BadInput("a link is a JSON object", advice='Send {"scope": "result"}.')
    text = {name: str(said.get(name) or "") for name in ("scope", "chart", "label", "lasts", "password")}
    origins = said.get("origins") or ""
    listed = [str(one) for one in origins] if isinstance(origins, list) else str(origins).split()
    return Wish(
        scope=text["scope"],
        chart=text["chart"] if text["scope"] == CHART else "",
        frozen=str(said.get("frozen", "")).lower() in ("yes", "true"),
        label=text["label"],
        lasts=text["lasts"] or DEFAULT_LASTS,
        password=text["password"],
        origins=listed,
    )
