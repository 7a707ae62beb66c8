"""Tastes of ten thousand members in one batched solve, beside a loop of scikit-learn's models.

Everybody gets the same answers in the same run and one thread, but where a line says two. Our
modes and those of `LogisticRegression` are the same optimum of the same problem (the bias is a
column of ones under the same penalty); how far apart they come out is measured, and its tolerance is
the loosest at which that stays below a thousandth. Rounds are interleaved in a random order.
"""

from __future__ import annotations

import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import joblib
import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC
from threadpoolctl import threadpool_limits

from group_plgl.benchmarks.crowd_file import learned_from_file
from group_plgl.benchmarks.form import Check, Line, Report, at_least, at_most, mean_line, ratio_line, seeds_of
from group_plgl.members.answers import Answers, gather_answers
from group_plgl.members.dense import Tastes
from group_plgl.members.fitting import Prior, alone, fit, modes
from group_plgl.members.provisional import after, joined
from group_plgl.shapes import Array

CLICKS, SCALE = 100, 4.0
SAME = 1e-3  # how far apart weights may be that are the same optimum
NEAR = {64: 1e-5, 512: 1e-5}  # tolerance of the peer, by coordinates
CANDIDATES = 1000
OURS, OURS_TWO, SURE = "ours", "ours, two threads", "ours with covariances"
LOOP, LOOP_TWO, FOREST = "LogisticRegression", "LogisticRegression, joblib on two cores", "SVC"
SEED = "SVC with probabilities"


@dataclass(frozen=True)
class Effort:
    """How much is fitted: members by coordinates, rounds, clicks that are followed, members of a file."""

    members: int = 10_000
    wide_members: int = 1000
    rounds: int = 3
    clicks: int = 1000
    file_members: int = 100_000


Way = Callable[[], Array | None]


def run(quick: bool, seed: int) -> Report:
    """Measure the batched solve, one click, and a file of many members.

    Raises:
        AssertionError: Ours and the peer's are not the same optimum.
    """
    effort = Effort(600, 60, 3, 200, 10_000) if quick else Effort()
    seeds = seeds_of(seed, "answers", "order", "clicks", "file", "intervals")
    rng = np.random.default_rng(seeds["intervals"])
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # scikit-learn will drop SVC's probabilities
        lines, checks = _solves(effort, seeds, rng)
        waits = _clicks(effort.clicks, np.random.default_rng(seeds["clicks"]))
    slow = float(np.percentile(waits, 95))
    lines.append(mean_line("one click: refit and next card", waits, "ms", rng))
    checks.append(at_most("click_ms", slow, 5.0))
    with tempfile.TemporaryDirectory(prefix="group-plgl-bench-") as folder:
        path = Path(folder) / "crowd.duckdb"
        found = learned_from_file(path, effort.file_members, CLICKS, SCALE, seeds["file"])
    return Report("fit", seed, seeds, quick, lines, checks, [])
