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
OFFER, DIVIDED = 0.07, 0.65
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


def split_test(one: Array, own: Array, weights: Array, cleft: float, rng: np.random.Generator) -> Split:
    """Whether a picture for each part pleases enough more than one for all, and the parts are two.

    From a gain of 0.07 on both are offered, and where besides the cleft is 0.65 or more there is no single
    ideal. Diverse members gain by any division, so a gain alone took them for camps; and camps are seen
    best where everybody was asked about near-ideals of either part. Read off 72 groups of 24 simulated
    members with sixty swipes each, 40 of them on near-ideals, tastes on attributes no model sees (vessel
    and poster). Held to fresh groups, of those with two opposed camps, even or three to one, 30 of 36 are
    told so (24 members; vessel, poster, tiles), 10 of 12 (12 members, poster) and 15 of 24 (8 members,
    vessel, tiles); of those without (alike, diverse, three camps, one loner) 2 of 72, 1 of 24 and 6 of 48.
    So of very few people a split is told with less right, and one picture does not prove that there are no
    camps.

    Args:
        one: `m`, each member's predicted percentile of the best single ideal, 0 to 1.
        own: `m`, of the ideal of their own part.
        weights: `m`, each member's share of the voice.
        cleft: Of the parts; see `cleft`.
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
    verdict = ONE if gain < OFFER else PARTS if cleft >= DIVIDED else BOTH
    return Split(verdict, gain, float(low), float(high))


def falls_apart(means: Array, weights: Array, rng: np.random.Generator) -> NDArray[np.int64]:
    """The part of each of `m` members if the split test finds two of them, else 0 for all: a first look.

    Ideals are the best in the mean among the pictures there are; nothing is climbed to.

    Args:
        means: `m x n`, what members think of pictures at large, on one scale.
        weights: `m`, each member's share of the voice.
        rng: Where the parts begin.
    """
    points = directions(means)
    part = two_parts(points, rng)
    best = np.array([int(np.argmax((weights * of) @ means)) for of in (part == part, part == 0, part == 1)])
    place = np.argsort(np.argsort(means, axis=1), axis=1) / means.shape[1]
    own = place[np.arange(len(part)), best[1 + part]]
    split = split_test(place[:, best[0]], own, weights, cleft(points, part), rng)
    return part if split.verdict == PARTS else np.zeros_like(part)


def directions(means: Array) -> Array:
    """What members think of the same pictures, each as a direction: `m x n` with rows of length 1, or 0."""
    return np.asarray(means / np.linalg.norm(means, axis=1, keepdims=True).clip(1e-12))


def cleft(points: Array, part: NDArray[np.int64]) -> float:
    """How much more alike members are to others of their part than to those of the other, -2 to 2.

    Args:
        points: `m x f`, directions.
        part: Of each; the cleft of one part is 0.

    Source: mean cosine within parts less across them, as in the silhouette, Rousseeuw 1987.
    """
    if not part.any():
        return 0.0
    alike, same = points @ points.T, part[:, None] == part
    within = same & ~np.eye(len(part), dtype=np.bool_)
    return float(alike[within].mean() - alike[~same].mean())


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
