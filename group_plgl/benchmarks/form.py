"""The form every benchmark fills in: measured lines with intervals, checks with targets.

A value comes with a 95 % bootstrap interval over rounds or seeds; ratios are paired, round by
round, so that what slows a round down slows both sides. Nothing is printed here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

RESAMPLES = 4000
_TAILS = (2.5, 97.5)


@dataclass(frozen=True)
class Check:
    """One demand on a measured value.

    Attributes:
        name: What is checked.
        value: What was measured; None when it was not measured.
        target: The least, or the most, that passes.
        ok: Whether it passes; None when it was not measured.
        aim: What would be good, when that is more than passing.
    """

    name: str
    value: float | None
    target: float
    ok: bool | None
    aim: float | None = None


@dataclass(frozen=True)
class Line:
    """One row of the table: a mean over rounds with its 95 % interval.

    Attributes:
        name: What was measured.
        value: The mean.
        low, high: Its interval.
        unit: Of all of them.
        worst: The round that came out worst, where that is told.
    """

    name: str
    value: float
    low: float
    high: float
    unit: str
    worst: float | None = None


@dataclass(frozen=True)
class Report:
    """What a benchmark found.

    Attributes:
        name: The benchmark's name.
        seed: The seed given.
        seeds: The seeds derived from it, by what they were for.
        quick: Whether it was the short run.
        lines: What was measured.
        checks: What was demanded.
        notes: Sentences the numbers need.
        drawings: SVG by file name, drawn from the numbers.
    """

    name: str
    seed: int
    seeds: dict[str, int]
    quick: bool
    lines: list[Line]
    checks: list[Check]
    notes: list[str] = field(default_factory=list)
    drawings: dict[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """Exit status: 1 when a check falls short, else 0."""
        return int(any(check.ok is False for check in self.checks))

    def as_json(self) -> dict[str, Any]:
        """The report as JSON values, with the list `checks`; drawings are files of their own."""
        return {name: value for name, value in asdict(self).items() if name != "drawings"}

    def as_text(self) -> str:
        """The report as a table for people."""
        seeds = ", ".join(f"{purpose} {seed}" for purpose, seed in self.seeds.items())
        out = [f"{self.name}{' (quick)' if self.quick else ''}: seed {self.seed} ({seeds})", ""]
        wide = max((len(line.name) for line in self.lines), default=0)
        for line in self.lines:
            interval = f"[{_short(line.low)} .. {_short(line.high)}]"
            unit = f"{line.unit}{_worst(line)}"
            out.append(f"  {line.name:<{wide}}  {_short(line.value):>10}  {interval:<24} {unit}".rstrip())
        out.append("")
        out.extend(_sentence(check) for check in self.checks)
        out.extend(["", *self.notes] if self.notes else [])
        return "\n".join(out)


def at_least(name: str, value: float | None, target: float, aim: float | None = None) -> Check:
    """The check that a value reaches its target; a value of None was skipped."""
    return Check(name, value, target, None if value is None else bool(value >= target), aim)


def at_most(name: str, value: float | None, target: float, aim: float | None = None) -> Check:
    """The check that a value stays within its target; a value of None was skipped."""
    return Check(name, value, target, None if value is None else bool(value <= target), aim)


def seeds_of(seed: int, *purposes: str) -> dict[str, int]:
    """One seed per purpose, all derived from one."""
    states = np.random.SeedSequence(seed).generate_state(len(purposes))
    return dict(zip(purposes, (int(state) for state in states), strict=True))


def mean_line(name: str, values: ArrayLike, unit: str, rng: np.random.Generator) -> Line:
    """The mean of the rounds with its interval."""
    rounds = np.asarray(values, dtype=np.float64)
    low, high = np.percentile(_resampled(rounds, rng).mean(axis=-1), _TAILS)
    return Line(name, float(rounds.mean()), float(low), float(high), unit)


def ratio_line(name: str, ours: Sequence[float], peers: Sequence[float], rng: np.random.Generator) -> Line:
    """How many times the peer we are: the geometric mean of the rounds' ratios, with its interval."""
    logs = np.log(np.asarray(ours, dtype=np.float64) / np.asarray(peers, dtype=np.float64))
    low, high = np.percentile(_resampled(logs, rng).mean(axis=-1), _TAILS)
    return Line(name, float(np.exp(logs.mean())), float(np.exp(low)), float(np.exp(high)), "x")


def _resampled(rounds: np.ndarray[Any, np.dtype[np.float64]], rng: np.random.Generator) -> Any:
    """Rounds drawn again and again from the rounds."""
    return rounds[rng.integers(0, len(rounds), (RESAMPLES, len(rounds)))]


def _short(value: float) -> str:
    """A number with three or four telling digits."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _worst(line: Line) -> str:
    """The worst round, where it is told."""
    return "" if line.worst is None else f", worst {_short(line.worst)}"


def _sentence(check: Check) -> str:
    """One check as a line."""
    word = {True: "ok", False: "FALLS SHORT", None: "not measured"}[check.ok]
    value = "-" if check.value is None else _short(check.value)
    aim = f", aim {_short(check.aim)}" if check.aim is not None else ""
    return f"  check {check.name}: {value} (target {_short(check.target)}{aim}) {word}"
