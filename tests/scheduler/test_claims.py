"""One run per job and slot; a failing item never stops the others; a killed run is done again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from group_plgl.scheduler.claims import run_slot, slot_of
from group_plgl.scheduler.job import Job
from group_plgl.services.studio import Studio
from group_plgl.store.runs import claim, put_abandoned, runs


class Todo:
    """Items that stay behind until their work succeeds."""

    def __init__(self, items: Iterable[str], broken: Iterable[str] = ()) -> None:
        self.items = list(items)
        self.broken = set(broken)
        self.done: list[str] = []

    def work(self, studio: Studio, item: str) -> dict[str, Any]:
        if item in self.broken:
            raise ValueError(f"{item} is broken")
        self.done.append(item)
        self.items.remove(item)
        return {"groups": [item], "events": 10, "note": item.upper()}

    def job(self, work: Callable[[Studio, str], dict[str, Any]] | None = None) -> Job:
        return Job("count", "Counts.", "learn_seconds", lambda studio: list(self.items), work or self.work)


def test_a_slot_is_the_time_floored_to_the_pause() -> None:
    now = datetime(2026, 1, 2, 3, 4, 7, 500, tzinfo=UTC)
    assert slot_of(now, 5.0) == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert slot_of(now, 0.5) == datetime(2026, 1, 2, 3, 4, 7, tzinfo=UTC)
    assert slot_of(slot_of(now, 7.3), 7.3) == slot_of(now, 7.3)


def test_nothing_behind_leaves_no_row(studio: Studio) -> None:
    assert run_slot(studio, Todo([]).job(), "me") is None
    assert runs(studio.database) == []


def test_what_a_run_saw_is_recorded(studio: Studio) -> None:
    todo = Todo(["a", "b"])
    run = run_slot(studio, todo.job(), "me")
    assert run is not None
    assert (run.status, run.owner, run.attempt, run.error, run.lease_until) == ("done", "me", 1, "", None)
    assert run.started_at == run.finished_at == studio.now()
    saw = json.loads(run.saw)
    assert saw.pop("seconds") >= 0
    assert saw == {"items": 2, "done": 2, "groups": ["a", "b"], "events": 20, "note": ["A", "B"]}
    assert runs(studio.database, "count") == [run]


def test_an_item_that_fails_does_not_stop_the_others_and_stays_behind(studio: Studio, watch: Any) -> None:
    todo = Todo(["a", "b", "c"], broken=["b"])
    run = run_slot(studio, todo.job(), "me")
    assert run is not None
    assert run.status == "failed"
    assert todo.done == ["a", "c"]
    assert "ValueError: b is broken" in run.error
    assert json.loads(run.saw)["done"] == 2
    todo.broken.clear()
    watch.forward(5)
    again = run_slot(studio, todo.job(), "me")
    assert again is not None
    assert again.status == "done"
    assert todo.done == ["a", "c", "b"]


def test_a_slot_runs_once(studio: Studio, watch: Any) -> None:
    todo = Todo(["a"])
    assert run_slot(studio, todo.job(), "me") is not None
    todo.items.append("b")
    watch.forward(1)
    assert run_slot(studio, todo.job(), "me") is None
    assert run_slot(studio, todo.job(), "other") is None
    watch.forward(5)
    assert run_slot(studio, todo.job(), "me") is not None
    assert todo.done == ["a", "b"]


def test_a_run_that_died_is_abandoned_at_the_next_start_and_done_in_the_next_slot(
    studio: Studio, watch: Any
) -> None:
    class Killed(BaseException):
        pass

    def die(studio: Studio, item: str) -> dict[str, Any]:
        raise Killed

    todo = Todo(["a"])
    with pytest.raises(Killed):
        run_slot(studio, todo.job(die), "dead")
    assert [run.status for run in runs(studio.database)] == ["running"]
    assert put_abandoned(studio.database, "me", studio.now()) == 1
    [dead] = runs(studio.database)
    assert (dead.status, dead.finished_at) == ("abandoned", studio.now())
    watch.forward(5)
    assert run_slot(studio, todo.job(), "me") is not None
    assert todo.done == ["a"]


def test_a_silent_run_may_be_claimed_again_only_when_its_lease_is_over(studio: Studio, watch: Any) -> None:
    slot = studio.now()
    first = claim(studio.database, "count", slot, "one", studio.now(), 60)
    assert first is not None
    assert claim(studio.database, "count", slot, "two", studio.now() + timedelta(seconds=59), 60) is None
    second = claim(studio.database, "count", slot, "two", studio.now() + timedelta(seconds=61), 60)
    assert second is not None
    assert (second.run_id, second.owner, second.attempt) == (first.run_id, "two", 2)


def test_a_run_whose_lease_was_lost_stops_without_an_outcome(studio: Studio, watch: Any) -> None:
    todo = Todo(["a", "b", "c"])

    def slow(studio: Studio, item: str) -> dict[str, Any]:
        watch.forward(100)
        assert claim(studio.database, "count", slot, "other", studio.now(), 60) is not None
        return todo.work(studio, item)

    slot = slot_of(studio.now(), 5)
    run = run_slot(studio, todo.job(slow), "me")
    assert run is not None
    assert (run.status, run.owner, run.attempt) == ("running", "other", 2)
    assert todo.done == ["a"]


def test_the_lease_is_renewed_between_items(studio: Studio, watch: Any) -> None:
    todo = Todo(["a", "b", "c"])
    refused = []

    def slow(studio: Studio, item: str) -> dict[str, Any]:
        watch.forward(50)
        refused.append(claim(studio.database, "count", slot, "other", studio.now(), 60) is None)
        return todo.work(studio, item)

    slot = slot_of(studio.now(), 5)
    run = run_slot(studio, todo.job(slow), "me")
    assert run is not None
    assert run.status == "done"
    assert refused == [True] * 3
