"""What a link shows, to whoever has it: a page, its twin, its pictures and charts, and one to be framed.

A link shows an outsider what its scope names and nothing else: a picture goes out if it stands on the
page of the link, and no page carries names. Links that never were, have expired or were taken back
are one and the same 404. Nothing here needs a cookie but a password, and nothing writes but the count.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, replace
from urllib.parse import urlsplit

from flask import Blueprint, Response, request, url_for
from werkzeug.exceptions import NotImplemented as NotOffered
from werkzeug.exceptions import TooManyRequests

from group_plgl.analytics.charts import CHARTS, SHOWN_OUTSIDE
from group_plgl.errors import NotFound
from group_plgl.groups.rules import DEFAULT_RULE
from group_plgl.services.company import is_played
from group_plgl.services.play import sounds
from group_plgl.services.reveal import HIDDEN, Sight, shows_picture, sight_of, withheld_from
from group_plgl.services.share import (
    BOARD,
    CHART,
    GALLERY,
    LONGEST_PASSWORD,
    RESULT,
    count_view,
    opens_with,
    proof_of,
    share_of,
)
from group_plgl.services.space import is_catalogue
from group_plgl.store.images import picture_of
from group_plgl.store.pages import stamp_of
from group_plgl.store.people import group_of
from group_plgl.store.shares import Share
from group_plgl.web import board
from group_plgl.web.addresses import public_root
from group_plgl.web.answers import as_json, html, twin, wants_json
from group_plgl.web.board_pages import ChartFigure
from group_plgl.web.charted import spec_of
from group_plgl.web.errors import NOTHING_HERE
from group_plgl.web.guards import framed_by
from group_plgl.web.identity import Visitor, let_in, visitor_of
from group_plgl.web.language import _, later
from group_plgl.web.pages import Drawn
from group_plgl.web.pictures import served, sounded
from group_plgl.web.portrait import camp_reading, drawn_of
from group_plgl.web.sharing_pages import EmbedPage, SharePage
from group_plgl.web.wiring import wiring

blueprint = Blueprint("sharing", __name__)
PROOF_COOKIE = "plgl_v_"
TITLES = {
    RESULT: later("The group's picture"),
    BOARD: later("The charts"),
    GALLERY: later("The group's pictures"),
    CHART: later("One chart"),
}
ASKED_AGAIN = "private, no-cache"  # kept, but asked for anew each time: a link may end
WIDE, HIGH = 640, 720  # pixels of a frame before it says how high it is
_PICTURE = re.compile(r"/pictures/([0-9a-f]{32})")
_LINK = re.compile(r"/v/([\w-]{22})(/embed)?")


@dataclass(frozen=True)
class Opened:
    """A link that opens, and who came by it."""

    share: Share
    token: str
    visitor: Visitor
    locked: bool
    withheld: str


@blueprint.get("/v/<token>")
def shared(token: str) -> Response:
    """What a link shows; the door to it where there is a password."""
    found = _opened(token)
    if found.locked:
        return _door(found)
    _count(found)
    return html("share/share.html", share_page(found))


@blueprint.get("/v/<token>.json")
def shared_json(token: str) -> Response:
    """The same as JSON."""
    return twin(share_page(_unlocked(token)))


@blueprint.post("/v/<token>")
def unlock(token: str) -> Response:
    """A right password opens the link in this browser; a wrong one costs a guess."""
    found, buckets, studio = _opened(token), wiring().buckets, wiring().studio
    asker = f"share {request.remote_addr or ''}"
    wait = buckets.wait(asker, studio.now())
    if wait:
        raise TooManyRequests(_("Too many wrong passwords. Try again in {n} s.", n=wait), retry_after=wait)
    if found.locked and not opens_with(found.share, request.form.get("password", "")[:LONGEST_PASSWORD]):
        buckets.spend(asker, studio.now())
        return _door(found, _("That is not the password of this link."))
    response = Response(status=303, headers={"Location": url_for("sharing.shared", token=token)})
    if found.share.password:
        secure = request.is_secure or studio.settings.base_url.startswith("https://")
        proof = proof_of(found.share, token)
        name = PROOF_COOKIE + found.share.share_id
        response.set_cookie(name, proof, path="/v", httponly=True, samesite="Strict", secure=secure)
    return response


@blueprint.get("/v/<token>/pictures/<picture_id>")
def picture(token: str, picture_id: str) -> Response:
    """A picture that stands on the page of a link."""
    found = picture_of(wiring().studio.database, picture_id)
    if found is None or not _shows(_unlocked(token), picture_id):
        raise NotFound(NOTHING_HERE)
    return _asked_again(served(found))


@blueprint.get("/v/<token>/pictures/<picture_id>.wav")
def sound(token: str, picture_id: str) -> Response:
    """What a picture that stands on the page of a link sounds like."""
    found = picture_of(wiring().studio.database, picture_id)
    if found is None or not _shows(_unlocked(token), picture_id):
        raise NotFound(NOTHING_HERE)
    return _asked_again(sounded(found))


@blueprint.get("/v/<token>/charts/<chart>.vl.json")
def chart_spec(token: str, chart: str) -> Response:
    """A chart of a link as a Vega-Lite specification with its rows inside."""
    found = _unlocked(token)
    if found.withheld or chart not in _charts(found.share):
        raise NotFound(NOTHING_HERE)
    ground = board.ground_of(found.visitor, {})
    if ground is None:
        raise NotFound(NOTHING_HERE)
    return as_json(spec_of(CHARTS[chart], ground))


@blueprint.get("/v/<token>/embed")
def embed(token: str) -> Response:
    """One thing of a link, for the sites that may frame it; works without cookies."""
    found = _unlocked(token)
    _count(found)
    page = share_page(found, request.args.get("only", ""))
    return framed_by(html("share/embed.html", _embedded(found, page)), found.share.origins)


@blueprint.get("/oembed.json")
def oembed() -> Response:
    """How to frame a link, for programs that are given its address. Source: oembed.com, version 1.0."""
    if request.args.get("format", "json") != "json":
        raise NotOffered(_("This is told as JSON only."))
    asked = _LINK.fullmatch(urlsplit(request.args.get("url", "")).path)
    if asked is None:
        raise NotFound(NOTHING_HERE)
    found = _unlocked(asked[1])
    if not found.share.origins:
        raise NotFound(NOTHING_HERE)
    wide, high = (
        _at_most(request.args.get(name), size) for name, size in (("maxwidth", WIDE), ("maxheight", HIGH))
    )
    return as_json(
        {
            "version": "1.0",
            "type": "rich",
            "title": found.visitor.group.name,
            "provider_name": "Group PLGL",
            "provider_url": public_root(),
            "width": wide,
            "height": high,
            "html": frame(asked[1], wide, high),
        }
    )


def frame(token: str, wide: int = 0, high: int = HIGH) -> str:
    """The element that frames a link on another site; so wide, or as wide as there is room."""
    url = public_root() + url_for("sharing.embed", token=token)
    return (
        f'<iframe src="{url}" width="{wide or "100%"}" height="{high}" loading="lazy" '
        'referrerpolicy="origin" sandbox="allow-scripts allow-same-origin allow-popups" '
        'style="border:0" title="Group PLGL"></iframe>'
    )


def share_page(found: Opened, only: str | None = None) -> SharePage:
    """What a link shows now: all of it, or of its charts only this one, or the first where it is none."""
    studio, share, visitor = wiring().studio, found.share, found.visitor
    group, sight = visitor.group, _sight(found)
    charted = share.scope in (BOARD, CHART)
    charts = charts_for(found, only) if charted and sight.number is not None else []
    drawn = None if charted else _bare(drawn_of(visitor, sight), share.scope)
    shown = bool(charts or drawn)
    oembed = url_for("sharing.oembed", url=public_root() + url_for("sharing.shared", token=found.token))
    return SharePage(
        name=group.name,
        question=group.question,
        scope=share.scope,
        title=charts[0].title if share.scope == CHART and charts else _(TITLES[share.scope]),
        locked=False,
        problem="",
        frozen=share.number is not None,
        number=sight.number if shown else None,
        nothing="" if shown else _nothing(found),
        rehearsal=group.rehearsal,
        simulated=is_played(studio, group, sight.number),
        privacy=group.privacy,
        k=group.k,
        sounds=sounds(group.space),
        own=is_catalogue(group.space),
        drawn=drawn,
        camps=camp_reading(visitor, sight) if share.scope == BOARD else None,
        charts=charts,
        vega_url=url_for("house.vega", name=wiring().vega_name) if charts else "",
        oembed_url=public_root() + oembed if share.origins else "",
    )


def charts_for(found: Opened, only: str | None = None) -> list[ChartFigure]:
    """The charts a link shows, all or only one, each with the address of its specification under it.

    All that links know of how charts are made is here and in `chart_spec`: nothing can be filtered.
    """
    ground = board.ground_of(found.visitor, {})
    if ground is None:
        return []
    here = url_for("sharing.shared", token=found.token)
    names = _charts(found.share)
    if only is not None:
        names = [only if only in names else names[0]]
    figures = [board.figure_of(CHARTS[name], ground) for name in names]
    return [replace(one, url=f"{here}/charts/{one.name}", query="", sql="", view="") for one in figures]


def _opened(token: str) -> Opened:
    """The link that a token opens, and its reader let in.

    Raises:
        NotFound: It opens nothing, whatever the reason.
    """
    studio = wiring().studio
    share = share_of(studio, token)
    if share is None:
        raise NotFound(NOTHING_HERE)
    group = group_of(studio.database, share.group_id)
    visitor, own = let_in(group, share.number), visitor_of(group)
    proof = request.cookies.get(PROOF_COOKIE + share.share_id, "")
    locked = bool(share.password) and proof != proof_of(share, token)
    withheld = withheld_from(studio, visitor)
    if own.member is not None and not withheld:  # who is led by nothing on their own page is not led here
        withheld = withheld_from(studio, own)
    return Opened(share, token, visitor, locked, withheld)


def _unlocked(token: str) -> Opened:
    """The same, past its password."""
    found = _opened(token)
    if found.locked:
        raise NotFound(NOTHING_HERE)
    return found


def _count(found: Opened) -> None:
    """Count an opening; who only asks whether a page is there opens nothing."""
    if request.method == "GET":
        count_view(wiring().studio, found.share)


def _sight(found: Opened) -> Sight:
    """What the reader of a link may see."""
    if found.withheld:
        return Sight(found.visitor.group, None, found.withheld)
    return sight_of(wiring().studio, found.visitor)


def _charts(share: Share) -> list[str]:
    """The charts of a link, in reading order."""
    if share.scope == CHART:
        return [share.chart]
    return list(SHOWN_OUTSIDE) if share.scope == BOARD else []


def _shows(found: Opened, picture_id: str) -> bool:
    """Whether a picture stands on the page of a link, and may be seen by outsiders."""
    studio, group_id = wiring().studio, found.visitor.group.group_id
    stamp = repr(stamp_of(studio.database, group_id))

    def read() -> frozenset[str]:
        said = json.dumps(asdict(share_page(found)), default=str)
        return frozenset(_PICTURE.findall(said))

    if found.withheld:
        return False
    standing = studio.database.remembered(("shared", found.share.share_id, stamp), read) or frozenset()
    return picture_id in standing and shows_picture(studio, found.visitor, picture_id)


def _bare(drawn: Drawn | None, scope: str) -> Drawn | None:
    """A drawing without ways to anything but what a link shows."""
    if drawn is None:
        return None
    ideals = [replace(one, download_url="", origin_url="", elsewhere=[]) for one in drawn.ideals]
    spread = drawn.spread if scope == GALLERY else []
    return replace(
        drawn,
        ideals=ideals,
        classes=[],
        spread=spread,
        words=[],
        camps=drawn.camps if scope == RESULT else None,
    )


def _nothing(found: Opened) -> str:
    """Why there is nothing to see."""
    if found.withheld == HIDDEN:
        return _("The host shows this later. Come back then, the link stays the same.")
    if found.withheld:
        return _("You see this once your own taste is known, so that nobody's answers follow the others'.")
    if found.share.number is not None:
        return _("What this link showed has been taken back, because somebody who had a part in it left.")
    return _("There is nothing to see before the first picture is drawn.")


def _door(found: Opened, problem: str = "") -> Response:
    """The form for the password; nothing of the group is told before."""
    page = SharePage(
        name="", question="", scope=found.share.scope, title="", locked=True, problem=problem, frozen=False,
        number=None, nothing="", rehearsal=False, simulated=False, privacy="", k=0, sounds=False, own=False,
        drawn=None, camps=None, charts=[], vega_url="", oembed_url="",
    )  # fmt: skip
    response = twin(page, 403) if wants_json() else html("share/door.html", page, 403 if problem else 200)
    # With no-referrer browsers would send the form from nowhere, and the guard lets in our own pages only.
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _embedded(found: Opened, page: SharePage) -> EmbedPage:
    """The one thing that stands in a frame: a chart, an ideal, or all pictures of a gallery."""
    asked, theme = request.args.get("only", ""), request.args.get("theme", "")
    ideals = page.drawn.ideals if page.drawn else []
    names = [one.name for one in page.charts] or [one.rule for one in ideals]
    first = DEFAULT_RULE if DEFAULT_RULE in names else next(iter(names), "")
    only = "" if page.scope == GALLERY else asked if asked in names else first
    return EmbedPage(
        share=page,
        only=only,
        theme=theme if theme in ("light", "dark") else "",
        origins=list(found.share.origins),
        url=url_for("sharing.shared", token=found.token),
    )


def _asked_again(response: Response) -> Response:
    response.headers["Cache-Control"] = ASKED_AGAIN
    return response


def _at_most(said: str | None, size: int) -> int:
    return min(size, int(said)) if said and said.isdecimal() and len(said) < 6 and int(said) else size
