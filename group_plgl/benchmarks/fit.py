"""Tastes of ten thousand members in one batched solve, beside a loop over scikit-learn's models.

Everybody gets the same answers in the same run. Our modes and those of `LogisticRegression` are the
same optimum of the same problem (the bias is a column of ones under the same penalty): ours are
learned to a thousandth, and the peer's tolerance is the loosest power of ten at which its weights
come that near. Rounds are interleaved in a random order. On one thread the time of the processor is
counted, on two cores that of the clock.
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
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC
from threadpoolctl import threadpool_limits

from group_plgl.benchmarks.crowd_file import crowd, learned_apart, sds, write_crowd
from group_plgl.benchmarks.form import Check, Line, Report, at_least, at_most, mean_line, ratio_line, seeds_of
from group_plgl.errors import GroupPLGLError
from group_plgl.members.answers import Answers, gather_answers
from group_plgl.members.fitting import alone, fit, modes, pooled
from group_plgl.members.provisional import after, joined
from group_plgl.shapes import Array
from group_plgl.utility import sigmoid

CLICKS, SCALE = 100, 4.0
SAME, PEER = 1e-3, 1e-6  # how far apart weights of the same optimum may be; the peer's tolerance
FEW, MANY, FEATURES, CANDIDATES = 64, 512, 100, 1000
SLOWEST = 5.0  # milliseconds of a click
IN_FILE, SECONDS, MEGABYTES = 100_000, 10.0, 800.0
_OURS, _LOOP, _LIBLINEAR, _SVC, _SEED = (
    "ours", "LogisticRegression", "LogisticRegression, liblinear", "SVC", "SVC with chances, the seeds'",
)  # fmt: skip
_SURE, _OURS_TWO, _JOBLIB = (
    "ours, with covariances",
    "ours, 2 threads",
    "LogisticRegression, joblib on 2 cores",
)
_CLOCK = (_OURS_TWO, _JOBLIB)
_AT, _WEIGHT = np.polynomial.hermite_e.hermegauss(16)

Way = Callable[[Answers], object]


@dataclass(frozen=True)
class Effort:
    """How much is fitted: members of few and of many coordinates, rounds, clicks, members of a file."""

    few: int = 10_000
    many: int = 1000
    rounds: int = 3
    clicks: int = 1000
    in_file: int = IN_FILE


def run(quick: bool, seed: int) -> Report:
    """Measure the batched solves, single clicks, and a file of many members.

    Raises:
        GroupPLGLError: Ours and the peer's are not the same optimum.
    """
    effort = Effort(300, 60, 3, 200, 10_000) if quick else Effort()
    seeds = seeds_of(seed, "answers", "order", "clicks", "file", "intervals")
    answers, order, clicks, file, intervals = (np.random.default_rng(one) for one in seeds.values())
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # of SVC's chances, which are to go
        lines, checks = _solves(effort, answers, order, intervals)
        waits = _clicks(effort.clicks, clicks)
    lines.append(mean_line("one click: refit and next of 1,000 cards", waits, "ms", intervals))
    checks.append(at_most("click_ms", float(np.percentile(waits, 95)), SLOWEST))
    some, demanded, note = _from_file(effort.in_file, file)
    notes = [
        f"{CLICKS} clicks a member; the prior variance of a weight is {SCALE:g}. `click_ms` is the 95th "
        f"percentile over {FEATURES} features.",
        note,
    ]
    return Report("fit", seed, seeds, quick, lines + some, checks + demanded, notes)


def _solves(
    effort: Effort, rng: np.random.Generator, order: np.random.Generator, intervals: np.random.Generator
) -> tuple[list[Line], list[Check]]:
    """All ways side by side, on few coordinates and on many."""
    with joblib.Parallel(n_jobs=2) as pool:
        ways: dict[str, Way] = {
            _OURS: lambda said: modes(said, alone(said.x.shape[2], SCALE), SAME),
            _LOOP: lambda said: logistic(said.x, said.value),
            _SVC: lambda said: machines(said.x, said.value, chances=False),
            _SEED: lambda said: machines(said.x, said.value, chances=True),
            _LIBLINEAR: lambda said: logistic(said.x, said.value, "liblinear"),
            _SURE: lambda said: fit(said, alone(said.x.shape[2], SCALE), SAME),
            _OURS_TWO: lambda said: modes(said, alone(said.x.shape[2], SCALE), SAME, threads=2),
            _JOBLIB: lambda said: on_two_cores(pool, said),
        }
        few, off = _rounds(ways, FEW, effort.few, effort.rounds, rng, order)
    wide_ways = {name: ways[name] for name in (_OURS, _LOOP)}
    many, off_many = _rounds(wide_ways, MANY, effort.many, effort.rounds, rng, order)
    lines = [
        mean_line(f"{name}, {f} coordinates", spent, "us a member", intervals)
        for f, found in ((FEW, few), (MANY, many))
        for name, spent in found.items()
    ]
    by_loop = ratio_line("LogisticRegression / ours", few[_LOOP], few[_OURS], intervals)
    by_seed = ratio_line("SVC with chances / ours", few[_SEED], few[_OURS], intervals)
    by_many = ratio_line(f"LogisticRegression / ours, {MANY}", many[_LOOP], many[_OURS], intervals)
    lines += [
        by_loop,
        ratio_line("liblinear / ours", few[_LIBLINEAR], few[_OURS], intervals),
        ratio_line("joblib / ours, two cores each", few[_JOBLIB], few[_OURS_TWO], intervals),
        ratio_line("SVC / ours", few[_SVC], few[_OURS], intervals),
        by_seed,
        by_many,
    ]
    return lines, [
        at_most("optimum_apart", max(off, off_many), SAME),
        at_least("fit_vs_logreg_x", by_loop.value, 10.0, 20.0),
        at_least("fit_vs_svc", by_seed.value, 20.0),
        at_least("fit_vs_logreg_512", by_many.value, 3.0),
    ]


def _rounds(
    ways: dict[str, Way], f: int, m: int, rounds: int, rng: np.random.Generator, order: np.random.Generator
) -> tuple[dict[str, list[float]], float]:
    """Microseconds a member of each way, round by round, and how far ours and the peer's are apart.

    Raises:
        GroupPLGLError: They are farther apart than the same optimum may be.
    """
    spent: dict[str, list[float]] = {name: [] for name in ways}
    farthest = 0.0
    for way in ways.values():
        way(_answers(f, 20, rng))  # warms up
    for _ in range(rounds):
        said, found = _answers(f, m, rng), {}
        for name in order.permutation(list(ways)):
            clock = time.perf_counter if name in _CLOCK else time.process_time
            began = clock()
            found[name] = ways[name](said)
            spent[name].append((clock() - began) * 1e6 / m)
        ours, peers = np.asarray(found[_OURS]), np.asarray(found[_LOOP])
        farthest = max(farthest, float(np.abs(ours - peers).max()))
        if farthest > SAME:
            raise GroupPLGLError(f"over {f} coordinates the optima are {farthest:.2g} apart, not {SAME:g}")
    return spent, farthest


def _answers(f: int, m: int, rng: np.random.Generator) -> Answers:
    """What `m` members with linear tastes said of pictures with `f` coordinates."""
    x = rng.standard_normal((m * CLICKS, f)) * sds(f)
    taste = np.sqrt(SCALE) * rng.standard_normal((m, f))
    logit = np.einsum("maf,mf->ma", x.reshape(m, CLICKS, f), taste).ravel()
    return gather_answers(np.repeat(np.arange(m), CLICKS), x, rng.random(len(x)) < sigmoid(logit), m)


def logistic(x: Array, value: Array, solver: str = "lbfgs") -> Array:
    """The peer: a model for each member, one after another; weights `m x (f+1)`."""
    peer = LogisticRegression(C=SCALE, fit_intercept=False, solver=solver, tol=PEER, max_iter=1000)
    return np.stack([peer.fit(*one).coef_[0] for one in zip(x, value, strict=True)])


def machines(x: Array, value: Array, *, chances: bool) -> int:
    """The seeds' model, a support vector machine for each member; how many."""
    return sum(SVC(probability=chances).fit(*one) is not None for one in zip(x[..., :-1], value, strict=True))


def on_two_cores(pool: joblib.Parallel, said: Answers) -> Array:
    """The peer's models on two cores; weights `m x (f+1)`."""
    parts = np.array_split(np.arange(len(said.x)), 20)
    return np.concatenate(pool(joblib.delayed(logistic)(said.x[part], said.value[part]) for part in parts))


def _clicks(clicks: int, rng: np.random.Generator) -> list[float]:
    """Milliseconds from a newcomer's click to their next card, in a group of twelve who know theirs.

    Source: BALD, Houlsby et al. 2011, by Gauss-Hermite; the logits are Gaussian.
    """
    width = FEATURES + 1
    group = _answers(FEATURES, 12, rng)
    prior, _ = pooled(group, 0.7 * SCALE * np.eye(width), 0.3 * SCALE * np.eye(width))
    waits: list[float] = []
    while len(waits) < clicks:
        loud = np.sqrt(SCALE) * rng.standard_normal(FEATURES)
        said = gather_answers(np.zeros(0, dtype=np.int64), np.zeros((0, FEATURES)), [], 1)
        taste, card = fit(said, prior), rng.standard_normal(FEATURES) * sds(FEATURES)
        for _ in range(min(CLICKS, clicks - len(waits))):
            liked = float(rng.random() < sigmoid(card @ loud))
            candidates = rng.standard_normal((CANDIDATES, FEATURES)) * sds(FEATURES)
            began = time.process_time()
            said = joined(said, gather_answers(np.zeros(1, dtype=np.int64), card[None], [liked], 1))
            taste = after(said, prior, taste)
            card = candidates[np.argmax(_told(*(one[0] for one in taste.moments(candidates))))]
            waits.append((time.process_time() - began) * 1000.0)
    return waits


def _told(mean: Array, sd: Array) -> Array:
    """Mutual information, in nats, of a like and the taste, from moments of logits `n`."""
    logit = mean[:, None] + sd[:, None] * _AT
    chance, weight = sigmoid(logit), _WEIGHT / _WEIGHT.sum()
    whole = np.clip(chance @ weight, 1e-12, 1.0 - 1e-12)
    parts = (np.logaddexp(0.0, logit) - logit * chance) @ weight
    return np.asarray(-whole * np.log(whole) - (1.0 - whole) * np.log(1.0 - whole) - parts)


def _from_file(members: int, rng: np.random.Generator) -> tuple[list[Line], list[Check], str]:
    """A crowd's clicks from a DuckDB file to stored weights; a smaller crowd is held to nothing."""
    with tempfile.TemporaryDirectory(prefix="group-plgl-bench-") as folder:
        path = Path(folder) / "crowd.duckdb"
        write_crowd(path, crowd(members, SCALE, rng), CLICKS, rng)
        found = learned_apart(path, SCALE)
    whole = members == IN_FILE
    lines = [
        Line(f"{members:,} members from a file: {name}", value, value, value, unit)
        for name, value, unit in (
            ("reading", found.reading, "s"), ("fitting, 2 threads", found.fitting, "s"),
            ("storing", found.storing, "s"), ("all", found.seconds, "s"), ("peak memory", found.peak, "MB"),
        )
    ]  # fmt: skip
    checks = [
        at_most("file_seconds", found.seconds if whole else None, SECONDS),
        at_most("file_megabytes", found.peak if whole else None, MEGABYTES),
    ]
    return lines, checks, f"The file holds {members * CLICKS:,} clicks in the order of time."
