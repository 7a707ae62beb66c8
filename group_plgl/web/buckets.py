"""Token buckets: how often one address may guess wrong before it has to wait.

In memory and per process; a restart forgives everybody. Only wrong guesses cost a token, so an
office behind one address can join together.
"""

from __future__ import annotations

import math
import threading
from datetime import datetime

_MOST_KEYS = 10_000


class Buckets:
    """One bucket per key, full at first, refilled steadily.

    Args:
        size: Tokens in a full bucket.
        seconds: Time in which an empty bucket fills up again.
    """

    def __init__(self, size: int = 10, seconds: float = 60.0) -> None:
        self._size = size
        self._rate = size / seconds
        self._lock = threading.Lock()
        self._levels: dict[str, tuple[float, datetime]] = {}

    def wait(self, key: str, now: datetime) -> int:
        """Seconds until this key has a token again; 0 when it has one."""
        with self._lock:
            level = self._level(key, now)
        return 0 if level >= 1 else math.ceil((1 - level) / self._rate)

    def spend(self, key: str, now: datetime) -> None:
        """Take one token from this key, if there is one."""
        with self._lock:
            if len(self._levels) >= _MOST_KEYS:
                self._forget_full(now)
            self._levels[key] = (max(0.0, self._level(key, now) - 1), now)

    def _level(self, key: str, now: datetime) -> float:
        level, then = self._levels.get(key, (float(self._size), now))
        return min(self._size, level + self._rate * (now - then).total_seconds())

    def _forget_full(self, now: datetime) -> None:
        kept = {key: self._levels[key] for key in self._levels if self._level(key, now) < self._size}
        self._levels = kept if len(kept) < _MOST_KEYS else {}
