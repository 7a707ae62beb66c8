"""What the store was asked since something was last written: the same question costs one query, not ten.

A page asks many small things, several of them again and again, and a query costs about a
millisecond however little it finds. What was read stays true until the next commit, so it is kept
until then, and no longer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

T = TypeVar("T")
MANY = 1001  # rows, or as much in bytes: not kept
_MOST_KEPT = 500
_PLAIN = (str, int, float, bool, datetime, type(None))


class Asked:
    """Answers that hold as long as nothing is written; safe to use from any thread.

    Args:
        tick: A number that is odd while something is being written and another one ever after.
    """

    def __init__(self, tick: Callable[[], int]) -> None:
        self._tick = tick
        self._kept: tuple[int, dict[Any, Any]] = (0, {})

    def once(self, how: str, sql: str, params: Sequence[object], ask: Callable[[], tuple[T, int]]) -> T:
        """What `ask()` finds, or found since the last commit; callers copy what they hand on.

        Args:
            how: In which shape it is wanted.
            sql: The question.
            params: What it is about.
            ask: Reads it, and says how many rows it has; many are not kept.
        """
        tick = self._tick()
        if tick % 2 or not all(_is_plain(param) for param in params):
            return ask()[0]
        at, kept = self._kept
        if at != tick:  # two threads may do this at once: one of the two is then kept in vain
            kept = {}
            self._kept = tick, kept
        # 1, 1.0 and True are equal but may be asked of differently
        key = how, sql, *((type(param), str(param)) for param in params)
        if key in kept:
            found: T = kept[key]
            return found
        found, size = ask()
        if self._tick() == tick and len(kept) < _MOST_KEPT and size < MANY:
            kept[key] = found
        return found


def _is_plain(param: object) -> bool:
    """Whether a parameter is told apart from all others by how it is written."""
    if type(param) is list:
        return all(type(one) is str for one in param)
    return type(param) in _PLAIN
