"""What a member's own page shows: their mirror, their record and their answers, put into words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from flask import url_for

from group_plgl.feedback.modes import MIXED
from group_plgl.members.calibration import wilson
from group_plgl.services.mirror import aim_of
from group_plgl.services.play import sounds
from group_plgl.services.reveal import may_single_out, own_record, sight_of
from group_plgl.services.review import Answered, agreement_of, answered_by
from group_plgl.services.space import is_past
from group_plgl.services.studio import Studio
from group_plgl.store.mirrors import Mirror, MirrorPicture, mirror_of, mirror_pictures
from group_plgl.store.own import classes_in, looks_now, own_particulars
from group_plgl.store.people import Group, Member, current_session, questions_of
from group_plgl.web.chosen import model_choice
from group_plgl.web.describing import described
from group_plgl.web.filters import percent
from group_plgl.web.identity import Visitor
from group_plgl.web.language import _, ngettext
from group_plgl.web.me_pages import (
    Example,
    Frame,
    LeaningLine,
    Measure,
    MePage,
    MirrorState,
    OwnAsked,
    OwnLookPicture,
    OwnPicture,
    Remark,
    Vote,
    VoteCard,
)
from group_plgl.web.privacy import answers_use
from group_plgl.web.remarks import remarks_part
from group_plgl.web.sorting import labels_part
from group_plgl.web.telling import own_lines
from group_plgl.web.trusted import trust_of
from group_plgl.web.voting import progress
from group_plgl.web.wiring import wiring

_MOST_TOLD = 0.99


def me_page(
    visitor: Visitor, member: Member, problem: str = "", asked_problem: str = "", remark_problem: str = ""
) -> MePage:
    """The own page of a member as they may see it."""
    studio, group = wiring().studio, visitor.group
    session = current_session(studio.database, group.group_id)
    is_open = session.closed_at is None
    now, mirror = mirror_state(visitor, member), mirror_of(studio.database, member.member_id)
    drawn = mirror is not None and mirror.drawn
    turns = answered_by(studio, member)
    rows = mirror_pictures(studio.database, member.member_id) if drawn else []
    told = _told(group, turns, rows)
    ends, way = _mirror_pictures(group, rows, told)
    shown_way = way if now.number is not None else []
    accuracy, baseline = _accuracy(studio, member)
    repeats = _repeats(studio, member)
    beside = own_lines(sight_of(studio, visitor), member)
    leanings = _leanings(group, mirror, turns, told) if mirror is not None and drawn else []
    return MePage(
        slug=group.slug,
        name=group.name,
        question=group.question,
        rehearsal=group.rehearsal,
        sounds=sounds(group.space),
        role=visitor.role,
        nickname=member.nickname,
        privacy=group.privacy,
        deck=deck_of(member),
        state=now.state,
        due=now.due,
        waiting=now.waiting,
        made_at=now.made_at,
        taste=progress(member),
        ideal=ends.get("ideal"),
        opposite=ends.get("opposite"),
        way=shown_way,
        limit=mirror.limit_at if mirror is not None and shown_way else None,
        limit_words=_limit_words(mirror, shown_way),
        leanings=leanings,
        leanings_words=_leanings_words(bool(leanings), drawn),
        beside=beside,
        beside_words=_beside_words(bool(beside), now.number is not None and may_single_out(group)),
        looks=_looks(group, member),
        accuracy=accuracy,
        baseline=baseline,
        model=model_choice(studio, member),
        repeats=repeats,
        trust=trust_of(own_record(studio, member), repeats),
        labels=labels_part(group, member),
        remarks=remarks_part(group, member, remark_problem),
        votes=_votes(studio, group, turns, is_open, told),
        classes=list(session.classes) if session else [],
        session_open=is_open,
        asked=_asked(group, member),
        asked_use=answers_use(group),
        asked_problem=asked_problem,
        confirm=word_to_type(member),
        problem=problem,
    )


def mirror_state(visitor: Visitor, member: Member) -> MirrorState:
    """What of the own page may have changed since it was shown."""
    studio, number = wiring().studio, us_number(visitor)
    mirror = mirror_of(studio.database, member.member_id)
    aim = aim_of(studio, visitor.group, member, number)
    record = own_record(studio, member)
    drawn = mirror is not None and mirror.drawn
    return MirrorState(
        state="drawn" if drawn else "asking" if aim is not None else "collecting",
        due=aim is not None and (mirror is None or aim != (mirror.seen_event, mirror.number)),
        waiting=mirror is not None and mirror.due and not is_past(visitor.group.space),
        made_at=mirror.made_at if mirror is not None else None,
        learned=record.seen_event if record is not None else 0,
        number=number,
    )


def us_number(visitor: Visitor) -> int | None:
    """The newest group model whose ideal a member may see."""
    return sight_of(wiring().studio, visitor).number


def deck_of(member: Member) -> str:
    """What keeps apart what one browser stores for different members."""
    return hashlib.sha256(member.member_id.encode()).hexdigest()[:16]


def word_to_type(member: Member) -> str:
    """What a member types to delete themself: their nickname, or two words where there is none."""
    return member.nickname or _("delete me")


def _asked(group: Group, member: Member) -> list[OwnAsked]:
    """The host's questions with the member's own answers."""
    database = wiring().studio.database
    said = {one.position: one.answer for one in own_particulars(database, member.member_id)}
    return [
        OwnAsked(one.text, list(one.choices), said.get(one.position, ""), one.divides)
        for one in questions_of(database, group.group_id)
    ]


def _told(group: Group, turns: Sequence[Answered], pictures: Sequence[MirrorPicture]) -> dict[str, str]:
    """What can be seen in every picture of the page, by picture id."""
    ids = {card.picture_id for turn in turns for card in turn.cards} | {one.picture_id for one in pictures}
    return described(group, sorted(ids))


def _looks(group: Group, member: Member) -> list[OwnLookPicture]:
    """A picture of each of the member's looks, if they have two."""
    found = looks_now(wiring().studio.database, group.group_id, [member.member_id])
    both = found.get(member.member_id, [])
    told = described(group, [one.picture_id for one in both])
    return [OwnLookPicture(_url(group, one.picture_id), told[one.picture_id], one.liking) for one in both]


def _mirror_pictures(
    group: Group, rows: Sequence[MirrorPicture], told: dict[str, str]
) -> tuple[dict[str, OwnPicture], list[Frame]]:
    """Ideal and opposite by kind, and the frames of the way in order."""
    ends: dict[str, OwnPicture] = {}
    way: list[Frame] = []
    for row in rows:
        seen = (_url(group, row.picture_id), told.get(row.picture_id, ""), row.liking, row.low, row.high)
        if row.standing is None:
            ends[row.kind] = OwnPicture(*seen)
        else:
            way.append(Frame(*seen, row.share, row.standing, _frame_words(row)))
    return ends, way


def _frame_words(row: MirrorPicture) -> str:
    words = _(
        "{share} of the way: you are {liking} likely to like it; "
        "the group likes it better than {standing} of all pictures"
    )
    return words.format(
        share=percent(row.share),
        liking=percent(row.liking),
        standing=percent(min(row.standing or 0.0, _MOST_TOLD)),
    )


def _limit_words(mirror: Mirror | None, way: Sequence[Frame]) -> str:
    """How far the member goes along, in words."""
    if mirror is None or not way:
        return ""
    if mirror.limit_at is None:
        return _("You would probably like everything on the way to the group's picture.")
    if mirror.limit_at <= 0.0:
        return _("Your taste is not known well enough yet to say how far you would go along.")
    return _("Your limit is {share} of the way.").format(share=percent(mirror.limit_at))


def _leanings(
    group: Group, mirror: Mirror, turns: Sequence[Answered], told: dict[str, str]
) -> list[LeaningLine]:
    pictures = {card.card_id: card.picture_id for turn in turns for card in turn.cards}

    def examples(cards: Sequence[str]) -> list[Example]:
        there = [pictures[card] for card in cards if card in pictures]
        return [Example(_url(group, picture), told.get(picture, "")) for picture in there]

    return [
        LeaningLine(
            towards=_(one["towards"]),
            away_from=_(one["away_from"]),
            sentence=_how_often(one),
            effect=one["effect"],
            low=one["low"],
            high=one["high"],
            liked=examples(one["liked"]),
            passed=examples(one["passed"]),
        )
        for one in json.loads(mirror.leanings)
    ]


def leanings_of(member: Member) -> list[dict[str, Any]]:
    """What shows clearly in a member's answers, in words with its effect; empty until they asked for it."""
    mirror = mirror_of(wiring().studio.database, member.member_id)
    found = json.loads(mirror.leanings) if mirror is not None and mirror.drawn else []
    numbers = ("effect", "low", "high")
    return [
        {
            "towards": _(one["towards"]),
            "away_from": _(one["away_from"]),
            **{name: one[name] for name in numbers},
        }
        for one in found
    ]


def _how_often(one: dict[str, Any]) -> str:
    words = _("So were {a} of the {b} pictures you went for, and {c} of the {d} you passed over.")
    return words.format(a=one["liked_there"], b=one["liked_all"], c=one["passed_there"], d=one["passed_all"])


def _leanings_words(some: bool, drawn: bool) -> str:
    if some:
        return _(
            "What shows too clearly in your answers to be chance. Open a line to see where it comes from."
        )
    if drawn:
        return _("Can't tell yet: no single thing shows clearly enough in your answers. More answers help.")
    return ""


def _beside_words(some: bool, shown: bool) -> str:
    if some:
        return _("What sets you apart here too clearly to be chance, as of the newest model.")
    return _("Can't tell yet: nothing sets you clearly apart from the others.") if shown else ""


def _accuracy(studio: Studio, member: Member) -> tuple[Measure | None, float | None]:
    """How well the taste foretells answers it had not seen, and what guessing would get."""
    record = own_record(studio, member)
    if record is None or not record.ready or not record.held_out:
        return None, None
    right, asked = record.right_held_out, record.held_out
    low, high = wilson(right, asked)
    words = _("Your taste was right on {right} of {n} answers it had not seen ({low} to {high}).").format(
        right=right, n=asked, low=percent(low), high=percent(high)
    )
    return Measure(right, asked, low, high, words), record.baseline


def _repeats(studio: Studio, member: Member) -> Measure | None:
    same, asked = agreement_of(studio, member)
    if not asked:
        return None
    low, high = wilson(same, asked)
    words = ngettext(
        "You agreed with yourself on {same} of {n} question asked twice.",
        "You agreed with yourself on {same} of {n} questions asked twice.",
        asked,
    ).format(same=same, n=asked)
    return Measure(same, asked, low, high, words)


def _votes(
    studio: Studio, group: Group, turns: Sequence[Answered], is_open: bool, told: dict[str, str]
) -> list[Vote]:
    classes = classes_in(studio.database, group.group_id)
    return [_vote(group, turn, is_open, classes.get(turn.event.session_number, ()), told) for turn in turns]


def _vote(group: Group, turn: Answered, is_open: bool, classes: Sequence[str], told: dict[str, str]) -> Vote:
    event, vote = turn.event, turn.mode.trains
    return Vote(
        event=event.event_id,
        kind=event.kind,
        answer=turn.mode.answer,
        value=event.value,
        cards=[
            VoteCard(
                card.card_id,
                _url(group, card.picture_id),
                told.get(card.picture_id, ""),
                event.kind == "chosen" and event.value is None and event.card_id == card.card_id,
            )
            for card in turn.cards
        ],
        remarks=[Remark(one.event_id, one.text or "") for one in turn.comments],
        said_at=event.said_at,
        words=_answer_words(turn, classes),
        changeable=is_open and vote,
    )


def _answer_words(turn: Answered, classes: Sequence[str]) -> str:
    """What was answered, as people say it."""
    event, value = turn.event, turn.event.value
    if event.kind == "skipped":
        return _("skipped")
    if event.kind == "chosen":
        if value is None:
            return _("picked")
        return _("all of them") if value else _("none of them")
    if turn.mode.answer == "ten":
        return _("{grade} of 10").format(grade=int(value or 0))
    if turn.mode.answer == "share":
        return percent(value or 0.0)
    if turn.mode.answer == "class":
        place = int(value or 0)
        return classes[place] if place < len(classes) else _("class {number}").format(number=place + 1)
    if turn.mode.answer == "set":
        inside = [name for place, name in enumerate(classes) if int(value or 0) >> place & 1]
        return ", ".join(inside) or _("none of them")
    if turn.mode.answer == "sheet" and value == MIXED:
        return _("mixed")
    return _("liked") if value else _("not liked")


def _url(group: Group, picture_id: str) -> str:
    return url_for("me.picture", slug=group.slug, picture_id=picture_id)
