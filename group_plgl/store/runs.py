"""Runs of jobs: one row per job and slot, claimed by lease, with what it saw and how it ended.

A status is queued (asked for by hand), running, done, failed, or abandoned (its owner is gone).
A running row whose lease is over may be claimed again, with the next attempt.
When jobs run, and what they do, is in `scheduler`.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from group_plgl.store.database import Cursor, Database
from group_plgl.store.tables import Table

Outcome = Literal["done", "failed"]


@dataclass(frozen=True)
class RunRow:
    """One run of one job; `saw` is JSON, `error` is empty when nothing went wrong."""

    run_id: str
    job: str
    slot: datetime
    status: str
    owner: str
    attempt: int
    lease_until: datetime | None
    asked_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    saw: str
    error: str


RUNS = Table("runs", RunRow, ("run_id",))


def claim(
    database: Database, job: str, slot: datetime, owner: str, now: datetime, lease_seconds: float
) -> RunRow | None:
    """The run of this job and slot, ours now; None when another has it or it is over."""
    run_id = secrets.token_hex(16)
    until = now + timedelta(seconds=lease_seconds)

    def change(cursor: Cursor) -> Any:
        return cursor.execute(
            "INSERT INTO runs (run_id, job, slot, status, owner, attempt, lease_until, asked_at, started_at, "
            "saw, error) VALUES (?, ?, ?, 'running', ?, 1, ?, ?, ?, '{}', '') "
            "ON CONFLICT (job, slot) DO UPDATE SET "
            "owner = excluded.owner, attempt = runs.attempt + 1, lease_until = excluded.lease_until, "
            "started_at = excluded.started_at WHERE runs.status = 'running' AND runs.lease_until < "
            "excluded.started_at RETURNING run_id",
            [run_id, job, slot, owner, until, now, now],
        ).fetchone()

    found = database.write(change)
    return run_of(database, found[0]) if found else None


def run_of(database: Database, run_id: str) -> RunRow | None:
    """The run with this id, if any."""
    return next(iter(RUNS.find(database, "WHERE run_id = ?", [run_id])), None)


def put_asked(database: Database, job: str, now: datetime) -> str:
    """Queue a run by hand; the id of the one that is queued already, if there is one."""
    run_id = secrets.token_hex(16)

    def change(cursor: Cursor) -> str:
        sql = "SELECT run_id FROM runs WHERE job = ? AND status = 'queued'"
        waiting = cursor.execute(sql, [job]).fetchone()
        if waiting:
            return str(waiting[0])
        slot = _free_slot(cursor, job, now)
        cursor.execute(
            "INSERT INTO runs (run_id, job, slot, status, owner, attempt, asked_at, saw, error) "
            "VALUES (?, ?, ?, 'queued', '', 0, ?, '{}', '')",
            [run_id, job, slot, now],
        )
        return run_id

    return database.write(change)


def next_asked(database: Database, owner: str, now: datetime, lease_seconds: float) -> RunRow | None:
    """The run that has been queued longest, ours now; None when none is queued."""
    until = now + timedelta(seconds=lease_seconds)

    def change(cursor: Cursor) -> Any:
        return cursor.execute(
            "UPDATE runs SET status = 'running', owner = ?, attempt = attempt + 1, lease_until = ?, "
            "started_at = ? WHERE run_id = (SELECT run_id FROM runs WHERE status = 'queued' "
            "ORDER BY asked_at, run_id LIMIT 1) "
            "RETURNING run_id",
            [owner, until, now],
        ).fetchone()

    if not database.read("SELECT 1 FROM runs WHERE status = 'queued' LIMIT 1"):
        return None
    found = database.write(change)
    return run_of(database, found[0]) if found else None


def put_lease(database: Database, run_id: str, owner: str, until: datetime, at: str = "") -> bool:
    """Prolong our lease of a run, which is at this group now; False when it is no longer ours."""

    def change(cursor: Cursor) -> bool:
        return (
            cursor.execute(
                "UPDATE runs SET lease_until = ?, saw = CASE WHEN EXISTS (SELECT 1 FROM groups "
                "WHERE group_id = ?) THEN ? ELSE saw END "
                "WHERE run_id = ? AND owner = ? AND status = 'running' RETURNING run_id",
                [until, at, json.dumps({"under_way": [at]}), run_id, owner],
            ).fetchone()
            is not None
        )

    return database.write(change)


def put_outcome(
    database: Database, run_id: str, status: Outcome, finished_at: datetime, saw: str, error: str = ""
) -> None:
    """Record how a run ended: `saw` as JSON, `error` as text."""

    def change(cursor: Cursor) -> None:
        cursor.execute(
            "UPDATE runs SET status = ?, finished_at = ?, saw = ?, error = ?, lease_until = NULL "
            "WHERE run_id = ?",
            [status, finished_at, saw, error, run_id],
        )

    database.write(change)


def put_abandoned(database: Database, owner: str, now: datetime) -> int:
    """Mark the running rows of every other owner abandoned, at start; how many there were."""

    def change(cursor: Cursor) -> int:
        return len(
            cursor.execute(
                "UPDATE runs SET status = 'abandoned', finished_at = ?, lease_until = NULL, "
                "error = 'the server stopped while this ran' "
                "WHERE status = 'running' AND owner <> ? RETURNING run_id",
                [now, owner],
            ).fetchall()
        )

    return database.write(change)


def runs(database: Database, job: str | None = None, limit: int = 50) -> list[RunRow]:
    """The newest runs, newest first; of one job when told."""
    where = "" if job is None else "WHERE job = ?"
    tail = f"{where} ORDER BY coalesce(started_at, asked_at) DESC, run_id LIMIT ?"
    return RUNS.find(database, tail, [*([] if job is None else [job]), limit])


def _free_slot(cursor: Cursor, job: str, now: datetime) -> datetime:
    """The slot of a run asked for by hand: now, or the first microsecond after it that is free."""
    while cursor.execute("SELECT 1 FROM runs WHERE job = ? AND slot = ?", [job, now]).fetchone():
        now += timedelta(microseconds=1)
    return now
