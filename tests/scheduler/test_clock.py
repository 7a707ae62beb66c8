"""The clock ticks, polls what was asked for by hand, and leaves no run behind when it closes."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from group_plgl.errors import NotFound
from group_plgl.scheduler.clock import Clock
from group_plgl.scheduler.job import Job
from group_plgl.services.studio import Studio
from group_plgl.settings import Settings
from group_plgl.store.runs import claim, put_asked, runs

from ..fresh import fresh_studio


def a_job(
    name: str, behind: Callable[[Studio], list[Any]], work: Callable[[Studio, Any], dict[str, Any]]
) -> Job:
    return Job(name, "Counts.", "learn_seconds", behind, work)


def until(true: Callable[[], bool]) -> bool:
    """Wait up to ten seconds for something to become true."""
    for _ in range(500):
        if true():
            return True
        time.sleep(0.02)
    return False


def test_a_started_clock_does_the_work_and_stops_when_closed(tmp_path: Path) -> None:
    settings = Settings(data=str(tmp_path), learn_seconds=0.2)
    studio = fresh_studio(settings, lambda: datetime.now(UTC))
    todo, done = ["a"], []

    def work(studio: Studio, item: str) -> dict[str, Any]:
        todo.remove(item)
        done.append(item)
        return {}

    clock = Clock(studio, {"count": a_job("count", lambda s: list(todo), work)})
    clock.start()
    assert until(lambda: done == ["a"])
    todo.append("b")
    assert until(lambda: done == ["a", "b"])
    clock.close()
    clock.close()
    todo.append("c")
    time.sleep(0.5)
    assert done == ["a", "b"]
    assert {run.status for run in runs(studio.database)} == {"done"}
    studio.close()


def test_a_run_asked_for_by_hand_is_found_by_the_poll(studio: Studio) -> None:
    clock = Clock(studio, {"count": a_job("count", lambda s: [], lambda s, i: {})})
    run_id = put_asked(studio.database, "count", studio.now())
    assert put_asked(studio.database, "count", studio.now()) == run_id
    [queued] = runs(studio.database)
    assert (queued.status, queued.attempt, queued.started_at) == ("queued", 0, None)
    [done] = clock.poll()
    assert (done.run_id, done.status, done.attempt, done.owner) == (run_id, "done", 1, clock.owner)
    assert clock.poll() == []
    assert put_asked(studio.database, "count", studio.now()) != run_id


def test_running_now_gives_the_outcome(studio: Studio) -> None:
    clock = Clock(studio, {"count": a_job("count", lambda s: [1, 2], lambda s, item: {"events": item})})
    assert '"events": 3' in clock.run_now("count").saw
    with pytest.raises(NotFound, match="sing"):
        clock.run_now("sing")


def test_an_error_while_looking_is_an_outcome_of_a_run_asked_for(studio: Studio) -> None:
    def behind(studio: Studio) -> list[Any]:
        raise OSError("disk gone")

    run = Clock(studio, {"count": a_job("count", behind, lambda s, i: {})}).run_now("count")
    assert run.status == "failed"
    assert "disk gone" in run.error


def test_an_error_while_looking_does_not_stop_the_clock(
    studio: Studio, caplog: pytest.LogCaptureFixture
) -> None:
    def behind(studio: Studio) -> list[Any]:
        raise OSError("disk gone")

    clock = Clock(studio, {"count": a_job("count", behind, lambda s, i: {})})
    with caplog.at_level(logging.ERROR):
        assert clock.tick("count") is None
    assert "disk gone" in caplog.text


def test_a_run_of_a_job_that_is_gone_fails_with_a_word(studio: Studio) -> None:
    put_asked(studio.database, "gone", studio.now())
    Clock(studio, {}).poll()
    [run] = runs(studio.database)
    assert run.status == "failed"
    assert "no job 'gone'" in run.error


def test_what_a_dead_server_left_running_is_abandoned_at_start(studio: Studio) -> None:
    claim(studio.database, "count", studio.now(), "dead", studio.now(), 1e6)
    put_asked(studio.database, "count", studio.now())
    clock = Clock(studio, {})
    assert clock.mark_abandoned() == 1
    assert sorted(run.status for run in runs(studio.database)) == ["abandoned", "queued"]
    assert clock.mark_abandoned() == 0


def test_a_tick_during_a_run_leaves_it_alone(studio: Studio) -> None:
    inside, go = threading.Event(), threading.Event()
    done = []

    def work(studio: Studio, item: str) -> dict[str, Any]:
        inside.set()
        go.wait(10)
        done.append(item)
        return {}

    clock = Clock(studio, {"count": a_job("count", lambda s: ["a"], work)})
    running = threading.Thread(target=clock.tick, args=("count",))
    running.start()
    inside.wait(10)
    assert clock.tick("count") is None
    go.set()
    running.join(10)
    assert done == ["a"]


def test_a_job_that_fails_rests_longer_each_time_until_it_succeeds(studio: Studio, watch: Any) -> None:
    broken = [True]

    def work(studio: Studio, item: str) -> dict[str, Any]:
        if broken:
            raise ValueError("broken")
        return {}

    clock = Clock(studio, {"count": a_job("count", lambda s: ["a"], work)})
    ran_at = []
    for second in range(0, 80, 5):
        if clock.tick("count") is not None:
            ran_at.append(second)
        watch.forward(5)
    assert ran_at == [0, 10, 30, 70]
    broken.clear()
    watch.forward(300)
    first = clock.tick("count")
    assert first is not None
    assert first.status == "done"
    watch.forward(5)
    assert clock.tick("count") is not None


def test_one_failing_group_does_not_make_the_others_wait(tmp_path: Path) -> None:
    studio = fresh_studio(Settings(data=str(tmp_path), learn_seconds=0.2), lambda: datetime.now(UTC))
    worked: list[str] = []

    def work(studio: Studio, item: str) -> dict[str, Any]:
        if item == "bad":
            raise ValueError("this group cannot be done")
        worked.append(item)
        return {"group": item}

    clock = Clock(studio, {"count": a_job("count", lambda s: ["bad", "good"], work)})
    for _ in range(3):
        run = clock.tick("count")
        assert run is not None and run.status == "failed" and '"failed": ["bad"]' in run.saw
        time.sleep(0.25)
    assert worked == ["good"] * 3
    studio.close()
