"""The server's side of the child: hand it a task, wait, and start it anew when it fails.

One task runs at a time; callers queue. A task that takes too long is killed with the child. A task
is a pure function of what it is given, so killing it loses nothing but time.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from typing import Any

from numpy.typing import NDArray

from group_plgl.compute.messages import Arrays, Words, pack, put_frame, take_frame, unpack
from group_plgl.errors import ChildFailed, UnsafeBytes
from group_plgl.settings import Settings

TASKS = "group_plgl.compute.tasks:TASKS"
_THREAD_KNOBS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS")


class Child:
    """The compute child, started at the first task; safe to call from any thread.

    Args:
        settings: `child_seconds` limits a task, `child_threads` its threads.
        tasks: `module:NAME` of the mapping from task to `module:function`.
    """

    def __init__(self, settings: Settings, tasks: str = TASKS) -> None:
        self._settings = settings
        self._tasks = tasks
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False

    def run(
        self, task: str, words: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]
    ) -> tuple[Words, Arrays]:
        """What the task makes of words and arrays.

        Raises:
            ChildFailed: The task raised an error, took too long, or the child died.
            BadInput: The words are not JSON or an array is not of numbers.
        """
        message = pack({"task": task, "words": dict(words)}, arrays)
        with self._turn:
            reply = self._ask(task, message)
        told, made = unpack(reply)
        if "error" in told:
            where = f" ({told['where']})" if told["where"] else ""
            raise ChildFailed(f"task {task} failed: {told['error']}{where}", advice=told["advice"])
        return told["words"], made

    def close(self) -> None:
        """End the child, in the middle of a task if need be; calling again does nothing."""
        self._closed = True
        if self._process is not None:
            self._process.kill()
        with self._turn:
            self._bury()

    def _ask(self, task: str, message: bytes) -> bytes:
        """Send a frame and wait for the reply, not longer than the limit."""
        process = self._alive()
        assert process.stdin is not None
        assert process.stdout is not None
        late = threading.Event()
        limit = threading.Timer(self._settings.child_seconds, _kill_late, (process, late))
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
                f"task {task} took longer than {self._settings.child_seconds:g} s and was stopped",
                advice="Raise the setting child_seconds, or give the machine less to do.",
            )
        raise ChildFailed(f"the compute child died during task {task} (exit status {process.returncode})")

    def _alive(self) -> subprocess.Popen[bytes]:
        """The running child, started anew if there is none."""
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
        """A fresh interpreter that finds the modules we find."""
        environment = dict(os.environ)
        environment["PYTHONPATH"] = os.pathsep.join(path or os.getcwd() for path in sys.path)  # noqa: PTH109
        environment |= dict.fromkeys(_THREAD_KNOBS, str(self._settings.child_threads))
        command = [sys.executable, "-P", "-m", "group_plgl.compute.child", "--tasks", self._tasks]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)

    def _bury(self) -> None:
        """Kill what is left of the child and close its pipes."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


def _kill_late(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    """The time limit is over."""
    late.set()
    process.kill()
