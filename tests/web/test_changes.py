"""Change notices: versions that rise with every change, who may hear them, and asking as a fallback."""

from __future__ import annotations

import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from flask.testing import FlaskClient

from group_plgl.services.convene import close_session
from group_plgl.services.studio import Studio
from group_plgl.store.people import current_session, put_group_changed, put_session
from group_plgl.web import hub as hub_module
from group_plgl.web.hub import Hub, Wish
from group_plgl.web.versions import BEAT_SECONDS, Versions

Circles = Callable[..., Any]


def _say(circle: Any, client: FlaskClient) -> None:
    card = client.get(f"{circle.url}/cards.json?n=1").get_json()["turns"][0]["cards"][0]["card"]
    words = {"kind": "rated", "card": card, "value": 1, "answer_ms": 900}
    reply = client.put(
        f"{circle.url}/events/{secrets.token_hex(16)}?n=0", json=words, headers={"Origin": "http://localhost"}
    )
    assert reply.status_code == 201, reply.text


def _version(client: FlaskClient, circle: Any) -> int:
    said: dict[str, int] = client.get(f"{circle.url}/changes.json").get_json()
    return said["version"]


def test_a_version_stays_while_nothing_happens_and_rises_with_every_change(circle: Circles) -> None:
    party = circle(mode="swipe")
    ann = party.join("Ann")
    seen = [_version(ann, party), _version(ann, party)]
    assert seen[0] == seen[1]
    changes: list[Callable[[], object]] = [
        lambda: _say(party, ann),
        lambda: party.join("Bo"),
        lambda: party.draw(),
        lambda: close_session(party.studio, party.group),
        lambda: put_group_changed(
            party.studio.database, party.group.group_id, lambda now: replace(now, join_code="QQQQQQ")
        ),
    ]
    for change in changes:
        change()
        seen.append(_version(ann, party))
    assert all(a < b for a, b in pairwise(seen[1:]))


def test_what_one_group_says_changes_no_other_group(circle: Circles) -> None:
    ours, theirs = circle(mode="swipe"), circle(mode="swipe")
    ann, bo = ours.join("Ann"), theirs.join("Bo")
    before = _version(bo, theirs)
    _say(ours, ann)
    assert _version(bo, theirs) == before


def test_a_hint_counts_nobody_and_names_the_session_and_the_picture(circle: Circles) -> None:
    party = circle(mode="swipe")
    ann = party.join("Ann")
    first = ann.get(f"{party.url}/changes.json").get_json()
    assert first.keys() == {"version", "session", "number"}
    assert first["number"] is None
    _say(party, ann)
    said = ann.get(f"{party.url}/changes.json").get_json()
    assert said["session"] == first["session"]
    party.draw()
    assert ann.get(f"{party.url}/changes.json").get_json()["number"] == 1
    close_session(party.studio, party.group)
    assert ann.get(f"{party.url}/changes.json").get_json()["session"] > first["session"]


def test_the_number_of_a_picture_is_not_told_while_results_are_hidden(circle: Circles) -> None:
    party = circle(mode="swipe", results_shown=False)
    ann = party.join("Ann")
    party.draw()
    assert ann.get(f"{party.url}/changes.json").get_json()["number"] is None


def test_counting_hints_of_an_anonymous_group_does_not_count_votes(circle: Circles, clock: Any) -> None:
    party = circle(mode="swipe", privacy="anonymous")
    ann = party.join("Ann")
    clock.pass_by(BEAT_SECONDS + 1)
    heard = [_version(ann, party)]
    for _ in range(4):
        _say(party, ann)
        heard.append(_version(ann, party))
    assert len(set(heard)) <= 2
    clock.pass_by(BEAT_SECONDS)
    assert _version(ann, party) > heard[-1]


def test_what_the_host_does_is_told_at_once_in_an_anonymous_group_too(circle: Circles) -> None:
    party = circle(mode="swipe", privacy="anonymous")
    host = party.host()
    before = _version(host, party)
    session = current_session(party.studio.database, party.group.group_id)
    put_session(party.studio.database, replace(session, phase="reveal"))
    assert _version(host, party) > before


def test_versions_go_on_rising_after_a_restart(circle: Circles, studio: Studio, clock: Any) -> None:
    party = circle(mode="swipe")
    before = Versions(studio.database, studio.now).hint(party.group.group_id)
    clock.pass_by(5)
    assert Versions(studio.database, studio.now).hint(party.group.group_id).version > before.version


def test_nothing_is_asked_of_the_database_while_nothing_was_written(
    circle: Circles, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    party = circle(mode="swipe")
    versions = Versions(studio.database, studio.now)
    before = versions.hint(party.group.group_id)
    monkeypatch.setattr(studio.database, "read", None)
    assert versions.hint(party.group.group_id) == before


def test_to_outsiders_there_are_no_changes_and_no_group(circle: Circles) -> None:
    party = circle()
    for path in (f"{party.url}/changes", f"{party.url}/changes.json", "/g/nobody-000000/changes"):
        assert party.outsider().get(path).status_code == 404
    assert circle(rehearsal=True).outsider().get(f"{party.url}/changes.json").status_code == 404


def test_a_server_that_cannot_hand_over_sockets_says_when_to_come_back_and_answers_those_who_ask(
    circle: Circles,
) -> None:
    party = circle()
    ann = party.join("Ann")
    refused = ann.get(f"{party.url}/changes")
    assert refused.status_code == 503
    assert int(refused.headers["Retry-After"]) > 0
    known = _version(ann, party)
    assert ann.get(f"{party.url}/changes.json?after={known}&wait=20").get_json()["version"] == known


@pytest.mark.parametrize("asked", ["after=-1", "after=x", "wait=31", "wait=1.5", "after=" + "9" * 40])
def test_asking_for_nonsense_is_refused(circle: Circles, asked: str) -> None:
    party = circle()
    assert party.join("Ann").get(f"{party.url}/changes.json?{asked}").status_code == 422


class Ear:
    """The browser's end of a socket that a hub has taken over."""

    def __init__(self, hub: Hub, wish: Wish) -> None:
        ours, theirs = socket.socketpair()
        ours.settimeout(10)
        self._sock = ours
        self._file = ours.makefile("rb")
        hub.adopt(theirs, b"HTTP/1.1 200 OK\r\n", wish)

    def lines(self, until: bytes) -> list[bytes]:
        """What is said up to a line that begins like this; to the end if it never does."""
        heard = []
        while line := self._file.readline():
            heard.append(line.rstrip(b"\r\n"))
            if line.startswith(until):
                break
        return heard

    def close(self) -> None:
        self._file.close()
        self._sock.close()


Listen = Callable[[Hub, Wish], Ear]


@pytest.fixture
def listen() -> Iterator[Listen]:
    """Hands sockets to a hub; all are closed in the end."""
    ears: list[Ear] = []

    def begin(hub: Hub, wish: Wish) -> Ear:
        ears.append(Ear(hub, wish))
        return ears[-1]

    yield begin
    for ear in ears:
        ear.close()


@pytest.fixture
def hub(studio: Studio) -> Iterator[Hub]:
    made = Hub(studio.database, Versions(studio.database, studio.now), 3)
    yield made
    made.close()


def test_a_stream_says_where_things_stand_and_then_every_change(
    circle: Circles, hub: Hub, listen: Listen
) -> None:
    party = circle(mode="swipe")
    ear = listen(hub, Wish(party.group.group_id, 0))
    first = ear.lines(b"data:")
    assert b"retry: 2000" in first
    client = party.join("Ann")
    joined = ear.lines(b"data:")
    _say(party, client)
    voted = ear.lines(b"data:")
    versions = [int(line[4:]) for part in (first, joined, voted) for line in part if line.startswith(b"id: ")]
    assert versions == sorted(set(versions))
    assert len(versions) == 3


def test_who_comes_back_hears_only_what_is_new(
    circle: Circles, hub: Hub, listen: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "PING_SECONDS", 0.2)
    party = circle(mode="swipe")
    known = hub.versions.hint(party.group.group_id).version
    quiet = listen(hub, Wish(party.group.group_id, known))
    assert not any(line.startswith(b"data:") for line in quiet.lines(b": ping"))
    party.join("Ann")
    late = listen(hub, Wish(party.group.group_id, known))
    assert late.lines(b"data:")[-1].startswith(b"data:")


def test_a_wait_is_answered_by_the_change_or_by_its_end(circle: Circles, hub: Hub, listen: Listen) -> None:
    party = circle(mode="swipe")
    known = hub.versions.hint(party.group.group_id).version
    ended = listen(hub, Wish(party.group.group_id, known, wait=0.3)).lines(b"never")
    assert f'"version":{known},'.encode() in ended[-1]
    waiting = listen(hub, Wish(party.group.group_id, known, wait=20.0))
    party.join("Ann")
    answer = waiting.lines(b"never")
    assert f'"version":{known},'.encode() not in answer[-1]
    assert f"Content-Length: {len(answer[-1])}".encode() in answer


def test_a_full_hub_takes_no_more_and_room_comes_back(circle: Circles, hub: Hub, listen: Listen) -> None:
    party = circle()
    ears = [listen(hub, Wish(party.group.group_id, 0)) for _ in range(3)]
    for ear in ears:
        ear.lines(b"data:")
    assert hub.full
    ears.pop().close()
    gone = threading.Event()
    for _ in range(1000):
        if hub.full:
            gone.wait(0.01)
    assert not hub.full


def test_what_the_host_does_is_heard_at_once_and_the_rest_in_turns(
    circle: Circles, studio: Studio, listen: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "TURNS_A_SECOND", 0.001)  # one a beat
    monkeypatch.setattr(hub_module, "LOOK_SECONDS", 0.5)
    party = circle(mode="swipe")
    hub = Hub(studio.database, Versions(studio.database, studio.now), 10)
    ears = [listen(hub, Wish(party.group.group_id, 0)) for _ in range(4)]
    told: list[int] = []
    for ear in ears:
        ear.lines(b"data:")

    def hear(place: int) -> None:
        ears[place].lines(b"data:")
        told.append(place)

    ann = party.join("Ann")
    threads = [threading.Thread(target=hear, args=(place,)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(told) == [0, 1, 2, 3]
    told.clear()
    _say(party, ann)
    close_session(studio, party.group)
    again = [threading.Thread(target=hear, args=(place,)) for place in range(4)]
    for thread in again:
        thread.start()
    for thread in again:
        thread.join(timeout=20)
    assert sorted(told) == [0, 1, 2, 3]
    hub.close()


def test_a_closed_hub_ends_its_streams_and_takes_no_more(
    circle: Circles, studio: Studio, listen: Listen
) -> None:
    party = circle()
    hub = Hub(studio.database, Versions(studio.database, studio.now), 10)
    ear = listen(hub, Wish(party.group.group_id, 0))
    ear.lines(b"data:")
    hub.close()
    assert not any(ear.lines(b"never"))
    late = listen(hub, Wish(party.group.group_id, 0))
    assert late.lines(b"never") == []
    assert hub.full
    hub.close()
