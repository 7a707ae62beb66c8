"""Bodies and addresses that mean harm or nothing: whoever sends them is told so, and nothing breaks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from group_plgl.services.convene import Asked
from group_plgl.web import ranking

from .conftest import ORIGIN, Circle

LONG = "9" * 400
BODIES = (
    "", "{", "[1]", '"x"', "5", "null", "[" * 60_000, f'{{"k": {LONG}, "days": {LONG}}}',
    '{"k": NaN}', '{"k": 1e999, "radius": -1e999}',
    '{"name": "\\ud800", "space": "\\ud800", "text": "\\udcff"}',
    f'{{"shares": {{"q1": {{"Yes": {LONG}}}}}}}', '{"shares": {"q1": {"Yes": "nan", "No": "1e999"}}}',
    '{"shares": [1], "questions": [[1]], "answers": [1], "scopes": [[1]], "origins": [[1]]}',
)  # fmt: skip
PLACES = (
    "/new", "/new/limits", "/j/{code}", "{url}/match", "{url}/me/answers", "{url}/shares", "{url}/keys",
    "{url}/segments/questions", "{url}/segments/shares", "{url}/never/mark", "{url}/control/weight",
    "{url}/control/clock", "{url}/control/begin", "{url}/exports/picture",
)  # fmt: skip
ASKED = ("minutes.json?number=", "board.json?number=", "board/rule_liking.json?number=",
         "report.json?number=", "cards.json?n=",
         "transform/steps.json?step=", "never.json?picture=")  # fmt: skip


@pytest.fixture
def party(circle: Callable[..., Circle]) -> Circle:
    made = circle(questions=[Asked("Team?", ["Yes", "No"])])
    for name in ("Ada", "Bo", "Cyd"):
        made.join(name)
    made.draw()
    return made


@pytest.mark.parametrize("place", PLACES)
def test_no_body_breaks_anything(party: Circle, place: str) -> None:
    host, dan = party.host(), party.join("Dan")
    url = place.format(url=party.url, code=party.group.join_code)
    for body in BODIES:
        for client in (host, dan):
            sent = client.post(url, data=body, headers=ORIGIN, content_type="application/json")
            assert sent.status_code < 500, (place, body[:40])


def test_no_event_breaks_anything(party: Circle) -> None:
    dan = party.join("Dan")
    for body in (*BODIES, f'{{"kind": "rated", "value": {LONG}}}', '{"kind": "\\ud800"}'):
        address = f"{party.url}/events/{'ab' * 16}"
        sent = dan.put(address, data=body, headers=ORIGIN, content_type="application/json")
        assert 400 <= sent.status_code < 500, body[:40]


@pytest.mark.parametrize("asked", ASKED)
def test_no_number_in_an_address_breaks_anything(party: Circle, asked: str) -> None:
    for said in ("9" * 40, "9" * 5000, "-1", "²", "1e999", "nan", "%ff", "%00"):
        assert party.host().get(f"{party.url}/{asked}{said}").status_code < 500, said


def test_a_part_of_a_ranking_that_cannot_be_is_the_first(party: Circle) -> None:
    for part, meant in (("9" * 5000, "1"), ("0", "1"), ("12", "12")):
        with party.app.test_request_context(f"/?part={part}"):
            assert ranking._asked({})["part"] == meant
