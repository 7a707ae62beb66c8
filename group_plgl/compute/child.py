"""The child's side: takes one task after the other until its parent is gone.

Started by `worker` as `python -m group_plgl.compute.child`. Standard output is reserved for
messages, so whatever a library prints goes to standard error. A thread watches standard input:
when it closes, the parent is gone and the child ends at once, even in the middle of a task.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import resource
import threading
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any

from group_plgl.compute.messages import Arrays, Words, pack, put_frame, take_frame, unpack
from group_plgl.errors import GroupPLGLError, NotFound, UnsafeBytes

Task = Callable[[Words, Arrays], tuple[Words, Arrays]]


def main(arguments: list[str] | None = None) -> None:
    """Serve tasks on standard input and output until input ends."""
    parser = argparse.ArgumentParser(prog="group_plgl.compute.child")
    parser.add_argument("--tasks", required=True, help="module:NAME of the registry")
    parser.add_argument("--memory", type=int, default=0, help="bytes it may ask for; 0 for no limit")
    parser.add_argument("--politeness", type=int, default=0, help="how far it stands back, 0 to 19")
    chosen = parser.parse_args(arguments)
    if chosen.memory:
        _limit_memory(chosen.memory)
    tasks_in, tasks_out = _reserved_pipes()
    os.nice(chosen.politeness)
    registry = named(chosen.tasks)
    asked: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_watch, args=(tasks_in, asked), name="parent-watch", daemon=True).start()
    while True:
        put_frame(tasks_out, answer(registry, asked.get()))


def named(path: str) -> Any:
    """The object that `module:name` names.

    Raises:
        NotFound: The module lacks that name.
    """
    module, _, name = path.partition(":")
    try:
        return getattr(importlib.import_module(module), name)
    except AttributeError as error:
        raise NotFound(f"{module} has no {name!r}") from error


def answer(registry: Mapping[str, str], message: bytes) -> bytes:
    """The reply to one message: the task's words and arrays, or what went wrong."""
    try:
        words, arrays = unpack(message)
        task = words["task"]
        if task not in registry:
            raise NotFound(f"there is no task {task!r}; known: {', '.join(sorted(registry))}")
        run: Task = named(registry[task])
        spoken, made = run(words["words"], arrays)
        return pack({"words": spoken}, made)
    except Exception as error:
        advice = error.advice if isinstance(error, GroupPLGLError) else ""
        told = {"error": f"{type(error).__name__}: {error}", "where": _where(error), "advice": advice}
        return pack(told, {})


def _where(error: Exception) -> str:
    """File, line and function in which an error arose."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return ""
    return f"{Path(frames[-1].filename).name}, line {frames[-1].lineno}, in {frames[-1].name}"


def _limit_memory(most: int) -> None:
    """Ask the system to refuse more memory than this, and to write no picture of us when we die."""
    for kind, limit in ((resource.RLIMIT_AS, most), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(OSError, ValueError):  # some systems know no such limit
            resource.setrlimit(kind, (limit, limit))


def _reserved_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Our own copies of standard input and output; the usual ones become nothing and stderr."""
    tasks_in, tasks_out = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return tasks_in, tasks_out


def _watch(pipe: IO[bytes], asked: SimpleQueue[bytes]) -> None:
    """Pass frames on; end the whole process when there are no more."""
    try:
        while (frame := take_frame(pipe)) is not None:
            asked.put(frame)
    except UnsafeBytes:
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    main()
