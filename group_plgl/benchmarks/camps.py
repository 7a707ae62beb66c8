"""What is said of groups whose structure is known: camps that are not there, and camps that are.

Nulls (coins, a gradient, a blob) must not be called camps; planted camps should be found, with probabilities
that come true. Answers, tastes and camps are the product's own way, on the real `vessel` space. The peers
are what was measured before this house was built: Ward's silhouette against column permutations, on planted
positions themselves, without anybody having to answer.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from group_plgl.analytics.readings import NO_DIFFERENCE, TOO_FEW
from group_plgl.benchmarks.form import Check, Line, Report, at_least, at_most, mean_line, seeds_of
from group_plgl.benchmarks.planted import (
    NULLS,
    SWIPES,
    Found,
    Structure,
    found_in,
    planted,
    said_in_any_order,
)
from group_plgl.generators import Generator, open_generator
from group_plgl.members.calibration import wilson
from group_plgl.shapes import Array

SPACE = "vessel"
SIZES = (12, 24, 60)
HELD = ("noise", "gradient", "blob")  # those that must not be called camps; of the others it is told
NULL_ROUNDS, OTHER_ROUNDS, PLANTED_ROUNDS, ORDERS = 200, 60, 60, 100
NEAR, MIDDLE, FAR = 2.0, 6.0, 24.0
DIFFER = {8: 0.47, 12: 0.60, 24: 0.88, 60: 1.0}  # product.md 2.2: three camps two apart, "people differ"
SEPARATE = {24: 0.75, 60: 1.0}  # the same: camps that are well apart
FALSE_SHARE = 0.05
_BINS = 10


def run(quick: bool, seed: int) -> Report:
    """False camps on nulls, planted camps found, and whether probabilities of belonging come true."""
    seeds = seeds_of(seed, "nulls", "planted", "orders", "intervals")
    generator = open_generator(SPACE)
    intervals = np.random.default_rng(seeds["intervals"])
    sizes = SIZES[:2] if quick else SIZES
    lines, checks = _nulls(generator, quick, sizes, seeds["nulls"])
    more_lines, more_checks = _planted(generator, quick, seeds["planted"], intervals)
    rounds = 10 if quick else ORDERS
    same = float(np.mean([_same(generator, rng) for rng in _rngs(seeds["orders"], rounds)]))
    lines += [
        *more_lines,
        _share(f"the same camps from the same votes in another order, of {rounds}", same, rounds),
    ]
    checks += [*more_checks, at_least("same_camps_in_any_order", None if quick else same, 1.0)]
    return Report(
        name="camps",
        seed=seed,
        seeds=seeds,
        quick=quick,
        lines=lines,
        checks=checks,
        notes=[
            f"All members are simulated: {SWIPES} swipes each, curved and noisy liking in four directions.",
            "So many apart: the distance of the middles of camps over the sd of the members of one.",
            "Shares come with Wilson's 95 % interval. A false camp is a null called separate camps.",
            "Peers' shares (47, 60, 88, 100 %; 75, 100 %) are of positions known exactly, ours of answers.",
        ],
    )


def _rngs(seed: int, rounds: int) -> Sequence[np.random.Generator]:
    return [np.random.default_rng(one) for one in np.random.SeedSequence(seed).spawn(rounds)]


def _share(name: str, value: float, n: int) -> Line:
    """A share of `n` rounds with Wilson's interval."""
    low, high = wilson(round(value * n), n)
    return Line(name, value, low, high, "share")


def _played(generator: Generator, structure: Structure, m: int, rounds: int, seed: int) -> list[Found]:
    """Groups of a structure, each with chance of its own."""
    return [found_in(generator, structure, m, rng) for rng in _rngs(seed + m, rounds)]


def _nulls(
    generator: Generator, quick: bool, sizes: Sequence[int], seed: int
) -> tuple[list[Line], list[Check]]:
    """How often each null is called camps."""
    lines, checks = [], []
    for place, (name, structure) in enumerate(NULLS.items()):
        rounds = 12 if quick else NULL_ROUNDS if name in HELD else OTHER_ROUNDS
        each = [_played(generator, structure, m, rounds, seed + 1000 * place) for m in sizes]
        false = [float(np.mean([one.words["supported"] for one in found])) for found in each]
        lines += [
            _share(f"{name}, {m} members: called camps", share, rounds)
            for m, share in zip(sizes, false, strict=True)
        ]
        if name in HELD:
            worst = None if quick else float(np.mean(false))
            checks.append(at_most(f"false_camps_{name}", worst, FALSE_SHARE))
    return lines, checks


def _planted(
    generator: Generator, quick: bool, seed: int, intervals: np.random.Generator
) -> tuple[list[Line], list[Check]]:
    """How often people are said to differ, and planted camps to be camps, and how true probabilities are."""
    lines, checks, all_found = [], [], []
    rounds = 8 if quick else PLANTED_ROUNDS
    for m, target in DIFFER.items():
        if quick and m > 24:
            checks.append(at_least(f"people_differ_{m}", None, target))
            continue
        found = _played(generator, planted(3, NEAR), m, rounds, seed)
        share = float(np.mean([one.words["reading"] not in (NO_DIFFERENCE, TOO_FEW) for one in found]))
        lines.append(_share(f"3 camps {NEAR:g} apart, {m} members: people differ", share, rounds))
        checks.append(at_least(f"people_differ_{m}", None if quick else share, target))
    for apart in (MIDDLE, FAR):
        shares: dict[int, list[float]] = {}
        for k in (2, 3):
            for m in SIZES[:2] if quick else SIZES:
                found = _played(generator, planted(k, apart), m, rounds, seed + 100 * k + int(apart))
                all_found += found
                camps = float(np.mean([one.words["supported"] for one in found]))
                right = float(np.mean([one.words["supported"] and one.words["camps"] == k for one in found]))
                lines.append(_share(f"{k} camps {apart:g} apart, {m} members: camps are told", camps, rounds))
                lines.append(_share(f"{k} camps {apart:g} apart, {m} members: just as many", right, rounds))
                shares.setdefault(m, []).append(camps)
        if apart == FAR:
            checks += [
                at_least(f"planted_found_{m}", None if quick else float(np.mean(shares[m])), target)
                for m, target in SEPARATE.items()
            ]
    more_lines, off = _calibration(all_found, intervals)
    return [*lines, *more_lines], [*checks, at_most("probabilities_off", None if quick else off, 0.05)]


def _calibration(found: Sequence[Found], intervals: np.random.Generator) -> tuple[list[Line], float]:
    """Of groups whose camps were all found: how often members are where they probably are.

    Source: expected calibration error over tenths, Naeini et al. 2015.
    """
    claimed, true = [], []
    for one in found:
        chances = one.arrays["probability"]
        if one.words["supported"] and chances.shape[1] == int(one.camp.max()) + 1:
            paired = _paired(one)
            sure = chances.max(axis=1)
            claimed.append(sure)
            true.append((paired[chances.argmax(axis=1)] == one.camp).astype(np.float64))
    if not claimed:
        return [], 0.0
    sure, right = np.concatenate(claimed), np.concatenate(true)
    bins = np.minimum((sure * _BINS).astype(np.int64), _BINS - 1)
    gaps = [abs(float((sure - right)[bins == one].mean())) * float((bins == one).mean()) for one in set(bins)]
    over = [float((a - b).mean()) for a, b in zip(claimed, true, strict=True)]
    return [
        mean_line("members in their most probable camp: claimed", sure, "share", intervals),
        mean_line("members in their most probable camp: truly", right, "share", intervals),
        mean_line("claimed - true, group by group", over, "share", intervals),
    ], float(sum(gaps))


def _paired(one: Found) -> Array:
    """The planted camp that each camp found is, by most members in common."""
    k = one.arrays["probability"].shape[1]
    both = np.zeros((k, k))
    np.add.at(both, (one.arrays["camp"], one.camp), 1.0)
    return np.asarray(linear_sum_assignment(-both)[1])


def _same(generator: Generator, rng: np.random.Generator) -> bool:
    """Whether the same votes give the same camps, labels and probabilities whatever order they arrive in."""
    one, other = said_in_any_order(generator, planted(2, FAR), SIZES[0], rng)
    return one.words == other.words and all(
        np.array_equal(one.arrays[name], other.arrays[name], equal_nan=True) for name in one.arrays
    )
