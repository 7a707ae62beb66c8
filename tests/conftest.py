"""Ids are the same in every run, and a child that has done its work is left to the next test."""

from __future__ import annotations

import random
import secrets
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from group_plgl.compute.worker import TASKS, Hand

_RNG = random.Random()


@pytest.fixture(autouse=True, scope="session")
def _same_ids() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(secrets, "token_hex", lambda size: _RNG.randbytes(size).hex())
        patch.setattr(secrets, "randbits", _RNG.getrandbits)
        yield


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A failure of this test can be had again, also when it runs alone."""
    _RNG.seed(item.nodeid)


@pytest.fixture(autouse=True, scope="session")
def _kept_children() -> Iterator[None]:
    """Closing keeps an idle child for the next studio: it knows nothing, and took seconds to start."""
    idle: dict[tuple[int, int, int], list[subprocess.Popen[bytes]]] = {}
    start, close = Hand._start, Hand.close

    def kind(hand: Hand) -> tuple[int, int, int]:
        return hand._threads, hand._memory, hand._politeness

    def take(hand: Hand) -> subprocess.Popen[bytes]:
        kept = idle.get(kind(hand)) if hand._tasks == TASKS else None
        return kept.pop() if kept else start(hand)

    def keep(hand: Hand) -> None:
        if hand._tasks == TASKS and hand._turn.acquire(blocking=False):
            process = hand._process
            if process is not None and process.poll() is None:
                idle.setdefault(kind(hand), []).append(process)
                hand._process = None
            hand._turn.release()
        close(hand)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Hand, "_start", take)
        patch.setattr(Hand, "close", keep)
        yield
    with ExitStack() as stack:
        for process in (one for kept in idle.values() for one in kept):
            stack.enter_context(process)
            process.kill()
