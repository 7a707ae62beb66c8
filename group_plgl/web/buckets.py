"""Token buckets: how often one address may guess wrong before it has to wait.

In memory and per process; a restart forgives everybody. Only wrong guesses cost a token, so an
office behind one address can join together. Whose bucket is full again is forgotten, at most a
minute later, once anybody guesses wrong.
"""

from __future__ import annotations

import math
import threading
from datetime import datetime, timedelta

_MOST_KEYS = 10_000
_ROUND = timedelta(minutes=1)


class Buckets:
    """One bucket per key, full at first, refilled steadily.

    Args:
        size: Tokens in a full bucket.
        seconds: Time in which an empty bucket fills up again.
    """

    def __init__(self, size: int = 10, seconds: float = 60.0) -> None:
        self.size = size
        self._rate = size / seconds
        self._lock = threading.Lock()
        self._levels: dict[str, tuple[float, datetime]] = {}
        self._rounded_at: datetime | None = None

    def wait(self, key: str, now: datetime) -> int:
        """Seconds until this key has a token again; 0 when it has one."""
        with self._lock:
            level = self._level(key, now)
        return 0 if level >= 1 else math.ceil((1 - level) / self._rate)

    def left(self, key: str, now: datetime) -> int:
        """How many whole tokens this key has."""
        with self._lock:
            return int(self._level(key, now))

    def refill(self, left: int) -> int:
        """Seconds until a bucket with so many tokens is full again."""
        return math.ceil((self.size - left) / self._rate)

    def spend(self, key: str, now: datetime) -> None:
        """Take one token from this key, if there is one."""
        with self._lock:
            level = self._level(key, now)
            self._forget_full(now)
            self._levels[key] = (max(0.0, level - 1), now)

    def _level(self, key: str, now: datetime) -> float:
        level, then = self._levels.get(key, (float(self.size), now))
        return min(self.size, level + self._rate * (now - then).total_seconds())

    def _forget_full(self, now: datetime) -> None:
        """Forget who guesses no more, once a minute: addresses are kept no longer than they are needed."""
        if self._rounded_at and now - self._rounded_at < _ROUND and len(self._levels) < _MOST_KEYS:
            return
        self._rounded_at = now
        kept = {key: self._levels[key] for key in self._levels if self._level(key, now) < self.size}
        self._levels = kept if len(kept) < _MOST_KEYS else {}
