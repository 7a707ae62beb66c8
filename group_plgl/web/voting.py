"""Voting: the deck, its next cards, and events as they are said.

A view finds out who speaks and parses what was said; everything else is in `services.collect`.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, request, url_for

from group_plgl.errors import BadInput
from group_plgl.feedback.events import Event, is_id
from group_plgl.services.collect import record
from group_plgl.services.deal import next_cards
from group_plgl.store.images import latents_of
from group_plgl.store.models import newest_drawn, newest_record
from group_plgl.store.pages import said_by
from group_plgl.store.people import Group, Member, current_session
from group_plgl.web.answers import as_json, html, twin
from group_plgl.web.identity import require_member, require_reader
from group_plgl.web.pages import CardFace, CardsPage, Progress, RatePage
from group_plgl.web.portrait import picture_url
from group_plgl.web.wiring import wiring

blueprint = Blueprint("voting", __name__)
MOST_CARDS = 40
_EVENT_FIELDS = {"kind", "card", "value", "target", "answer_ms"}


@blueprint.get("/g/<slug>/rate")
def rate(slug: str) -> Response:
    """The deck; those who have not joined are sent to the group."""
    visitor = require_reader(slug)
    if visitor.member is None:
        return Response(status=303, headers={"Location": url_for("groups.group", slug=slug)})
    group = visitor.group
    page = RatePage(
        slug=group.slug,
        name=group.name,
        question=group.question,
        rehearsal=group.rehearsal,
        nickname=visitor.member.nickname if group.show_names else "you",
        deck=hashlib.sha256(visitor.member.member_id.encode()).hexdigest()[:16],
        session_open=_open(group),
        taste=progress(visitor.member),
    )
    return html("voting/rate.html", page)


@blueprint.get("/g/<slug>/cards.json")
def cards(slug: str) -> Response:
    """The next unanswered cards, and how far the taste is known."""
    visitor, member = require_member(slug)
    taste = progress(member)
    page = CardsPage(
        cards=faces(visitor.group, member, _wanted(20)),
        answered=taste.answered,
        session_open=_open(visitor.group),
        drawn=newest_drawn(wiring().studio.database, visitor.group.group_id),
        taste=taste,
    )
    return twin(page)


@blueprint.put("/g/<slug>/events/<event_id>")
def say(slug: str, event_id: str) -> Response:
    """One thing said, acknowledged once it is durable: 201 the first time, 200 when repeated."""
    visitor, member = require_member(slug)
    event, wanted = _event(event_id, member), _wanted(20)
    receipt = record(wiring().studio, member, event)
    following = [asdict(face) for face in faces(visitor.group, member, wanted)]
    content = {"event": event_id, "seq": receipt.seq, "cards": following}
    return as_json(content, 201 if receipt.new else 200)


def faces(group: Group, member: Member, n: int) -> list[CardFace]:
    """The next cards as the member gets them; simulated members get the latents too."""
    studio = wiring().studio
    shown = next_cards(studio, member, n) if n else []
    seen = latents_of(studio.database, [one.picture_id for one in shown]) if member.simulated else {}
    return [
        CardFace(one.card_id, one.position, picture_url(group, one.picture_id), seen.get(one.picture_id))
        for one in shown
    ]


def progress(member: Member) -> Progress:
    """How far a member's taste is known, with a sentence that says it."""
    studio = wiring().studio
    likes, dislikes, skipped = said_by(studio.database, member.member_id)
    known = newest_record(studio.database, member.group_id, member.member_id)
    ready = known is not None and known.ready
    right, held_out = (known.right_held_out, known.held_out) if known else (0, 0)
    needed, each = studio.settings.needed_answers, studio.settings.needed_each
    return Progress(
        answered=likes + dislikes,
        likes=likes,
        dislikes=dislikes,
        skipped=skipped,
        needed=needed,
        needed_each=each,
        ready=ready,
        right_held_out=right,
        held_out=held_out,
        words=_words(likes, dislikes, needed, each, ready, right, held_out),
    )


def _words(likes: int, dislikes: int, needed: int, each: int, ready: bool, right: int, held_out: int) -> str:
    """Progress in words, without pressure."""
    answered = likes + dislikes
    if ready:
        test = f": right on {right} of {held_out} answers it had not seen" if held_out else ""
        return f"{answered} answered. Your taste is learned{test}."
    if answered < needed:
        return f"{answered} answered · a taste appears at {needed}, with both likes and dislikes"
    if min(likes, dislikes) < each:
        rarer = "likes" if likes < dislikes else "dislikes"
        return f"{answered} answered · {each - min(likes, dislikes)} more {rarer} and a taste appears"
    return f"{answered} answered · your taste is being learned"


def _wanted(default: int) -> int:
    """How many cards were asked for, from 0 to `MOST_CARDS`."""
    asked = request.args.get("n", str(default))
    if not (asked.isdecimal() and len(asked) <= 3 and int(asked) <= MOST_CARDS):
        raise BadInput(f"n is a number from 0 to {MOST_CARDS}")
    return int(asked)


def _open(group: Group) -> bool:
    session = current_session(wiring().studio.database, group.group_id)
    return session is not None and session.closed_at is None


def _event(event_id: str, member: Member) -> Event:
    """What the request says, as an event of this member, heard now."""
    try:
        said = request.get_json()
    except RecursionError as error:
        raise BadInput("the event is nested too deeply") from error
    if not isinstance(said, dict) or not said.keys() <= _EVENT_FIELDS:
        raise BadInput(f"an event is an object with {', '.join(sorted(_EVENT_FIELDS))}, nothing else")
    value = _number(said, "value")
    answer_ms = _number(said, "answer_ms")
    return Event(
        event_id=event_id,
        member_id=member.member_id,
        kind=_text(said, "kind") or "",  # type: ignore[arg-type]
        card_id=_id(said, "card"),
        value=None if value is None else float(value),
        target_id=_id(said, "target"),
        answer_ms=None if answer_ms is None else round(answer_ms),
        said_at=wiring().studio.now(),
    )


def _id(said: dict[str, Any], name: str) -> str | None:
    value = said.get(name)
    if value is not None and not is_id(value):
        raise BadInput(f"{name} is an id of 32 hex digits")
    return _text(said, name)


def _text(said: dict[str, Any], name: str) -> str | None:
    value = said.get(name)
    if value is not None and not (isinstance(value, str) and len(value) <= 64):
        raise BadInput(f"{name} is text of at most 64 characters")
    return value


def _number(said: dict[str, Any], name: str) -> float | None:
    value = said.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e9:
        raise BadInput(f"{name} is a number")
    return value
