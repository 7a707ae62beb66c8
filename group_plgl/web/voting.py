"""Voting: the deck, its next cards, and events as they are said.

A view finds out who speaks and parses what was said; everything else is in `services.collect`.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, request, url_for

from group_plgl.errors import BadInput
from group_plgl.feedback.events import LONGEST_COMMENT, Event, is_id
from group_plgl.feedback.modes import mode_named
from group_plgl.services.collect import record
from group_plgl.services.deal import next_turns, suggested_turns
from group_plgl.services.join import clean_line
from group_plgl.services.learn import needed
from group_plgl.services.play import sounds
from group_plgl.services.reveal import own_record, sight_of
from group_plgl.services.space import group_space, is_past, told_latent
from group_plgl.services.study import turns_wanted
from group_plgl.store.images import latents_of, withdrawn_cards_of
from group_plgl.store.models import MemberRecord
from group_plgl.store.pages import said_by
from group_plgl.store.people import Group, Member, Session, current_session, group_of
from group_plgl.store.studies import open_study_of
from group_plgl.web.answers import as_json, html, twin
from group_plgl.web.describing import described
from group_plgl.web.identity import Visitor, require_member, require_reader
from group_plgl.web.language import _, ngettext
from group_plgl.web.liked import picture_url
from group_plgl.web.pages import CardFace, CardsPage, ModeChoice, Progress, RatePage, Turn
from group_plgl.web.privacy import comments_sent
from group_plgl.web.wiring import wiring

blueprint = Blueprint("voting", __name__)
MOST_TURNS = 40
_EVENT_FIELDS = {"kind", "card", "value", "target", "answer_ms", "text"}


@blueprint.get("/g/<slug>/rate")
def rate(slug: str) -> Response:
    """The deck; those who have not joined are sent to the group."""
    visitor = require_reader(slug)
    if visitor.member is None:
        return Response(status=303, headers={"Location": url_for("groups.group", slug=slug)})
    return html("voting/rate.html", rate_page(visitor.group, visitor.member))


@blueprint.get("/g/<slug>/cards.json")
def cards(slug: str) -> Response:
    """The next unanswered turns, and how far the taste is known."""
    return twin(cards_page(*require_member(slug)))


def cards_page(visitor: Visitor, member: Member, named: str = "") -> CardsPage:
    """The next turns of a member as they ask for them, in the session's mode or a named one."""
    studio, group = wiring().studio, visitor.group
    session = current_session(studio.database, group.group_id)
    taste, suggested = progress(member), turns_wanted(studio, group, suggested_turns(studio, group, session))
    return CardsPage(
        mode=mode_choice(session, named),
        turns=turns(group, member, _wanted(20), named),
        gone=withdrawn_cards_of(studio.database, group.group_id, member.member_id, named or session.mode),
        phase=session.phase,
        session_open=session.closed_at is None,
        results_shown=session.results_shown,
        drawn=sight_of(studio, visitor).number,
        suggested=suggested,
        stop=not named and taste.ready and taste.answered + taste.skipped >= suggested,
        ends_at=session.ends_at,
        taste=taste,
    )


@blueprint.put("/g/<slug>/events/<event_id>")
def say(slug: str, event_id: str) -> Response:
    """One thing said, acknowledged once it is durable: 201 the first time, 200 when repeated."""
    visitor, member = require_member(slug)
    event, wanted = _event(event_id, member), _wanted(20)
    receipt = record(wiring().studio, member, event)
    following = [asdict(turn) for turn in turns(visitor.group, member, wanted)]
    mode = mode_choice(current_session(wiring().studio.database, visitor.group.group_id)).name
    content = {"event": event_id, "seq": receipt.seq, "mode": mode, "turns": following}
    return as_json(content, 201 if receipt.new else 200)


def rate_page(group: Group, member: Member, named: str = "") -> RatePage:
    """The deck of a member, before its first cards, in the session's mode or a named one."""
    studio = wiring().studio
    session = current_session(studio.database, group.group_id)
    return RatePage(
        slug=group.slug,
        name=group.name,
        question=group.question,
        rehearsal=group.rehearsal,
        nickname=member.nickname,
        deck=hashlib.sha256(member.member_id.encode()).hexdigest()[:16],
        mode=mode_choice(session, named),
        sounds=sounds(group.space),
        phase=session.phase,
        session_open=session.closed_at is None,
        suggested=turns_wanted(studio, group, suggested_turns(studio, group, session)),
        study=open_study_of(studio.database, group.group_id) is not None,
        pace=bool(studio.settings.use_pace),
        comments_sent="" if group.privacy == "anonymous" else comments_sent(),
        taste=progress(member),
    )


def turns(group: Group, member: Member, n: int, named: str = "") -> list[Turn]:
    """The next turns as the member gets them; simulated members get the latents too."""
    studio = wiring().studio
    shown = next_turns(studio, member, n, named)
    ids = [one.picture_id for turn in shown for one in turn]
    seen = _latents(group, ids) if member.simulated and not is_past(group.space) else {}
    told = described(group, ids)
    return [
        Turn(
            turn[0].turn,
            [
                CardFace(
                    one.card_id,
                    one.place,
                    picture_url(group, one.picture_id),
                    told[one.picture_id],
                    seen.get(one.picture_id),
                    one.foretold,
                )
                for one in turn
            ],
            turn[0].spare,
        )
        for turn in shown
    ]


def _latents(group: Group, picture_ids: Sequence[str]) -> dict[str, list[float]]:
    """The latents of some pictures, as programs may read them."""
    studio = wiring().studio
    space = group_space(studio, group)
    found = latents_of(studio.database, picture_ids)
    return {picture: told_latent(space, latent) for picture, latent in found.items()}


def mode_choice(session: Session, named: str = "") -> ModeChoice:
    """How turns are answered now, or in a named mode, as people read it."""
    mode = mode_named(named or ("blind-vote" if session.phase == "vote" else session.mode))
    return ModeChoice(
        mode.name, _(mode.title), _(mode.help), mode.answer, mode.together, list(session.classes), session.aim
    )


def progress(member: Member) -> Progress:
    """How far a member's taste is known, with a sentence that says it."""
    studio = wiring().studio
    likes, dislikes, others, skipped = said_by(studio.database, member.member_id)
    known = own_record(studio, member)
    ready = known is not None and known.ready
    right, held_out = (known.right_held_out, known.held_out) if known else (0, 0)
    group = group_of(studio.database, member.group_id)
    answers, each = needed(studio, group)
    mode = mode_named(current_session(studio.database, group.group_id).mode)
    needed_now = math.ceil(answers / mode.worth)
    answered = likes + dislikes + others
    return Progress(
        answered=answered,
        likes=likes,
        dislikes=dislikes,
        skipped=skipped,
        needed=needed_now,
        needed_each=each,
        ready=ready,
        right_held_out=right,
        held_out=held_out,
        words=_words(answered, None if others else (likes, dislikes), needed_now, each, known),
    )


def _words(
    answered: int, sides: tuple[int, int] | None, needed: int, each: int, known: MemberRecord | None
) -> str:
    """Progress in words, without pressure; `sides` are likes and dislikes where all was swiped."""
    count = ngettext("{n} answered", "{n} answered", answered).format(n=answered)
    if known and known.ready and known.held_out:
        learned = _(
            "{answered}. Your taste is learned: right on {right} of {held_out} answers it had not seen."
        )
        return learned.format(answered=count, right=known.right_held_out, held_out=known.held_out)
    if known and known.ready:
        return _("{answered}. Your taste is learned.").format(answered=count)
    if answered < needed:
        return _("{answered} · a taste appears at {needed}").format(answered=count, needed=needed)
    if sides and min(sides) < each:
        missing = each - min(sides)
        if sides[0] < sides[1]:
            words = ngettext(
                "{answered} · {n} more like and a taste appears",
                "{answered} · {n} more likes and a taste appears",
                missing,
            )
        else:
            words = ngettext(
                "{answered} · {n} more dislike and a taste appears",
                "{answered} · {n} more dislikes and a taste appears",
                missing,
            )
        return words.format(answered=count, n=missing)
    return _("{answered} · your taste is being learned").format(answered=count)


def _wanted(default: int) -> int:
    """How many turns were asked for, from 0 to `MOST_TURNS`."""
    asked = request.args.get("n", str(default))
    if not (asked.isdecimal() and len(asked) <= 3 and int(asked) <= MOST_TURNS):
        raise BadInput("n is a number from 0 to {most}", most=MOST_TURNS)
    return int(asked)


def _event(event_id: str, member: Member) -> Event:
    """What the request says, as an event of this member, heard now."""
    said = request.get_json()
    if not isinstance(said, dict) or not said.keys() <= _EVENT_FIELDS:
        raise BadInput(
            "an event is an object with {fields}, nothing else", fields=", ".join(sorted(_EVENT_FIELDS))
        )
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
        text=_comment(said),
    )


def _id(said: dict[str, Any], name: str) -> str | None:
    value = said.get(name)
    if value is not None and not is_id(value):
        raise BadInput("{name} is an id of 32 hex digits", name=name)
    return _text(said, name)


def _comment(said: dict[str, Any]) -> str | None:
    """What was said in words, cleaned as every line is; None when nothing was."""
    text = said.get("text")
    if text is None:
        return None
    if not isinstance(text, str):
        raise BadInput("text is text")
    return clean_line(text, "comment", LONGEST_COMMENT)


def _text(said: dict[str, Any], name: str) -> str | None:
    value = said.get(name)
    if value is not None and not (isinstance(value, str) and len(value) <= 64):
        raise BadInput("{name} is text of at most {most} characters", name=name, most=64)
    return value


def _number(said: dict[str, Any], name: str) -> float | None:
    value = said.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e9:
        raise BadInput("{name} is a number", name=name)
    return value
