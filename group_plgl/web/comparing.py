"""Comparing two pictures of a group: side by side, in words, and who would rather have which."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, request

from group_plgl.services.contrast import Contrast, Torn, contrast
from group_plgl.services.point import Looker, Pointed, looking, offered, pointed
from group_plgl.services.space import is_past
from group_plgl.services.studio import Studio
from group_plgl.web.answers import html, private, twin
from group_plgl.web.differing import changing, choices, in_words, pairs_of, shifts, shown_url, who_asks
from group_plgl.web.identity import Visitor, require_reader
from group_plgl.web.language import _, decimal
from group_plgl.web.pacing import place, slow_down
from group_plgl.web.transforming import PLACES
from group_plgl.web.transforming_pages import ComparePage, LikingPair
from group_plgl.web.wiring import wiring

blueprint = Blueprint("comparing", __name__)


@blueprint.get("/g/<slug>/compare")
def compare(slug: str) -> Response:
    """Two pictures of the group."""
    return private(html("transforming/compare.html", _page(require_reader(slug))))


@blueprint.get("/g/<slug>/compare.json")
def compare_json(slug: str) -> Response:
    """The same as JSON."""
    return private(twin(_page(require_reader(slug))))


def _page(visitor: Visitor) -> ComparePage:
    """The two pictures the address names, or the two that stand for the group best."""
    studio, group = wiring().studio, visitor.group
    looker = looking(studio, visitor)
    both = [] if is_past(group.space) else _both(studio, looker)
    if len(both) < 2:
        return _empty(visitor, looker)
    a, b = both
    slow_down("compare", wiring().looks, who_asks(visitor))
    with place(PLACES):
        found = contrast(studio, looker, a, b)
    you, likings = pairs_of(
        visitor, {one: (torn.a, torn.b, _side(torn)) for one, torn in found.likings.items()}
    )
    firsts, seconds = choices(looker, a), choices(looker, b)
    moved, seen = shifts(found.moved), shifts(found.seen)
    page = replace(
        _empty(visitor, looker),
        firsts=firsts,
        seconds=seconds,
        problem="",
        a=next(one for one in firsts if one.chosen),
        b=next(one for one in seconds if one.chosen),
        moved=moved,
        seen=seen,
        change=found.change,
        change_words=_("They look {n} just noticeable differences apart.", n=decimal(found.change, 1)),
        way_urls=[shown_url(group, one) for one in found.way],
        number=found.number,
        gain=_count(likings, "second"),
        lose=_count(likings, "first"),
        open=_count(likings, ""),
        you=you,
        likings=likings,
    )
    return replace(page, sentence=_sentence(page, found, in_words(moved, seen)))


def _empty(visitor: Visitor, looker: Looker) -> ComparePage:
    return ComparePage(
        **changing(visitor, looker),
        firsts=[],
        seconds=[],
        sentence=_("There are no two pictures to compare yet."),
        problem=_("There are no two pictures to compare yet."),
        a=None,
        b=None,
        moved=[],
        seen=[],
        change=0.0,
        change_words="",
        way_urls=[],
        number=None,
        gain=None,
        lose=None,
        open=None,
        you=None,
        likings=[],
    )


def _both(studio: Studio, looker: Looker) -> list[Pointed]:
    """The pictures asked for; what is left open is the first of those that stand for the group."""
    usual = [name for name, _, _ in offered(studio, looker)]
    asked = [request.args.get(name, "") for name in ("a", "b")]
    names: list[str] = []
    for one in asked:
        other = next((name for name in usual if name not in [*names, *asked]), "")
        names.append(one or other)
    return [pointed(studio, looker, one) for one in names if one]


def _side(torn: Torn) -> str:
    return "second" if torn.gains else "first" if torn.loses else ""


def _count(likings: list[LikingPair], side: str) -> int | None:
    return sum(one.side == side for one in likings) if likings else None


def _sentence(page: ComparePage, found: Contrast, words: str) -> str:
    """Who would rather have which, or how they differ where that may not be told."""
    if page.likings and not page.gain and not page.lose:
        return _("Nobody would clearly rather have one of these two.")
    if page.likings:
        return _("{gain} of {n} would rather have B, {lose} rather A; of {open} it cannot be said.").format(
            gain=page.gain, n=len(page.likings), lose=page.lose, open=page.open
        )
    if page.you is not None and page.you.side:
        return _("You would rather have B.") if page.you.side == "second" else _("You would rather have A.")
    if page.you is not None:
        return _("Between these two your taste is not known well enough to say.")
    return _("From A to B: towards {words}.", words=words) if words else page.change_words
