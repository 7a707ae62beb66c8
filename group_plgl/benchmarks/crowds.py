"""What is found in crowds whose taste is known: their camps, and ideals that truly please them.

The members are simulated, so the truth is known; everything else is the product's own way, on the
real `vessel` space: swipes of a pool of 160 pictures, learned, imagined and analysed by the compute
tasks. The peers see the same answers: a random picture, and the ideal of the mean of the members.
Every seed is a crowd of its own, and differences are taken within a seed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from group_plgl.benchmarks.form import Line, Report, at_least, mean_line, seeds_of
from group_plgl.compute.tasks import analyse, imagine, learn
from group_plgl.feedback.crowds import SHAPES, Crowd, Shape, gather_crowd
from group_plgl.feedback.dataset import ratings
from group_plgl.generators import Generator, open_generator
from group_plgl.services.learn import rows_in
from group_plgl.settings import Settings
from group_plgl.shapes import Array

SPACE = "vessel"
SWIPES = 40
PRIOR_LATENTS = 2000
RANDOM_LATENTS = 50
PLEASED = 0.8
CAMP_MEMBERS, GROUP_MEMBERS = 40, 12
RULES = ("consensus", "mean")
CAMPS_FOUND, LEFT_WHOLE = 0.9, 0.95
GROUP_ROUNDS: dict[Shape, int] = dict.fromkeys(("opposed camps", "one camp", "diverse"), 20)

Arrays = dict[str, Any]


@dataclass(frozen=True)
class World:
    """A crowd that has swiped, and what was learned of it.

    Attributes:
        crowd: The simulated members, with their true tastes.
        standard: `m x 2000`, true utilities of prior latents, each row sorted.
        said: Answers as the compute tasks take them.
        words: What learning said: prior scale, calibration, ceiling, held-out answers.
        learned: What learning made: posteriors and who is ready.
    """

    crowd: Crowd
    standard: Array
    said: Arrays
    words: dict[str, Any]
    learned: Arrays


def run(quick: bool, seed: int) -> Report:
    """Camps found and missed, and how the ideals please, in crowds of known taste."""
    seeds = seeds_of(seed, "camps", "groups", "intervals")
    generator = open_generator(SPACE)
    intervals = np.random.default_rng(seeds["intervals"])
    found = _readings(generator, "opposed camps", 3 if quick else 10, seeds["camps"])
    whole = _readings(generator, "one camp", 5 if quick else 20, seeds["camps"])
    camps = [
        mean_line("opposed camps, 40 members: exactly two found", found == 2, "share", intervals),
        mean_line("one camp, 40 members: left whole", whole < 2, "share", intervals),
    ]
    groups = {
        shape: _group_lines(generator, shape, 6 if quick else rounds, seeds["groups"], intervals)
        for shape, rounds in GROUP_ROUNDS.items()
    }
    against_random, against_mean = groups["opposed camps"]["random"], groups["opposed camps"]["worst"]
    return Report(
        name="crowds",
        seed=seed,
        seeds=seeds,
        quick=quick,
        lines=[*camps, *(line for lines in groups.values() for line in lines.values())],
        checks=[
            at_least("camps_found", None if quick else camps[0].value, CAMPS_FOUND),
            at_least("one_camp_left_whole", None if quick else camps[1].value, LEFT_WHOLE),
            at_least("consensus_pleases_more_than_random", None if quick else against_random.low, 0.0),
            at_least("consensus_worst_off_over_mean", None if quick else against_mean.low, 0.0),
        ],
        notes=[
            "All members are simulated: their liking is curved, noisy and known, but nobody was asked.",
            f"Truly pleased: above {PLEASED:.0%} of the space by the member's own true taste.",
            "The last two checks judge the lower end of the interval, in groups of opposed camps, where",
            "few pictures can please many: what pleases one camp displeases the other.",
        ],
    )


def _worlds(
    generator: Generator, shape: Shape, m: int, rounds: int, seed: int
) -> Iterator[tuple[int, World]]:
    """One crowd per round with a seed for what follows; each shape has rounds of its own."""
    sequence = np.random.SeedSequence([seed, list(SHAPES).index(shape)])
    for one_round in sequence.spawn(rounds):
        rng = np.random.default_rng(one_round)
        yield int(rng.integers(2**62)), _world(generator, shape, m, rng)


def _world(generator: Generator, shape: Shape, m: int, rng: np.random.Generator) -> World:
    """A crowd of `m` that swiped cards of one pool, each in an order of their own."""
    settings = Settings()
    prior = generator.coordinates(generator.space.sample(PRIOR_LATENTS, rng))
    crowd = gather_crowd(shape, m, prior, rng)
    pool = generator.space.sample(settings.full_pool, rng)
    likes = crowd.likes(generator.coordinates(pool), rng)
    member = np.repeat(np.arange(m), SWIPES)
    card = np.concatenate([rng.permutation(len(pool))[:SWIPES] for _ in range(m)])
    said = rows_in(ratings(map(str, range(m)), member, pool[card], likes[member, card]))
    asked = {
        "space": generator.space.key,
        "m": m,
        "needed_answers": settings.needed_answers,
        "needed_each": settings.needed_each,
    }
    words, learned = learn.run(asked, said)
    return World(crowd, np.sort(crowd.utility(prior), axis=1), said, words, learned)


def _readings(generator: Generator, shape: Shape, rounds: int, seed: int) -> Array:
    """How many camps may be spoken of in each round: 1 where none were supported."""
    counts = []
    for chance, world in _worlds(generator, shape, CAMP_MEMBERS, rounds, seed):
        row = np.cumsum(world.learned["ready"]) - 1
        ours = world.learned["ready"][world.said["member"]]
        words = {
            "space": generator.space.key,
            "m": int(world.learned["ready"].sum()),
            "scale": world.words["scale"],
            "seed": chance,
            "seeds": [],
        }
        said = {name: values[ours] for name, values in world.said.items()}
        found, _ = analyse.run(words, {**said, "member": row[said["member"]]})
        counts.append(found["camps"] if found["supported"] else 1)
    return np.array(counts, dtype=np.float64)


def _group_lines(
    generator: Generator, shape: Shape, rounds: int, seed: int, intervals: np.random.Generator
) -> dict[str, Line]:
    """How both ideals please beside a random picture, and who is worst off under either."""
    pleased, worst = [], []
    for chance, world in _worlds(generator, shape, GROUP_MEMBERS, rounds, seed):
        ideals = _ideals(generator, world, chance)
        others = generator.space.sample(RANDOM_LATENTS, np.random.default_rng(chance))
        at = _standing(world, generator.coordinates(np.vstack([ideals, others])))
        glad = (at > PLEASED).mean(axis=0)
        pleased.append([*glad[: len(RULES)], glad[len(RULES) :].mean()])
        lowest = at.min(axis=0)
        worst.append([*lowest[: len(RULES)], lowest[len(RULES) :].mean()])
    share, low = np.array(pleased), np.array(worst)

    def line(name: str, values: Array, unit: str) -> Line:
        return mean_line(f"{shape}, {GROUP_MEMBERS} members: {name}", values, unit, intervals)

    return {
        "consensus": line("truly pleased by the consensus ideal", share[:, 0], "share"),
        "random": line("truly pleased, consensus - random", share[:, 0] - share[:, 2], "share"),
        "peer": line("truly pleased, mean - random (peer)", share[:, 1] - share[:, 2], "share"),
        "worst": line("worst-off's percentile, consensus - mean", low[:, 0] - low[:, 1], "share"),
        "worst_random": line("worst-off's percentile, consensus - random", low[:, 0] - low[:, 2], "share"),
    }


def _ideals(generator: Generator, world: World, chance: int) -> Array:
    """The ideals of both rules from the ready members, `2 x d`."""
    ready = world.learned["ready"]
    asked = {
        "space": generator.space.key,
        "rules": list(RULES),
        "runners_up": 0,
        "samples_each": 0,
        "seed": chance,
        "seeds": [],
        "calibration": world.words["calibration"],
        "ceiling": world.words["ceiling"],
        "held_out": world.words["held_out"],
    }
    arrays = {name: world.learned[name][ready] for name in ("mean", "covariance")}
    _, got = imagine.run(asked, arrays)
    return np.asarray(got["ideals"])


def _standing(world: World, x: Array) -> Array:
    """Share of the space that each member truly likes less than coordinates `n x f`, `m x n`."""
    true = world.crowd.utility(x)
    below = [np.searchsorted(own, at) for own, at in zip(world.standard, true, strict=True)]
    return np.asarray(np.array(below) / world.standard.shape[1])
