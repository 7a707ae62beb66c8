"""Tasks that misbehave on purpose; the child is told of them on its command line."""

from __future__ import annotations

import os
import sys
import time
import warnings

from group_plgl.errors import BadInput

TASKS = {"nothing_like_it": "child_tasks:nothing_like_it"} | {
    name: f"child_tasks:{name}"
    for name in ("double", "fail", "apologise", "sleep", "die", "chatter", "who", "bad_reply", "swell")
}


def double(words, arrays):
    return words, {name: array * 2 for name, array in arrays.items()}


def fail(words, arrays):
    raise ValueError("the numbers do not add up")


def apologise(words, arrays):
    raise BadInput("too few", advice="Bring more.")


def sleep(words, arrays):
    time.sleep(words["seconds"])
    return {"slept": words["seconds"]}, {}


def die(words, arrays):
    os._exit(3)


def chatter(words, arrays):
    sys.stdout.write("this must not reach the pipe")
    os.write(1, b"neither must this")
    sys.stdin.read()
    warnings.warn("nor this", stacklevel=1)
    return {"quiet": True}, {}


def who(words, arrays):
    modules = [name for name in ("torch", "sklearn", "scipy", "duckdb", "flask") if name in sys.modules]
    threads = os.environ["OMP_NUM_THREADS"]
    return {"pid": os.getpid(), "nice": os.nice(0), "threads": threads, "modules": modules}, {}


def bad_reply(words, arrays):
    return {"not": object()}, {}


def swell(words, arrays):
    return {"got": len(bytearray(words["bytes"]))}, {}
