"""The split test: whether one picture serves a group, or its two parts need one each.

The two parts are found among members' tastes, an ideal for all and one for each part are climbed to,
and everybody's predicted percentiles of these pictures are compared. Who learns tastes and climbs is not
here.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from group_plgl.errors import BadShape
from group_plgl.shapes import Array

Verdict = Literal["one picture serves you", "both offered", "no single ideal: one per camp"]
ONE: Verdict = "one picture serves you"
BOTH: Verdict = "both offered"
PARTS: Verdict = "no single ideal: one per camp"
OFFER, SPLIT = 0.07, 0.12
SMALLEST, SMALLEST_SHARE = 2, 0.15
_RESTARTS, _ROUNDS = 32, 30
_RESAMPLES, _TAILS = 2000, (2.5, 97.5)


@dataclass(frozen=True)
class Split:
    """What is gained by a picture for each part instead of one for all.

    Attributes:
        verdict: Which of the three is to be shown.
        gain: Weighted mean gain of predicted percentile, -1 to 1.
        low: Lower end of its 95 % interval.
        high: Its upper end.
    """

    verdict: Verdict
    gain: float
    low: float
    high: float


def split_test(one: Array, own: Array, weights: Array, rng: np.random.Generator) -> Split:
    """Whether a picture for each part pleases enough more than one for all.

    From 0.12 on there is no single ideal, from 0.07 both are offered: read off 184 groups of 8, 12 and 24
    simulated members in five spaces, tastes on attributes no model sees, 18 random picks of four each,
    ideals by the mean of members' utilities. Held to 96 fresh groups without camps (one camp, alike,
    diverse, or with one loner) 0.12 splits 4, to 24 of two opposed camps of equal size 18, to 24 with
    three in four on one side 6; 0.07 offers both to 16, 21 and 10. So a split that is told is seldom
    wrong (one ideal then truly stands at .55, the parts' own at about .72), but one picture does not
    prove that there are no camps: a quarter is missed of even camps, most of a small one.

    Parts and ideals found on one half of the answers with the gain judged by the other half did worse:
    halves know too little (area under the curve of telling camps .75 on fresh groups, all answers .80).
    Likeness of tastes across halves adds a little (.87), within what so few groups can show.

    Args:
        one: `m`, each member's predicted percentile of the best single ideal, 0 to 1.
        own: `m`, of the ideal of their own part.
        weights: `m`, each member's share of the voice.
        rng: Draws members anew for the interval, which says how much the gain hangs on who is there.

    Raises:
        BadShape: They are not of the same members, or of nobody.

    Source: gain of a split, own study; bootstrap percentiles, Efron 1979.
    """
    if not len(weights) or one.shape != weights.shape or own.shape != weights.shape:
        shapes = f"{one.shape}, {own.shape} and {weights.shape}"
        raise BadShape(f"a split needs percentiles and weights m; got {shapes}")
    more = own - one
    gain = float(weights @ more / weights.sum())
    drawn = rng.choice(len(more), (_RESAMPLES, len(more)), p=weights / weights.sum())
    low, high = np.percentile(more[drawn].mean(axis=1), _TAILS)
    verdict = PARTS if gain >= SPLIT else BOTH if gain >= OFFER else ONE
    return Split(verdict, gain, float(low), float(high))


def two_parts(points: Array, rng: np.random.Generator) -> NDArray[np.int64]:
    """The part, 0 or 1, of each of `m` members: the two tightest, neither too small.

    Neither part has fewer than two members or 15 % of them, so one person never is a part; fewer than
    four members are all in part 0. Part 0 is the larger one, or the first member's.

    Two, because the question is whether one picture is enough, and because more are not found in a
    team: with 36 members and three true camps the silhouette said two in four of five worlds. How many
    pictures it takes until everybody has one is asked of `ideals.sets.fewest`.

    Args:
        points: `m x f`, where members stand, such as directions of their tastes.
        rng: Where the parts begin.

    Source: two-means, Lloyd 1982, each round with the best parts of allowed sizes, as in constrained
    k-means, Bradley, Bennett and Demiriz 2000; the best of 32 beginnings.
    """
    m = len(points)
    fewest = max(SMALLEST, ceil(SMALLEST_SHARE * m))
    if m < 2 * SMALLEST:
        return np.zeros(m, dtype=np.int64)
    best, least = np.zeros(m, dtype=np.int64), np.inf
    for _ in range(_RESTARTS):
        part = _settled(points, points[rng.choice(m, 2, replace=False)], fewest)
        spread = sum(float(((points[part == k] - points[part == k].mean(axis=0)) ** 2).sum()) for k in (0, 1))
        if spread < least - 1e-12:
            best, least = part, spread
    larger = int(best.sum() * 2 > m) if best.sum() * 2 != m else int(best[0])
    return np.asarray(best != larger, dtype=np.int64)


def _settled(points: Array, centres: Array, fewest: int) -> NDArray[np.int64]:
    """The parts about two centres, which move to the middle of their part until nothing changes."""
    part = np.full(len(points), -1, dtype=np.int64)
    for _ in range(_ROUNDS):
        nearer = ((points - centres[0]) ** 2).sum(axis=1) - ((points - centres[1]) ** 2).sum(axis=1)
        order = np.argsort(nearer, kind="stable")
        cost = np.cumsum(nearer[order])[fewest - 1 : len(points) - fewest]
        moved = np.ones(len(points), dtype=np.int64)
        moved[order[: fewest + int(np.argmin(cost))]] = 0
        if np.array_equal(moved, part):
            break
        part, centres = moved, np.stack([points[moved == k].mean(axis=0) for k in (0, 1)])
    return part
