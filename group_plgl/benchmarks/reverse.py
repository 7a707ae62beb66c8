"""Reverse classification to a target: what is hit, truly out of reach, or in conflict.

Simulated members swipe pictures of the real spaces and are learned as the product learns; then latents
are asked for that they are shown to like with a given chance, one by one and all together. A verdict
counts only if a search of its own finds nothing better. Beside it stand affine tastes, where the answer
is known, the seeds' greedy reverse on the same answers, and Clarabel on the same joint demands.
"""

from __future__ import annotations

import importlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from types import ModuleType

import numpy as np
from scipy import sparse

from group_plgl.benchmarks.cold import belief_of, swiped
from group_plgl.benchmarks.form import Check, Line, Report, at_least, at_most, mean_line, ratio_line, seeds_of
from group_plgl.benchmarks.recipes import greedy_reverse
from group_plgl.benchmarks.spaces import one_thread
from group_plgl.benchmarks.tastes import SPACES, Cell, Members, Pictures, drawn_pictures, gathered
from group_plgl.compute.tasks.opening import open_features
from group_plgl.errors import GroupPLGLError, OutOfReach
from group_plgl.generators import open_generator
from group_plgl.ideals.halfspaces import Nearest, least_distance
from group_plgl.ideals.joint import Conflict, Met, meet
from group_plgl.ideals.likings import Chance, Likings, logit
from group_plgl.ideals.targets import hit_chance
from group_plgl.ideals.typical import TypicalSet
from group_plgl.latents.space import Space
from group_plgl.members.answers import gather_answers
from group_plgl.members.calibration import calibrate, hold_out
from group_plgl.members.dense import DenseOpinions, Tastes
from group_plgl.members.fitting import ROUGH, alone, modes
from group_plgl.members.priors import believed
from group_plgl.shapes import Array
from group_plgl.utility import AffineMap, CoordinateMap, sigmoid

TARGETS = (0.6, 0.75, 0.9, 0.95)
TOGETHER = (0.6, 0.75)
CLOSE, OUTSIDE = 0.005, 0.05
STARTS, CELL, PICTURES, UNSEEN = 8, Cell(0.25, 1, 0.97), 600, 100
AFFINE = "affine"
SIZES = tuple((m, d) for m in (100, 300) for d in (64, 512))
FASTER, MUCH_FASTER = 5.0, 12.0
PLANTED = (2, 3, 5)
_SAME, _LOUD, _ALIKE = 1e-3, 1.5, 0.2
_TRULY = 0.9


@dataclass(frozen=True)
class Effort:
    """How much is measured.

    Attributes:
        spaces: Which spaces.
        members: In each group.
        asked: Of how many of them targets are asked.
        swipes: Of each of them.
        pool: Latents with which a verdict is doubted.
        rounds: Of joint demands, of each size.
        planted: Conflicts of each size among affine tastes.
        curved: The same in the first space.
    """

    spaces: tuple[str, ...] = SPACES
    members: int = 8
    asked: int = 8
    swipes: int = 60
    pool: int = 4000
    rounds: int = 7
    planted: int = 12
    curved: int = 4


QUICK = Effort(("vessel",), 5, 2, 40, 1000, 3, 2, 0)


@dataclass(frozen=True)
class World:
    """A group that was learned, and what is known of its truth.

    Attributes:
        space: Where.
        likings: What members are shown to like.
        starts: `n x d` prior latents.
        pictures, members: What was drawn, and who swiped it; None where tastes were only made up.
        seeds: `m x (d + 1)` weights of a linear model on latents from the same answers.
    """

    space: Space
    likings: Likings
    starts: Array
    pictures: Pictures | None = None
    members: Members | None = None
    seeds: Array | None = None


@dataclass
class Found:
    """What was found over all groups.

    Attributes:
        good: Whether each case was hit, or was truly out of reach.
        verdicts: Which cases were out of reach.
        outside: Whether each latent found lies outside the typical set.
        waits: Milliseconds a latent, of single targets.
        together: Milliseconds a joint target, by how it ended.
        truly: True chances where `_TRULY` was asked.
        missed: Whether the seeds' reverse ended short of its target without a word.
        short: How far off ours shows the seeds' latents to be.
    """

    good: list[bool] = field(default_factory=list)
    verdicts: list[bool] = field(default_factory=list)
    outside: list[bool] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    together: dict[str, list[float]] = field(default_factory=lambda: {"met": [], "in conflict": []})
    truly: list[float] = field(default_factory=list)
    missed: list[bool] = field(default_factory=list)
    short: list[float] = field(default_factory=list)


def run(quick: bool, seed: int) -> Report:
    """Targets hit, conflicts found, and joint demands beside Clarabel.

    Raises:
        GroupPLGLError: Ours and Clarabel's answer differ.
    """
    effort = QUICK if quick else Effort()
    seeds = seeds_of(seed, "groups", "demands", "conflicts", "intervals")
    groups, demands, conflicts, intervals = (np.random.default_rng(one) for one in seeds.values())
    with one_thread():
        found = Found()
        for world in _worlds(effort, groups):
            pool = TypicalSet(world.space).within(world.space.sample(effort.pool, groups))
            _ask_each(world, effort.asked, pool, found)
            _ask_all(world, pool, found)
        exact, searching = _planted(effort, conflicts)
        lines, faster = _beside_clarabel(effort.rounds, demands, intervals)
    return Report(
        name="reverse",
        seed=seed,
        seeds=seeds,
        quick=quick,
        lines=[*_lines(found, intervals), mean_line("conflict planted", searching, "ms", intervals), *lines],
        checks=_checks(found, exact, faster),
        notes=[
            f"{effort.members} members, {effort.swipes} swipes each; targets {TARGETS} of the chance shown, "
            f"{TOGETHER} together, from {STARTS} prior latents; affine tastes beside them.",
            "A verdict (out of reach) counts as right unless one of many prior latents does better.",
            "Clarabel's time is that of its set-up and solution; making its sparse matrices is left out. "
            "Ours is all of it; counted is the time of the processor.",
        ],
    )


def _checks(found: Found, exact: list[bool], faster: float | None) -> list[Check]:
    return [
        at_least("target_hit", float(np.mean(found.good)), 1.0),
        at_most("outside_typical", float(np.mean(found.outside)), OUTSIDE),
        at_least("joint_vs_clarabel", faster, FASTER, MUCH_FASTER),
        at_least("conflicts_found", float(np.mean(exact)), 1.0),
    ]


def _lines(found: Found, rng: np.random.Generator) -> list[Line]:
    rows: list[tuple[str, Sequence[float], str]] = [
        ("targets hit, or truly out of reach", found.good, "share"),
        ("targets out of reach", found.verdicts, "share"),
        ("latent at a target", found.waits, "ms"),
        *((f"joint target, {end}", waits, "ms") for end, waits in found.together.items()),
        (f"true chance where {_TRULY:.0%} was asked", found.truly, "chance"),
        ("the seeds' reverse: missed without a word", found.missed, "share"),
        ("the seeds' reverse: how far off what ours shows", found.short, "chance"),
    ]
    return [mean_line(name, values, unit, rng) for name, values, unit in rows if len(values)]


def _worlds(effort: Effort, rng: np.random.Generator) -> Iterator[World]:
    """One learned group in every space, and one of affine tastes."""
    for name in effort.spaces:
        yield _learned(name, effort, rng)
    yield _made_up(open_generator(effort.spaces[0]).space, effort.members, rng)


def _learned(name: str, effort: Effort, rng: np.random.Generator) -> World:
    """A group learned as the product learns."""
    m, space = effort.members, open_generator(name).space
    pictures = drawn_pictures(name, PICTURES, UNSEEN, rng)
    members = gathered(pictures.attributes, m, CELL, rng)
    said = swiped(pictures, members, np.arange(m), effort.swipes, rng)
    answers = said.answers(pictures, pictures.features.shape[1])
    belief = belief_of(answers, pictures.straight)
    tastes = believed(belief, answers, pictures.straight)[1]
    trust = calibrate(
        hold_out(answers, lambda seen: believed(belief, seen, pictures.straight, ROUGH)[1])
    )  # fmt: skip
    opinions = DenseOpinions(tastes, open_features({"space": space.key}, {}))
    rows = gather_answers(
        np.repeat(np.arange(m), effort.swipes), pictures.z[said.at.ravel()], said.liked.ravel(), m
    )
    seeds = np.asarray(modes(rows, alone(rows.x.shape[2], 1.0)))
    likings = Likings(opinions, m, trust.slope, trust.ceiling)
    return World(space, likings, space.sample(STARTS, rng), pictures, members, seeds)


def _made_up(space: Space, m: int, rng: np.random.Generator) -> World:
    """A group of affine tastes that are known well but not wholly."""
    d = space.latent_dim
    tastes = Tastes(_LOUD * rng.standard_normal((m, d + 1)), np.tile(0.05 * np.eye(d + 1), (m, 1, 1)))
    likings = Likings(DenseOpinions(tastes, _even(d)), m, 1.0, 0.99)
    return World(space, likings, space.sample(STARTS, rng))


def _even(d: int) -> AffineMap:
    return AffineMap(np.eye(d) / np.sqrt(d), np.zeros(d))


def _ask_each(world: World, asked: int, pool: Array, found: Found) -> None:
    """All targets of some members, each from the same starts; and what the seeds would do."""
    typical = TypicalSet(world.space)
    for member in range(min(asked, world.likings.m)):
        chance = Chance(world.likings, member)
        most = float(chance.shown(pool).max())
        for target in TARGETS:
            began = time.perf_counter()
            try:
                z = hit_chance(chance, world.space, target, world.starts)
            except OutOfReach as error:
                found.verdicts.append(True)
                found.good.append(most < target and most <= error.reached + CLOSE)
                z = np.asarray(error.best)[None]
            else:
                found.verdicts.append(False)
                found.good.append(bool((np.abs(chance.shown(z) - target) <= CLOSE).all()))
                found.waits.append(1000.0 * (time.perf_counter() - began) / len(z))
                if target == _TRULY:
                    found.truly += _true_chances(world, member, z)
            found.outside += typical.outside(z).tolist()
            if world.seeds is not None:
                weights, bias = world.seeds[member][:-1], float(world.seeds[member][-1])
                greedy = greedy_reverse(weights, bias, float(logit(target)))
                claimed = float(sigmoid(weights @ greedy + bias))
                found.missed.append(claimed < target - CLOSE)
                found.short.append(abs(float(chance.shown(greedy[None])[0]) - target))


def _true_chances(world: World, member: int, z: Array) -> list[float]:
    """How likely a simulated member truly likes latents."""
    if world.pictures is None or world.members is None:
        return []
    utility = world.members.truth.utility(world.pictures.attributes_at(z))[member]
    return [float(one) for one in sigmoid(utility / world.members.noise)]


def _ask_all(world: World, pool: Array, found: Found) -> None:
    """Targets of all members together."""
    least = sigmoid(world.likings.values(pool)).min(axis=0).max()
    for target in TOGETHER:
        began = time.perf_counter()
        try:
            ended = meet(world.likings, world.space, target, world.starts)
        except OutOfReach:
            found.good.append(target > world.likings.ceiling)
            continue
        met = isinstance(ended, Met)
        z = ended.z if isinstance(ended, Met) else ended.best
        found.together["met" if met else "in conflict"].append(1000.0 * (time.perf_counter() - began))
        found.good.append(bool(ended.chances.min() >= target - CLOSE) if met else bool(least < target))
        found.outside += TypicalSet(world.space).outside(z[None]).tolist()


def _planted(effort: Effort, rng: np.random.Generator) -> tuple[list[bool], list[float]]:
    """Whether planted conflicts were found exactly, and the milliseconds it took."""
    space = open_generator(effort.spaces[0]).space
    curved = open_features({"space": space.key}, {})
    exact, waits = [], list[float]()
    for k in PLANTED:
        for place in range(effort.planted + effort.curved):
            straight = place < effort.planted
            m = int(rng.integers(max(k + 1, 6), 41 if straight else 9))
            space_map: CoordinateMap = _even(space.latent_dim) if straight else curved
            members = tuple(sorted(int(one) for one in rng.choice(m, k, replace=False)))
            likings = in_conflict(space_map, space, m, members, rng)
            began = time.perf_counter()
            ended = meet(likings, space, 0.6, space.sample(STARTS, rng))
            waits.append(1000.0 * (time.perf_counter() - began))
            exact.append(isinstance(ended, Conflict) and ended.members == members)
    return exact, waits


def in_conflict(
    space_map: CoordinateMap, space: Space, m: int, members: tuple[int, ...], rng: np.random.Generator
) -> Likings:
    """Likings of `m` members of whom exactly some conflict: theirs add up to nothing."""
    width = space_map.coordinates(space.sample(1, rng)).shape[1]
    weights = np.sqrt(space.latent_dim / width) * _LOUD * rng.standard_normal((m, width))
    shares = rng.uniform(0.7, 1.4, (len(members) - 1, 1))
    weights[members[-1]] = -(shares * weights[list(members[:-1])]).sum(axis=0)
    mean = np.hstack([weights, np.zeros((m, 1))])
    return Likings(
        DenseOpinions(Tastes(mean, np.tile(1e-6 * np.eye(width + 1), (m, 1, 1))), space_map), m
    )  # fmt: skip


def _beside_clarabel(
    rounds: int, rng: np.random.Generator, intervals: np.random.Generator
) -> tuple[list[Line], float | None]:
    """Milliseconds of both on the same demands, and the least ratio of their medians."""
    try:
        peer = importlib.import_module("clarabel")
    except ImportError:
        peer = None
    lines, ratios = [], []
    for m, d in SIZES:
        ours, theirs = [], []
        for _ in range(rounds):
            A, c = _demands(m, d, rng)
            began = time.process_time()
            found = least_distance(A, c)
            ours.append(1000.0 * (time.process_time() - began))
            if peer is not None:
                z, spent = _clarabel(peer, A, c)
                theirs.append(spent)
                _same(found, z)
        lines.append(mean_line(f"least distance, {m} members, {d} dimensions", ours, "ms", intervals))
        if theirs:
            lines.append(mean_line(f"Clarabel, {m} members, {d} dimensions", theirs, "ms", intervals))
            ratios.append(float(np.median(theirs) / np.median(ours)))
            lines.append(ratio_line(f"Clarabel / ours, {m} members, {d} dimensions", theirs, ours, intervals))
    return lines, min(ratios, default=None)


def _demands(m: int, d: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Demands of members whose tastes share a fifth; nearly all have to pull."""
    common, own = rng.standard_normal(d), rng.standard_normal((m, d))
    A = 2.0 * (np.sqrt(_ALIKE) * common + np.sqrt(1.0 - _ALIKE) * own) / np.sqrt(d)
    return A, np.full(m, float(logit(_TRULY))) - 0.3 * rng.standard_normal(m)


def _clarabel(peer: ModuleType, A: Array, c: Array) -> tuple[Array, float]:
    """The peer's point, and the milliseconds it took."""
    m, d = A.shape
    settings = peer.DefaultSettings()
    settings.verbose = False
    square, rows = sparse.identity(d, format="csc"), sparse.csc_matrix(-A)
    began = time.process_time()
    solver = peer.DefaultSolver(square, np.zeros(d), rows, -c, [peer.NonnegativeConeT(m)], settings)
    z = np.array(solver.solve().x)
    return z, 1000.0 * (time.process_time() - began)


def _same(found: object, z: Array) -> None:
    """Both must be the same point.

    Raises:
        GroupPLGLError: They are not.
    """
    apart = np.inf if not isinstance(found, Nearest) else float(np.linalg.norm(found.z - z))
    if apart > _SAME * max(1.0, float(np.linalg.norm(z))):
        raise GroupPLGLError(f"ours and Clarabel's points are {apart:.2g} apart")
