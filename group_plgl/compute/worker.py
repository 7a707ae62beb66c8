"""The server's side of the child: hand it a task, wait, and start it anew when it fails.

One task runs at a time in a process; callers queue. A task that takes too long is killed with its
process. A task is a pure function of what it is given, so killing it loses nothing but time. Bytes
from outside are read in processes of their own, which get little memory and time and do nothing
else: what breaks or blocks one of them holds up no model, and no model holds up an upload.
Tasks that take their time have processes of their own for the same reason, and so have those for
which somebody waits with a hand on a slider.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Collection, Mapping
from queue import SimpleQueue
from typing import Any

from numpy.typing import NDArray

from group_plgl.compute.messages import Arrays, Words, pack, put_frame, take_frame, unpack
from group_plgl.compute.tasks import GUARDED, LAZY, PATIENT, PROMPT
from group_plgl.errors import ChildFailed, UnsafeBytes
from group_plgl.settings import PREFIX, Settings

TASKS = "group_plgl.compute.tasks:TASKS"
GUARDED_BYTES = 2**31
GUARDED_SECONDS = 30.0
GUARDED_AT_ONCE = 2
PATIENT_AT_ONCE = 2
LEAST_POLITE, POLITENESS, LEAST_URGENT = 5, 10, 19
_THREAD_KNOBS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS")


class Child:
    """The compute child, started at the first task; safe to call from any thread.

    Args:
        settings: `child_seconds` limits a task, `child_threads` its threads.
        tasks: `module:NAME` of the mapping from task to `module:function`.
        guarded: The tasks that read bytes from outside.
        patient: The tasks that take their time.
    """

    def __init__(
        self,
        settings: Settings,
        tasks: str = TASKS,
        guarded: Collection[str] = GUARDED,
        patient: Collection[str] = PATIENT,
    ) -> None:
        threads, seconds = settings.child_threads, settings.child_seconds
        strict = min(GUARDED_SECONDS, seconds)
        hands = [Hand(tasks, threads, seconds)]
        guards = [Hand(tasks, 1, strict, GUARDED_BYTES) for _ in range(GUARDED_AT_ONCE)]
        slow = [Hand(tasks, threads, seconds) for _ in range(PATIENT_AT_ONCE)]
        quick = [Hand(tasks, threads, seconds, politeness=LEAST_POLITE)]
        last = [Hand(tasks, threads, seconds, politeness=LEAST_URGENT)]
        self._all = [*hands, *guards, *slow, *quick, *last]
        self._hands, guarding, waiting = _queue_of(hands), _queue_of(guards), _queue_of(slow)
        self._lanes = dict.fromkeys(guarded, guarding) | dict.fromkeys(patient, waiting)
        self._lanes |= dict.fromkeys(LAZY, _queue_of(last))
        self._lanes |= dict.fromkeys(PROMPT, _queue_of(quick))

    def run(
        self, task: str, words: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]
    ) -> tuple[Words, Arrays]:
        """What the task makes of words and arrays.

        Raises:
            ChildFailed: The task raised an error, took too long, or the child died.
            BadInput: The words are not JSON or an array is not of numbers.
        """
        message = pack({"task": task, "words": dict(words)}, arrays)
        free = self._lanes.get(task, self._hands)
        hand = free.get()
        try:
            reply = hand.ask(task, message)
        finally:
            free.put(hand)
        told, made = unpack(reply)
        if "error" in told:
            where = f" ({told['where']})" if told["where"] else ""
            raise ChildFailed(f"task {task} failed: {told['error']}{where}", advice=told["advice"])
        return told["words"], made

    def close(self) -> None:
        """End the child, in the middle of a task if need be; calling again does nothing."""
        for hand in self._all:
            hand.close()


class Hand:
    """One process that takes one task after the other.

    Args:
        tasks: `module:NAME` of the mapping from task to `module:function`.
        threads: How many threads its numerics may use.
        seconds: How long a task may take.
        memory: How many bytes it may ask for; 0 for as many as there are.
        politeness: How far it stands back behind others, 0 to 19.
    """

    def __init__(
        self, tasks: str, threads: int, seconds: float, memory: int = 0, politeness: int = POLITENESS
    ) -> None:
        self._tasks = tasks
        self._threads = threads
        self._seconds = seconds
        self._memory = memory
        self._politeness = politeness
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False

    def ask(self, task: str, message: bytes) -> bytes:
        """The reply to a message, waited for not longer than the limit.

        Raises:
            ChildFailed: It took too long, or the process died.
        """
        with self._turn:
            return self._ask(task, message)

    def close(self) -> None:
        """End the process, in the middle of a task if need be."""
        self._closed = True
        if self._process is not None:
            self._process.kill()
        with self._turn:
            self._bury()

    def _ask(self, task: str, message: bytes) -> bytes:
        process = self._alive()
        assert process.stdin is not None
        assert process.stdout is not None
        late = threading.Event()
        limit = threading.Timer(self._seconds, _kill_late, (process, late))
        limit.start()
        try:
            put_frame(process.stdin, message)
            reply = take_frame(process.stdout)
        except (OSError, UnsafeBytes):
            reply = None
        finally:
            limit.cancel()
        if reply is not None:
            return reply
        self._bury()
        if self._closed:
            raise ChildFailed(f"task {task} was stopped: the server is closing")
        if late.is_set():
            raise ChildFailed(
                f"task {task} took longer than {self._seconds:g} s and was stopped",
                advice="Raise the setting child_seconds, or give the machine less to do.",
            )
        raise ChildFailed(f"the compute child died during task {task} (exit status {process.returncode})")

    def _alive(self) -> subprocess.Popen[bytes]:
        """The running process, started anew if there is none."""
        if self._process is not None and self._process.poll() is not None:
            self._bury()
        if self._process is None:
            if self._closed:
                raise ChildFailed("the compute child is closed")
            self._process = self._start()
            if self._closed:  # closed while it started
                self._process.kill()
        return self._process

    def _start(self) -> subprocess.Popen[bytes]:
        """A fresh interpreter that finds the modules we find, and knows no settings: one is a secret."""
        environment = dict(os.environ)
        environment["PYTHONPATH"] = os.pathsep.join(path or os.getcwd() for path in sys.path)  # noqa: PTH109
        environment |= dict.fromkeys(_THREAD_KNOBS, str(self._threads))
        environment = {name: value for name, value in environment.items() if not name.startswith(PREFIX)}
        command = [sys.executable, "-P", "-m", "group_plgl.compute.child", "--tasks", self._tasks]
        command += ["--memory", str(self._memory), "--politeness", str(self._politeness)]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)

    def _bury(self) -> None:
        """Kill what is left of the process and close its pipes."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


def _queue_of(hands: list[Hand]) -> SimpleQueue[Hand]:
    """The hands that are free: whoever waits longest gets the next one."""
    free: SimpleQueue[Hand] = SimpleQueue()
    for hand in hands:
        free.put(hand)
    return free


def _kill_late(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    """The time limit is over."""
    late.set()
    process.kill()
