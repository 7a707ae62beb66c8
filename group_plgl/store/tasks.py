"""Tasks: long work that somebody asked for, how far it is, and which file came of it.

A status is queued, running, done, failed or cancelled. One process owns the file and does one task
at a time, so a task that runs when work is looked for was left by a process that is gone. Whatever
changes a task that runs says that it is running: one that was cancelled meanwhile stays so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from group_plgl.errors import NotFound
from group_plgl.store.database import Cursor, Database
from group_plgl.store.images import FILES
from group_plgl.store.tables import Table

Ending = Literal["done", "failed", "cancelled"]
File = tuple[str, str]


@dataclass(frozen=True)
class TaskRow:
    """One task; `words`, `told` and `error` are JSON, and texts are empty where there is nothing to say.

    Attributes:
        role: Who asked: host, member, key, share or house.
        asker: Which member, key or share.
        done, whole: Steps of this stage; `whole` is 0 where that is not known.
        size: Bytes of the file.
        told: What is to be known about the file.
        attempts: How often it was begun.
    """

    task_id: str
    group_id: str
    kind: str
    role: str
    asker: str
    words: str
    status: str
    stage: str
    done: int
    whole: int
    sha256: str
    media_type: str
    file_name: str
    size: int
    told: str
    error: str
    attempts: int
    asked_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True)
class Result:
    """A file that is durable, and what is to be known about it as JSON."""

    sha256: str
    media_type: str
    file_name: str
    size: int
    told: str


TASKS = Table("tasks", TaskRow, ("task_id",))
_WAITING = "status IN ('queued', 'running')"
# Numbers that something is still to be made of: they stay until it is.
WANTED = (
    "SELECT t.group_id, CAST(t.words ->> '$.number' AS INTEGER) FROM tasks t "
    f"WHERE t.{_WAITING} AND t.words ->> '$.number' IS NOT NULL"
)
_NO_FILE = Result("", "", "", 0, "{}")


def put_task(database: Database, task: TaskRow) -> TaskRow:
    """Queue a task; the same asked for already by the same asker, and not over, is given instead.

    Raises:
        NotFound: It is asked for by a member who has left meanwhile.
    """
    same = f"WHERE group_id = ? AND role = ? AND asker = ? AND kind = ? AND words = ? AND {_WAITING}"
    told = [task.group_id, task.role, task.asker, task.kind, task.words]

    def change(cursor: Cursor) -> TaskRow:
        if waiting := TASKS.find(cursor, f"{same} LIMIT 1", told):
            return waiting[0]
        here = "SELECT 1 FROM members WHERE member_id = ?"
        if task.role == "member" and not cursor.execute(here, [task.asker]).fetchall():
            raise NotFound("this member has left the group")
        TASKS.add(cursor, [task])
        return task

    return database.write(change)


def task_of(database: Database, task_id: str) -> TaskRow | None:
    """The task with this id, if any."""
    return next(iter(TASKS.find(database, "WHERE task_id = ?", [task_id])), None)


def tasks_of(
    database: Database, group_id: str, role: str, asker: str, limit: int | None = 40
) -> list[TaskRow]:
    """The newest tasks that one asker asked for in a group, newest first; all of them without a limit."""
    tail = "WHERE group_id = ? AND role = ? AND asker = ? ORDER BY asked_at DESC, task_id LIMIT ?"
    return TASKS.find(database, tail, [group_id, role, asker, limit])


def waiting_tasks(database: Database, group_id: str = "") -> list[TaskRow]:
    """Tasks that are not over, the longest waiting first; of one group when told."""
    where = f"WHERE {_WAITING}" + (" AND group_id = ?" if group_id else "")
    return TASKS.find(database, f"{where} ORDER BY asked_at, task_id", [group_id] if group_id else [])


def claim_task(database: Database, task_id: str, at: datetime) -> TaskRow | None:
    """The task, running from now on; None when it is over or gone."""
    sql = (
        "UPDATE tasks SET status = 'running', stage = '', done = 0, whole = 0, started_at = ?, "
        f"attempts = attempts + 1 WHERE task_id = ? AND {_WAITING} RETURNING 1"
    )
    found = database.write(lambda cursor: cursor.execute(sql, [at, task_id]).fetchall())
    return task_of(database, task_id) if found else None


def put_progress(database: Database, task_id: str, stage: str, done: int, whole: int) -> bool:
    """How far a task is; False when it does not run any more."""
    sql = (
        "UPDATE tasks SET stage = ?, done = ?, whole = ? WHERE task_id = ? AND status = 'running' RETURNING 1"
    )
    return database.write(lambda cursor: bool(cursor.execute(sql, [stage, done, whole, task_id]).fetchall()))


def put_back(database: Database, task_id: str) -> None:
    """Let a task that runs wait for another attempt."""
    sql = "UPDATE tasks SET status = 'queued' WHERE task_id = ? AND status = 'running'"
    database.write(lambda cursor: cursor.execute(sql, [task_id]) and None)


def put_file(database: Database, task_id: str, sha256: str, media_type: str) -> bool:
    """Which file a task is about to come to, so that it is known of before it lies there.

    False when the task does not run any more.
    """
    sql = "UPDATE tasks SET sha256 = ?, media_type = ? WHERE task_id = ? AND status = 'running' RETURNING 1"
    return database.write(lambda cursor: bool(cursor.execute(sql, [sha256, media_type, task_id]).fetchall()))


def put_end(
    database: Database,
    task_id: str,
    status: Ending,
    at: datetime,
    expires_at: datetime,
    result: Result = _NO_FILE,
    error: str = "",
) -> bool:
    """Record how a task ended; False when it was over or gone before.

    A file that it was about to come to stays named, so that it goes when the task is forgotten.
    """
    before = _WAITING if status == "cancelled" else "status = 'running'"
    sql = (
        "UPDATE tasks SET status = ?, finished_at = ?, expires_at = ?, "
        "sha256 = coalesce(nullif(?, ''), sha256), media_type = coalesce(nullif(?, ''), media_type), "
        f"file_name = ?, size = ?, told = ?, error = ? WHERE task_id = ? AND {before} RETURNING 1"
    )
    words = [
        status, at, expires_at, result.sha256, result.media_type, result.file_name, result.size, result.told,
        error, task_id,
    ]  # fmt: skip
    return database.write(lambda cursor: bool(cursor.execute(sql, words).fetchall()))


def old_tasks(database: Database, now: datetime) -> int:
    """How many tasks have expired."""
    return int(database.read("SELECT count(*) FROM tasks WHERE expires_at < ?", [now])[0][0])


def drop_tasks(database: Database, now: datetime) -> list[File]:
    """Forget tasks that have expired: (sha256, media type) of files that nothing else shows."""
    return database.write(lambda cursor: drop_tasks_in(cursor, "expires_at < ?", [now]))


def drop_tasks_in(cursor: Cursor, where: str, params: Sequence[object]) -> list[File]:
    """Within a change, forget some tasks; the files of them that nothing else shows."""
    sql = f"DELETE FROM tasks WHERE {where} RETURNING sha256, media_type"
    gone = {(sha256, media) for sha256, media in cursor.execute(sql, list(params)).fetchall() if sha256}
    if not gone:
        return []
    sql = f"SELECT DISTINCT sha256, media_type FROM {FILES} WHERE sha256 IN (SELECT unnest(?::TEXT[]))"
    left = cursor.execute(sql, [[sha256 for sha256, _ in gone]]).fetchall()
    return sorted(gone - set(left))
