"""The spread: eight pictures for each member that should truly please and look different.

Members have tastes on attributes of drawn pictures, which no learner sees, and have swiped eighty
pictures; twelve of them learn together, as in the product. Ours are the product's samples. Beside
them stand what others would show: the ideal with a little noise, pictures that are predicted to please
taken at random, and the best of ten thousand. How different pictures look is measured on drawn ones,
with two random pictures as 1.

Two more rows say what holds the others back: tastes fitted to the true liking of every picture, as if
members had answered without end, and pictures chosen by the true liking itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import joblib
import numpy as np

from group_plgl.benchmarks.cold import belief_of, swiped
from group_plgl.benchmarks.form import Line, Report, at_least, mean_line, seeds_of
from group_plgl.benchmarks.spaces import one_thread
from group_plgl.benchmarks.tastes import SPACES, Cell, Members, Pictures, drawn_pictures, gathered
from group_plgl.compute.tasks import imagine
from group_plgl.compute.tasks.opening import open_features
from group_plgl.generators import open_generator
from group_plgl.ideals.climb import climb
from group_plgl.ideals.reverse import REACH, STARTS
from group_plgl.ideals.variety import farthest
from group_plgl.latents.space import Space
from group_plgl.members.dense import OwnTastes, Tastes, with_bias
from group_plgl.members.features import Features
from group_plgl.members.priors import believed
from group_plgl.perception.distance import apart
from group_plgl.shapes import Array

SWIPES, SAMPLES, MEMBERS = 80, 8, 12
PLEASED, DIFFERENT, KNOWN = 0.9, 0.8, 0.9
CELLS = (Cell(0.25, 1, 0.85), Cell(0.6, 1, 0.85))
OURS, ENDLESS, TRULY = "ours", "ours, tastes fitted to every picture", "chosen by true liking"
_JITTERS = (0.1, 0.3, 0.6)
_POOL, _PAIRS = 10_000, 200
_RIDGE = 0.05
_MEASURES = {"true percentile": "share", f"at or above the {PLEASED:.0%}": "share", "apart": "x random pairs"}


@dataclass(frozen=True)
class Effort:
    """How much is measured: spaces, pictures drawn of each, groups of each cell, prior latents."""

    spaces: tuple[str, ...] = SPACES
    pictures: int = 1500
    rounds: int = 1
    pool: int = _POOL


QUICK = Effort(("vessel",), 400, 1, 1000)


@dataclass(frozen=True)
class World:
    """A group that has swiped, and what pictures are chosen from.

    Attributes:
        pictures: Drawn pictures of a space.
        members: Who swiped, with their true tastes.
        tastes: What was learned of them.
        pool: `n x d` prior latents.
        features: `n x f` of these.
        seed: Of all that chance does from here.
    """

    pictures: Pictures
    members: Members
    tastes: Tastes
    pool: Array
    features: Array
    seed: int

    @property
    def space(self) -> Space:
        """Where all this is."""
        return open_generator(self.pictures.space).space

    @property
    def space_map(self) -> Features:
        """What tastes are linear in."""
        return open_features({"space": self.space.key}, {})

    @property
    def cautious(self) -> Array:
        """Mean less one sd of each member's liking of the pool, `m x n`."""
        mean, sd = self.tastes.moments(self.features)
        return np.asarray(mean - sd)


Way = Callable[[World, np.random.Generator], Array]


def run(quick: bool, seed: int) -> Report:
    """All ways side by side in every space; the quick run only a little of one."""
    seeds = seeds_of(seed, "pictures", "groups", "intervals")
    effort = QUICK if quick else Effort()
    jobs = min(len(effort.spaces), joblib.cpu_count())
    parts = joblib.Parallel(jobs)(
        joblib.delayed(_in_space)(name, [seeds["pictures"], place], [seeds["groups"], place], effort)
        for place, name in enumerate(effort.spaces)
    )
    rng = np.random.default_rng(seeds["intervals"])
    found = {way: np.concatenate([part[way] for part in parts]) for way in parts[0]}
    lines: list[Line] = [
        mean_line(f"{way}: {measure}", values[:, column], unit, rng)
        for way, values in found.items()
        for column, (measure, unit) in enumerate(_MEASURES.items())
    ]
    own, most = found[OURS].mean(axis=0), found[ENDLESS].mean(axis=0)
    checks = [
        at_least("spread_pleases", None if quick else float(own[1]), PLEASED),
        at_least("spread_differs", None if quick else float(own[2]), DIFFERENT),
        at_least("spread_of_what_can_be_learned", None if quick else float(own[1] / most[1]), KNOWN),
    ]
    notes = [
        f"{MEMBERS} members a group, {SWIPES} swipes each, {SAMPLES} pictures for each; a round is a group.",
        "Half of the tastes have a best point; all are about attributes that no learner sees. What tastes",
        "fitted to the true liking of every drawn picture reach is the most that answers could teach ours.",
    ]
    return Report("spread", seed, seeds, quick, lines, checks, notes)


def _in_space(name: str, drawing: list[int], groups: list[int], effort: Effort) -> dict[str, Array]:
    """What every way reached in every group of a space, `groups x 3`."""
    found: dict[str, list[list[float]]] = {way: [] for way in WAYS}
    rng = np.random.default_rng(groups)
    with one_thread():
        pictures = drawn_pictures(name, effort.pictures, 0, np.random.default_rng(drawing))
        pairs = pictures.seen_at(open_generator(name).space.sample(2 * _PAIRS, rng))[1]
        usual = float(np.linalg.norm(pairs[::2] - pairs[1::2], axis=1).mean())
        for cell in CELLS * effort.rounds:
            world = learned(pictures, cell, effort.pool, rng)
            for way, choose in WAYS.items():
                chosen = choose(world, np.random.default_rng([world.seed, *way.encode()]))
                found[way].append(judged(world, chosen, usual))
    return {way: np.array(values) for way, values in found.items()}


def learned(pictures: Pictures, cell: Cell, pool: int, rng: np.random.Generator) -> World:
    """A group of a cell that has swiped, learned as the product learns."""
    members = gathered(pictures.attributes, MEMBERS, cell, rng)
    said = swiped(pictures, members, np.arange(MEMBERS), SWIPES, rng)
    answers = said.answers(pictures, pictures.features.shape[1])
    tastes = believed(belief_of(answers, pictures.straight), answers, pictures.straight)[1]
    space_map = open_features({"space": open_generator(pictures.space).space.key}, {})
    z = open_generator(pictures.space).space.sample(pool, rng)
    return World(pictures, members, tastes, z, space_map.coordinates(z), int(rng.integers(2**31)))


def judged(world: World, chosen: Array, usual: float) -> list[float]:
    """Mean true percentile of `m x s x d` pictures, share that please, and distance.

    A percentile is among all drawn pictures of the space, 0 to 1; `usual` is how far two random ones look.
    """
    m, count, d = chosen.shape
    attributes, seen = world.pictures.seen_at(chosen.reshape(-1, d))
    everyone, of = world.members.truth.utility(attributes).reshape(m, m, count), np.arange(m)
    usually = np.sort(world.members.utility, axis=1)
    at = np.array([
        np.searchsorted(own, liked) / len(own) for own, liked in zip(usually, everyone[of, of], strict=True)
    ])  # fmt: skip
    pairs = np.triu_indices(count, 1)
    gaps = [apart(own, own)[pairs].mean() for own in seen.reshape(m, count, -1)]
    return [float(at.mean()), float((at >= PLEASED).mean()), float(np.mean(gaps) / usual)]


def ours(world: World, tastes: Tastes, rng: np.random.Generator) -> Array:
    """The product's samples `m x s x d`."""
    words = {
        "space": world.space.key, "rules": ["consensus"], "runners_up": 0, "samples_each": SAMPLES,
        "seed": int(rng.integers(2**31)), "seeds": [int(one) for one in rng.integers(2**31, size=MEMBERS)],
        "calibration": 1.0, "ceiling": 1.0, "held_out": 0,
    }  # fmt: skip
    samples = imagine.run(words, {"mean": tastes.mean, "covariance": tastes.covariance})[1]["samples"]
    return np.asarray(samples)


def endless(world: World) -> Tastes:
    """What could be learned at most: weights fitted to the true liking of every drawn picture."""
    rows = with_bias(world.pictures.features)
    square = rows.T @ rows + _RIDGE * np.eye(rows.shape[1])
    weights = np.linalg.solve(square, rows.T @ world.members.utility.T).T
    return Tastes(
        np.asarray(weights, dtype=np.float64), np.tile(1e-9 * np.eye(rows.shape[1]), (MEMBERS, 1, 1))
    )


def ideals(world: World, rng: np.random.Generator) -> Array:
    """Each member's ideal, `m x d`."""
    space, m = world.space, MEMBERS
    utility = OwnTastes(world.tastes, world.space_map)
    found = climb(
        utility, space.sample(m * STARTS, rng), REACH * space.typical_radius, limits=space.limits,
        moving=space.learned,
    )  # fmt: skip
    best = found.score.reshape(m, STARTS).argmax(axis=1)
    return np.asarray(found.z.reshape(m, STARTS, -1)[np.arange(m), best])


def jittered(size: float) -> Way:
    """Each member's ideal with noise of so many prior sds."""

    def choose(world: World, rng: np.random.Generator) -> Array:
        best = ideals(world, rng)
        return best[:, None] + size * rng.standard_normal((MEMBERS, SAMPLES, best.shape[1]))

    return choose


def conditional(world: World, rng: np.random.Generator) -> Array:
    """Prior latents at random, given that they are predicted to be of the best tenth."""
    score = world.cautious
    pleasing = score >= np.quantile(score, PLEASED, axis=1)[:, None]
    return np.array([
        world.pool[rng.choice(np.flatnonzero(own), SAMPLES, replace=False)] for own in pleasing
    ])  # fmt: skip


def best_of_pool(world: World, rng: np.random.Generator) -> Array:
    """The best of the prior latents; nothing here is left to chance."""
    return world.pool[np.argsort(-world.cautious, axis=1, kind="stable")[:, :SAMPLES]]


def best_spread(world: World, rng: np.random.Generator) -> Array:
    """Those of the best fiftieth of the prior latents that lie farthest apart."""
    best = np.argsort(-world.cautious, axis=1, kind="stable")[:, : max(SAMPLES, len(world.pool) // 50)]
    x = world.features[:, : world.pictures.straight]
    return np.array([world.pool[own[farthest(x[own], SAMPLES)]] for own in best])


def by_true_liking(world: World, rng: np.random.Generator) -> Array:
    """Those of the truly best tenth of the drawn pictures that look farthest apart."""
    pictures = world.pictures
    best = np.argsort(-world.members.utility, axis=1, kind="stable")[:, : len(pictures.z) // 10]
    return np.array([pictures.z[own[farthest(pictures.looks[own], SAMPLES)]] for own in best])


WAYS: Mapping[str, Way] = {
    OURS: lambda world, rng: ours(world, world.tastes, rng),
    **{f"ideal with noise of {size:g}": jittered(size) for size in _JITTERS},
    "prior, given that it pleases": conditional,
    "best 8 of the prior latents": best_of_pool,
    "farthest 8 of their best fiftieth": best_spread,
    ENDLESS: lambda world, rng: ours(world, endless(world), rng),
    TRULY: by_true_liking,
}
