"""Opening, reading, closing: one owner, times in UTC, no way out of the file."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from group_plgl.errors import BadInput, StoreLocked
from group_plgl.store import migrations
from group_plgl.store.database import Database
from group_plgl.store.house import put_house, read_house

OPEN_AND_WAIT = """
import sys, time
from pathlib import Path
from group_plgl.store.database import Database
database = Database.open(Path(sys.argv[1]))
print("open", flush=True)
time.sleep(60)
"""


def test_a_second_process_is_told_who_has_the_file(tmp_path: Path) -> None:
    path = tmp_path / "house.duckdb"
    with subprocess.Popen([sys.executable, "-c", OPEN_AND_WAIT, str(path)], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        with pytest.raises(StoreLocked, match=f"process {other.pid}") as caught:
            Database.open(path)
        assert "server" in caught.value.advice
        other.kill()
        other.wait()
    Database.open(path).close()


def test_the_same_process_cannot_open_the_file_twice(tmp_path: Path) -> None:
    path = tmp_path / "house.duckdb"
    with Database.open(path), pytest.raises(StoreLocked):
        Database.open(path)
    with Database.open(path) as again:
        assert again.read("SELECT 1") == [(1,)]


def test_a_stranger_who_holds_the_file_is_noticed_too(tmp_path: Path) -> None:
    path = tmp_path / "house.duckdb"
    Database.open(path).close()
    script = "import duckdb, sys, time; c = duckdb.connect(sys.argv[1]); print(1, flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(StoreLocked, match="another process"):
            Database.open(path)
        other.kill()
    Database.open(path).close()


def test_times_go_in_with_any_zone_and_come_out_in_utc(database: Database) -> None:
    there = datetime(2026, 7, 1, 12, 0, 0, 5, tzinfo=timezone(timedelta(hours=-7)))
    columns = "group_id, ballot, session_number, number, opened_at"
    insert = f"INSERT INTO ballots ({columns}) VALUES ('g', 1, 1, 1, ?)"
    database.write(lambda cursor: cursor.execute(insert, [there]) and None)
    select = "SELECT opened_at, closed_at FROM ballots WHERE opened_at <= ?"
    [(opened, closed)] = database.read(select, [there])
    assert opened == there
    assert opened.tzinfo is UTC
    assert closed is None
    assert database.read("SELECT 1 FROM ballots WHERE opened_at > ?", [there - timedelta(microseconds=1)])
    assert not database.read("SELECT 1 FROM ballots WHERE opened_at > ?", [there])


def test_the_zone_of_the_machine_changes_nothing(tmp_path: Path) -> None:
    script = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from group_plgl.store.database import Database
with Database.open(Path(sys.argv[1])) as database:
    time = datetime(2026, 1, 1, tzinfo=UTC)
    columns = "group_id, ballot, session_number, number, opened_at"
    insert = f"INSERT INTO ballots ({columns}) VALUES ('g', 1, 1, 1, ?)"
    database.write(lambda cursor: cursor.execute(insert, [time]) and None)
    assert database.read("SELECT opened_at FROM ballots") == [(time,)]
    assert database.read("SELECT opened_at::TEXT FROM ballots") == [("2026-01-01 00:00:00",)]
"""
    command = [sys.executable, "-W", "error", "-c", script, str(tmp_path / "house.duckdb")]
    subprocess.run(command, check=True, env={"TZ": "America/New_York", "PYTHONPATH": ":".join(sys.path)})


def test_columns_come_as_arrays_with_none_and_nan_for_what_is_missing(database: Database) -> None:
    found = database.columns(
        "SELECT * FROM (VALUES ('a', 1.5::DOUBLE, 1, TIMESTAMP '2026-01-01'), (NULL, NULL, NULL, NULL)) "
        "v(word, number, whole, time)"
    )
    assert found["word"].tolist() == ["a", None]
    assert found["number"][0] == 1.5
    assert np.isnan(found["number"][1])
    assert np.isnan(found["whole"][1])
    assert np.isnat(found["time"][1])
    assert not any(np.ma.isMaskedArray(column) for column in found.values())


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "COPY house TO '/tmp/group_plgl_should_not_exist.csv'",
        "ATTACH '/tmp/group_plgl_should_not_exist.duckdb'",
        "SET enable_external_access = true",
        "SET TimeZone = 'Europe/Berlin'",
        "INSTALL httpfs",
    ],
)
def test_no_statement_reaches_out_of_the_database(database: Database, sql: str) -> None:
    with pytest.raises(duckdb.Error):
        database.read(sql)


def test_many_threads_read_while_others_write(database: Database) -> None:
    wrong: list[Any] = []
    stop = time.monotonic() + 0.5

    def read() -> None:
        while time.monotonic() < stop:
            value = read_house(database, "count")
            if value is not None and not value.isdigit():
                wrong.append(value)

    def write() -> None:
        for number in range(20):
            put_house(database, "count", str(number))

    threads = [threading.Thread(target=work) for work in (read, read, read, write, write)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert read_house(database, "count") == "19"


def test_reading_does_not_wait_for_a_change_that_takes_long(database: Database) -> None:
    put_house(database, "a", "1")
    inside, go = threading.Event(), threading.Event()

    def change(cursor: Any) -> None:
        cursor.execute("UPDATE house SET value = '2'")
        inside.set()
        go.wait(10)

    writer = threading.Thread(target=lambda: database.write(change))
    writer.start()
    inside.wait(10)
    assert read_house(database, "a") == "1"
    go.set()
    writer.join()
    assert read_house(database, "a") == "2"


def test_the_schema_is_applied_once(tmp_path: Path) -> None:
    path = tmp_path / "house.duckdb"
    for _ in range(3):
        with Database.open(path) as database:
            found = database.read("SELECT number, name FROM migrations ORDER BY number")
            assert found == [(step.number, step.name) for step in migrations.steps()]


def folder_of(tmp_path: Path, *steps: str) -> Path:
    folder = tmp_path / f"steps{len(list(tmp_path.iterdir()))}"
    folder.mkdir()
    for number, sql in enumerate(steps, 1):
        (folder / f"{number:04d}_step.sql").write_text(sql)
    return folder


def test_a_later_step_is_added_to_what_is_there(tmp_path: Path) -> None:
    first, second = "CREATE TABLE a (x INTEGER);", "ALTER TABLE a ADD COLUMN y INTEGER;"
    with duckdb.connect() as connection:
        assert migrations.migrate(connection, folder_of(tmp_path, first)) == ["0001_step.sql"]
        both = folder_of(tmp_path, first, second)
        assert migrations.migrate(connection, both) == ["0002_step.sql"]
        assert migrations.migrate(connection, both) == []
        assert connection.execute("SELECT x, y FROM a").fetchall() == []


def test_a_step_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        with pytest.raises(duckdb.Error):
            migrations.migrate(connection, folder_of(tmp_path, "CREATE TABLE a (x INTEGER); SELECT wrong;"))
        assert connection.execute("SELECT count(*) FROM migrations").fetchone() == (0,)
        assert connection.execute("SELECT table_name FROM duckdb_tables()").fetchall() == [("migrations",)]


def test_an_edited_step_and_a_newer_file_are_refused(tmp_path: Path) -> None:
    first, second = "CREATE TABLE a (x INTEGER);", "CREATE TABLE b (x INTEGER);"
    with duckdb.connect() as connection:
        migrations.migrate(connection, folder_of(tmp_path, first, second))
        with pytest.raises(BadInput, match="edited"):
            migrations.migrate(connection, folder_of(tmp_path, first, second + " "))
        with pytest.raises(BadInput, match="this version knows 1"):
            migrations.migrate(connection, folder_of(tmp_path, first))


def test_steps_are_numbered_without_a_gap(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, "SELECT 1")
    (folder / "0003_late.sql").write_text("SELECT 1")
    with pytest.raises(BadInput, match=r"\[1, 3\]"):
        migrations.steps(folder)


def test_a_row_that_never_changes_is_read_once_and_nothing_found_is_asked_again(database: Database) -> None:
    asked: list[str] = []

    def read(found: str | None) -> str | None:
        asked.append("asked")
        return found

    assert database.remembered(("card", "1"), lambda: read(None)) is None
    assert database.remembered(("card", "1"), lambda: read("a card")) == "a card"
    assert database.remembered(("card", "1"), lambda: read("another")) == "a card"
    assert len(asked) == 2
