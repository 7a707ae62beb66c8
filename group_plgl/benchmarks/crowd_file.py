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

PICTURES, COORDINATES = 4000, 64
Whole, Flags = NDArray[np.int64], NDArray[np.bool_]
CLOSE = 1e-6  # the weights' tolerance
_READ_AT_ONCE, _FITTED_AT_ONCE, _THREADS = 5000, 250, 2  # members, members, threads


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


def write_crowd(path: Path, members: int, clicks: int, scale: float, rng: np.random.Generator) -> None:
    """A file of clicks by members with linear tastes, in the order of time: everybody in turn."""
    sds = np.arange(1.0, COORDINATES + 1.0) ** -0.5
    x = rng.standard_normal((PICTURES, COORDINATES)) * (sds / np.linalg.norm(sds))
    taste = np.sqrt(scale) * rng.standard_normal((members, COORDINATES))
    cursor = connect(path)
    cursor.execute("CREATE TABLE pictures (coordinates BLOB)")
    cursor.execute("INSERT INTO pictures VALUES (?)", [x.tobytes()])
    cursor.execute("CREATE TABLE clicks (member INTEGER, picture INTEGER, liked BOOLEAN)")
    cursor.execute("CREATE TABLE tastes (member INTEGER, weights BLOB)")
    for _ in range(clicks):
        who, picture = rng.permutation(members), rng.integers(0, PICTURES, members)
        liked = rng.random(members) < sigmoid(np.einsum("mf,mf->m", x[picture], taste[who]))
        cursor.register("said", {"member": who, "picture": picture, "liked": liked})
        cursor.execute("INSERT INTO clicks SELECT member, picture, liked FROM said")
        cursor.unregister("said")
    cursor.close()


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
    pictures = cursor.execute("SELECT coordinates FROM pictures").fetchall()[0][0]
    x = np.frombuffer(pictures).reshape(-1, COORDINATES)
    members = int(cursor.execute("SELECT max(member) + 1 FROM clicks").fetchall()[0][0])
    for first in range(0, members, _READ_AT_ONCE):
        before = time.perf_counter()
        last = min(first + _READ_AT_ONCE, members)
        rows = cursor.execute(
            "SELECT member, picture, liked FROM clicks WHERE member >= ? AND member < ?", [first, last]
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
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Learned(members, **spent, seconds=time.perf_counter() - started, peak=peak)


def _fitted(member: Whole, picture: Whole, liked: Flags, m: int, x: Array, scale: float) -> Array:
    """Modes of `m` members, a few at a time so that their rows stay in the cache, two threads at once."""
    order = np.argsort(member, kind="stable")
    member, picture, liked = member[order], picture[order], liked[order]
    weights, prior = np.empty((m, x.shape[1] + 1)), alone(x.shape[1] + 1, scale)

    def fit_some(first: int) -> None:
        last = min(first + _FITTED_AT_ONCE, m)
        rows = slice(*np.searchsorted(member, [first, last]))
        said = gather_answers(
            member[rows].astype(np.int64) - first, x[picture[rows]], liked[rows], last - first
        )
        weights[first:last] = modes(said, prior, CLOSE)

    with ThreadPoolExecutor(_THREADS) as pool:
        list(pool.map(fit_some, range(0, m, _FITTED_AT_ONCE)))
    return weights


def _store(cursor: Cursor, first: int, weights: Array) -> None:
    """The weights of members from `first` on, a row each."""
    rows = [first + row for row in range(len(weights))], [one.tobytes() for one in weights]
    cursor.execute("INSERT INTO tastes SELECT unnest(?), unnest(?)", rows)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(learn(Path(sys.argv[1]), float(sys.argv[2])))))
