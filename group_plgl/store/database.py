"""The DuckDB file, opened by one process: a cursor for each read, one thread for all writes.

Times go in with any zone and come out in UTC. The connection is hardened: no SQL can reach other
files, load extensions or change settings. The tables themselves are in `schema/`.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import numpy as np
from duckdb import DuckDBPyConnection as Cursor
from numpy.typing import NDArray

from group_plgl.errors import GroupPLGLError, StoreBusy, StoreLocked
from group_plgl.feedback.events import ROSTER
from group_plgl.store.asked import MANY, Asked
from group_plgl.store.intake import EventRow, Receipt
from group_plgl.store.migrations import migrate
from group_plgl.store.rewriting import STORAGE, drop_leftovers, rewrite_file
from group_plgl.store.writer import Writer

__all__ = ["Cursor", "Database", "connect", "rows"]

T = TypeVar("T")
_CONFIG: Mapping[str, str | bool | int | float | list[str]] = {
    "threads": 1,  # a page asks much that is small: who asks reads, and wakes nobody to help
    "storage_compatibility_version": STORAGE,
    "enable_external_access": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
_TIMES = ("TIMESTAMP", "DATETIME")
_LONGEST_READ_AT_CLOSE = 10.0
_MOST_REMEMBERED = 50_000


class Database:
    """One open database file; all methods may be called from any thread.

    Build it with `Database.open`; close it, or use it as a context manager.
    """

    def __init__(self, path: Path, connection: Cursor, lock: int, write_seconds: float) -> None:
        self._path = path
        self._connection = connection
        self._lock = lock
        self._readers = 0
        self._resting = False
        self._quiet = threading.Condition()
        self._closed = False
        self._writer = Writer(connection.cursor(), write_seconds)
        self._asked = Asked(self._writer.tick)
        self._remembered: dict[tuple[str, ...], Any] = {}
        self._forgotten = 0

    @classmethod
    def open(cls, path: Path, *, write_seconds: float = 10.0) -> Database:
        """The database at `path`, made when missing and brought up to the newest schema.

        Args:
            path: The file; its folder is made when missing.
            write_seconds: How long a writer waits for its turn, in seconds.

        Raises:
            StoreLocked: Another process, or this one, has the file open already.
            BadInput: The file was made by a newer version.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = _lock_beside(path)
        try:
            drop_leftovers(path)
            connection = connect(path)
            try:
                return cls(path, connection, lock, write_seconds)
            except BaseException:
                connection.close()
                raise
        except BaseException:
            os.close(lock)
            raise

    def read(self, sql: str, params: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query, as of the last commit; times are in UTC and know it.

        The same again costs no query until something is written; every asker has rows of their own.

        Raises:
            StoreBusy: The store is closed.
        """

        def ask() -> tuple[tuple[list[tuple[Any, ...]], list[int]], int]:
            with self._reading() as cursor:
                found, lists, large = _fetched(cursor, sql, params)
            return (found, lists), MANY if large else len(found)

        self._check_open()
        found, lists = self._asked.once("rows", sql, params, ask)
        return [_with_own(row, lists) for row in found] if lists else found.copy()

    def columns(
        self, sql: str, params: Sequence[object] = (), variables: Mapping[str, object] | None = None
    ) -> dict[str, NDArray[Any]]:
        """All rows of a query as one array per column; missing text is None, a missing number NaN.

        Times come as `datetime64` in UTC. Not for list columns: unnest those in SQL. `variables` are
        what views choose by; they hold for this question alone.
        """
        chosen = sorted((variables or {}).items())

        def ask() -> tuple[dict[str, NDArray[Any]], int]:
            with self._reading() as cursor:
                for name, value in chosen:
                    cursor.execute(f"SET VARIABLE {name} = ?", [value])
                found = cursor.execute(sql, list(params)).fetchnumpy()
            plain = {name: _without_mask(column) for name, column in found.items()}
            return plain, len(next(iter(plain.values()), ()))

        self._check_open()
        asked = [*params, *(part for pair in chosen for part in pair)]
        found = self._asked.once("columns", sql, asked, ask)
        return {name: column.copy() for name, column in found.items()}

    def remembered(self, key: tuple[str, ...], read: Callable[[], T | None]) -> T | None:
        """What `read()` found the first time; whoever changes such a row calls `forget`.

        Nothing found is not remembered. The oldest give way when there are very many.
        """
        if (known := self._remembered.get(key)) is not None:
            found: T = known
            return found
        before = self._forgotten
        fresh = read()
        if fresh is not None:
            with self._quiet:
                if self._forgotten != before:  # what was read may be what has just changed
                    return fresh
                while len(self._remembered) >= _MOST_REMEMBERED:
                    self._remembered.pop(next(iter(self._remembered)))
                self._remembered[key] = fresh
        return fresh

    def remembered_while(self, key: tuple[str, ...], basis: str, read: Callable[[], T]) -> T:
        """What `read()` found last under a key, as long as it rests on the same `basis`."""
        held = self.remembered(key, lambda: (basis, read()))
        if held is not None and held[0] != basis:
            self.forget(*key)
            held = self.remembered(key, lambda: (basis, read()))
        assert held is not None, "a pair is never nothing"
        return held[1]

    def write(self, change: Callable[[Cursor], T]) -> T:
        """What `change(cursor)` returns, once its transaction is durable; errors roll it back.

        It may also `read`: nothing is committed meanwhile.

        Raises:
            StoreBusy: It was not begun in time, or the store is closed; nothing was written.
        """
        return self._writer.write(change)

    def append_event(self, row: EventRow) -> Receipt:
        """One event, durable together with all that wait beside it.

        Raises:
            EventConflict: The same id came before with other content.
            StoreBusy: It took too long, or the store is closed.
        """
        return self._writer.append(row)

    def append_events(self, rows: Sequence[EventRow]) -> list[Receipt | GroupPLGLError]:
        """Several events, durable in few commits; what became of each, in order."""
        return self._writer.append_all(rows)

    def mark_roster(self, cursor: Cursor, group_id: str, at: datetime, kind: str = ROSTER) -> int:
        """Within a change, mark that who counts has changed, or another mark; the group is learned anew."""
        return self._writer.mark_roster(cursor, group_id, at, kind)

    def forget(self, *key: str) -> None:
        """Remember nothing under keys that begin like this: the row changed or went away."""
        with self._quiet:
            self._forgotten += 1
            for known in [one for one in self._remembered if one[: len(key)] == key]:
                del self._remembered[known]
        self._writer.count_change()

    def shut_out(self, member_id: str) -> None:
        """Refuse what a member says from now on, even what is on its way: they are being forgotten."""
        self._writer.shut_out(member_id)

    def let_in(self, member_id: str) -> None:
        """Take back a `shut_out`, when forgetting did not work out."""
        self._writer.let_in(member_id)

    def is_gone(self, member_id: str) -> bool:
        """Whether a member was shut out since the database was opened: what is under way skips them."""
        return self._writer.is_gone(member_id)

    def heads(self) -> dict[str, int]:
        """The last event number of each group that has events; costs no query."""
        return self._writer.heads()

    @property
    def changes(self) -> int:
        """How often anything else than events was written, or forgotten, since the file was opened."""
        return self._writer.changes

    def await_commit(self, after: int, seconds: float) -> int:
        """The number of commits since the file was opened, once it is more than `after` or time is up."""
        return self._writer.await_commit(after, seconds)

    def rewrite(self) -> None:
        """Write all living rows into a fresh file that takes the old one's place.

        What was deleted is then in no file any more. Readers and writers wait meanwhile; nothing
        they bring is lost.

        Raises:
            StoreBusy: It was not begun in time, the disk is too full, or it went wrong; all rows
                are there as before.
        """
        self._writer.renew(self._renewed)

    def close(self) -> None:
        """Write what waits, let readers finish, and give the file back; again does nothing."""
        with self._quiet:
            if self._closed:
                return
            self._closed = True
        self._writer.close()
        with self._quiet:
            self._quiet.wait_for(lambda: self._readers == 0, timeout=_LONGEST_READ_AT_CLOSE)
        self._connection.close()
        os.close(self._lock)

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _check_open(self) -> None:
        if self._closed:
            raise StoreBusy("the store is closed")

    @contextlib.contextmanager
    def _reading(self) -> Iterator[Cursor]:
        """A cursor of one's own, counted so that closing can wait for it."""
        with self._quiet:
            self._quiet.wait_for(lambda: self._closed or not self._resting)
            self._check_open()
            self._readers += 1
        try:
            with self._connection.cursor() as cursor:
                yield cursor
        finally:
            with self._quiet:
                self._readers -= 1
                if self._closed or self._resting:
                    self._quiet.notify_all()

    def _renewed(self) -> tuple[Cursor, Exception | None]:
        """In the writer's thread: the file rewritten once nobody reads, and a cursor on it."""
        failed: Exception | None = None
        with self._quiet:
            self._resting = True
            if not self._quiet.wait_for(lambda: self._readers == 0, timeout=_LONGEST_READ_AT_CLOSE):
                failed = StoreBusy(f"a reader was not done within {_LONGEST_READ_AT_CLOSE:g} s")
        try:
            if failed is None:
                failed = self._swap()
            return self._connection.cursor(), failed
        finally:
            with self._quiet:
                self._resting = False
                self._quiet.notify_all()

    def _swap(self) -> Exception | None:
        """Close, rewrite, open again; what went wrong when the old file had to stay."""
        failed: Exception | None = None
        self._connection.close()
        try:
            rewrite_file(self._path)
        except StoreBusy as error:
            failed = error
        try:
            self._connection = connect(self._path)
        except Exception:
            self._closed = True
            raise
        return failed


def rows(cursor: Cursor, sql: str, params: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    """All rows of a query as a change sees them; times are in UTC and know it."""
    return _fetched(cursor, sql, params)[0]


def _fetched(
    cursor: Cursor, sql: str, params: Sequence[object]
) -> tuple[list[tuple[Any, ...]], list[int], bool]:
    """All rows of a query, which of its columns hold lists, and whether any holds bytes."""
    cursor.execute(sql, list(params))
    kinds = [str(column[1]) for column in cursor.description or ()]
    times = [i for i, kind in enumerate(kinds) if kind in _TIMES]
    lists = [i for i, kind in enumerate(kinds) if kind.endswith("[]")]
    found = cursor.fetchall()
    return ([_in_utc(row, times) for row in found] if times else found), lists, "BLOB" in kinds


def _lock_beside(path: Path) -> int:
    """An exclusive lock on `<path>.lock`, which ends with this process however it ends."""
    beside = path.with_name(path.name + ".lock")
    lock = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        owner = os.read(lock, 32).decode("ascii", "replace").strip() or "unknown"
        os.close(lock)
        raise _locked(path, f"process {owner}") from error
    os.truncate(lock, 0)
    os.write(lock, f"{os.getpid()}\n".encode())
    return lock


def _locked(path: Path, owner: str) -> StoreLocked:
    """Who has the file, and what to do about it."""
    return StoreLocked(
        f"{path} is open in {owner}",
        advice="Stop the running server first, or ask it through its own commands.",
    )


def connect(path: Path) -> Cursor:
    """A hardened connection to the file, with the newest schema; `Database.open` is what to use.

    Raises:
        StoreLocked: Another process has the file open.
    """
    try:
        connection = duckdb.connect(str(path), config=dict(_CONFIG))
    except duckdb.IOException as error:
        if "lock" in str(error).lower():
            raise _locked(path, "another process") from error
        raise
    try:
        connection.execute("SET GLOBAL TimeZone = 'UTC'")
        migrate(connection)
        connection.execute("SET GLOBAL lock_configuration = true")
    except BaseException:
        connection.close()
        raise
    return connection


def _in_utc(row: tuple[Any, ...], times: list[int]) -> tuple[Any, ...]:
    """The row with its times marked as UTC."""
    changed = list(row)
    for i in times:
        if changed[i] is not None:
            changed[i] = changed[i].replace(tzinfo=UTC)
    return tuple(changed)


def _with_own(row: tuple[Any, ...], lists: list[int]) -> tuple[Any, ...]:
    """The row with lists that nobody else has."""
    changed = list(row)
    for i in lists:
        if changed[i] is not None:
            changed[i] = changed[i].copy()
    return tuple(changed)


def _without_mask(column: Any) -> NDArray[Any]:
    """A plain array: missing values become None, NaN or NaT."""
    if not np.ma.isMaskedArray(column):
        return np.asarray(column)
    kind = column.dtype.kind
    plain: NDArray[Any] = np.array(column.data, dtype=None if kind in "OmM" else np.float64)
    plain[np.ma.getmaskarray(column)] = None if kind == "O" else "NaT" if kind in "mM" else np.nan
    return plain
