"""Segments and weights: what was asked at the door, what charts do with it, and the host's say in that.

Everybody who may read the group reads what shares the host stated, and when: nobody is weighted silently.
Which counts may be told is decided by `services.segment`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, request, url_for

from group_plgl.analytics.segments import NO_ANSWER
from group_plgl.analytics.weights import HIGHEST, LOWEST
from group_plgl.errors import BadInput, GroupPLGLError, NotFound
from group_plgl.services.convene import MOST_QUESTIONS, Asked, ask_at_door
from group_plgl.services.reveal import may_single_out, sight_of
from group_plgl.services.segment import Filter, Offered, Weighing, filters_offered, weighing
from group_plgl.services.stratify import state_shares
from group_plgl.store.people import Group, Question, members_of, questions_of
from group_plgl.store.segments import Targets, weightings_of
from group_plgl.web.answers import html, twin, wants_json
from group_plgl.web.errors import status_of
from group_plgl.web.filters import percent
from group_plgl.web.frames import frame_of
from group_plgl.web.identity import Visitor, require_host, require_reader
from group_plgl.web.language import _, apology, decimal, ngettext
from group_plgl.web.segments_pages import AskedPart, DoorLine, SegmentLine, SegmentsPage, Statement
from group_plgl.web.wiring import wiring

blueprint = Blueprint("segments", __name__)


@blueprint.get("/g/<slug>/segments")
def segments(slug: str) -> Response:
    """The questions at the door and what charts do with the answers."""
    return html("groups/segments.html", segments_page(require_reader(slug)))


@blueprint.get("/g/<slug>/segments.json")
def segments_json(slug: str) -> Response:
    """The same as JSON."""
    return twin(segments_page(require_reader(slug)))


@blueprint.post("/g/<slug>/segments/<order>")
def say(slug: str, order: str) -> Response:
    """The host asks other questions, or states other shares; then the page as it is now."""
    visitor = require_host(slug)
    if order not in ORDERS:
        raise NotFound("there is no order '{order}'", advice="Known orders: {known}.", order=order,
                       known=", ".join(ORDERS))  # fmt: skip
    try:
        ORDERS[order](visitor.group)
    except GroupPLGLError as error:
        if wants_json():
            raise
        page = segments_page(visitor, apology(error))
        return html("groups/segments.html", page, status_of(error))
    if wants_json():
        return twin(segments_page(visitor))
    return Response(status=303, headers={"Location": url_for("segments.segments", slug=slug)})


def segments_page(visitor: Visitor, problem: str = "") -> SegmentsPage:
    """The page as this visitor may see it."""
    studio, group = wiring().studio, visitor.group
    sight = sight_of(studio, visitor)
    offered, weighed = filters_offered(studio, sight), weighing(studio, sight)
    asked = questions_of(studio.database, group.group_id)
    editable = visitor.host and not members_of(studio.database, group.group_id)
    lines = [DoorLine(one.text, ", ".join(one.choices)) for one in asked] if editable else []
    return SegmentsPage(
        **frame_of(visitor),
        withheld=sight.withheld,
        number=offered.number,
        questions=[_asked(group, one, offered, weighed) for one in asked],
        weighted=weighed is not None,
        charted=may_single_out(group),
        weight_words=_weight_words(group, weighed),
        n=weighed.n if weighed else None,
        effective_n=round(weighed.effective_n, 1) if weighed and weighed.effective_n else None,
        lowest=LOWEST,
        highest=HIGHEST,
        statements=[
            Statement(one.version, one.said_at, _stated(asked, targets))
            for one, targets in weightings_of(studio.database, group.group_id)
        ],
        editable=editable,
        door=[*lines, *[DoorLine("", "")] * MOST_QUESTIONS][:MOST_QUESTIONS] if editable else [],
        problem=problem,
    )


def _asked(group: Group, question: Question, offered: Offered, weighed: Weighing | None) -> AskedPart:
    name = f"q{question.position + 1}"
    there = next((one for one in offered.filters if one.name == name), None)
    reached = weighed.reached.get(question.position, {}) if weighed else {}
    wanted = offered.targets.get(question.position, {})
    return AskedPart(
        name=name,
        text=question.text,
        divides=question.divides,
        offered=there is not None,
        words=_divided(group, question, offered, there),
        segments=_segments(question, there, wanted, reached),
    )


def _segments(
    question: Question, there: Filter | None, wanted: Mapping[str, float], reached: Mapping[str, float]
) -> list[SegmentLine]:
    """Every answer that may be given, and none, with who gave it as far as that is told."""
    if not question.divides:
        return []
    counts = {one.answer: one.members for one in there.choices} if there else {}
    answered = sum(n for answer, n in counts.items() if answer != NO_ANSWER)
    lines = []
    for answer in (*question.choices, NO_ANSWER):
        members = counts.get(answer, 0) if there else None
        share = members / answered if members is not None and answered and answer != NO_ANSWER else None
        title = _("no answer") if answer == NO_ANSWER else answer
        if answer != NO_ANSWER or members:
            lines.append(SegmentLine(answer, title, members, share, wanted.get(answer), reached.get(answer)))
    return lines


def _divided(group: Group, question: Question, offered: Offered, there: Filter | None) -> str:
    """Whether charts can be divided by a question, or its answers told, in a sentence."""
    if not question.divides and question.choices:
        return _("Members were promised that only they see their answers, so no chart is divided by them.")
    if not question.divides:
        return _("Free answers divide nothing: only those who gave them see them.")
    if there is not None and may_single_out(group):
        return _("Charts can be divided by it.")
    if there is not None:
        return _(
            "How many gave each answer is told as of model {number}. In an anonymous group no chart is "
            "divided by it.",
            number=offered.number,
        )
    if offered.number is None and may_single_out(group):
        return _("Charts can be divided by it as soon as there are any to see.")
    if may_single_out(group):
        return _("So far there is nothing to tell apart.")
    return _("Too few people to show without exposing someone: every part needs at least {k}.", k=group.k)


def _weight_words(group: Group, weighed: Weighing | None) -> str:
    """What the stated shares come to, in words."""
    if not may_single_out(group):
        return _("In an anonymous group no chart is divided or weighted: everybody counts alike.")
    if weighed is None:
        return _("The host has stated no shares, so everybody counts alike in every chart.")
    if weighed.refused is not None:
        return apology(weighed.refused)
    assert weighed.n is not None and weighed.effective_n is not None, "who is not refused is weighed"
    return ngettext(
        "Weighted, {n} taste says as much as {worth} equal ones would.",
        "Weighted, {n} tastes say as much as {worth} equal ones would.",
        weighed.n, worth=decimal(weighed.effective_n, 1),
    )  # fmt: skip


def _stated(asked: list[Question], targets: Targets) -> str:
    """What one statement said."""
    texts = {one.position: one.text for one in asked}
    told = [
        _("{question} {shares}", question=texts.get(position, ""),
          shares=", ".join(f"{answer} {percent(share)}" for answer, share in shares.items()))
        for position, shares in targets.items()
    ]  # fmt: skip
    return " · ".join(told) or _("No shares any more: everybody counts alike.")


def _ask(group: Group) -> None:
    """Ask other questions, as the form or a JSON object has them."""
    if request.is_json:
        said = _object().get("questions")
        if not isinstance(said, list):
            raise BadInput(
                "questions is a list", advice='Send {"questions": [{"text": "…", "choices": []}]}.'
            )
        asked = [_question(one) for one in said]
    else:
        asked = [
            Asked(text, [one.strip() for one in choices.split(",") if one.strip()])
            for place in range(MOST_QUESTIONS)
            if (text := request.form.get(f"asked-{place}", "").strip())
            for choices in [request.form.get(f"choices-{place}", "")]
        ]
    ask_at_door(wiring().studio, group, asked)


def _question(one: Any) -> Asked:
    text, choices = (one.get("text"), one.get("choices", [])) if isinstance(one, dict) else (None, [])
    if not isinstance(text, str) or not isinstance(choices, list):
        raise BadInput("a question has a text and a list of choices")
    if not all(isinstance(choice, str) for choice in choices):
        raise BadInput("a question has a text and a list of choices")
    return Asked(text, choices)


def _state(group: Group) -> None:
    """State shares: percents in the form, where a question without any is not weighted; shares in JSON."""
    asked = questions_of(wiring().studio.database, group.group_id)
    targets: dict[int, dict[str, float]] = {}
    if request.is_json:
        said = _object().get("shares")
        known = {f"q{one.position + 1}": one.position for one in asked}
        if not isinstance(said, dict) or not all(name in known for name in said):
            raise BadInput(
                "shares is an object of questions", advice='Send {"shares": {"q1": {"Yes": 0.5}}}.'
            )
        for name, shares in said.items():
            if not isinstance(shares, dict):
                raise BadInput("the shares of a question are an object", advice="Answers are its names.")
            targets[known[name]] = {str(answer): _number(share) for answer, share in shares.items()}
    else:
        for one in asked:
            fields = {
                answer: request.form.get(f"share-{one.position}-{place}", "").strip()
                for place, answer in enumerate(one.choices)
            }
            if any(fields.values()):
                targets[one.position] = {answer: _number(text or 0) / 100 for answer, text in fields.items()}
    state_shares(wiring().studio, group, targets)


def _number(said: Any) -> float:
    try:
        return float(said.replace(",", ".") if isinstance(said, str) else said)
    except (TypeError, ValueError) as error:
        raise BadInput("a share is a number") from error


def _object() -> dict[str, Any]:
    said = request.get_json(silent=True)
    if not isinstance(said, dict):
        raise BadInput("an order is a JSON object")
    return said


ORDERS: dict[str, Callable[[Group], None]] = {"questions": _ask, "shares": _state}
