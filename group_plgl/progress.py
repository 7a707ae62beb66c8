"""A bar that tells how far a long piece of work is, how fast it goes and how long it still takes.

On a terminal it is one line that is written anew; elsewhere, in a log, a line now and then. Also the
report at the end of a catalogue.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import IO, Any

WIDTH = 24
MOST_TOLD = 60
_PAUSE, _PAUSE_IN_LOGS = 0.2, 10.0
_RECENT = 30.0


class Bar:
    """Told every step, it shows some of them.

    Args:
        stream: Where; usually standard error.
        clock: Seconds that only go up.
    """

    def __init__(self, stream: IO[str], clock: Callable[[], float]) -> None:
        self._stream, self._clock = stream, clock
        self._pause = _PAUSE if stream.isatty() else _PAUSE_IN_LOGS
        self._stage, self._shown_at = "", float("-inf")
        self._seen: deque[tuple[float, int]] = deque()
        self._wide = 0

    def show(self, step: Mapping[str, Any]) -> None:
        """Take in a step: its `stage`, and that `done` of so many are."""
        now, done, whole = self._clock(), int(step["done"]), int(step["of"])
        if step["stage"] != self._stage:
            self.end()
            self._stage, self._shown_at = str(step["stage"]), float("-inf")
            self._seen.clear()
        self._seen.append((now, done))
        while len(self._seen) > 2 and now - self._seen[0][0] > _RECENT:
            self._seen.popleft()
        if now - self._shown_at >= self._pause or done >= whole:
            self._shown_at = now
            self._write(self._line(done, whole))

    def end(self) -> None:
        """Leave the line as it is and go to the next."""
        if self._wide:
            self._stream.write("\n")
            self._wide = 0

    def _line(self, done: int, whole: int) -> str:
        full = WIDTH * done // max(whole, 1)
        (began, had), (now, has) = self._seen[0], self._seen[-1]
        rate = (has - had) / (now - began) if now > began else 0.0
        told = f"{self._stage:<10} {'━' * full}{'·' * (WIDTH - full)} {done:,} of {whole:,}"
        if rate > 0:
            told += f" · {rate:.3g} a second"
        if rate > 0 and done < whole:
            told += f" · {_spoken((whole - done) / rate)} left"
        return told

    def _write(self, line: str) -> None:
        if self._stream.isatty():
            self._stream.write(f"\r{line:<{self._wide}}")
            self._wide = len(line)
        else:
            self._stream.write(f"{line}\n")
        self._stream.flush()


def lines_of(done: Mapping[str, Any]) -> str:
    """The report of a catalogue: what was left out and why, and how to go on."""
    told = left_out_lines(done["left_out"])
    if done["unused"]:
        first = ", ".join(done["unused"][:3])
        told.append(f"{len(done['unused']):,} vectors belong to no picture, such as {first}.")
    return "\n".join([
        *told,
        f"{done['pictures']:,} pictures are in the decks, told apart along {done['axes']} axes.",
        f"Group     /g/{done['slug']}",
        f"Join code {done['join_code']}",
        f"Host key  {done['host_key']}  (shown only now: /g/{done['slug']}/host takes it)",
    ])  # fmt: skip


def left_out_lines(left_out: Sequence[Mapping[str, Any]]) -> list[str]:
    """The files that were left out and why, not too many of them."""
    told = [f"  {one['path']}: {one['problem']}. {one['advice']}".rstrip() for one in left_out]
    if len(told) > MOST_TOLD:
        told = [*told[:MOST_TOLD], f"  and {len(told) - MOST_TOLD:,} more; --json names them all"]
    return [f"{len(left_out):,} files were left out:", *told] if told else []


def _spoken(seconds: float) -> str:
    """A time to wait, in one or two words."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
