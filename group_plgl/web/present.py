"""The presenter: what stands on the projector while a group meets.

Only a host may open it, and everybody in the room sees it: nicknames stand on it where everybody may
see them, results while they are not hidden, and no vote before it is closed. Orders are given
through `control`, from the keyboard, a remote in the hand, or the host's phone.
"""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response

from group_plgl.services.ballot import RESULT
from group_plgl.services.reveal import counted
from group_plgl.services.steer import DIVIDED, IDEAL, OTHERS, REVEAL, RULES, SPREAD, VOTE, Stop, way
from group_plgl.services.threshold import told
from group_plgl.store.ballots import newest_closed
from group_plgl.store.people import Group, Session, current_session, members_of
from group_plgl.web.answers import html, twin
from group_plgl.web.ballots import result_panel, vote_panel
from group_plgl.web.identity import require_host
from group_plgl.web.language import _, later, ngettext
from group_plgl.web.pages import GroupPage
from group_plgl.web.portrait import group_page, join_card
from group_plgl.web.stage import (
    MOST_TILES,
    audience,
    basis,
    columns_for,
    divided_tiles,
    gauge,
    mosaic,
    other_tiles,
    rule_slides,
    spread_tiles,
)
from group_plgl.web.stage_pages import PresentPage
from group_plgl.web.wiring import wiring

blueprint = Blueprint("present", __name__)
STOPS: dict[Stop, str] = {
    ("lobby", ""): later("The lobby"),
    ("rating", ""): later("Rating"),
    (REVEAL, IDEAL): later("The picture"),
    (REVEAL, RULES): later("Between the rules"),
    (REVEAL, SPREAD): later("The spread"),
    (REVEAL, DIVIDED): later("What divides us"),
    (REVEAL, OTHERS): later("Runners-up"),
    (VOTE, ""): later("The blind vote"),
    (REVEAL, RESULT): later("The result of the vote"),
}


@blueprint.get("/g/<slug>/present")
def present(slug: str) -> Response:
    """What the room sees."""
    return html("present/present.html", present_page(require_host(slug).group))


@blueprint.get("/g/<slug>/present.json")
def present_json(slug: str) -> Response:
    """The same as JSON."""
    return twin(present_page(require_host(slug).group))


def present_page(group: Group) -> PresentPage:
    """What the room sees of a group now; only what the slide that is on shows is filled in."""
    studio = wiring().studio
    session = current_session(studio.database, group.group_id)
    page, stops = group_page(audience(group)), way(studio, group)
    place = place_of(session, stops)
    many, join = counted(studio, group), join_card(group)
    welcome = session.closed_at is None and session.door_open
    named = [one for one in page.members if group.privacy == "identified"]
    simulated = simulated_in(group)
    shown = PresentPage(
        slug=group.slug,
        name=group.name,
        question=group.question,
        rehearsal=group.rehearsal,
        role="host",
        privacy=group.privacy,
        phase=session.phase,
        slide=session.slide,
        step=place + 1,
        steps=len(stops),
        next=next_words(session, stops),
        hidden=not session.results_shown,
        session_open=session.closed_at is None,
        ends_at=session.ends_at,
        join=join if welcome else None,
        address=join.url.partition("//")[2].partition("/")[0],
        people=many.joined,
        names=[one.label for one in named],
        simulated=simulated,
        here=here_words(many.joined, simulated, group.k),
        answered=many.answered,
        answers=page.answers,
        gauge=None,
        mosaic=[],
        mosaic_words="",
        basis=basis(page),
        number=page.drawn.number if page.drawn else None,
        rules=[],
        spread=[],
        spread_columns=1,
        spread_more=0,
        divided=[],
        camps=None,
        others=[],
        vote=None,
        result=None,
    )
    return _filled(group, session, page, shown)


def place_of(session: Session, stops: list[Stop]) -> int:
    """Where a session stands among its stops; a slide that is gone counts as the first of the reveal."""
    here = (session.phase, session.slide)
    if here in stops:
        return stops.index(here)
    return stops.index((REVEAL, IDEAL)) if session.phase == REVEAL else len(stops) - 1


def next_words(session: Session, stops: list[Stop]) -> str:
    """What comes next; empty at the end."""
    if session.phase == VOTE:
        return _(STOPS[REVEAL, RESULT])
    place = place_of(session, stops)
    return _(STOPS[stops[place + 1]]) if place + 1 < len(stops) else ""


def simulated_in(group: Group) -> int:
    """How many members are programs, where that may be told."""
    members = members_of(wiring().studio.database, group.group_id)
    simulated = sum(one.simulated for one in members)
    if group.privacy != "anonymous":
        return simulated
    return told(simulated, len(members), group.k) or 0


def here_words(joined: int | None, simulated: int, k: int) -> str:
    """How many are here; programs are counted as such."""
    if joined is None:
        return _("Fewer than {k} are here", k=k)
    if joined == 0:
        return _("Nobody is here yet")
    if simulated == joined:
        return ngettext("{n} simulated member is here", "{n} simulated members are here", joined)
    if simulated:
        return ngettext(
            "{n} is here, {simulated} of them simulated", "{n} are here, {simulated} of them simulated",
            joined, simulated=simulated,
        )  # fmt: skip
    return ngettext("{n} is here", "{n} are here", joined)


def _filled(group: Group, session: Session, page: GroupPage, shown: PresentPage) -> PresentPage:
    """The page with what its phase and slide show."""
    if session.phase == "rating":
        pictures, words = mosaic(group, shown.hidden)
        return replace(shown, gauge=gauge(group), mosaic=pictures, mosaic_words=words)
    if session.phase == VOTE:
        return replace(shown, vote=vote_panel(group))
    if session.phase != REVEAL or shown.hidden:
        return shown
    if session.slide == RESULT:
        ballot = newest_closed(wiring().studio.database, group.group_id, session.number)
        return replace(shown, result=result_panel(group, ballot) if ballot else None)
    return _slide(group, session, page, shown)


def _slide(group: Group, session: Session, page: GroupPage, shown: PresentPage) -> PresentPage:
    """The page with one slide of the reveal; before the first picture, with how far it is."""
    drawn = page.drawn
    if drawn is None:
        return replace(shown, gauge=gauge(group))
    if session.slide == SPREAD:
        found = spread_tiles(group, drawn)
        return replace(
            shown,
            spread=found[:MOST_TILES],
            spread_columns=columns_for(min(len(found), MOST_TILES)),
            spread_more=max(0, len(found) - MOST_TILES),
        )
    if session.slide == DIVIDED:
        return replace(shown, divided=divided_tiles(group), camps=drawn.camps)
    if session.slide == OTHERS:
        return replace(shown, others=other_tiles(group, drawn), rules=rule_slides(group, drawn)[:1])
    return replace(shown, rules=rule_slides(group, drawn))
