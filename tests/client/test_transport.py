"""The client's way to a server: it waits when asked to, names what may come twice, and remembers ETags."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest

from group_plgl.client import Client, Problem

JSON = {"Content-Type": "application/json"}
Reply = tuple[int, dict[str, str], bytes]


class Stage:
    """A server that answers what it is told, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []
        self.replies: list[Reply] = []
        stage = self

        class Actor(BaseHTTPRequestHandler):
            def _play(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                stage.asked.append((self.command, self.path, dict(self.headers), body))
                status, head, content = stage.replies.pop(0)
                self.send_response(status)
                for name, value in {"Content-Length": str(len(content)), **head}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _play  # noqa: N815 - the library's names

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Actor)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def say(self, *replies: tuple[int, dict[str, str], Any]) -> None:
        self.replies += [(status, head, json.dumps(told).encode()) for status, head, told in replies]


@pytest.fixture
def stage() -> Iterator[Stage]:
    made = Stage()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def client(stage: Stage, waits: list[float]) -> Client:
    return Client(stage.url, "plgl_key", sleep=waits.append)


def test_it_waits_as_long_as_the_server_asks(client: Client, stage: Stage, waits: list[float]) -> None:
    stage.say((429, {"Retry-After": "7"}, {}), (503, {}, {}), (200, {}, {"items": []}))
    assert client.list_spaces() == {"items": []}
    assert waits == [7.0, 1.0]
    assert {head["Authorization"] for _, _, head, _ in stage.asked} == {"Bearer plgl_key"}


def test_it_gives_up_and_says_why(client: Client, stage: Stage, waits: list[float]) -> None:
    busy = {"detail": "Busy just now", "advice": "Come again."}
    stage.say(*[(503, {"Retry-After": "900"}, busy)] * 5)
    with pytest.raises(Problem, match="503: Busy just now") as found:
        client.list_spaces()
    assert found.value.advice == "Come again." and waits == [60.0] * 4, "no longer than a minute at a time"


def test_what_is_wrong_is_not_tried_again(client: Client, stage: Stage, waits: list[float]) -> None:
    wrong = {"detail": "The request does not fit", "errors": [{"pointer": "/name", "detail": "too long"}]}
    stage.say((422, {}, wrong))
    with pytest.raises(Problem, match=r"422: .* \(/name: too long\)"):
        client.create_group(name="x", space="tiles")
    assert waits == [] and len(stage.asked) == 1


def test_a_retry_has_the_name_of_the_first_try(client: Client, stage: Stage) -> None:
    stage.say((503, {}, {}), (201, {}, {"member": "a"}), (201, {}, {"member": "b"}))
    client.create_member("g", nickname="Ada")
    client.create_member("g", nickname="Bo")
    names = [head["Idempotency-Key"] for _, _, head, _ in stage.asked]
    assert names[0] == names[1] != names[2]
    assert json.loads(stage.asked[0][3]) == {"nickname": "Ada"}, "what is not said is not sent"


def test_what_is_unchanged_is_not_sent_again(client: Client, stage: Stage) -> None:
    stage.say((200, {"ETag": '"1"', **JSON}, {"items": [1]}), (304, {"ETag": '"1"'}, ""))
    stage.replies[1] = (304, {"ETag": '"1"', "Content-Length": "0"}, b"")
    assert client.list_sessions("g") == client.list_sessions("g") == {"items": [1]}
    assert stage.asked[1][2]["If-None-Match"] == '"1"'


def test_files_are_not_held(client: Client, stage: Stage) -> None:
    stage.say(*[(200, {"ETag": '"1"', "Content-Type": "image/png"}, "a large picture")] * 2)
    assert client.download_task("t") == client.download_task("t")
    assert "If-None-Match" not in stage.asked[1][2] and client._known == {}


def test_a_change_names_what_was_read(client: Client, stage: Stage) -> None:
    stage.say((200, {"ETag": '"1"', **JSON}, {}), (200, {"ETag": '"2"', **JSON}, {}), (200, {}, {}))
    client.change_session("g", results_shown=True)
    client.change_session("g", results_shown=False)
    assert [method for method, _, _, _ in stage.asked] == ["GET", "PATCH", "PATCH"]
    assert [head.get("If-Match") for _, _, head, _ in stage.asked[1:]] == ['"1"', '"2"']


def test_arrays_are_sent_as_lists_and_pictures_as_they_are(client: Client, stage: Stage) -> None:
    stage.say(*[(200, {}, {"items": []})] * 2)
    client.score_pictures("g", latents=np.zeros((1, 2)), favour="mean")  # type: ignore[arg-type]
    client.score_pictures("g", image=b"\x89PNG", favour="mean")
    assert json.loads(stage.asked[0][3]) == {"latents": [[0.0, 0.0]], "favour": "mean"}
    assert stage.asked[1][1].endswith("/score?favour=mean") and stage.asked[1][3] == b"\x89PNG"


def test_pages_follow_one_another(client: Client, stage: Stage) -> None:
    stage.say((200, {}, {"items": [1, 2], "next": "2"}), (200, {}, {"items": [3], "next": None}))
    assert list(client.pages(client.list_models, "g", limit=2)) == [1, 2, 3]
    assert [path.partition("?")[2] for _, path, _, _ in stage.asked] == ["limit=2", "limit=2&after=2"]


def states(*told: str) -> list[tuple[int, dict[str, str], Any]]:
    return [
        (200, {}, {"status": one, "problem": "No picture yet" if one == "failed" else ""}) for one in told
    ]


def test_a_task_is_waited_for_with_progress(client: Client, stage: Stage, waits: list[float]) -> None:
    seen: list[str] = []
    stage.say(*states("queued", "running", "done"))
    assert client.wait("t", progress=lambda now: seen.append(now["status"]))["status"] == "done"
    assert seen == ["queued", "running", "done"] and waits == [0.5, 0.5]


@pytest.mark.parametrize(("end", "words"), [("failed", "No picture yet"), ("cancelled", "cancelled")])
def test_a_task_that_comes_to_nothing_says_so(client: Client, stage: Stage, end: str, words: str) -> None:
    stage.say(*states("running", end))
    with pytest.raises(Problem, match=words):
        client.wait("t")


def test_a_task_is_not_waited_for_for_ever(client: Client, stage: Stage) -> None:
    stage.say(*states(*["running"] * 4))
    with pytest.raises(Problem, match="not over after 2 s"):
        client.wait("t", timeout=2.0)


def test_nobody_there_is_said(waits: list[float]) -> None:
    alone: Callable[[], Any] = Client("http://127.0.0.1:9", "k", tries=2, sleep=waits.append).list_jobs
    with pytest.raises(Problem, match="nobody answers") as found:
        alone()
    assert found.value.status == 0 and waits == [1.0]
