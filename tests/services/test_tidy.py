"""Tidying forgets derived things and their files; what people said stays."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from group_plgl.errors import NotFound, StoreLocked
from group_plgl.services import tidy
from group_plgl.services.keep import keep_number
from group_plgl.services.run import ask_run, job_names
from group_plgl.services.studio import Studio, open_studio
from group_plgl.settings import Settings
from group_plgl.store.images import Picture, picture_of, put_pictures
from group_plgl.store.models import GroupModelRow, IdealRow, put_group_models, put_ideals
from group_plgl.store.people import group_of
from group_plgl.store.runs import claim, put_outcome, runs
from group_plgl.store.tasks import TaskRow, put_end, put_task

from ..fresh import fresh_studio

NOW = datetime(2026, 5, 6, 7, 8, 9, tzinfo=UTC)


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    opened = fresh_studio(Settings(data=str(tmp_path / "data"), kept_models=2), lambda: NOW)
    yield opened
    opened.close()


def drawn(studio: Studio, number: int) -> str:
    """Publish a group model with an ideal whose picture is an hour and more old; its hash."""
    made = NOW - timedelta(hours=3)
    sha256 = studio.files.keep(f"picture {number}".encode(), "image/png")
    past = (NOW - timedelta(hours=2)).timestamp()
    os.utime(studio.files.path(sha256, "image/png"), (past, past))
    put_pictures(studio.database, [Picture(f"p{number}", "s", [0.0], 64, "image/png", sha256, made)])
    put_group_models(studio.database, [GroupModelRow("g1", number, "mean", number, 2, "d", "m", made)])
    put_ideals(studio.database, [IdealRow("g1", number, "mean", [0.0], f"p{number}", "m", made)], [], [])
    return sha256


def test_a_house_in_order_has_nothing_to_tidy(studio: Studio) -> None:
    drawn(studio, 1)
    assert tidy.behind(studio) == []


def test_superseded_pictures_go_with_their_files(studio: Studio) -> None:
    hashes = [drawn(studio, number) for number in (1, 2, 3)]
    assert tidy.behind(studio) == ["g1", tidy.HOUSE]
    assert tidy.tidy_group(studio, "g1")["ideals"] == 1
    assert tidy.tidy_group(studio, tidy.HOUSE) == {"runs": 0, "pictures": 1}
    assert picture_of(studio.database, "p1") is None
    assert [studio.files.path(sha, "image/png").exists() for sha in hashes] == [False, True, True]
    assert tidy.behind(studio) == []


def test_a_number_stays_until_the_file_that_is_asked_for_is_made(studio: Studio) -> None:
    row = TaskRow(
        "t1", "g1", "picture", "host", "", '{"bare": false, "number": 1}', "queued", "", 0, 0, "", "", "", 0,
        "{}", "", 0, NOW,
    )  # fmt: skip
    put_task(studio.database, row)
    put_task(studio.database, replace(row, task_id="t2", kind="ratings", words='{"form": "csv"}'))
    for number in (1, 2, 3):
        drawn(studio, number)
    assert tidy.behind(studio) == []
    put_end(studio.database, "t1", "cancelled", NOW, NOW + timedelta(days=1))
    assert tidy.behind(studio) == ["g1", tidy.HOUSE]
    assert tidy.tidy_group(studio, "g1")["ideals"] == 1


def left(studio: Studio) -> list[int]:
    return [number for (number,) in studio.database.read("SELECT number FROM ideals ORDER BY number")]


@pytest.mark.parametrize("privacy", ["identified", "anonymous"])
def test_numbers_somebody_holds_stay_where_older_ones_are_shown(studio: Studio, privacy: str) -> None:
    opened = "INSERT INTO sessions (group_id, number, mode, turns, classes, phase, results_shown, door_open, "
    opened += "opened_at, closed_at) VALUES ('g1', ?, 'swipe', 30, [], 'rating', true, true, ?, ?)"
    rows: list[tuple[str, list[object]]] = [
        (f"INSERT INTO groups VALUES ('g1', 's', 'G', 'Which?', 'tiles@3', '{privacy}', 5, false, 'c', 'h', "
         "?, '')", [NOW]),
        (opened, [1, NOW - timedelta(days=3), NOW - timedelta(days=2)]),
        (opened, [2, NOW - timedelta(days=1), None]),
    ]  # fmt: skip
    for sql, values in rows:
        studio.database.write(lambda cursor, sql=sql, values=values: cursor.execute(sql, values) and None)
    for number in range(1, 9):
        drawn(studio, number)
    when = "UPDATE group_models SET made_at = ? WHERE number <= 5"
    studio.database.write(lambda cursor: cursor.execute(when, [NOW - timedelta(days=2)]) and None)
    group = group_of(studio.database, "g1")
    keep_number(studio, group, 3)
    keep_number(studio, group, 99)
    tidy.tidy_group(studio, "g1")
    assert left(studio) == ([1, 3, 5, 7, 8] if privacy == "identified" else [1, 7, 8])
    assert "g1" not in tidy.behind(studio)


def test_runs_of_long_ago_go(studio: Studio) -> None:
    for days in (9, 1):
        then = NOW - timedelta(days=days)
        run = claim(studio.database, "learn", then, "me", then, 60)
        assert run is not None
        put_outcome(studio.database, run.run_id, "done", then, "{}")
    assert tidy.behind(studio) == [tidy.HOUSE]
    assert tidy.tidy_group(studio, tidy.HOUSE) == {"runs": 1, "pictures": 0}
    assert len(runs(studio.database)) == 1


def test_the_seed_of_a_house_stays_and_gives_the_same_randomness(tmp_path: Path) -> None:
    settings = Settings(data=str(tmp_path))
    first = open_studio(settings, lambda: NOW)
    numbers = first.rng("deal", "g1", "a").normal(size=3).tolist()
    assert numbers == first.rng("deal", "g1", "a").normal(size=3).tolist()
    assert numbers != first.rng("deal", "g1", "b").normal(size=3).tolist()
    assert first.rng("deal", "ab", "c").integers(2**62) != first.rng("deal", "a", "bc").integers(2**62)
    with pytest.raises(StoreLocked):
        open_studio(settings, lambda: NOW)
    first.close()
    first.close()
    second = open_studio(settings, lambda: NOW)
    assert second.seed == first.seed
    assert second.rng("deal", "g1", "a").normal(size=3).tolist() == numbers
    second.close()


def test_a_run_is_asked_for_by_the_name_of_a_job_file(tmp_path: Path) -> None:
    (tmp_path / "jobs").mkdir()
    (tmp_path / "jobs" / "sing.py").touch()
    (tmp_path / "jobs" / "_draft.py").touch()
    studio = open_studio(Settings(data=str(tmp_path / "data"), jobs=str(tmp_path / "jobs")), lambda: NOW)
    assert {"sing", "learn_members", "tidy_store"} <= set(job_names(studio))
    assert "_draft" not in job_names(studio)
    run_id = ask_run(studio, "sing")
    assert [(run.run_id, run.status) for run in runs(studio.database)] == [(run_id, "queued")]
    with pytest.raises(NotFound, match="dance"):
        ask_run(studio, "dance")
    studio.close()
