"""Long work is asked for, done in its turn, called off, begun again after a stop, and forgotten in time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from group_plgl.errors import BadInput, Cancelled, ChildFailed, NotAllowed, NotFound, NotYet
from group_plgl.services import task, tidy
from group_plgl.services.kinds import KINDS
from group_plgl.services.kinds.kind import HOST, VIEWER, Choice, Count, Kind, Made, Switch
from group_plgl.services.studio import Studio
from group_plgl.settings import Settings
from group_plgl.store.erasure import drop_member, drop_strays, owed_of
from group_plgl.store.people import Group, Member, group_of
from group_plgl.store.tasks import TASKS, claim_task, put_file, put_task, task_of, waiting_tasks

from ..fresh import fresh_studio

WORDS = (Choice("side", "Side", {"left": "Left", "right": "Right"}, "left"), Count("n", "How many", 1, 9, 3),
         Switch("bare", "Bare"))  # fmt: skip


@dataclass
class Watch:
    time: datetime = datetime(2026, 5, 6, 7, 8, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


@dataclass
class Somebody:
    """Whoever asks."""

    group: Group
    member: Member | None = None
    host: bool = True
    number: int | None = None


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def studio(tmp_path: Path, watch: Watch) -> Iterator[Studio]:
    opened = fresh_studio(Settings(data=str(tmp_path / "data"), first_pool=4, full_pool=4), watch)
    yield opened
    opened.close()


class Works:
    """A kind of task that does what it is told, step by step."""

    def __init__(self) -> None:
        self.between = lambda done: None
        self.begun = 0

    def __call__(self, studio: Studio, group: Group, words: Mapping[str, Any], step: Any) -> Made:
        self.begun += 1
        for done in range(words["n"]):
            step("writing", done, words["n"])
            self.between(done)
        step("writing", words["n"], words["n"])
        return Made(json.dumps(words, sort_keys=True).encode(), "it.json", "application/json", {"rows": 2})


@pytest.fixture
def works(monkeypatch: pytest.MonkeyPatch) -> Works:
    made = Works()
    kinds = {
        name: Kind(name, "Title", "Help", who, "Data", WORDS, made, numbered=False)
        for name, who in (("count", VIEWER), ("secret", HOST))
    }
    never = replace(kinds["count"], name="never", missing=lambda *_: NotYet("not for this group"))
    later = replace(kinds["count"], name="numbered", numbered=True)
    for module in ("task", "kinds"):
        monkeypatch.setattr(
            f"group_plgl.services.{module}.KINDS", {**KINDS, **kinds, "never": never, "numbered": later}
        )
    return made


@pytest.fixture
def group(studio: Studio) -> Group:
    from group_plgl.services.convene import found_group

    return found_group(studio, name="A wall", question="Which?", space="tiles", mode="swipe")[0]


def member_of(studio: Studio, group: Group, name: str = "Robin") -> Member:
    from group_plgl.services.join import join_group

    return join_group(studio, group, name)[0]


def test_what_is_asked_for_is_done_and_can_be_taken_away(studio: Studio, works: Works, group: Group) -> None:
    host = Somebody(group)
    row = task.ask_task(studio, host, "count", {"n": "2", "bare": "on"})
    assert json.loads(row.words) == {"side": "left", "n": 2, "bare": True}
    assert task.behind(studio) == [row.task_id]
    assert task.do_task(studio, row.task_id) == {"group": group.slug}
    row = task.task_asked(studio, host, row.task_id)
    assert (row.status, row.done, row.whole, row.file_name) == ("done", 2, 2, "it.json")
    assert json.loads(row.told) == {"rows": 2}
    assert task.content_of(studio, row) == b'{"bare": true, "n": 2, "side": "left"}'
    assert task.may_take(studio, host, row)
    assert task.behind(studio) == []
    assert task.do_task(studio, row.task_id) == {}  # what is over is left alone
    assert works.begun == 1


def test_the_same_asked_for_twice_is_done_once(studio: Studio, works: Works, group: Group) -> None:
    first, again = (task.ask_task(studio, Somebody(group), "count", {}) for _ in range(2))
    assert first.task_id == again.task_id
    other = task.ask_task(studio, Somebody(group), "count", {"n": 4})
    assert [row.task_id for row in waiting_tasks(studio.database)] == sorted(
        [first.task_id, other.task_id]
    ) or len(waiting_tasks(studio.database)) == 2


def test_words_are_checked_before_anything_is_queued(studio: Studio, works: Works, group: Group) -> None:
    host = Somebody(group)
    for bad in (
        {"n": 10},
        {"n": "2.5"},
        {"n": True},
        {"n": "٣"},
        {"side": "up"},
        {"bare": "perhaps"},
        {"x": 1},
    ):
        with pytest.raises(BadInput):
            task.ask_task(studio, host, "count", bad)
    with pytest.raises(NotFound, match="sing"):
        task.ask_task(studio, host, "sing", {})
    with pytest.raises(NotYet, match="not for this group"):
        task.ask_task(studio, host, "never", {})
    with pytest.raises(NotFound, match="to be seen"):
        task.ask_task(studio, host, "numbered", {})
    assert task.behind(studio) == []


def test_nobody_sees_the_tasks_of_others(studio: Studio, works: Works, group: Group) -> None:
    robin, ada = (Somebody(group, member_of(studio, group, name), host=False) for name in ("Robin", "Ada"))
    reader = Somebody(group, None, host=False)
    row = task.ask_task(studio, robin, "count", {})
    assert [one.task_id for one in task.tasks_asked(studio, robin)] == [row.task_id]
    for other in (ada, reader, Somebody(group)):
        assert task.tasks_asked(studio, other) == []
        with pytest.raises(NotFound):
            task.task_asked(studio, other, row.task_id)
    with pytest.raises(NotAllowed):
        task.ask_task(studio, reader, "count", {})
    with pytest.raises(NotAllowed) as refused:
        task.ask_task(studio, robin, "secret", {})
    assert "admin" in refused.value.advice
    assert "secret" not in [kind.name for kind in task.offered(studio, robin)]


def test_it_stops_at_the_next_step_when_it_was_called_off(studio: Studio, works: Works, group: Group) -> None:
    row = task.ask_task(studio, Somebody(group), "count", {"n": 9})
    steps: list[int] = []

    def between(done: int) -> None:
        steps.append(done)
        if done == 3:
            now = task_of(studio.database, row.task_id)
            assert now is not None
            assert task.cancel(studio, now)

    works.between = between
    task.do_task(studio, row.task_id)
    assert steps == [0, 1, 2, 3]
    over = task_of(studio.database, row.task_id)
    assert over is not None
    assert (over.status, over.sha256) == ("cancelled", "")
    assert not task.cancel(studio, over)
    assert not task.may_take(studio, Somebody(group), over)
    with pytest.raises(Cancelled):
        task._stepper(studio, row.task_id)("writing", 0, 1)


def test_a_task_that_was_waiting_is_called_off_unbegun(studio: Studio, works: Works, group: Group) -> None:
    row = task.ask_task(studio, Somebody(group), "count", {})
    assert task.cancel(studio, row)
    assert task.do_task(studio, row.task_id) == {}
    assert works.begun == 0


def test_what_a_stop_of_the_server_left_half_done_is_begun_again(
    studio: Studio, works: Works, group: Group
) -> None:
    row = task.ask_task(studio, Somebody(group), "count", {})

    def killed(done: int) -> None:
        raise KeyboardInterrupt

    works.between = killed
    with pytest.raises(KeyboardInterrupt):
        task.do_task(studio, row.task_id)
    assert task.behind(studio) == [row.task_id]
    works.between = lambda done: None
    task.do_task(studio, row.task_id)
    assert task.task_asked(studio, Somebody(group), row.task_id).status == "done"


def test_what_kills_the_server_again_and_again_is_given_up(
    studio: Studio, works: Works, group: Group
) -> None:
    row = task.ask_task(studio, Somebody(group), "count", {})

    def failing(done: int) -> None:
        raise ChildFailed("the compute child died")

    works.between = failing
    task.do_task(studio, row.task_id)
    assert task.behind(studio) == [row.task_id]
    task.do_task(studio, row.task_id)
    row = task.task_asked(studio, Somebody(group), row.task_id)
    failure = task.failure_of(row)
    assert row.status == "failed"
    assert str(failure) == "the compute child died"


def test_an_error_of_ours_is_told_and_any_other_is_told_and_logged(
    studio: Studio, works: Works, group: Group
) -> None:
    host = Somebody(group)

    def ours(done: int) -> None:
        raise BadInput("{n} is too many", advice="Take {n} less.", n=3)

    works.between = ours
    row = task.ask_task(studio, host, "count", {})
    task.do_task(studio, row.task_id)
    failure = task.failure_of(task.task_asked(studio, host, row.task_id))
    assert failure is not None
    assert (str(failure), failure.advice) == ("3 is too many", "Take 3 less.")

    def theirs(done: int) -> None:
        raise ZeroDivisionError

    works.between = theirs
    row = task.ask_task(studio, host, "count", {"n": 2})
    with pytest.raises(ZeroDivisionError):
        task.do_task(studio, row.task_id)
    assert task.task_asked(studio, host, row.task_id).status == "failed"


def test_a_number_that_is_gone_is_said_to_be_gone(studio: Studio, works: Works, group: Group) -> None:
    words = json.dumps({"side": "left", "n": 3, "bare": False, "number": 4})
    row = task.ask_task(studio, Somebody(group), "count", {})
    lost = put_task(studio.database, replace(row, task_id="lost", kind="numbered", words=words))
    task.do_task(studio, lost.task_id)
    failure = task.failure_of(task.task_asked(studio, Somebody(group), lost.task_id))
    assert failure is not None and works.begun == 0
    assert (str(failure), failure.advice) == ("model 4 is not kept any more", "Ask for the newest.")


def test_nobody_fills_the_queue_alone(studio: Studio, works: Works, group: Group) -> None:
    robin, host = Somebody(group, member_of(studio, group), host=False), Somebody(group)
    wanted = [{"n": n, "side": side} for n in range(1, 10) for side in ("left", "right")]
    for words in wanted[: task.MOST_WAITING]:
        task.ask_task(studio, robin, "count", words)
    with pytest.raises(NotYet):
        task.ask_task(studio, robin, "count", wanted[-1])
    task.ask_task(studio, robin, "count", wanted[0])
    task.ask_task(studio, host, "count", wanted[-1])


def test_files_are_forgotten_in_time(studio: Studio, works: Works, group: Group, watch: Watch) -> None:
    row = task.ask_task(studio, Somebody(group), "count", {})
    task.do_task(studio, row.task_id)
    row = task.task_asked(studio, Somebody(group), row.task_id)
    path = studio.files.path(row.sha256, row.media_type)
    watch.time = datetime.now(UTC) + timedelta(hours=studio.settings.kept_hours, minutes=30)
    assert not task.may_take(studio, Somebody(group), row)
    assert tidy.HOUSE in tidy.behind(studio)
    assert path.exists()
    tidy.tidy_group(studio, tidy.HOUSE)
    assert not path.exists()
    assert task_of(studio.database, row.task_id) is None
    assert tidy.behind(studio) == []


def test_no_file_lies_there_that_nothing_knows_of(
    studio: Studio, works: Works, group: Group, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: Any, **__: Any) -> bool:
        raise KeyboardInterrupt

    row = task.ask_task(studio, Somebody(group), "count", {})
    with monkeypatch.context() as stop:  # the server is gone once the file lies there
        stop.setattr(task, "put_end", killed)
        with pytest.raises(KeyboardInterrupt):
            task.do_task(studio, row.task_id)
    begun = task_of(studio.database, row.task_id)
    assert begun is not None and begun.status == "running"
    path = studio.files.path(begun.sha256, begun.media_type)
    assert path.exists()
    task.cancel(studio, begun)
    over = task_of(studio.database, row.task_id)
    assert over is not None and over.status == "cancelled"
    assert not task.may_take(studio, Somebody(group), over)
    watch.time = datetime.now(UTC) + timedelta(hours=studio.settings.kept_hours, minutes=30)
    tidy.tidy_group(studio, tidy.HOUSE)
    assert not path.exists()


def test_what_a_broken_off_attempt_left_goes_with_the_next(
    studio: Studio, works: Works, group: Group, watch: Watch
) -> None:
    watch.time = datetime.now(UTC)
    row = task.ask_task(studio, Somebody(group), "count", {})
    left = studio.files.keep(b"half done", "application/json")
    assert claim_task(studio.database, row.task_id, studio.now()) is not None
    assert put_file(studio.database, row.task_id, left, "application/json")
    task.do_task(studio, row.task_id)
    assert not studio.files.path(left, "application/json").exists()
    done = task.task_asked(studio, Somebody(group), row.task_id)
    assert done.status == "done" and studio.files.path(done.sha256, done.media_type).exists()


def test_who_has_left_asks_for_nothing_more(studio: Studio, works: Works, group: Group, watch: Watch) -> None:
    leaving = member_of(studio, group)
    row = task.ask_task(studio, Somebody(group), "count", {})
    theirs = replace(row, task_id="late", role="member", asker=leaving.member_id)
    drop_member(studio.database, group.group_id, leaving.member_id, watch(), watch())
    with pytest.raises(NotFound, match="left"):
        put_task(studio.database, theirs)
    studio.database.write(lambda cursor: TASKS.add(cursor, [replace(theirs, sha256="f" * 64)]))
    assert drop_strays(studio.database) == (1, [("f" * 64, "")])
    assert task_of(studio.database, "late") is None


def test_who_leaves_takes_every_file_of_the_group_with_them(
    studio: Studio, works: Works, group: Group, watch: Watch
) -> None:
    leaving = member_of(studio, group)
    row = task.ask_task(studio, Somebody(group), "count", {})
    task.do_task(studio, row.task_id)
    drop_member(studio.database, group.group_id, leaving.member_id, watch(), watch())
    assert task_of(studio.database, row.task_id) is None
    owed = owed_of(studio.database)
    assert owed is not None
    assert len(owed.files) == 1

    staying = member_of(studio, group, "Ada")
    late = task.ask_task(studio, Somebody(group), "count", {})
    works.between = lambda done: drop_member(
        studio.database, group.group_id, staying.member_id, watch(), watch()
    )
    task.do_task(studio, late.task_id)  # it stops at its next step, and keeps nothing
    assert task_of(studio.database, late.task_id) is None
    assert group_of(studio.database, group.group_id).slug == group.slug
