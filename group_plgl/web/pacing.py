"""Pacing: how often one asker may have something computed, and how much is computed at once.

Votes come first: whatever takes the machine a while is asked for a few times a minute, and only a few
threads of the web wait for it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from threading import BoundedSemaphore

from flask import request
from werkzeug.exceptions import ServiceUnavailable, TooManyRequests

from group_plgl.web.buckets import Buckets
from group_plgl.web.language import _, later
from group_plgl.web.wiring import wiring

_A_LOT = later("That was a lot of pictures. Try again in {n} s.")


def slow_down(purpose: str, buckets: Buckets, who: str = "", said: str = _A_LOT) -> None:
    """Let one asker, by address unless told, ask only so often; every answer costs computing.

    Raises:
        TooManyRequests: It was asked too often; the answer says for how long to wait.
    """
    now, asker = wiring().studio.now(), f"{purpose} {who or request.remote_addr or ''}"
    wait = buckets.wait(asker, now)
    if wait:
        raise TooManyRequests(_(said, n=wait), retry_after=wait)
    buckets.spend(asker, now)


@contextlib.contextmanager
def place(places: BoundedSemaphore) -> Iterator[None]:
    """Let a few pictures be sought at once and send the others away, so that votes find a thread.

    Raises:
        ServiceUnavailable: All places are taken.
    """
    if not places.acquire(blocking=False):
        raise ServiceUnavailable(
            _("Many pictures are being looked for. Try again in a minute."), retry_after=60
        )
    try:
        yield
    finally:
        places.release()
