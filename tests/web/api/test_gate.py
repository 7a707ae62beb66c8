"""The gate of the API: keys, scopes, groups, how often, and what is said when something does not fit."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from group_plgl.errors import BadInput, StoreBusy
from group_plgl.services.entrust import SCOPES, revoke
from group_plgl.store.people import put_session_changed
from group_plgl.store.tasks import TaskRow, put_task
from group_plgl.web.api import OPERATIONS, PREFIX, judging, ranking, serving
from group_plgl.web.api.registry import PARAMETERS, Operation
from group_plgl.web.api.serving import EXTENSION, Gate
from group_plgl.web.buckets import Buckets
from group_plgl.web.identity import HOST_COOKIE
from group_plgl.web.wiring import EXTENSION as WIRING

from ..conftest import Circle, Clock
from .conftest import ALL, Program

Make = Callable[..., Program]
FILLED = {
    "member": "0" * 12, "event_id": "0" * 32, "picture_id": "0" * 32, "number": "7", "rule": "consensus",
    "chart": "taste_map", "name": "learn_members", "task_id": "0" * 32,
    "concept": "is-portrait",
}  # fmt: skip


def filled(one: Operation, slug: str) -> str:
    return one.path.format(**{name: slug if name == "slug" else FILLED[name] for name in one.parameters})


@pytest.mark.parametrize("head", [{}, {"Authorization": "Bearer plgl_wrong"}, {"Authorization": "Basic abc"}])
def test_without_a_key_there_is_nothing_whatever_is_asked(team: Circle, head: dict[str, str]) -> None:
    client = team.app.test_client()
    client.set_cookie(HOST_COOKIE + team.group.group_id, team.host_key)
    wiring = team.app.extensions[WIRING]
    team.app.extensions[WIRING] = replace(wiring, buckets=Buckets(10**6))
    for one in OPERATIONS.values():
        answer = client.open(PREFIX + filled(one, team.group.slug), method=one.method, headers=head)
        nowhere = client.open(PREFIX + filled(one, "no-such-group"), method=one.method, headers=head)
        assert answer.status_code == 401
        assert answer.data.replace(team.group.slug.encode(), b"no-such-group") == nowhere.data
        assert answer.headers["WWW-Authenticate"].lower().startswith("bearer")
        assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize("scope", SCOPES)
def test_a_key_does_what_its_scope_says_and_nothing_else(team: Circle, program: Make, scope: str) -> None:
    ask = program(team, scope)
    for one in OPERATIONS.values():
        answer = ask(one.method, filled(one, team.group.slug))
        told = answer.get_json(silent=True) or {}
        refused = answer.status_code == 403 and "has not the scope" in told.get("detail", "")
        assert refused == (one.scope != scope), (one.name, told)


def test_a_group_of_others_is_as_if_it_were_not_there(circle: Callable[..., Circle], program: Make) -> None:
    mine, theirs = circle(), circle(name="Theirs")
    ask = program(mine)
    every = [one for one in OPERATIONS.values() if "slug" in one.parameters]
    for one, empty in product(every, (False, True)):
        asked = None if one.body is None else {} if empty else dict(one.example.body or {})
        answers = [
            ask(
                one.method,
                filled(one, slug),
                asked,
                one.example.headers,
                query_string=dict(one.example.query),
            )
            for slug in (theirs.group.slug, "no-such-group")
        ]
        assert {answer.status_code for answer in answers} <= {404, 422}
        assert answers[0].data.replace(theirs.group.slug.encode(), b"no-such-group") == answers[1].data


def test_a_key_of_the_house_sees_all_groups(circle: Callable[..., Circle], program: Make) -> None:
    one, other = circle(), circle(name="Other")
    slugs = [row["slug"] for row in program(one, house=True)("GET", "/groups").json["items"]]
    assert sorted(slugs) == sorted([one.group.slug, other.group.slug])
    assert [row["slug"] for row in program(one)("GET", "/groups").json["items"]] == [one.group.slug]


def test_a_revoked_key_opens_nothing(team: Circle, program: Make) -> None:
    ask = program(team)
    assert ask("GET", "/groups").status_code == 200
    revoke(team.studio, ask.key[:17])
    assert ask("GET", "/groups").status_code == 401


def test_each_key_has_so_many_requests_a_minute(team: Circle, program: Make, clock: Clock) -> None:
    team.app.extensions[EXTENSION] = Gate(Buckets(3, 60))
    ask, other = program(team), program(team)
    left = [ask("GET", "/groups").headers["RateLimit"] for _ in range(3)]
    assert left == ['"requests";r=2;t=20', '"requests";r=1;t=40', '"requests";r=0;t=60']
    late = ask("GET", "/groups")
    assert late.status_code == 429 and late.headers["Retry-After"] == "20"
    assert late.headers["RateLimit-Policy"] == '"requests";q=3;w=60'
    assert other("GET", "/groups").status_code == 200
    clock.pass_by(21)
    assert ask("GET", "/groups").status_code == 200


def test_who_tries_many_wrong_keys_has_to_wait(team: Circle, program: Make) -> None:
    client, wrong = team.app.test_client(), {"Authorization": "Bearer plgl_" + "0" * 52}
    statuses = [client.get(f"{PREFIX}/groups", headers=wrong).status_code for _ in range(12)]
    assert statuses == [401] * 10 + [429] * 2
    assert program(team)("GET", "/groups").status_code == 200, "a good key is not slowed down by it"


def test_what_is_read_twice_is_sent_once(team: Circle, program: Make) -> None:
    ask = program(team)
    first = ask("GET", "/groups/{slug}")
    again = ask("GET", "/groups/{slug}", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_what_has_changed_meanwhile_is_not_changed_unseen(team: Circle, program: Make) -> None:
    ask = program(team)
    etag = ask("GET", "/groups/{slug}/session").headers["ETag"]
    path, body = "/groups/{slug}/session", {"door_open": False}
    assert ask("PATCH", path, body).status_code == 428
    assert ask("PATCH", path, body, {"If-Match": '"other"'}).status_code == 412
    done = ask("PATCH", path, body, {"If-Match": etag})
    assert done.status_code == 200 and done.json["door_open"] is False
    assert ask("PATCH", path, {"door_open": True}, {"If-Match": etag}).status_code == 412
    assert (
        ask("PATCH", path, {"door_open": True}, {"If-Match": done.headers["ETag"]}).json["door_open"] is True
    )


def test_a_change_of_several_things_is_made_whole_or_not_at_all(team: Circle, program: Make) -> None:
    ask, path, database = program(team), "/groups/{slug}/session", team.studio.database
    for phase, closed_at, wanted in (
        ("vote", None, {"results_shown": True, "door_open": False, "closed": True}),
        ("lobby", team.studio.now(), {"phase": "rating", "results_shown": True, "door_open": False}),
    ):
        now = {"phase": phase, "closed_at": closed_at, "results_shown": False, "door_open": True}
        put_session_changed(database, team.group.group_id, lambda one, now=now: replace(one, **now))
        before = ask("GET", path)
        refused = ask("PATCH", path, wanted, {"If-Match": before.headers["ETag"]})
        assert refused.status_code in (403, 409) and ask("GET", path).json == before.json


def test_the_same_request_is_done_once(team: Circle, program: Make) -> None:
    ask, named = program(team), {"Idempotency-Key": "join-1"}
    first = ask("POST", "/groups/{slug}/members", {"nickname": "Cyd"}, named)
    again = ask("POST", "/groups/{slug}/members", {"nickname": "Cyd"}, named)
    assert first.status_code == again.status_code == 201
    assert first.json == again.json and again.headers["Idempotent-Replayed"] == "true"
    assert first.headers["Location"] == again.headers["Location"]
    other = ask("POST", "/groups/{slug}/members", {"nickname": "Dev"}, named)
    assert other.status_code == 422, "the name stands for another request"
    assert len(ask("GET", "/groups/{slug}/members").json["items"]) == 3
    assert ask("POST", "/groups/{slug}/members", {}, {"Idempotency-Key": "x" * 65}).status_code == 422


def test_a_request_that_is_being_answered_is_not_done_twice(team: Circle, program: Make) -> None:
    ask = program(team)
    gate: Gate = team.app.extensions[EXTENSION]
    gate.under_way.add((ask.key[5:17], "join-1"))
    answer = ask("POST", "/groups/{slug}/members", {"nickname": "Cyd"}, {"Idempotency-Key": "join-1"})
    assert answer.status_code == 409


def test_what_was_begun_and_never_answered_is_not_done_again_unseen(
    team: Circle, program: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask, named, body = program(team), {"Idempotency-Key": "join-1"}, {"nickname": "Cyd"}
    with monkeypatch.context() as stop:

        def busy(*_: Any) -> None:
            raise StoreBusy("nothing was written within 10 s; the store is busy")

        stop.setattr(serving, "keep_answer", busy)
        assert ask("POST", "/groups/{slug}/members", body, named).status_code == 503
    again = ask("POST", "/groups/{slug}/members", body, named)
    assert again.status_code == 409 and "another Idempotency-Key" in again.json["detail"]
    assert len(ask("GET", "/groups/{slug}/members").json["items"]) == 3, "two and the one who joined once"
    assert ask("POST", "/groups/{slug}/members", {"nickname": "Dev"}, named).status_code == 422


def test_what_failed_may_be_tried_again_under_its_name(team: Circle, program: Make) -> None:
    ask, named = program(team), {"Idempotency-Key": "join-1"}
    assert ask("POST", "/groups/{slug}/members", {"simulated": True}, named).status_code == 403
    assert ask("POST", "/groups/{slug}/members", {"nickname": "Cyd"}, named).status_code == 201


def test_secrets_are_told_once(team: Circle, program: Make) -> None:
    ask, named = program(team, house=True), {"Idempotency-Key": "found-1"}
    wanted = {"name": "New", "space": "tiles"}
    first, again = (ask("POST", "/groups", wanted, named) for _ in range(2))
    assert first.json["host_key"] and again.json["host_key"] is None
    assert {**first.json, "host_key": None} == again.json
    kept = json.dumps([repr(row) for row in team.studio.database.read("SELECT * FROM api_answers")])
    assert first.json["host_key"] not in kept


MISFITS = [
    ({"value": "1"}, "/value"), ({"value": 1, "more": 2}, "/more"), ({"card": "x"}, "/card"),
    ({"answer_ms": 1.5}, "/answer_ms"), ({"kind": "liked"}, "/kind"), ([], ""), ({"text": ""}, "/text"),
    ({"value": 1e400}, "/value"), ({"answer_ms": 10**30}, "/answer_ms"),
]  # fmt: skip


def test_what_does_not_fit_is_said_with_a_pointer(team: Circle, program: Make) -> None:
    ask = program(team)
    for body, pointer in MISFITS:
        answer = ask("PUT", f"/groups/{{slug}}/members/{'0' * 12}/ratings/{'0' * 32}", body)
        assert answer.status_code == 422 and answer.mimetype == "application/problem+json"
        assert [one["pointer"] for one in answer.json["errors"]] == [pointer]
        assert answer.json["type"] == "/problems/malformed"


def test_what_does_not_fit_in_an_address_is_named(team: Circle, program: Make) -> None:
    ask = program(team)
    for query in ("limit=0", "limit=x", "limit=1&limit=2", "nothing=1", "limit=1e3", "limit=201"):
        answer = ask("GET", f"/groups?{query}")
        assert answer.status_code == 422, query
        assert answer.json["errors"][0]["pointer"] == "?" + query.partition("=")[0]


def test_what_is_no_json_is_refused(team: Circle, program: Make) -> None:
    ask, path = program(team), f"/groups/{{slug}}/members/{'0' * 12}/ratings/{'0' * 32}"
    for content in (b"", b"{", b"null", b"\xff", b'{"value": NaN}', b'{"value": Infinity}', b"[" * 9999):
        assert ask("PUT", path, data=content, content_type="application/json").status_code == 422, content
    assert ask("PUT", path, data=b"{}", content_type="text/plain").status_code == 415
    large = b'{"text": "' + b"a" * 300_000 + b'"}'
    assert ask("PUT", path, data=large, content_type="application/json").status_code == 413


numbers = st.floats(allow_nan=True, allow_infinity=True) | st.integers() | st.just(-0.0) | st.text(max_size=3)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(latents=st.lists(st.lists(numbers, max_size=40), max_size=3), budget=numbers)
def test_no_number_breaks_anything(team: Circle, program: Make, latents: list[Any], budget: Any) -> None:
    team.app.extensions[EXTENSION] = Gate(Buckets(10**6, 60))
    ask = program(team) if not hasattr(team, "asked") else team.asked  # type: ignore[attr-defined]
    team.asked = ask  # type: ignore[attr-defined]
    for path, body in (("score", {"latents": latents}), ("transform", {"picture": "mean", "budget": budget})):
        text = json.dumps(body)
        answer = ask("POST", f"/groups/{{slug}}/{path}", data=text, content_type="application/json")
        assert 400 <= answer.status_code < 500, answer.json


def test_every_parameter_is_filled_here() -> None:
    assert set(PARAMETERS) - {"slug"} <= set(FILLED)


def test_answers_to_keys_are_kept_by_nobody_else(team: Circle, program: Make) -> None:
    answer = program(team, *ALL)("GET", "/groups/{slug}")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Authorization" in answer.headers["Vary"]
    assert "Access-Control-Allow-Origin" not in answer.headers, "pages of others do not ask with a key"


def test_lists_come_in_pages_and_go_on_from_places_they_have(team: Circle, program: Make) -> None:
    ask, here = program(team), "/groups/{slug}"
    for name in ("Cyd", "Dev", "Eve"):
        ask("POST", f"{here}/members", {"nickname": name})
    for _ in range(2):
        ask("POST", f"{here}/sessions", {"mode": "swipe"})
    studio, row = team.studio, TaskRow("", team.group.group_id, "picture", "key", ask.key[5:17], "{}",
        "cancelled", "", 0, 0, "", "", "", 0, "{}", "", 0, team.studio.now())  # fmt: skip
    for number in range(41):
        put_task(studio.database, replace(row, task_id=f"{number:032x}"))
    for path, name, many in (("members", "member", 5), ("sessions", "number", 3), ("tasks", "task", 41)):
        found: list[Any] = []
        after = ""
        while after is not None and len(found) < 100:
            page = ask("GET", f"{here}/{path}?limit=2" + (f"&after={after}" if after else "")).json
            assert len(page["items"]) == min(2, many - len(found))
            found += [one[name] for one in page["items"]]
            after = page["next"]
        assert len(found) == len(set(found)) == many, path
    for path in ("/groups", f"{here}/members", f"{here}/sessions", f"{here}/tasks", f"{here}/models"):
        lost = ask("GET", f"{path}?after=nowhere")
        assert lost.status_code == 422 and lost.json["errors"][0]["pointer"] == "?after", path
    assert program(team, house=True)("GET", "/runs?after=nowhere").status_code == 422


def test_a_ranking_that_has_moved_is_not_gone_on_with(
    team: Circle, program: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = program(team)
    rows = [{"picture": f"{row:032x}", "file_name": "", "liking": 0.5, "low": 0.4, "high": 0.6}
            for row in range(3)]  # fmt: skip
    for number, status in ((1, 200), (2, 409)):
        monkeypatch.setattr(ranking, "_ranked", lambda *_, number=number: (rows, number, 2))
        first = ask("GET", "/groups/{slug}/ranking?limit=2").json
        assert first["next"] == f"{number}.2" and first["members"] == 2
        assert ask("GET", "/groups/{slug}/ranking?limit=2&after=1.2").status_code == status
    assert [one["place"] for one in ask("GET", "/groups/{slug}/ranking?after=2.2").json["items"]] == [3]
    assert ask("GET", "/groups/{slug}/ranking?after=2").status_code == 422


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"picture": "mean", "budget": 2.0, "chance": 0.6}, "/chance"),
        ({"picture": "mean", "latent": [0.0]}, "/picture"),
        ({}, "/picture"),
        ({"picture": "mean", "towards": ["consensus"], "favour": "mean"}, "/towards"),
        ({"picture": "mean", "favour": "like"}, "/towards"),
        ({"picture": "mean", "favour": "like", "towards": ["consensus"], "chance": 0.6}, "/chance"),
    ],
)
def test_no_wish_for_a_change_is_dropped_unseen(
    team: Circle, program: Make, body: dict[str, Any], pointer: str
) -> None:
    answer = program(team)("POST", "/groups/{slug}/transform", body)
    assert answer.status_code == 422 and answer.json["errors"][0]["pointer"] == pointer


def test_a_latent_may_be_made_to_look_like_a_picture(
    team: Circle, program: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted: list[Any] = []

    def seen(_studio: Any, _looks: Any, _start: Any, asked: Any) -> Any:
        wanted.append(asked)
        raise BadInput("far enough")

    monkeypatch.setattr(judging, "transform", seen)
    z = [0.0] * program(team)("GET", "/groups/{slug}").json["latent_dim"]
    body = {"latent": z, "favour": "like", "towards": ["consensus"], "budget": 3.0}
    program(team)("POST", "/groups/{slug}/transform", body)
    assert len(wanted[0].like) == 1 and wanted[0].budget == 3.0
