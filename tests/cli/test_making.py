"""Files on the command line: progress, Ctrl-C, a server that goes in between, and what a server refuses."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from click.testing import CliRunner

from group_plgl.cli import main, making
from group_plgl.cli.form import Opened
from group_plgl.errors import GroupPLGLError
from group_plgl.server import ADDRESS_FILE
from group_plgl.services import task
from group_plgl.services.convene import found_group
from group_plgl.services.kinds import KINDS
from group_plgl.services.kinds.kind import VIEWER, Kind, Made
from group_plgl.settings import settings_from
from group_plgl.store.people import group_named
from group_plgl.store.tasks import tasks_of
from group_plgl.web.house import TOKEN_FILE

Answers = dict[str, tuple[int, bytes]]


@pytest.fixture
def slug(tmp_path: Path) -> str:
    with Opened(settings_from({"data": str(tmp_path), "first_pool": 4, "full_pool": 4})) as studio:
        return found_group(studio, name="A wall", question="Which?", space="tiles", mode="swipe")[0].slug


def kinds(monkeypatch: pytest.MonkeyPatch, make: Callable[..., Made]) -> None:
    kind = Kind("slow", "Title", "Help", VIEWER, "Data", (), make, numbered=False)
    for module in ("task", "kinds"):
        monkeypatch.setattr(f"group_plgl.services.{module}.KINDS", {**KINDS, "slow": kind})


def test_a_file_made_here_shows_how_far_it_is_and_is_called_off(
    tmp_path: Path, slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Any] = []
    monkeypatch.setattr(making, "_show", shown.append)
    settings = settings_from({"data": str(tmp_path)})

    def whole(_studio: Any, _group: Any, _words: Any, step: Any) -> Made:
        for done in range(3):
            step("writing", done, 2)
        return Made(b"{}", "it.json", "application/json")

    kinds(monkeypatch, whole)
    assert making.made(settings, slug, "slow", {})[0] == b"{}"
    assert shown == [{"stage": "writing", "done": done, "whole": 2} for done in range(3)] + [{}]

    def stopped(_studio: Any, _group: Any, _words: Any, step: Any) -> Made:
        raise KeyboardInterrupt

    kinds(monkeypatch, stopped)
    with pytest.raises(KeyboardInterrupt):
        making.made(settings, slug, "slow", {})
    with Opened(settings) as studio:
        group = group_named(studio.database, slug)
        statuses = [row.status for row in tasks_of(studio.database, group.group_id, *task_of_house())]
        assert sorted(statuses) == ["cancelled", "done"] and task.behind(studio) == []


def task_of_house() -> tuple[str, str]:
    return task.HOUSE.role, task.HOUSE.who


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Answers]:
    """A server that has the data folder open, and answers what it is told."""
    answers: Answers = {}

    class Actor(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            status, content = answers[self.path]
            self.send_response(status)
            self.send_header("Content-Length", str(len(content) + (status == 299)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    acting = HTTPServer(("127.0.0.1", 0), Actor)
    Thread(target=acting.serve_forever, daemon=True).start()
    (tmp_path / ADDRESS_FILE).write_text(f"http://127.0.0.1:{acting.server_port}")
    (tmp_path / TOKEN_FILE).write_text("token")
    yield answers
    acting.shutdown()
    acting.server_close()


def test_what_the_server_refuses_is_said_with_its_advice(tmp_path: Path, server: Answers) -> None:
    problem = {"status": 422, "detail": "There is no kind {x}", "advice": "Ask for another."}
    server["/house/tasks"] = 422, json.dumps(problem).encode()
    asked = ["export", "g", "--kind", "sheet", "--out", str(tmp_path / "it.png"), "--data", str(tmp_path)]
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 1 and done.output == "Error: There is no kind {x}\nAsk for another.\n"
    server["/house/tasks"] = 502, b"<html>"
    assert "502 <html>" in CliRunner().invoke(main, asked).output


@pytest.mark.parametrize("file", [(299, b"half"), (200, b"half")])
def test_half_a_file_is_no_file(tmp_path: Path, server: Answers, file: tuple[int, bytes]) -> None:
    told = {"task_id": "t", "status": "done", "bytes": 8}
    server["/house/tasks"] = 200, json.dumps(told).encode()
    server["/house/tasks/file"] = file
    with pytest.raises(GroupPLGLError, match=r"gone|only 4 of 8"):
        making.made(settings_from({"data": str(tmp_path)}), "g", "sheet", {})


def test_a_server_that_goes_before_the_file_leaves_none(
    tmp_path: Path, server: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    server["/house/tasks"] = 200, json.dumps({"task_id": "t", "status": "done", "bytes": 8}).encode()
    settled = making._awaited

    def gone(settings: Any, asked: Any) -> Any:
        (tmp_path / ADDRESS_FILE).unlink()
        return settled(settings, asked)

    monkeypatch.setattr(making, "_awaited", gone)
    with pytest.raises(GroupPLGLError, match="the server has gone"):
        making.made(settings_from({"data": str(tmp_path)}), "g", "sheet", {})
