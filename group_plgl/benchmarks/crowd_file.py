"""A crowd in a DuckDB file: its clicks are read, everybody's taste is learned, weights are stored.

Learning runs in a process of its own, `python -m group_plgl.benchmarks.crowd_file FILE`, so that its
peak memory is its own. The tables are the bench's: what is measured is the way of many numbers, not
the rules about who may say what.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from group_plgl.errors import GroupPLGLError
from group_plgl.members.answers import gather_answers
from group_plgl.members.fitting import alone, modes
from group_plgl.shapes import Array
from group_plgl.store.database import Cursor, connect
from group_plgl.utility import sigmoid

Whole = NDArray[np.int64]
PICTURES, COORDINATES = 4000, 64
CLOSE = 1e-3  # the weights' tolerance
_READ_AT_ONCE, _FITTED_AT_ONCE, _THREADS = 5000, 40, 2  # members, members, threads


@dataclass(frozen=True)
class Learned:
    """What learning a file took.

    Attributes:
        members: How many tastes were stored.
        reading, fitting, storing: Seconds of each.
        seconds: From opening the file to the last stored weight.
        peak: Largest memory of the whole process, in MB.
    """

    members: int
    reading: float
    fitting: float
    storing: float
    seconds: float
    peak: float


@dataclass(frozen=True)
class Crowd:
    """Pictures and linear tastes: coordinates `PICTURES x COORDINATES`, weights `m x COORDINATES`."""

    x: Array
    taste: Array


def sds(f: int) -> Array:
    """Standard deviations of `f` coordinates that fall like those of looks; their variances sum to one."""
    falling = np.arange(1.0, f + 1.0) ** -0.5
    return np.asarray(falling / np.linalg.norm(falling))


def crowd(members: int, scale: float, rng: np.random.Generator) -> Crowd:
    """Members whose weights have a prior variance of `scale`."""
    x = rng.standard_normal((PICTURES, COORDINATES)) * sds(COORDINATES)
    return Crowd(x, np.sqrt(scale) * rng.standard_normal((members, COORDINATES)))


def write_crowd(path: Path, crowd: Crowd, clicks: int, rng: np.random.Generator) -> None:
    """A file of a crowd's clicks in the order of time: everybody in turn, each time in another order."""
    members = len(crowd.taste)
    with connect(path) as cursor:
        cursor.execute("CREATE TABLE crowd_pictures (coordinates BLOB)")
        cursor.execute("INSERT INTO crowd_pictures VALUES (?)", [crowd.x.tobytes()])
        cursor.execute("CREATE TABLE crowd_clicks (member INTEGER, picture INTEGER, liked BOOLEAN)")
        cursor.execute("CREATE TABLE crowd_tastes (member INTEGER, weights BLOB)")
        for _ in range(clicks):
            who, picture = rng.permutation(members), rng.integers(0, PICTURES, members)
            logit = np.einsum("mf,mf->m", crowd.x[picture], crowd.taste[who])
            liked = rng.random(members) < sigmoid(logit)
            cursor.register("said", {"member": who, "picture": picture, "liked": liked})
            cursor.execute("INSERT INTO crowd_clicks SELECT member, picture, liked FROM said")
            cursor.unregister("said")


def learned_apart(path: Path, scale: float) -> Learned:
    """Learns a file in a fresh process.

    Raises:
        GroupPLGLError: The process failed.
    """
    command = [sys.executable, "-m", "group_plgl.benchmarks.crowd_file", str(path), str(scale)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=os.environ | {"OMP_NUM_THREADS": "1"}
    )
    if done.returncode:
        raise GroupPLGLError(f"learning the file failed: {done.stderr.strip()[-500:]}")
    return Learned(**json.loads(done.stdout))


def learn(path: Path, scale: float) -> Learned:
    """Reads the clicks of some thousand members at a time, learns their tastes, stores the weights."""
    spent, started = dict.fromkeys(("reading", "fitting", "storing"), 0.0), time.perf_counter()
    cursor = connect(path)
    pictures = cursor.execute("SELECT coordinates FROM crowd_pictures").fetchall()[0][0]
    x = np.frombuffer(pictures).reshape(-1, COORDINATES)
    members = int(cursor.execute("SELECT max(member) + 1 FROM crowd_clicks").fetchall()[0][0])
    for first in range(0, members, _READ_AT_ONCE):
        before = time.perf_counter()
        last = min(first + _READ_AT_ONCE, members)
        rows = cursor.execute(
            "SELECT member, picture, liked FROM crowd_clicks WHERE member >= ? AND member < ?", [first, last]
        ).fetchnumpy()
        read = time.perf_counter()
        weights = _fitted(rows["member"] - first, rows["picture"], rows["liked"], last - first, x, scale)
        fitted = time.perf_counter()
        _store(cursor, first, weights)
        stored = time.perf_counter()
        spent["reading"] += read - before
        spent["fitting"] += fitted - read
        spent["storing"] += stored - fitted
    cursor.close()
    return Learned(members, **spent, seconds=time.perf_counter() - started, peak=_peak())


def _peak() -> float:
    """Largest memory of this process, in MB; `ru_maxrss` alone would begin at that of the parent."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _fitted(member: Whole, picture: Whole, liked: NDArray[np.bool_], m: int, x: Array, scale: float) -> Array:
    """Modes of `m` members, a few at a time so that their rows stay in the cache, two threads at once."""
    order = np.argsort(member, kind="stable")
    member, picture, liked = member[order], picture[order], liked[order]
    weights, prior = np.empty((m, x.shape[1] + 1)), alone(x.shape[1] + 1, scale)
    starts = np.arange(0, m, _FITTED_AT_ONCE, dtype=member.dtype)
    ends = np.append(np.searchsorted(member, starts), len(member))

    def fit_some(part: int) -> None:
        rows, some = slice(ends[part], ends[part + 1]), slice(starts[part], starts[part] + _FITTED_AT_ONCE)
        who = member[rows].astype(np.int64) - starts[part]
        said = gather_answers(who, x[picture[rows]], liked[rows], len(weights[some]))
        weights[some] = modes(said, prior, CLOSE)

    with ThreadPoolExecutor(_THREADS) as pool:
        list(pool.map(fit_some, range(len(starts))))
    return weights


def _store(cursor: Cursor, first: int, weights: Array) -> None:
    """The weights of members from `first` on, a row each."""
    rows = np.empty(len(weights), dtype=object)
    rows[:] = [one.tobytes() for one in weights]
    cursor.register("learned", {"member": first + np.arange(len(weights)), "weights": rows})
    cursor.execute("INSERT INTO crowd_tastes SELECT member, weights FROM learned")
    cursor.unregister("learned")


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(learn(Path(sys.argv[1]), float(sys.argv[2])))))
