"""Bytes from outside are read in processes of their own, with little memory and little time."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from group_plgl.compute.tasks import GUARDED, LAZY, PATIENT, TASKS
from group_plgl.compute.worker import GUARDED_AT_ONCE, GUARDED_BYTES, Child
from group_plgl.errors import ChildFailed
from group_plgl.generators.raster import pixels_of
from group_plgl.perception.attributes import ATTRIBUTES
from group_plgl.settings import Settings

from ..brought import HOSTILE, photo

HERE = Path(__file__).parent
FAST = {"features": "fast"}


@pytest.fixture
def child(monkeypatch: pytest.MonkeyPatch) -> Iterator[Child]:
    monkeypatch.syspath_prepend(str(HERE))
    settings = Settings(child_seconds=5.0)
    with contextlib.closing(Child(settings, "child_tasks:TASKS", guarded={"who", "swell", "die"})) as made:
        yield made


@pytest.fixture(scope="module")
def ours() -> Iterator[Child]:
    with contextlib.closing(Child(Settings())) as made:
        yield made


def accept(child: Child, content: bytes) -> tuple[dict, dict]:
    return child.run("accept", {"card_side": 96}, {"bytes": np.frombuffer(content, dtype=np.uint8)})


def test_what_asks_for_too_much_memory_is_refused_it_and_nobody_else_notices(child: Child) -> None:
    with pytest.raises(ChildFailed, match="MemoryError"):
        child.run("swell", {"bytes": GUARDED_BYTES}, {})
    assert child.run("swell", {"bytes": 1000}, {})[0] == {"got": 1000}


def test_an_upload_does_not_wait_for_a_model_nor_a_model_for_an_upload(child: Child) -> None:
    model = threading.Thread(target=child.run, args=("sleep", {"seconds": 3}, {}))
    model.start()
    time.sleep(0.3)
    child.run("who", {}, {})
    assert model.is_alive()
    model.join()


def test_a_few_files_are_read_at_once_each_in_a_process_of_its_own(child: Child) -> None:
    seen = {child.run("who", {}, {})[0]["pid"] for _ in range(3 * GUARDED_AT_ONCE)}
    assert len(seen) == GUARDED_AT_ONCE


def test_a_reader_that_dies_is_started_anew(child: Child) -> None:
    for _ in range(2 * GUARDED_AT_ONCE):
        with pytest.raises(ChildFailed, match="died during task die"):
            child.run("die", {}, {})
    assert child.run("who", {}, {})[0]["pid"]


def test_the_tasks_that_read_bytes_from_outside_are_guarded() -> None:
    assert TASKS.keys() >= GUARDED | PATIENT | LAZY
    assert {"accept", "look"} <= GUARDED
    assert not GUARDED & PATIENT and not LAZY & (GUARDED | PATIENT)


def test_a_task_that_takes_its_time_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(HERE))
    settings = Settings(child_seconds=5.0)
    with contextlib.closing(Child(settings, "child_tasks:TASKS", guarded=(), patient={"sleep"})) as child:
        slow = threading.Thread(target=child.run, args=("sleep", {"seconds": 4}, {}))
        slow.start()
        time.sleep(0.3)
        assert child.run("who", {}, {})[0]["pid"]
        assert slow.is_alive()
        slow.join()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_and_the_reader_lives_on(ours: Child, name: str) -> None:
    make, reason = HOSTILE[name]
    said, made = accept(ours, make())
    assert said["refused"] == reason
    assert made == {}


def test_a_picture_becomes_two_files_without_anything_that_rode_along(ours: Child) -> None:
    said, made = accept(ours, photo(3, (2000, 1000)))
    assert (said["width"], said["height"]) == (2000, 1000)
    assert "landscape" in said["told"]
    assert pixels_of(made["large"].tobytes()).shape == (800, 1600, 3)
    assert pixels_of(made["card"].tobytes()).shape == (48, 96, 3)
    assert made["traits"].shape == (len(ATTRIBUTES),)


def test_the_same_pictures_get_the_same_space(ours: Child) -> None:
    files = [accept(ours, photo(seed))[1]["card"].tobytes() for seed in range(8)]
    ends = np.cumsum([len(one) for one in files])
    arrays = {"bytes": np.frombuffer(b"".join(files), np.uint8), "ends": ends}
    (_, first), (_, second) = (
        ours.run("whiten", FAST, {"measure": ours.run("measure", FAST, arrays)[1]["rows"]}) for _ in range(2)
    )
    assert first["z"].shape == (8, 7)
    assert (first["z"] == second["z"]).all()
    assert (first["shares"] == second["shares"]).all()
