"""Taste from a few examples without any fitting, beside how others would do it from the same ones.

Members swipe until they have said yes and no `k` times each; that is all anybody gets. Tastes are about
attributes of drawn pictures that nobody is shown (`tastes`), answers are as unsure as people's, and
judged is the area under the ROC curve of what is truly liked among pictures nobody was asked about.
Peers get the same features; our own fitted taste gets what it gets in the product. The kernel of
the closed form was chosen on prints and melodies, spaces that are not judged here.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import joblib
import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from group_plgl.benchmarks.cold import best_with
from group_plgl.benchmarks.form import Line, Report, at_least, at_most, mean_line, seeds_of
from group_plgl.benchmarks.newcomers import judged
from group_plgl.benchmarks.spaces import BATCH, one_thread
from group_plgl.benchmarks.tastes import (
    SPACES,
    Cell,
    Members,
    Pictures,
    Places,
    areas,
    drawn_pictures,
    gathered,
)
from group_plgl.generators import open_generator
from group_plgl.generators.catalogue.features import PARTS, measured, weighed
from group_plgl.members.answers import gather_answers
from group_plgl.members.priors import believed
from group_plgl.members.proxy import resembling
from group_plgl.perception.features import SIDE
from group_plgl.services.proxy import proxied
from group_plgl.shapes import Array
from group_plgl.utility import sigmoid

KS = (2, 4, 8, 16)
CELLS = (Cell(0.25, 2, 0.85), Cell(0.6, 1, 0.85), Cell(0.25, 2, 0.97))
ENOUGH, MOST_MS = 0.75, 50.0
OURS, FITTED = "proxy", "our fitted taste, alone"
Liked = NDArray[np.bool_]
_BINS = 5
_PIXELS = 512
_TIMED = 20


@dataclass(frozen=True)
class Effort:
    """How much is measured: spaces, pictures of each, groups of each cell, members of each."""

    spaces: tuple[str, ...] = SPACES
    pictures: int = 1000
    unseen: int = 400
    rounds: int = 4
    members: int = 12
    cells: tuple[Cell, ...] = CELLS


QUICK = Effort(("vessel", "tiles"), 500, 200, 1, 8, CELLS[:1])


def nearest(examples: Array, liked: Liked, x: Array) -> Array:
    """How much nearer the nearest liked example is than the nearest other one, `n`."""
    gaps = np.linalg.norm(x[:, None] - examples, axis=2)
    return np.asarray(gaps[:, ~liked].min(axis=1) - gaps[:, liked].min(axis=1))


def difference(examples: Array, liked: Liked, x: Array) -> Array:
    """Along the difference of both means, `n`."""
    return np.asarray(x @ (examples[liked].mean(axis=0) - examples[~liked].mean(axis=0)))


def logistic(examples: Array, liked: Liked, x: Array) -> Array:
    """Scikit-learn's logistic regression as it comes, `n`."""
    return np.asarray(LogisticRegression().fit(examples, liked).decision_function(x))


def ours(examples: Array, liked: Liked, x: Array) -> Array:
    """The proxy score, `n`."""
    return resembling(examples, liked, x, PARTS).mean


WAYS: Mapping[str, Callable[[Array, Liked, Array], Array]] = {
    OURS: ours,
    "nearest example": nearest,
    "difference of means": difference,
    "logistic regression": logistic,
}


def run(quick: bool, seed: int) -> Report:
    """Every space, cell and member at 2, 4, 8 and 16 examples of each side."""
    seeds = seeds_of(seed, "pictures", "members", "intervals")
    effort = QUICK if quick else Effort()
    found: dict[str, list[float]] = {}
    honest: list[float] = []
    for part, off in joblib.Parallel(min(len(effort.spaces), joblib.cpu_count()))(
        joblib.delayed(_in_space)(space, [seeds["pictures"], at], [seeds["members"], at], effort)
        for at, space in enumerate(effort.spaces)
    ):
        honest += off
        for name, heights in part.items():
            found.setdefault(name, []).extend(heights)
    rng = np.random.default_rng(seeds["intervals"])
    lines = [mean_line(name, heights, "AUC", rng) for name, heights in found.items()]
    lines.append(mean_line("chances shown at 8 + 8 are off by", honest, "of the truth, mean over bins", rng))
    lines.append(_time_line(rng))
    value = {line.name: line.value for line in lines}
    return Report(
        "proxy", seed, seeds, quick, lines,
        [
            at_least("proxy_auc_8", value[_named(OURS, 8)], ENOUGH),
            at_most("proxy_ms", value["proxy_ms"], MOST_MS),
        ],
        [
            f"Each value is a group of {effort.members} simulated members; intervals are over "
            f"{len(found[_named(OURS, 8)])} groups. Consistency of answers: "
            f"{', '.join(f'{cell.consistency:.0%}' for cell in effort.cells)}.",
            "Judged in " + ", ".join(effort.spaces) + "; the kernel was chosen on print and melody.",
        ],
    )  # fmt: skip


def told_by(members: Members, member: int, pool: Places, k: int, rng: np.random.Generator) -> Places | None:
    """The first `k` pictures liked and the first `k` not, in this order; None where there are not so many."""
    said = members.swipe(member, pool, rng)
    if min(said.sum(), (~said).sum()) < k:
        return None
    return np.concatenate([pool[said][:k], pool[~said][:k]])


def _in_space(
    space: str, drawing: list[int], gathering: list[int], effort: Effort
) -> tuple[dict[str, list[float]], list[float]]:
    """Mean areas of every group by way and number of examples, and how far chances are off at 8 + 8."""
    found: dict[str, list[float]] = {}
    honest, rng = [], np.random.default_rng(gathering)
    with one_thread():
        pictures = drawn_pictures(space, effort.pictures, effort.unseen, np.random.default_rng(drawing))
        rows = _measured(pictures)
        for cell in (one for one in effort.cells for _ in range(effort.rounds)):
            members = gathered(pictures.attributes, effort.members, cell, rng)
            pools = [rng.permutation(pictures.askable) for _ in range(effort.members)]
            for k in KS:
                at = {
                    one: told for one, pool in enumerate(pools)
                    if (told := told_by(members, one, pool, k, rng)) is not None
                }  # fmt: skip
                for name, heights in _heights(pictures, rows, members, at, k).items():
                    found.setdefault(_named(name, k), []).append(float(heights.mean()))
                if k == 8:
                    honest.append(_off(rows, pictures, members, at))
    return found, honest


def _heights(
    pictures: Pictures, rows: Array, members: Members, at: Mapping[int, Places], k: int
) -> dict[str, Array]:
    """Areas under the curve of every way, of all members who have told enough."""
    who = np.array(list(at))
    truly, liked = members.utility[who, : pictures.unseen] > 0, np.arange(2 * k) < k
    found = {}
    for name, way in WAYS.items():
        scores = [
            way(weighed(rows[one]), liked, weighed(rows[: pictures.unseen], rows[one])) for one in at.values()
        ]
        found[name] = areas(np.array(scores), truly)
    width = pictures.features.shape[1]
    x = pictures.features[np.concatenate(list(at.values())), :width]
    said = np.tile(liked.astype(np.float64), len(at))
    answers = gather_answers(np.repeat(np.arange(len(at)), 2 * k), x, said, len(at))
    tastes = believed(best_with(0.0, answers, pictures.straight), answers, pictures.straight)[1]
    found[FITTED] = judged(tastes, pictures, members, who)
    return found


def _off(rows: Array, pictures: Pictures, members: Members, at: Mapping[int, Places]) -> float:
    """How far chances lie from how often a group truly likes, mean over bins of equal size."""
    liked = np.arange(16) < 8
    shown = np.concatenate([
        resembling(weighed(rows[one]), liked, weighed(rows[: pictures.unseen], rows[one]), PARTS).liking
        for one in at.values()
    ])  # fmt: skip
    truly = sigmoid(members.utility[list(at), : pictures.unseen] / members.noise).ravel()
    bins = np.array_split(np.argsort(shown, kind="stable"), _BINS)
    return float(np.mean([abs(shown[one].mean() - truly[one].mean()) for one in bins]))


def _measured(pictures: Pictures) -> Array:
    """Measured rows of the drawn pictures."""
    generator, rows = open_generator(pictures.space), []
    for start in range(0, len(pictures.z), BATCH):
        drawn = generator.decode(pictures.z[start : start + BATCH], SIDE)
        rows += [measured(one) for one in (np.clip(drawn, 0.0, 1.0) * 255.0 + 0.5).astype(np.uint8)]
    return np.array(rows)


def _time_line(rng: np.random.Generator) -> Line:
    """CPU time of one more picture, examples known: pixels to score."""
    pictures = list(rng.integers(0, 256, (16 + _TIMED, _PIXELS, _PIXELS, 3), dtype=np.uint8))
    rounds = []
    for _ in range(5):
        start = time.process_time()
        proxied(pictures[:8], pictures[8:16], pictures[16:17])
        middle = time.process_time()
        proxied(pictures[:8], pictures[8:16], pictures[16:])
        rounds.append(1e3 * (time.process_time() - middle - (middle - start)) / (_TIMED - 1))
    return mean_line("proxy_ms", rounds, f"ms of CPU, {_PIXELS} x {_PIXELS} pixels", rng)


def _named(name: str, k: int) -> str:
    """A way with so many examples."""
    return f"{name}, {k} + {k}"
