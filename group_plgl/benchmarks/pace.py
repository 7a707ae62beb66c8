"""Pace: what weighing quick answers more gains where it should, and what it costs where it should not.

Simulated members swipe. Each answer is the end of a drift-diffusion walk towards yes or no, so that close
calls take long; then the same answers come with times dealt out anew by chance, and with times the other way
round, so that the slow answers are the sure ones. Devices add delays of their own, and some walk away. What
is learned with times and without, by the task the product learns with, foretells pictures nobody was asked
about; gains are paired, crowd by crowd.

Source: Ratcliff 1978; the walk's chance of yes is the logistic one of the crowd's own answers.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from group_plgl.benchmarks.form import Report, at_least, at_most, mean_line, seeds_of
from group_plgl.compute.tasks import learn
from group_plgl.compute.tasks.opening import open_features
from group_plgl.feedback.crowds import TEMPERATURE, Shape, gather_crowd
from group_plgl.feedback.dataset import ratings
from group_plgl.generators import open_generator
from group_plgl.members.dense import Tastes
from group_plgl.services.learn import rows_in
from group_plgl.settings import Settings
from group_plgl.shapes import Array
from group_plgl.utility import sigmoid

SPACES = ("vessel", "tiles")
MEMBERS, FRESH, PRIOR = 12, 400, 600
COUNTS = (16, 32, 60)
CROWDS, QUICK_CROWDS = 8, 2
MOST_LOST = 0.005
BOUND = 1.0  # half the way between no and yes, in walk units; seconds follow from a drift per second
_STEP = 0.01
_LONGEST = 12.0
_AWAY = 0.03
_BEFORE = 0.35  # seconds until somebody has seen the picture


@dataclass(frozen=True)
class Panel:
    """What a crowd said to `a` pictures each, and how long it took.

    Attributes:
        z: `m a x d`, pictures member by member.
        said: `m x a`, 1 or 0.
        took: `m x a`, milliseconds.
        fresh: `n x d`, pictures nobody was asked about.
        chance: `m x n`, the chance of liking those.
    """

    z: Array
    said: Array
    took: Array
    fresh: Array
    chance: Array


def walks(utility: Array, rng: np.random.Generator) -> tuple[NDArray[np.bool_], Array]:
    """Whether walks that drift by utilities `m x a` end at yes, and seconds until then.

    The drift is utility / (2 BOUND temperature), so that yes has the chance sigmoid(utility / temperature).
    """
    drift = utility / (2.0 * BOUND * TEMPERATURE)
    at, took = np.zeros(utility.shape), np.full(utility.shape, _LONGEST)
    walking = np.ones(utility.shape, dtype=bool)
    for step in range(int(_LONGEST / _STEP)):
        noise = rng.standard_normal(int(walking.sum()))
        at[walking] += drift[walking] * _STEP + np.sqrt(_STEP) * noise
        over = walking & (np.abs(at) >= BOUND)
        took[over] = (step + 1) * _STEP
        walking &= ~over
        if not walking.any():
            break
    return at > 0.0, took


def panel_of(space: str, shape: Shape, count: int, rng: np.random.Generator) -> Panel:
    """A crowd that has swiped `count` pictures each, everybody others."""
    opened = open_generator(space)
    prior = opened.coordinates(opened.space.sample(PRIOR, rng))
    crowd = gather_crowd(shape, MEMBERS, prior, rng)
    z = opened.space.sample(MEMBERS * count, rng)
    utility = crowd.utility(opened.coordinates(z)).reshape(MEMBERS, MEMBERS, count)
    said, seconds = walks(utility[np.arange(MEMBERS), np.arange(MEMBERS)], rng)
    device = _BEFORE * rng.lognormal(0.0, 0.4, (MEMBERS, 1)) + 0.1 * rng.random(seconds.shape)
    took = 1000.0 * (device + seconds * rng.lognormal(0.0, 0.25, seconds.shape))
    away = rng.random(took.shape) < _AWAY
    took = np.where(away, took * rng.uniform(20.0, 200.0, took.shape), took)
    fresh = opened.space.sample(FRESH, rng)
    chance = sigmoid(crowd.utility(opened.coordinates(fresh)) / TEMPERATURE)
    return Panel(z, said.astype(np.float64), took, fresh, chance)


def shuffled(took: Array, rng: np.random.Generator) -> Array:
    """The same times, each member's dealt out anew."""
    return rng.permuted(took, axis=1)


def reversed_times(took: Array, _rng: np.random.Generator) -> Array:
    """The same times the other way round: the quickest answer took longest."""
    order = np.argsort(np.argsort(took, axis=1), axis=1)
    return np.take_along_axis(np.sort(took, axis=1)[:, ::-1], order, axis=1)


TIMES: dict[str, Callable[[Array, np.random.Generator], Array]] = {
    "gain": lambda took, _rng: took,
    "noise": shuffled,
    "adverse": reversed_times,
}


def accuracy(space: str, panel: Panel, took: Array | None) -> tuple[float, float]:
    """Mean chance of foretelling an answer about fresh pictures rightly, and seconds it took to learn."""
    count = panel.said.shape[1]
    names = [f"{row:02}" for row in range(MEMBERS)]
    data = ratings(names, np.repeat(np.arange(MEMBERS), count), panel.z, panel.said.ravel())
    settings = Settings()
    words: dict[str, Any] = {
        "space": open_generator(space).space.key, "m": MEMBERS, "exclusive": True, "ordered": False, "aim": 0,
        "needed_answers": settings.needed_answers, "needed_each": settings.needed_each,
    }  # fmt: skip
    arrays = rows_in(data) | ({} if took is None else {"took": took.ravel()})
    began = time.perf_counter()
    _, got = learn.run(words, arrays)
    seconds = time.perf_counter() - began
    features = open_features(words, {})
    means, _ = Tastes(got["mean"], got["covariance"]).moments(features.coordinates(panel.fresh))
    return float(np.where(means > 0.0, panel.chance, 1.0 - panel.chance).mean()), seconds


def run(quick: bool, seed: int) -> Report:
    """Gains in accuracy with times beside without, for three kinds of times."""
    seeds = seeds_of(seed, "crowds", "intervals")
    crowds = QUICK_CROWDS if quick else CROWDS
    gains: dict[str, list[float]] = {name: [] for name in TIMES}
    plain, slower = [], []
    shapes: tuple[Shape, ...] = get_args(Shape)
    for place, (space, count) in enumerate((space, count) for space in SPACES for count in COUNTS):
        for number in range(crowds):
            rng = np.random.default_rng([seeds["crowds"], place, number])
            panel = panel_of(space, shapes[number % len(shapes)], count, rng)
            without, seconds = accuracy(space, panel, None)
            plain.append(without)
            for name, times in TIMES.items():
                found, taken = accuracy(space, panel, times(panel.took, rng))
                gains[name].append(found - without)
                slower.append(taken / seconds)
    rng = np.random.default_rng(seeds["intervals"])
    told = {"gain": "times of close calls", "noise": "times by chance", "adverse": "slow answers are sure"}
    lines = [mean_line("accuracy without times", plain, "share foretold rightly", rng)]
    lines += [mean_line(f"gain, {told[name]}", gains[name], "share", rng) for name in TIMES]
    lines.append(mean_line("learning time beside without", slower, "times", rng))
    mean = {name: float(np.mean(found)) for name, found in gains.items()}
    return Report(
        "pace", seed, seeds, quick, lines,
        [
            at_least("pace_gain", mean["gain"], -MOST_LOST),
            at_most("pace_loss_noise", -mean["noise"], MOST_LOST),
            at_most("pace_loss_adverse", -mean["adverse"], MOST_LOST),
        ],
        ["All members are simulated; times of real people hold more than this."],
    )  # fmt: skip
