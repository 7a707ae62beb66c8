"""Control: the host's remote, on a phone or by keyboard at the presenter.

Every order is one POST, works as a plain form, and says `at` which stop it was given, so that two
remotes pressed at once go one step, not two. What an order does is in `services.steer`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, request, url_for

from group_plgl.errors import BadInput, GroupPLGLError, NotFound
from group_plgl.feedback.modes import SESSION_MODES, mode_named
from group_plgl.queries.strategies import STRATEGIES
from group_plgl.services import steer
from group_plgl.services.ballot import close_ballot, open_ballot
from group_plgl.services.convene import PRIVACY, Named, open_session
from group_plgl.services.heed import WEIGHTS, give_voice, uneven_voices
from group_plgl.services.reveal import (
    PersonRow,
    counted,
    may_single_out,
    people,
    privacy_locked,
    sight_of,
)
from group_plgl.services.steer import PHASES, VOTE, privacy_choices, way
from group_plgl.store.nevers import nevers_of
from group_plgl.store.people import Group, current_session, members_of
from group_plgl.web.answers import html, twin, wants_json
from group_plgl.web.ballots import vote_panel
from group_plgl.web.errors import status_of
from group_plgl.web.identity import Visitor, require_host
from group_plgl.web.labels import labels_of
from group_plgl.web.language import _, apology, later, ngettext
from group_plgl.web.limits import held_card
from group_plgl.web.portrait import drawn_of, join_card
from group_plgl.web.present import STOPS, here_words, next_words, place_of, simulated_in
from group_plgl.web.privacy import PROMISES, TITLES
from group_plgl.web.stage import gauge
from group_plgl.web.stage_pages import (
    ControlPage,
    MemberLine,
    ModeChoiceLine,
    Peek,
    PhaseChoice,
    PrivacyLine,
    StrategyLine,
    Tile,
    WeightChoice,
)
from group_plgl.web.trusted import together
from group_plgl.web.verdicts import voices_told
from group_plgl.web.wiring import wiring

blueprint = Blueprint("control", __name__)
Said = Mapping[str, str]
PHASE_TITLES = {
    "lobby": (later("Lobby"), later("People come in; nobody answers yet.")),
    "rating": (later("Rating"), later("Everybody answers on their phone.")),
    "reveal": (later("Reveal"), later("The room looks at the picture.")),
    "vote": (later("Blind vote"), later("Unlabelled pictures; the prediction is frozen.")),
}
COUNTS = {
    0.5: later("counts half"),
    1.0: later("counts once"),
    2.0: later("counts twice"),
    3.0: later("counts three times"),
    5.0: later("counts five times"),
}
LOCKED = later("Somebody has voted: what members were promised when they joined can be changed no more.")


@blueprint.get("/g/<slug>/control")
def control(slug: str) -> Response:
    """The host's remote."""
    return html("control/control.html", control_page(require_host(slug)))


@blueprint.get("/g/<slug>/control.json")
def control_json(slug: str) -> Response:
    """The same as JSON."""
    return twin(control_page(require_host(slug)))


@blueprint.post("/g/<slug>/control/<order>")
def give(slug: str, order: str) -> Response:
    """One order of the host, followed once; then the page as it is now."""
    visitor = require_host(slug)
    if order not in ORDERS:
        raise NotFound("there is no order '{order}'", advice="Known orders: {known}.", order=order,
                       known=", ".join(ORDERS))  # fmt: skip
    said = _said()
    try:
        if said.get("at", "") in ("", _at(visitor.group)):  # next and back ask again when they write
            ORDERS[order](visitor.group, said)
    except GroupPLGLError as error:
        if wants_json():
            raise
        return html("control/control.html", control_page(visitor, apology(error)), status_of(error))
    if wants_json():
        return twin(control_page(require_host(slug)))
    return Response(status=303, headers={"Location": url_for("control.control", slug=slug)})


def control_page(visitor: Visitor, problem: str = "") -> ControlPage:
    """The remote as things stand."""
    studio, group = wiring().studio, visitor.group
    session, stops = current_session(wiring().studio.database, group.group_id), way(studio, group)
    many = counted(studio, group)
    drawn = drawn_of(visitor, sight_of(studio, visitor))
    return ControlPage(
        slug=group.slug,
        name=group.name,
        question=group.question,
        rehearsal=group.rehearsal,
        role="host",
        phase=session.phase,
        slide=session.slide,
        phases=[
            PhaseChoice(name, _(title), _(help), name == session.phase)
            for name, (title, help) in PHASE_TITLES.items()
        ],
        on_screen=_(STOPS[stops[place_of(session, stops)]] if session.phase != VOTE else STOPS[VOTE, ""]),
        next=next_words(session, stops),
        back=place_of(session, stops) > 0,
        session=session.number,
        session_open=session.closed_at is None,
        hidden=not session.results_shown,
        peek=_peek(group, visitor) if drawn and request.args.get("peek") else None,
        has_result=drawn is not None,
        vote=vote_panel(group) if session.phase == "vote" else None,
        ends_at=session.ends_at,
        door_open=session.door_open,
        join=join_card(group),
        here=here_words(many.joined, simulated_in(group), group.k),
        said=_said_words(many.answered, many.answers),
        gauge=gauge(group) if session.phase == "rating" else None,
        lists_members=may_single_out(group),
        members=_members(visitor),
        weights=[WeightChoice(one, _(COUNTS[one])) for one in WEIGHTS] if may_single_out(group) else [],
        voices=voices_told(visitor),
        trust=together(people(studio, group)),
        mode=session.mode,
        modes=[ModeChoiceLine(one.name, _(one.title), _(one.help)) for one in map(mode_named, SESSION_MODES)],
        strategy=session.strategy,
        chooses=session.chooses,
        strategies=[
            StrategyLine(one.name, _(one.title), _(one.help), _(one.advice)) for one in STRATEGIES.values()
        ],
        nevers=len(nevers_of(studio.database, group.group_id)),
        held=held_card(group),
        privacy=_privacy(group),
        privacy_locked=_(LOCKED) if privacy_locked(studio, group) else "",
        problem=problem,
    )


def _privacy(group: Group) -> list[PrivacyLine]:
    still = privacy_choices(wiring().studio, group)
    return [
        PrivacyLine(name, _(TITLES[name]), _(PROMISES[name], k=group.k), name == group.privacy, name in still)
        for name in PRIVACY
    ]


def _peek(group: Group, visitor: Visitor) -> Peek | None:
    """The ideal for the host alone."""
    drawn = drawn_of(visitor, sight_of(wiring().studio, visitor))
    if drawn is None:
        return None
    ideal = drawn.ideals[0]
    alt = _("The group's ideal by the rule “{rule}”, model {number}", rule=ideal.title, number=drawn.number)
    return Peek(drawn.number, ideal.sentence, Tile(ideal.picture_url, alt, ideal.title, False))


def _members(visitor: Visitor) -> list[MemberLine]:
    """Everybody, as far as the host may see them; nobody in anonymous groups."""
    studio, group = wiring().studio, visitor.group
    labels = labels_of(visitor, members_of(studio.database, group.group_id))
    rows = {row.member.member_id: row for row in people(studio, group)}
    weights = {one.member_id: one.weight for one in uneven_voices(studio, group)}
    lines = []
    for key, label in labels.items():
        if (row := rows.get(key)) is not None:
            ready, aside = row.record is not None and row.record.ready, row.member.set_aside
            words, weight = _member_words(row, ready, aside), weights.get(key, 1.0)
            words += f", {_(COUNTS[weight])}" if weight != 1.0 else ""
            lines.append(
                MemberLine(key, label.text, label.simulated, row.answers, ready, aside, weight, words)
            )
    return lines


def _member_words(row: PersonRow, ready: bool, aside: bool) -> str:
    said = ngettext("{n} answer", "{n} answers", row.answers)
    if aside:
        return _("{answers}, set aside: in no picture", answers=said)
    if ready and row.record is not None and not row.record.telling:
        return _("{answers}, no signal yet", answers=said)
    return _("{answers}, taste known", answers=said) if ready else said


def _said_words(answered: int | None, answers: int | None) -> str:
    if answers is None:
        return ""
    said = ngettext("{n} answer", "{n} answers", answers)
    if answered is None:
        return said
    return ngettext("{answers} by {n} member", "{answers} by {n} members", answered, answers=said)


def _at(group: Group) -> str:
    """The stop the session is at, as orders name it."""
    return steer.place_in(current_session(wiring().studio.database, group.group_id))


def _said() -> Said:
    """What an order says beside its name, by form or as JSON; all of it text."""
    if not request.is_json:
        return request.form
    said = request.get_json(silent=True)
    if not isinstance(said, dict) or not all(isinstance(value, str) for value in said.values()):
        raise BadInput("an order is a JSON object of texts", advice='Send {"at": "lobby/"}.')
    return said


def _minutes(said: Said) -> float:
    try:
        minutes = float(said.get("minutes", ""))
    except ValueError as error:
        raise BadInput("minutes is a number") from error
    if minutes != minutes:
        raise BadInput("minutes is a number")
    return minutes


def _go(group: Group, said: Said) -> None:
    phase = said.get("phase", "")
    if phase not in PHASES:
        raise BadInput("there is no phase '{phase}'; known: {known}", phase=phase, known=", ".join(PHASES))
    steer.go_to(wiring().studio, group, phase, said.get("slide", ""))


def _begin(group: Group, said: Said) -> None:
    classes = [name.strip() for name in said.get("classes", "").split(",") if name.strip()]
    named = (
        Named(classes, said.get("ordered", "no") == "yes", said.get("aim", "").strip()) if classes else None
    )
    steer.begin_session(wiring().studio, group, said.get("mode", ""), named, said.get("strategy", ""))


def _open(group: Group, _said: Said) -> None:
    open_session(wiring().studio, group)


def _aside(group: Group, said: Said) -> None:
    aside = said.get("aside", "yes") == "yes"
    steer.set_aside(wiring().studio, group, said.get("member", ""), aside)


def _weigh(group: Group, said: Said) -> None:
    try:
        weight = float(said.get("weight", ""))
    except ValueError as error:
        raise BadInput("weight is a number") from error
    give_voice(wiring().studio, group, said.get("member", ""), weight)


def _plain(order: Callable[..., Any], *given: Any) -> Callable[[Group, Said], None]:
    """An order that says nothing but its name."""

    def follow(group: Group, _said: Said) -> None:
        order(wiring().studio, group, *given)

    return follow


ORDERS: dict[str, Callable[[Group, Said], None]] = {
    "next": lambda group, said: steer.forward(wiring().studio, group, said.get("at", "")),
    "back": lambda group, said: steer.backward(wiring().studio, group, said.get("at", "")),
    "go": _go,
    "show": _plain(steer.show_results, True),
    "hide": _plain(steer.show_results, False),
    "vote": _plain(open_ballot),
    "close-vote": _plain(close_ballot),
    "clock": lambda group, said: steer.set_clock(wiring().studio, group, _minutes(said)),
    "time": lambda group, said: steer.give_time(wiring().studio, group, _minutes(said)),
    "lock": _plain(steer.hold_door, False),
    "unlock": _plain(steer.hold_door, True),
    "code": _plain(steer.rotate_code),
    "member": _aside,
    "weight": _weigh,
    "privacy": lambda group, said: steer.change_privacy(wiring().studio, group, said.get("privacy", "")),
    "open": _open,
    "close": _plain(steer.end_session),
    "begin": _begin,
}
