"""What can be seen without drawing, and from a picture back to its latent: every drawn space.

Fresh pairs tell whether the distances that a space's surrogate foretells are in the order of those
of the drawn pictures, and how much sooner they are known; both sides are timed batch by batch in the
same run, by the time of the processor, each with as many latents together as suit it. Fresh pictures
of the space are encoded, and what is left of a difference is counted.

Source: rank correlation, Spearman 1904; the distance of drawn pictures is `perception.distance`.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np

from group_plgl.benchmarks.form import Check, Line, Report, at_least, at_most, mean_line, ratio_line, seeds_of
from group_plgl.benchmarks.spaces import one_thread
from group_plgl.generators import SPACES
from group_plgl.generators.invert import encode
from group_plgl.generators.looking import looked_at, rank_correlation, scene_of
from group_plgl.generators.surrogates import brought
from group_plgl.generators.torch_scene import TorchScene
from group_plgl.perception.distance import JUST_NOTICEABLE, distance
from group_plgl.perception.features import SIDE
from group_plgl.perception.surrogate import Surrogate, inputs

IN_ORDER, TIMES = 0.9, 50.0
FOUND, FOUND_OF = 0.02, {"tiles": 0.08, "poster": 0.08}
QUICK = ("vessel",)
MANY = 2048  # pairs whose distances are foretold together


@dataclass(frozen=True)
class Effort:
    """How much is drawn: for pairs, and to be found again."""

    batches: int = 8
    pairs: int = 128
    sought: int = 24


@dataclass
class Seen:
    """What was measured on one space, batch by batch or picture by picture.

    Attributes:
        orders: Rank correlation of foretold and drawn distances.
        off: Root mean square of their differences, in just noticeable differences.
        drawing, telling: Seconds for the distance of one pair, either way.
        errors: Mean absolute difference of pictures found again, 0 to 1.
        seconds: What finding one took.
    """

    orders: list[float] = field(default_factory=list)
    off: list[float] = field(default_factory=list)
    drawing: list[float] = field(default_factory=list)
    telling: list[float] = field(default_factory=list)
    errors: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


def run(quick: bool, seed: int) -> Report:
    """Measure every space; the quick run only one."""
    seeds = seeds_of(seed, "pairs", "pictures", "intervals")
    effort = Effort(4, 64, 2) if quick else Effort()
    rng = np.random.default_rng(seeds["intervals"])
    lines, checks = [], []
    with one_thread():
        for name in SPACES:
            seen = measured(name, effort, seeds) if not quick or name in QUICK else None
            some, demanded = _told(name, seen, rng)
            lines += some
            checks += demanded
    notes = [f"One thread. A just noticeable difference is {JUST_NOTICEABLE} in the unit of looks."]
    return Report("perception", seed, seeds, quick, lines, checks, notes)


def measured(name: str, effort: Effort, seeds: dict[str, int]) -> Seen:
    """One space: fresh pairs, and pictures found again."""
    scene, seen = scene_of(name), Seen()
    surrogate = brought(scene.space).surrogate
    rng = np.random.default_rng(seeds["pairs"])
    for _ in range(effort.batches):
        _compare(scene, surrogate, effort.pairs, rng, seen)
    rng = np.random.default_rng(seeds["pictures"])
    for picture in scene.decode(scene.space.sample(effort.sought, rng), SIDE):
        started = time.process_time()
        seen.errors.append(encode(scene, picture, surrogate, rng)[1])
        seen.seconds.append(time.process_time() - started)
    return seen


def _compare(scene: TorchScene, surrogate: Surrogate, n: int, rng: np.random.Generator, seen: Seen) -> None:
    """Distances of `n` fresh pairs, drawn, and among `MANY`, foretold."""
    one, other = scene.space.sample(MANY, rng), scene.space.sample(MANY, rng)
    started = time.process_time()
    drawn = distance(looked_at(scene, one[:n]), looked_at(scene, other[:n]))
    between = time.process_time()
    told = surrogate.distance(*(surrogate.foretell(inputs(z, scene.coordinates(z))) for z in (one, other)))
    ended = time.process_time()
    told = told[:n]
    seen.orders.append(rank_correlation(told, drawn))
    seen.off.append(float(np.sqrt(((told - drawn) ** 2).mean()) / JUST_NOTICEABLE))
    seen.drawing.append((between - started) / n)
    seen.telling.append((ended - between) / MANY)


def _told(name: str, seen: Seen | None, rng: np.random.Generator) -> tuple[list[Line], list[Check]]:
    """The lines and checks of one space; checks without a value when it was not measured."""
    most = FOUND_OF.get(name, FOUND)
    if seen is None:
        none = [at_least(f"order_{name}", None, IN_ORDER), at_least(f"times_{name}", None, TIMES)]
        return [], [*none, at_most(f"found_again_{name}", None, most)]
    times = ratio_line(f"{name}, drawn / foretold", seen.drawing, seen.telling, rng)
    lines = [
        mean_line(f"{name}, order of distances", seen.orders, "Spearman", rng),
        mean_line(f"{name}, foretold distances are off by", seen.off, "just noticeable differences", rng),
        times,
        mean_line(f"{name}, a picture found again differs by", seen.errors, "of 1", rng),
        mean_line(f"{name}, finding it", seen.seconds, "s", rng),
    ]
    return lines, [
        at_least(f"order_{name}", lines[0].value, IN_ORDER),
        at_least(f"times_{name}", times.value, TIMES),
        at_most(f"found_again_{name}", lines[3].value, most),
    ]
