"""The one thread that writes: everything waiting becomes durable with one commit.

Voters wait here, and only for the fsync that covers them. While one batch is on its way to the
disk the next one gathers, so many voters cost little more than one. Other writes are whole
transactions between two batches.
What a batch does is in `intake`; cursors for reading are in `database`.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from queue import Empty, SimpleQueue
from typing import Any, TypeVar, cast

from duckdb import DuckDBPyConnection as Cursor

from group_plgl.errors import BadInput, GroupPLGLError, NotAllowed, StoreBusy
from group_plgl.feedback.events import ROSTER
from group_plgl.store.intake import EventRow, Intake, Receipt

LARGEST_BATCH = 1024
_LINGER_SECONDS = 0.0002
_MOST_LINGERS = 20
T = TypeVar("T")
Renewed = tuple[Cursor, Exception | None]


class _Waiting:
    """A caller at the gate: an event, a change or a renewal, and later what became of it."""

    __slots__ = ("change", "gate", "outcome", "renewal", "row", "taken", "withdrawn")

    def __init__(
        self,
        row: EventRow | None,
        change: Callable[[Cursor], Any] | None,
        renewal: Callable[[], Renewed] | None = None,
    ) -> None:
        self.row = row
        self.change = change
        self.renewal = renewal
        self.outcome: Any = None
        self.taken = False
        self.withdrawn = False
        self.gate = threading.Lock()
        self.gate.acquire()


class _Failed:
    """An outcome that is to be raised, told apart from an exception that was returned."""

    __slots__ = ("error",)

    def __init__(self, error: BaseException) -> None:
        self.error = error


class Writer:
    """Serialises all writing of one database; safe to call from any thread.

    Args:
        cursor: A cursor that nothing else uses.
        seconds: How long a caller waits before it is sent away.
    """

    def __init__(self, cursor: Cursor, seconds: float) -> None:
        self._cursor = cursor
        self._intake = Intake(cursor)
        self._seconds = seconds
        self._waiting: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._door = threading.Lock()
        self._closed = False
        self._crowd = 0
        self._gone: frozenset[str] = frozenset()
        self._moved = threading.Condition()
        self._commits = 0
        self._changes = 0
        self._tick = 0
        self._thread = threading.Thread(target=self._work, name="store-writer", daemon=True)
        self._thread.start()

    def append(self, row: EventRow) -> Receipt:
        """Make one event durable together with all others that wait.

        Raises:
            EventConflict: The same id came before with other content.
            BadInput: The row does not fit the table.
            StoreBusy: It took too long, or the store is closing.
        """
        return cast(Receipt, self._wait(_Waiting(row, None)))

    def append_all(self, rows: Sequence[EventRow]) -> list[Receipt | GroupPLGLError]:
        """Make several events durable, in few commits; what became of each, in order."""
        self._check_thread()
        callers = [_Waiting(row, None) for row in rows]
        for caller in callers:
            self._queue(caller)
        outcomes: list[Receipt | GroupPLGLError] = []
        for caller in callers:
            try:
                outcomes.append(cast(Receipt, self._outcome_of(caller)))
            except GroupPLGLError as error:
                outcomes.append(error)
        return outcomes

    def write(self, change: Callable[[Cursor], T]) -> T:
        """Run a change in a transaction of its own; its errors roll it back and come out here.

        Raises:
            StoreBusy: It was not begun in time, or the store is closing; nothing was written.
        """
        self._check_thread()
        return cast(T, self._wait(_Waiting(None, change)))

    def renew(self, renewal: Callable[[], Renewed]) -> None:
        """Let the database be closed and opened again while nothing is written; what comes meanwhile waits.

        Args:
            renewal: Gives the cursor to go on with, and what went wrong if anything did.

        Raises:
            StoreBusy: It was not begun in time, the store is closing, or it went wrong.
        """
        self._check_thread()
        self._wait(_Waiting(None, None, renewal))

    def mark_roster(self, cursor: Cursor, group_id: str, at: datetime, kind: str = ROSTER) -> int:
        """Within a change: the number of a new mark of a group, of `ROSTER` unless told."""
        return self._intake.mark_roster(cursor, group_id, at, kind)

    def heads(self) -> dict[str, int]:
        """The last event number of each group, as committed."""
        return self._intake.heads.copy()

    @property
    def changes(self) -> int:
        """How often anything else than events was written, or forgotten, since the start."""
        return self._changes

    def tick(self) -> int:
        """Odd while something may be being written; what is read within one even tick is all still true."""
        return self._tick

    def await_commit(self, after: int, seconds: float) -> int:
        """The number of commits since the start, as soon as it is more than `after` or time is up."""
        with self._moved:
            self._moved.wait_for(lambda: self._commits > after or self._closed, timeout=seconds)
            return self._commits

    def count_change(self) -> None:
        """Let those who watch know that something else than an event may be different."""
        self._count(changes=1)

    def close(self) -> None:
        """Write what waits, then stop; calling again does nothing."""
        with self._door:
            if not self._closed:
                self._closed = True
                self._waiting.put(None)
        with self._moved:
            self._moved.notify_all()
        if threading.current_thread() is not self._thread:
            self._thread.join()
        with contextlib.suppress(Empty):
            while (late := self._waiting.get_nowait()) is not None:
                late.outcome = _Failed(StoreBusy("the store is closing; nothing was written"))
                late.gate.release()

    def shut_out(self, member_id: str) -> None:
        """From now on refuse what this member says: they are about to be forgotten."""
        self._gone |= {member_id}

    def let_in(self, member_id: str) -> None:
        """Take back a `shut_out`."""
        self._gone -= {member_id}

    def is_gone(self, member_id: str) -> bool:
        """Whether a member was shut out since the start."""
        return member_id in self._gone

    def _check_thread(self) -> None:
        if threading.current_thread() is self._thread:
            raise BadInput("a change may not ask for another write: use the cursor it was given")

    def _wait(self, caller: _Waiting) -> Any:
        """Queue up, wait for the gate, and take the outcome or raise it."""
        self._queue(caller)
        return self._outcome_of(caller)

    def _queue(self, caller: _Waiting) -> None:
        if self._closed:
            raise StoreBusy("the store is closing; nothing was written")
        self._waiting.put(caller)

    def _outcome_of(self, caller: _Waiting) -> Any:
        """Wait for the gate, and take the outcome or raise it."""
        if not caller.gate.acquire(timeout=self._seconds):
            self._withdraw(caller)
        if isinstance(caller.outcome, _Failed):
            raise caller.outcome.error
        return caller.outcome

    def _withdraw(self, caller: _Waiting) -> None:
        """Leave the queue if not yet taken; a running change is waited for, a running event is not."""
        with self._door:
            if not caller.taken:
                caller.withdrawn = True
                raise StoreBusy(
                    "nothing was written within {seconds} s; the store is busy",
                    advice="Try again.",
                    seconds=f"{self._seconds:g}",
                )
        if caller.row is None:
            caller.gate.acquire()
        elif not caller.gate.acquire(timeout=self._seconds):
            raise StoreBusy(
                "not durable after {seconds} s, though it may still become so",
                advice="Send the same event id again; it will count once.",
                seconds=f"{2 * self._seconds:g}",
            )

    def _work(self) -> None:
        """The writer thread: batch, commit, wake; until the end is called and the queue is empty."""
        open_still = True
        while open_still:
            batch, open_still = self._next_batch()
            self._crowd = max(len(batch) - 1, self._crowd // 2)
            with self._door:
                batch = [caller for caller in batch if not caller.withdrawn]
                for caller in batch:
                    caller.taken = True
            self._write_events([caller for caller in batch if caller.row is not None])
            for caller in batch:
                if caller.change is not None:
                    self._write_change(caller)
                elif caller.renewal is not None:
                    self._renew(caller)
        self._cursor.close()

    def _next_batch(self) -> tuple[list[_Waiting], bool]:
        """Wait for one caller and take all others that are there; False with the last batch."""
        batch: list[_Waiting] = []
        waiting = self._waiting
        caller = waiting.get()
        if self._crowd:
            self._linger()
        try:
            while caller is not None and len(batch) < LARGEST_BATCH:
                batch.append(caller)
                caller = waiting.get_nowait()
        except Empty:
            return batch, True
        if caller is not None:
            batch.append(caller)
            return batch, True
        while not waiting.empty():
            if (late := waiting.get()) is not None:
                batch.append(late)
        return batch, False

    def _linger(self) -> None:
        """Let those just woken come back while they still do: half the commits, twice the votes."""
        here = -1
        for _ in range(_MOST_LINGERS):
            before, here = here, self._waiting.qsize()
            if here == before or here >= self._crowd:
                return
            time.sleep(_LINGER_SECONDS)

    def _write_events(self, callers: list[_Waiting]) -> None:
        """One batch of votes, then open every gate."""
        if self._gone:
            callers = self._without_gone(callers)
        if not callers:
            return
        with self._ticking():
            try:
                outcomes: list[Any] = self._intake.take([cast(EventRow, caller.row) for caller in callers])
            except BaseException as error:
                outcomes = [error] * len(callers)
        for caller, outcome in zip(callers, outcomes, strict=True):
            caller.outcome = outcome if type(outcome) is Receipt else _Failed(outcome)
            caller.gate.release()
        self._count(changes=0)

    def _without_gone(self, callers: list[_Waiting]) -> list[_Waiting]:
        """Send away whoever was shut out; the others stay."""
        here = [caller for caller in callers if cast(EventRow, caller.row).event.member_id not in self._gone]
        for caller in callers:
            if caller not in here:
                caller.outcome = _Failed(NotAllowed("you left this group; nothing more of you is stored"))
                caller.gate.release()
        return here

    def _write_change(self, caller: _Waiting) -> None:
        """One transaction; whatever goes wrong belongs to the caller."""
        assert caller.change is not None
        with self._ticking():
            try:
                self._cursor.begin()
                try:
                    caller.outcome = caller.change(self._cursor)
                    self._cursor.commit()
                except BaseException:
                    self._roll_back()
                    raise
            except BaseException as error:
                caller.outcome = _Failed(error)
        self._count(changes=1)
        caller.gate.release()

    def _renew(self, caller: _Waiting) -> None:
        """Give the cursor back and go on with the new one; numbers go on where they were."""
        assert caller.renewal is not None
        self._cursor.close()
        try:
            self._cursor, error = caller.renewal()
            self._intake.go_on_with(self._cursor)
        except Exception as broken:
            error = broken
        caller.outcome = None if error is None else _Failed(error)
        caller.gate.release()

    @contextlib.contextmanager
    def _ticking(self) -> Iterator[None]:
        """Around whatever may commit, and over before anybody is told that it did."""
        self._tick += 1
        try:
            yield
        finally:
            self._tick += 1

    def _count(self, changes: int) -> None:
        """One commit more; wakes those who wait for it."""
        with self._moved:
            self._commits += 1
            self._changes += changes
            self._moved.notify_all()

    def _roll_back(self) -> None:
        """Leave no open transaction; a failed commit has closed it already."""
        with contextlib.suppress(Exception):
            self._cursor.rollback()
