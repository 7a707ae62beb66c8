"""Durable votes per second: many voters through the one writer, beside commits row by row.

Three ways into the same table with the same unique index, each in a database file of its own:
ours (64 threads, group commit), one thread that commits each row, and 64 threads that each do.
Rounds are interleaved in a random order. Afterwards every acknowledged vote is counted in the table.
"""

from __future__ import annotations

import itertools
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from group_plgl.benchmarks.form import Line, Report, at_least, mean_line, ratio_line, seeds_of
from group_plgl.errors import GroupPLGLError
from group_plgl.feedback.events import Event
from group_plgl.store.database import Cursor, Database, connect
from group_plgl.store.events import EventRow, append_event

VOTERS = 64
MOST_VOTES = 20_000  # a second; more are made while measuring
TARGET, AIM = 13.0, 30.0
_SAID_AT = datetime(2026, 1, 1, tzinfo=UTC)
_INSERT = "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_OURS, _ONE, _MANY = "group commit, 64 voters", "one-row commits, 1 thread", "one-row commits, 64 threads"

Vote = Callable[[EventRow], object]


@dataclass(frozen=True)
class Round:
    """One stretch of voting: votes made durable, seconds, and each vote's wait in milliseconds."""

    votes: int
    seconds: float
    waits: list[float]

    @property
    def rate(self) -> float:
        """Votes per second."""
        return self.votes / self.seconds


def run(quick: bool, seed: int) -> Report:
    """Measure the three ways in interleaved rounds.

    Raises:
        GroupPLGLError: An acknowledged vote is not in the table, or is there twice.
    """
    seeds = seeds_of(seed, "votes", "order", "intervals")
    rounds, seconds = (5, 2.0) if quick else (12, 4.0)
    votes_rng = np.random.default_rng(seeds["votes"])
    order = np.random.default_rng(seeds["order"])
    found: dict[str, list[Round]] = {_OURS: [], _ONE: [], _MANY: []}
    with tempfile.TemporaryDirectory(prefix="group-plgl-bench-") as folder:
        ours = Database.open(Path(folder) / "ours.duckdb")
        one, many = (connect(Path(folder) / f"{name}.duckdb") for name in ("one", "many"))
        numbers = itertools.count(1)
        ways: dict[str, tuple[int, Callable[[], Vote]]] = {
            _OURS: (VOTERS, lambda: lambda row: append_event(ours, row)),
            _ONE: (1, lambda: _row_by_row(one.cursor(), numbers)),
            _MANY: (VOTERS, lambda: _row_by_row(many.cursor(), numbers)),
        }
        for way, (threads, voter) in ways.items():
            _voting(threads, voter, 0.5, votes_rng)  # warms up
            found[way].clear()
        warm = ours.read("SELECT count(*) FROM events")[0][0]
        for _ in range(rounds):
            for way in order.permutation(list(ways)):
                found[way].append(_voting(*ways[way], seconds, votes_rng))
        _checked(ours, warm + sum(one_round.votes for one_round in found[_OURS]))
        ours.close()
        one.close()
        many.close()
    return _report(found, seed, seeds, quick)


def _report(found: dict[str, list[Round]], seed: int, seeds: dict[str, int], quick: bool) -> Report:
    """Rates, waits and ratios as lines, and the one demand."""
    rng = np.random.default_rng(seeds["intervals"])
    rates = {way: [one_round.rate for one_round in rounds] for way, rounds in found.items()}
    lines = [mean_line(way, rates[way], "votes/s", rng) for way in found]
    for way, rounds in found.items():
        lines += _wait_lines(way, rounds, rng)
    against_one = ratio_line("ours / one thread", rates[_OURS], rates[_ONE], rng)
    against_many = ratio_line("ours / 64 threads", rates[_OURS], rates[_MANY], rng)
    return Report(
        name="ingest",
        seed=seed,
        seeds=seeds,
        quick=quick,
        lines=[*lines, against_one, against_many],
        checks=[at_least("ingest_vs_one_thread", against_one.value, TARGET, AIM)],
        notes=["Every vote counted here was on the disk (fsync) before its voter went on."],
    )


def _wait_lines(way: str, rounds: list[Round], rng: np.random.Generator) -> list[Line]:
    """How long a vote takes: the median and the slowest in a hundred, per round."""
    return [
        mean_line(f"{way}: {name}", [np.percentile(r.waits, share) for r in rounds], "ms", rng)
        for name, share in (("median wait", 50), ("99 % wait", 99))
    ]


def _voting(threads: int, voter: Callable[[], Vote], seconds: float, rng: np.random.Generator) -> Round:
    """Let threads vote without pause for some seconds."""
    begun, waits, failures = [0.0], [], []
    start = threading.Barrier(threads, action=lambda: begun.__setitem__(0, time.perf_counter()))
    most = seconds * (MOST_VOTES if threads > 1 else MOST_VOTES / 10)

    def go(seed: int) -> None:
        vote, rows, mine = voter(), _votes(seed, int(most / threads)), []
        start.wait()
        try:
            while (before := time.perf_counter()) < begun[0] + seconds:
                vote(next(rows))
                mine.append((time.perf_counter() - before) * 1000)
        except Exception as error:
            failures.append(error)
        waits.append(mine)

    voters = [threading.Thread(target=go, args=(int(rng.integers(2**62)),)) for _ in range(threads)]
    for thread in voters:
        thread.start()
    for thread in voters:
        thread.join()
    if failures:
        raise failures[0]
    every = [wait for mine in waits for wait in mine]
    return Round(len(every), time.perf_counter() - begun[0], every)


def _votes(seed: int, ready: int) -> Iterator[EventRow]:
    """One member's votes without end, the first of them made beforehand: the store is measured."""
    own = np.random.default_rng(seed)
    member = own.bytes(16).hex()
    endless = (_a_vote(own.bytes(32).hex(), member) for _ in itertools.count())
    return itertools.chain(list(itertools.islice(endless, ready)), endless)


def _a_vote(ids: str, member: str) -> EventRow:
    """A like or a dislike of some card, as the web would pass it on."""
    value = float(ids[0] < "8")
    return EventRow(Event(ids[:32], member, "rated", ids[32:], value, None, 900, _SAID_AT), "0" * 32, 1)


def _row_by_row(cursor: Cursor, numbers: itertools.count[int]) -> Vote:
    """The peer: each vote is an INSERT of its own, committed by itself, tried again on conflict."""

    def vote(row: EventRow) -> None:
        event = row.event
        said_at = event.said_at.replace(tzinfo=None)
        head = [event.event_id, row.group_id, row.session_number, event.member_id, event.kind]
        values = [*head, event.card_id, event.value, event.target_id, event.answer_ms, said_at]
        while True:
            try:
                cursor.execute(_INSERT, [next(numbers), *values])
                return
            except Exception as error:
                if "onflict" not in str(error):
                    raise

    return vote


def _checked(database: Database, acknowledged: int) -> None:
    """Every acknowledged vote is there once, and the numbers have no gap."""
    [(rows, ids, last)] = database.read(
        "SELECT count(*), count(DISTINCT member_id || event_id), max(seq) FROM events"
    )
    if not rows == ids == last == acknowledged:
        raise GroupPLGLError(
            f"{acknowledged} votes were acknowledged; "
            f"the table has {rows} rows, {ids} ids and {last} as its last number"
        )
