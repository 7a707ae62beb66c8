"""A question asked again costs nothing, and never brings what is no longer true."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from group_plgl.errors import StoreBusy
from group_plgl.store.database import Cursor, Database
from group_plgl.store.events import EventRow

ALL = "SELECT name, value FROM house ORDER BY name"


def put(database: Database, key: str, value: str) -> None:
    sql = "INSERT INTO house (name, value) VALUES (?, ?)"
    database.write(lambda cursor: cursor.execute(sql, [key, value]) and None)


@pytest.fixture
def queries(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What really goes to the database for a `read`."""
    from group_plgl.store import database as module

    asked: list[str] = []
    fetched = module._fetched

    def counted(cursor: Cursor, sql: str, params: Any) -> Any:
        asked.append(sql)
        return fetched(cursor, sql, params)

    monkeypatch.setattr(module, "_fetched", counted)
    return asked


def test_the_same_question_is_asked_once_until_something_is_written(
    database: Database, queries: list[str]
) -> None:
    before = database.read(ALL)
    assert database.read(ALL) == before
    assert len(queries) == 1
    put(database, "a", "1")
    assert database.read(ALL) == sorted([*before, ("a", "1")])
    assert len(queries) == 2


def test_a_vote_is_seen_by_whoever_asks_after_its_receipt(
    database: Database, said: Callable[..., EventRow]
) -> None:
    for number in range(1, 20):
        database.append_event(said())
        assert database.read("SELECT count(*) FROM events") == [(number,)]
        assert database.columns("SELECT count(*) AS n FROM events")["n"].tolist() == [number]


def test_what_went_wrong_was_not_written_and_is_not_seen(database: Database) -> None:
    before = database.read(ALL)

    def change(cursor: Cursor) -> None:
        cursor.execute("INSERT INTO house (name, value) VALUES ('half', 'done')")
        assert database.read(ALL) == before  # nothing is committed meanwhile
        raise StoreBusy("no")

    with pytest.raises(StoreBusy, match="no"):
        database.write(change)
    assert database.read(ALL) == before


def test_what_is_read_while_something_is_written_is_not_kept(database: Database, queries: list[str]) -> None:
    half, go = threading.Event(), threading.Event()

    def change(cursor: Cursor) -> None:
        cursor.execute("INSERT INTO house (name, value) VALUES ('a', '1')")
        half.set()
        go.wait(10)

    before = database.read(ALL)
    writer = threading.Thread(target=lambda: database.write(change))
    writer.start()
    half.wait(10)
    assert database.read(ALL) == before
    assert database.read(ALL) == before
    assert len(queries) == 3
    go.set()
    writer.join(10)
    assert database.read(ALL) == sorted([*before, ("a", "1")])


def test_a_read_that_a_write_overtakes_is_not_kept(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    from group_plgl.store import database as module

    fetched = module._fetched

    def overtaken(cursor: Cursor, sql: str, params: Any) -> Any:
        found = fetched(cursor, sql, params)
        monkeypatch.setattr(module, "_fetched", fetched)
        put(database, "a", "1")
        return found

    monkeypatch.setattr(module, "_fetched", overtaken)
    assert ("a", "1") not in database.read(ALL)
    assert ("a", "1") in database.read(ALL)


def test_readers_never_go_back_in_time(database: Database) -> None:
    """While one writes and many read, nobody sees less than they, or the writer, saw before."""
    count = "SELECT count(*) FROM house WHERE name LIKE 'n%'"
    written, wrong = [0], list[tuple[int, int]]()
    done = threading.Event()

    def watch() -> None:
        seen = 0
        while not done.is_set():
            least = max(seen, written[0])
            seen = database.read(count)[0][0]
            if seen < least:
                wrong.append((seen, least))

    watchers = [threading.Thread(target=watch) for _ in range(3)]
    for one in watchers:
        one.start()
    for number in range(1, 60):
        put(database, f"n{number}", "")
        written[0] = number
    done.set()
    for one in watchers:
        one.join(10)
    assert not wrong


def test_everybody_has_rows_of_their_own(database: Database, queries: list[str]) -> None:
    sql = "SELECT [1, 2] AS numbers, NULL::INTEGER[] AS none, 'a' AS word"
    first = database.read(sql)
    first[0][0].append(3)
    first.clear()
    assert database.read(sql) == [([1, 2], None, "a")]
    column = database.columns("SELECT 1.5::DOUBLE AS x")["x"]
    column[0] = 7.0
    assert database.columns("SELECT 1.5::DOUBLE AS x")["x"].tolist() == [1.5]
    assert len(queries) == 1


def test_numbers_that_are_equal_are_not_one_question(database: Database) -> None:
    sql = "SELECT typeof(?)"
    kinds = [database.read(sql, [one])[0][0] for one in (1, 1.0, True, "1", None)]
    assert len(set(kinds)) == len(kinds)
    assert database.read("SELECT ?::FLOAT[]", [[1.0, 2.0]]) == [([1.0, 2.0],)]
    assert database.read("SELECT len(?)", [np.arange(3000)]) == [(3000,)]
    other = np.arange(3000)
    other[1500] = 0  # as text, numpy shortens either to the same
    sums = [database.read("SELECT list_sum(?)", [numbers]) for numbers in (other, np.arange(3000))]
    assert sums[0] != sums[1]


def test_a_closed_store_answers_nothing_that_it_knew(database: Database) -> None:
    database.read(ALL)
    database.columns(ALL)
    database.close()
    for ask in (database.read, database.columns):
        with pytest.raises(StoreBusy, match="closed"):
            ask(ALL)


def test_what_is_too_much_is_asked_again(database: Database, queries: list[str]) -> None:
    for _ in range(2):
        assert len(database.read("SELECT * FROM range(5000)")) == 5000
    assert len(queries) == 2
    for number in range(2000):
        database.read("SELECT ?", [number])
    del queries[:]
    assert database.read("SELECT ?", [1999]) == [(1999,)]
    assert len(queries) == 1
