"""The child computes, fails in words, is stopped in time, and never outlives its parent."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from group_plgl.compute.worker import Child
from group_plgl.errors import ChildFailed
from group_plgl.settings import Settings

HERE = Path(__file__).parent


@pytest.fixture
def child(monkeypatch: pytest.MonkeyPatch) -> Iterator[Child]:
    monkeypatch.syspath_prepend(str(HERE))
    with contextlib.closing(Child(Settings(child_seconds=30.0), tasks="child_tasks:TASKS")) as made:
        yield made


def test_words_and_arrays_go_there_and_back(child: Child) -> None:
    z = np.arange(6.0).reshape(2, 3)
    words, arrays = child.run("double", {"name": "äöü", "list": [1, None]}, {"z": z, "ids": np.arange(3)})
    assert words == {"name": "äöü", "list": [1, None]}
    assert (arrays["z"] == 2 * z).all()
    assert arrays["ids"].tolist() == [0, 2, 4]


def test_an_error_in_a_task_arrives_with_its_text_and_place(child: Child) -> None:
    with pytest.raises(ChildFailed, match=r"ValueError: the numbers do not add up \(child_tasks.py, line"):
        child.run("fail", {}, {})
    with pytest.raises(ChildFailed, match="BadInput: too few") as caught:
        child.run("apologise", {}, {})
    assert caught.value.advice == "Bring more."
    with pytest.raises(ChildFailed, match="must be JSON"):
        child.run("bad_reply", {}, {})


def test_an_error_does_not_cost_the_child_its_life(child: Child) -> None:
    before = child.run("who", {}, {})[0]["pid"]
    with pytest.raises(ChildFailed):
        child.run("fail", {}, {})
    assert child.run("who", {}, {})[0]["pid"] == before


@pytest.mark.parametrize("task", ["unheard_of", "nothing_like_it"])
def test_a_task_that_does_not_exist_is_named(child: Child, task: str) -> None:
    with pytest.raises(ChildFailed, match=task):
        child.run(task, {}, {})


def test_a_task_beyond_its_time_is_stopped_and_the_next_one_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(HERE))
    with contextlib.closing(Child(Settings(child_seconds=4.0), tasks="child_tasks:TASKS")) as child:
        before = time.monotonic()
        with pytest.raises(ChildFailed, match="longer than 4 s"):
            child.run("sleep", {"seconds": 60}, {})
        assert time.monotonic() - before < 40
        assert child.run("double", {"again": True}, {})[0] == {"again": True}


def test_a_child_that_dies_is_started_anew(child: Child) -> None:
    before = child.run("who", {}, {})[0]["pid"]
    with pytest.raises(ChildFailed, match=r"died during task die \(exit status 3\)"):
        child.run("die", {}, {})
    assert child.run("who", {}, {})[0]["pid"] != before


def test_a_child_that_died_between_two_tasks_is_not_missed(child: Child) -> None:
    pid = child.run("who", {}, {})[0]["pid"]
    os.kill(pid, signal.SIGKILL)
    wait_until_gone(pid)
    time.sleep(0.2)  # its last thread may end a little later than its first
    assert child.run("double", {"a": 1}, {})[0] == {"a": 1}


def test_what_a_library_prints_does_not_break_the_messages(
    child: Child, capfd: pytest.CaptureFixture[str]
) -> None:
    assert child.run("chatter", {}, {})[0] == {"quiet": True}
    assert child.run("chatter", {}, {})[0] == {"quiet": True}
    child.close()
    assert "neither must this" in capfd.readouterr().err


def test_the_child_is_polite_and_light(child: Child) -> None:
    told = child.run("who", {}, {})[0]
    assert told["nice"] >= 10
    assert told["threads"] == "1"
    assert told["modules"] == []


def test_callers_queue_and_each_gets_its_own_answer(child: Child) -> None:
    answers: dict[int, object] = {}

    def ask(i: int) -> None:
        answers[i] = child.run("double", {"i": i}, {"x": np.array([i])})

    threads = [threading.Thread(target=ask, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {i: (words["i"], arrays["x"].tolist()) for i, (words, arrays) in answers.items()} == {  # type: ignore[misc]
        i: (i, [2 * i]) for i in range(8)
    }


def test_closing_stops_a_task_that_runs(child: Child) -> None:
    failures: list[Exception] = []

    def ask() -> None:
        try:
            child.run("sleep", {"seconds": 60}, {})
        except ChildFailed as error:
            failures.append(error)

    child.run("double", {}, {})
    thread = threading.Thread(target=ask)
    thread.start()
    time.sleep(0.2)
    child.close()
    thread.join(10)
    assert "closing" in str(failures[0])
    with pytest.raises(ChildFailed, match="closed"):
        child.run("double", {}, {})
    child.close()


PARENT = """
import sys, threading
from group_plgl.compute.worker import Child
from group_plgl.settings import Settings
child = Child(Settings(), tasks="child_tasks:TASKS")
print(child.run("who", {}, {})[0]["pid"], flush=True)
if sys.argv[1] == "busy":
    threading.Thread(target=child.run, args=("sleep", {"seconds": 60}, {})).start()
    print("asked", flush=True)
threading.Event().wait(60)
"""


@pytest.mark.parametrize("state", ["idle", "busy"])
def test_the_child_ends_when_its_parent_is_killed(state: str) -> None:
    path = os.pathsep.join([str(HERE), *(entry or os.getcwd() for entry in sys.path)])  # noqa: PTH109
    command = [sys.executable, "-c", PARENT, state]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": path}) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        if state == "busy":
            assert parent.stdout.readline() == b"asked\n"
            time.sleep(0.2)
        parent.kill()
    wait_until_gone(pid)


def wait_until_gone(pid: int) -> None:
    """Wait until no process, or only its unreaped remains, has this id."""
    for _ in range(400):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return
        if state == "Z":
            return
        time.sleep(0.025)
    raise AssertionError(f"process {pid} is still there")
