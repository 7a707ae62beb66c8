"""The one writer: durable together, numbered without a gap, no vote twice."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from group_plgl.errors import BadInput, EventConflict, StoreBusy
from group_plgl.store.database import Database
from group_plgl.store.events import EventRow, Receipt
from group_plgl.store.intake import Intake
from group_plgl.store.migrations import migrate

Say = Callable[..., EventRow]


def together(database: Database, rows: list[EventRow]) -> list[Any]:
    """Append from one thread per row, all in one batch; outcomes in order, errors as values."""
    outcomes: list[Any] = [None] * len(rows)
    busy, go = threading.Event(), threading.Event()

    def hold(cursor: Any) -> None:
        busy.set()
        go.wait(10)

    def say(i: int) -> None:
        try:
            outcomes[i] = database.append_event(rows[i])
        except Exception as error:
            outcomes[i] = error

    holder = threading.Thread(target=lambda: database.write(hold))
    holder.start()
    busy.wait(10)
    voters = [threading.Thread(target=say, args=(i,)) for i in range(len(rows))]
    for voter in voters:
        voter.start()
        time.sleep(0.002)
    go.set()
    for thread in [holder, *voters]:
        thread.join(20)
    return outcomes


def stored(database: Database) -> list[tuple[Any, ...]]:
    columns = "seq, member_id, event_id, kind, card_id, value, target_id"
    return database.read(f"SELECT {columns} FROM events ORDER BY seq")


def test_a_vote_is_there_as_said_once_its_receipt_came(database: Database, said: Say) -> None:
    row = said(value=0.0)
    assert database.append_event(row) == Receipt(1, True)
    event = row.event
    assert stored(database) == [(1, event.member_id, event.event_id, "rated", event.card_id, 0.0, None)]
    assert database.read("SELECT said_at, answer_ms, group_id, session_number FROM events") == [
        (event.said_at, None, "g1", 1)
    ]


def test_a_repeated_delivery_counts_once_and_gets_its_old_number(database: Database, said: Say) -> None:
    first, other = said(), said()
    assert database.append_event(first).seq == 1
    assert database.append_event(other).seq == 2
    assert database.append_event(first) == Receipt(1, False)
    assert database.append_event(said()) == Receipt(3, True)
    assert len(stored(database)) == 3


def test_the_time_of_a_repeat_does_not_make_it_another_event(database: Database, said: Say) -> None:
    row = said()
    database.append_event(row)
    later = replace(row, event=replace(row.event, said_at=row.event.said_at.replace(year=2027), answer_ms=5))
    assert database.append_event(later) == Receipt(1, False)


@pytest.mark.parametrize(
    "change", [{"value": 0.0}, {"card_id": "b" * 32}, {"kind": "skipped", "value": None}]
)
def test_an_id_that_comes_again_with_other_content_is_refused(
    database: Database, said: Say, change: dict[str, Any]
) -> None:
    row = said(card="a" * 32)
    database.append_event(row)
    with pytest.raises(EventConflict, match="first delivery stands"):
        database.append_event(replace(row, event=replace(row.event, **change)))
    assert [line[4:6] for line in stored(database)] == [("a" * 32, 1.0)]


def test_two_members_may_use_one_event_id(database: Database, said: Say) -> None:
    database.append_event(said(event="e" * 32))
    assert database.append_event(said(event="e" * 32)) == Receipt(2, True)


def test_votes_that_wait_together_are_numbered_without_a_gap(database: Database, said: Say) -> None:
    receipts = together(database, [said() for _ in range(40)])
    assert sorted(receipt.seq for receipt in receipts) == list(range(1, 41))
    assert [line[0] for line in stored(database)] == list(range(1, 41))


def test_repeats_inside_one_batch_are_told_apart(database: Database, said: Say) -> None:
    old = said()
    database.append_event(old)
    twice, conflict = said(), said()
    other = replace(conflict, event=replace(conflict.event, value=0.0))
    outcomes = together(database, [old, twice, twice, conflict, other, said()])
    assert outcomes[0] == Receipt(1, False)
    assert {(receipt.seq, receipt.new) for receipt in outcomes[1:3]} == {(2, True), (2, False)}
    assert sum(isinstance(outcome, EventConflict) for outcome in outcomes[3:5]) == 1
    assert sum(isinstance(outcome, Receipt) for outcome in outcomes[3:5]) == 1
    assert outcomes[5] == Receipt(4, True)
    assert [line[0] for line in stored(database)] == [1, 2, 3, 4]


def test_one_bad_row_does_not_fail_the_others(database: Database, said: Say) -> None:
    bad = replace(said(), group_id=None)  # type: ignore[arg-type]
    unwritable = replace(said(), group_id="\ud800")
    outcomes = together(database, [said(), bad, said(), unwritable, said()])
    assert [type(outcome) for outcome in outcomes] == [Receipt, BadInput, Receipt, BadInput, Receipt]
    assert sorted(outcome.seq for outcome in outcomes[::2]) == [1, 2, 3]
    assert len(stored(database)) == 3


def test_numbers_go_on_after_the_store_was_closed(tmp_path: Path, said: Say) -> None:
    path = tmp_path / "house.duckdb"
    with Database.open(path) as database:
        database.append_event(said())
        database.append_event(said(group="g2"))
    with Database.open(path) as database:
        assert database.append_event(said()) == Receipt(3, True)
        assert database.heads() == {"g1": 3, "g2": 2}


def test_a_change_is_one_transaction_and_its_error_comes_out(database: Database) -> None:
    def change(cursor: Any) -> None:
        cursor.execute("INSERT INTO house VALUES ('a', '1')")
        raise KeyError("half way")

    with pytest.raises(KeyError, match="half way"):
        database.write(change)
    assert database.read("SELECT * FROM house") == []
    assert database.write(lambda cursor: cursor.execute("SELECT 42").fetchone()) == (42,)


def test_a_change_that_asks_for_another_write_is_told_so(database: Database) -> None:
    with pytest.raises(BadInput, match="cursor it was given"):
        database.write(lambda cursor: database.write(lambda inner: None))


def test_who_waits_too_long_is_sent_away_and_nothing_is_written(tmp_path: Path, said: Say) -> None:
    with Database.open(tmp_path / "house.duckdb", write_seconds=0.1) as database:
        go = threading.Event()
        holder = threading.Thread(target=lambda: database.write(lambda cursor: go.wait(10)))
        holder.start()
        time.sleep(0.02)
        with pytest.raises(StoreBusy, match="nothing was written"):
            database.append_event(said())
        with pytest.raises(StoreBusy, match="nothing was written"):
            database.write(lambda cursor: cursor.execute("INSERT INTO house VALUES ('a', '1')"))
        go.set()
        holder.join(10)
        assert database.append_event(said()) == Receipt(1, True)
        assert database.read("SELECT count(*) FROM house") == [(0,)]


def test_a_change_that_is_running_is_waited_for(tmp_path: Path) -> None:
    with Database.open(tmp_path / "house.duckdb", write_seconds=0.05) as database:
        assert database.write(lambda cursor: time.sleep(0.3) or "done") == "done"


def test_closing_writes_what_waits_and_refuses_what_comes_later(tmp_path: Path, said: Say) -> None:
    path = tmp_path / "house.duckdb"
    database = Database.open(path)
    outcomes: list[Any] = []
    go = threading.Event()
    holder = threading.Thread(target=lambda: database.write(lambda cursor: go.wait(10)))
    voter = threading.Thread(target=lambda: outcomes.append(database.append_event(said())))
    closer = threading.Thread(target=database.close)
    for thread in (holder, voter, closer):
        thread.start()
        time.sleep(0.03)
    go.set()
    for thread in (holder, voter, closer):
        thread.join(10)
    assert outcomes == [Receipt(1, True)]
    database.close()
    for late in (lambda: database.append_event(said()), lambda: database.write(lambda cursor: None)):
        with pytest.raises(StoreBusy):
            late()
    with pytest.raises(StoreBusy, match="closed"):
        database.read("SELECT 1")
    with Database.open(path) as again:
        assert len(stored(again)) == 1


def test_an_intake_numbers_on_from_what_is_really_there(said: Say) -> None:
    with duckdb.connect() as connection:
        migrate(connection)
        stale, known = Intake(connection), said()
        Intake(connection).take([said(), said()])
        Intake(connection).take([known])
        assert stale.take([known, said()]) == [Receipt(3, False), Receipt(4, True)]
