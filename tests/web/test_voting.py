"""The deck over HTTP: events are taken once, undone, refused in the right words."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from group_plgl.feedback.modes import MODES

from .conftest import ORIGIN, Circle, Clock


def put(client: FlaskClient, circle: Circle, body: Any, event: str = "", **more: Any) -> TestResponse:
    event = event or secrets.token_hex(16)
    return client.put(f"{circle.url}/events/{event}", json=body, headers=ORIGIN, **more)


def test_an_event_is_created_once_and_a_repeat_is_acknowledged(circle: Callable[..., Circle]) -> None:
    group = circle()
    ada = group.join("Ada")
    event, body = secrets.token_hex(16), {"kind": "rated", "card": group.card("Ada"), "value": 1}
    first, again = put(ada, group, body, event), put(ada, group, body, event)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json["event"] == event
    assert first.json["seq"] == again.json["seq"]
    other = put(ada, group, {**body, "value": 0}, event)
    assert other.status_code == 409
    assert other.mimetype == "application/problem+json"
    assert other.json["type"] == "/problems/event-conflict"


def test_the_answer_brings_the_next_cards_without_the_answered_one(circle: Callable[..., Circle]) -> None:
    group = circle()
    ada = group.join("Ada")
    card = group.card("Ada")
    answer = put(ada, group, {"kind": "skipped", "card": card, "answer_ms": 812.4})
    assert card not in [one["card"] for turn in answer.json["turns"] for one in turn["cards"]]
    assert len(answer.json["turns"]) == 4
    assert put(ada, group, {"kind": "rated", "card": card, "value": 0}).status_code == 201


def test_undo_brings_the_card_back_and_uncounts_the_answer(circle: Callable[..., Circle]) -> None:
    group = circle()
    ada = group.join("Ada")
    card, event = group.card("Ada"), secrets.token_hex(16)
    put(ada, group, {"kind": "rated", "card": card, "value": 1}, event)
    assert ada.get(f"{group.url}/cards.json").json["taste"]["answered"] == 1
    undone = put(ada, group, {"kind": "undone", "target": event})
    assert undone.status_code == 201
    assert undone.json["turns"][0]["cards"][0]["card"] == card
    page = ada.get(f"{group.url}/cards.json").json
    assert page["taste"]["answered"] == 0
    assert page["taste"]["words"].startswith("0 answered")


def test_somebody_elses_card_is_refused(circle: Callable[..., Circle]) -> None:
    group = circle()
    ada, _ = group.join("Ada"), group.join("Bo")
    refused = put(ada, group, {"kind": "rated", "card": group.card("Bo"), "value": 1})
    assert refused.status_code == 403
    assert refused.json["type"] == "/problems/card-not-issued"
    assert refused.json["instance"].startswith(f"{group.url}/events/")


def test_a_closed_session_takes_late_votes_for_its_grace_and_then_no_more(
    circle: Callable[..., Circle], clock: Clock
) -> None:
    group = circle()
    ada = group.join("Ada")
    group.host().post(f"{group.url}/sessions/close", headers=ORIGIN)
    clock.pass_by(59)
    assert put(ada, group, {"kind": "skipped", "card": group.card("Ada")}).status_code == 201
    clock.pass_by(2)
    late = put(ada, group, {"kind": "skipped", "card": group.card("Ada")})
    assert late.status_code == 409
    assert late.json["type"] == "/problems/session-closed"
    assert ada.get(f"{group.url}/cards.json").json["session_open"] is False


def test_nonsense_is_refused_before_it_is_written(circle: Callable[..., Circle]) -> None:
    group = circle()
    ada = group.join("Ada")
    card = group.card("Ada")
    nonsense: list[Any] = [
        {"kind": "rated", "card": card},
        {"kind": "rated", "card": card, "value": 0.5},
        {"kind": "rated", "card": card, "value": True},
        {"kind": "chosen", "card": card},
        {"kind": "classed", "card": card, "value": 0},
        {"kind": "commented", "card": card},
        {"kind": "commented", "card": card, "text": " "},
        {"kind": "rated", "card": card, "value": 1, "text": "lovely"},
        {"kind": "rated", "card": 7, "value": 1},
        {"kind": "loved", "card": card},
        {"kind": "skipped", "card": card, "extra": 1},
        {"kind": "skipped", "card": card, "answer_ms": -1},
        {"kind": "undone"},
        {},
        [],
    ]
    assert [put(ada, group, body).status_code for body in nonsense] == [422] * len(nonsense)
    assert put(ada, group, {"kind": "skipped", "card": card}, "not-an-id").status_code == 422
    url = f"{group.url}/events/{secrets.token_hex(16)}"
    infinite = ada.put(
        url, data='{"kind": "skipped", "answer_ms": 1e999}', headers=ORIGIN, content_type="application/json"
    )
    assert infinite.status_code == 400
    broken = ada.put(url, data="{", headers=ORIGIN, content_type="application/json")
    assert broken.status_code == 400
    assert ada.get(f"{group.url}/cards.json").json["taste"]["answered"] == 0


def test_the_number_of_cards_may_be_chosen_within_limits(circle: Callable[..., Circle]) -> None:
    group = circle()
    ada = group.join("Ada")
    assert len(ada.get(f"{group.url}/cards.json?n=2").json["turns"]) == 2
    assert ada.get(f"{group.url}/cards.json?n=0").json["turns"] == []
    assert ada.get(f"{group.url}/cards.json?n=41").status_code == 422
    assert ada.get(f"{group.url}/cards.json?n=x").status_code == 422


ANSWERS: dict[str, tuple[list[dict[str, Any]], list[dict[str, Any]]]] = {
    "swipe": ([{"kind": "rated", "value": 1}], [{"kind": "rated", "value": 0.5}]),
    "slider": ([{"kind": "rated", "value": 0.35}], [{"kind": "rated", "value": 2}]),
    "one-to-ten": ([{"kind": "rated", "value": 7}], [{"kind": "rated", "value": 0}]),
    "pick-of-two": ([{"kind": "chosen"}, {"kind": "chosen", "value": 1}], [{"kind": "rated", "value": 1}]),
    "pick-of-four": (
        [{"kind": "chosen"}, {"kind": "chosen", "value": 0}],
        [{"kind": "chosen", "value": 0.5}],
    ),
    "classes": ([{"kind": "classed", "value": 2}], [{"kind": "classed", "value": 3}]),
}


@pytest.mark.parametrize("mode", ANSWERS)
def test_every_mode_takes_its_answers_and_no_others(circle: Callable[..., Circle], mode: str) -> None:
    group = circle(mode=mode, classes=["keep", "maybe", "drop"] if mode == "classes" else [])
    ada = group.join("Ada")
    page = ada.get(f"{group.url}/cards.json").json
    assert (page["mode"]["name"], page["mode"]["together"]) == (mode, MODES[mode].together)
    turns = page["turns"]
    assert all(len(turn["cards"]) == MODES[mode].together for turn in turns)
    good, bad = ANSWERS[mode]
    for turn, body in zip(turns, good, strict=False):
        assert put(ada, group, {**body, "card": turn["cards"][-1]["card"]}).status_code == 201
    for body in bad:
        assert put(ada, group, {**body, "card": turns[0]["cards"][0]["card"]}).status_code == 422
    assert ada.get(f"{group.url}/cards.json").json["taste"]["answered"] == len(good)


def test_a_comment_is_kept_and_answers_nothing(circle: Callable[..., Circle]) -> None:
    group = circle()
    ada = group.join("Ada")
    card = group.card("Ada")
    assert put(ada, group, {"kind": "commented", "card": card, "text": " too  busy "}).status_code == 201
    assert group.card("Ada") == card
    said = group.studio.database.read("SELECT kind, text FROM events WHERE card_id = ?", [card])
    assert said == [("commented", "too busy")]


def test_cards_are_told_in_words(circle: Callable[..., Circle]) -> None:
    group = circle()
    turns = group.join("Ada").get(f"{group.url}/cards.json").json["turns"]
    assert all(turn["cards"][0]["words"].startswith("Generated image: ") for turn in turns)


def test_progress_tells_what_is_missing(circle: Callable[..., Circle]) -> None:
    group = circle()
    ada = group.join("Ada")
    assert "a taste appears at 12" in ada.get(f"{group.url}/rate").text
    group.draw()
    assert "right on 10 of 14 answers it had not seen" in ada.get(f"{group.url}/rate").text
