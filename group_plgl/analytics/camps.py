"""Camps of taste: the best grouping of members, and an honest answer whether it is one.

A flat map shows camps that are not there, and a single gradient of taste looks like two of them.
So the question is asked where it can be answered: each member's answers are split in halves; a
line between two pooled tastes is found on one half, and members are placed on it by the other.
A gap on that line counts only if it is wider than a spectrum of the same width, seen with the
same noise, would show. Three answers are possible: no clear difference, a spectrum, separate
camps; below six members it is too early for any.

Finding more than two camps is the same question asked inside each camp.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import silhouette_score

from group_plgl.analytics.projection import directions
from group_plgl.analytics.readings import FEWEST, NO_DIFFERENCE, SEPARATE, SPECTRUM, TOO_FEW
from group_plgl.shapes import Array

FEWEST_IN_CAMP = 3
MOST_CAMPS = 5
SURE = 0.02
STABLE = 0.8
_DRAWS = 1999
_ROUNDS = 10
_DIGITS = 9  # of log odds: members who said the same must not differ by the last bits of a sum


@dataclass(frozen=True)
class Half:
    """One half of everybody's answers, and the tastes learned from it.

    Attributes:
        x: `m x a x (f+1)` coordinates with a trailing 1.
        liked: `m x a`.
        weight: `m x a`, 1 where the answer belongs to this half.
        tastes: `m x (f+1)` weights learned from this half alone.
    """

    x: Array
    liked: Array
    weight: Array
    tastes: Array


Pool = Callable[[Half, NDArray[np.int64]], Array]
"""Learns one taste (`f+1`) from the answers of some members in a half, as if they were one."""


@dataclass(frozen=True)
class Camps:
    """The best grouping found and what may be said about it.

    Attributes:
        reading: One of `readings.READINGS`.
        camp: `m`, from 0, larger camps first.
        certainty: `m`, 0.5 to 1: how surely a member is nearer to this camp than to the next.
        p_value: Chance of a gap this wide if tastes were a spectrum, 0 to 1.
        stability: Share of members on the same side whichever half judges, 0 to 1.
        silhouette: Of the grouping in the full space, -1 to 1.
    """

    reading: str
    camp: NDArray[np.int64]
    certainty: Array
    p_value: float
    stability: float
    silhouette: float

    @property
    def supported(self) -> bool:
        """Whether the grouping may be called camps."""
        return self.reading == SEPARATE


@dataclass(frozen=True)
class _Split:
    side: NDArray[np.int64]
    place: Array
    noise: float
    p_value: float
    stability: float

    @property
    def sure(self) -> bool:
        return self.p_value <= SURE and self.stability >= STABLE


def find_camps(halves: tuple[Half, Half], tastes: Array, pool: Pool, rng: np.random.Generator) -> Camps:
    """Camps among `m` members from both halves of their answers.

    Args:
        halves: The two halves, rows in the same order of members.
        tastes: `m x f` weights learned from all answers, without bias.
        pool: How the shared taste of some members is learned.
        rng: Where the null distributions come from.

    Source: cross-fitted scores on a line between pooled tastes; gap statistic = best two-way
    between-share (Fisher 1958) against directions spread evenly on a circle, of the same spread
    and noise: the flattest spectrum there is when few coordinates matter. A same-covariance
    Gaussian null would accept every flat-topped spectrum as camps.
    """
    m = len(tastes)
    if m < FEWEST:
        return Camps(TOO_FEW, np.zeros(m, dtype=np.int64), np.ones(m), 1.0, 0.0, 0.0)
    everyone = np.arange(m)
    first = _split(halves, everyone, pool, rng)
    camp, certainty = first.side, _certainty(first)
    if first.sure:
        camp = _divide(halves, camp, pool, rng)
        reading = SEPARATE
    else:
        reading = SPECTRUM if _differ(halves, rng) else NO_DIFFERENCE
    shape = float(silhouette_score(directions(tastes), camp)) if len(set(camp)) > 1 else 0.0
    return Camps(reading, _largest_first(camp), certainty, first.p_value, first.stability, shape)


def _divide(
    halves: tuple[Half, Half], camp: NDArray[np.int64], pool: Pool, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Splits camps again while a split is sure and there is room for another camp."""
    camp = camp.copy()
    open_camps = list(range(int(camp.max()) + 1))
    while open_camps and camp.max() + 1 < MOST_CAMPS:
        rows = np.nonzero(camp == open_camps.pop(0))[0]
        if len(rows) < 2 * FEWEST:
            continue
        inner = _split(halves, rows, pool, rng)
        if inner.sure:
            fresh = int(camp.max()) + 1
            open_camps += [int(camp[rows[0]]), fresh]
            camp[rows[inner.side == 1]] = fresh
    return camp


def _split(
    halves: tuple[Half, Half], rows: NDArray[np.int64], pool: Pool, rng: np.random.Generator
) -> _Split:
    """The best two-way split of some members, each judged by answers that did not find the line."""
    both = [np.round(_on_line(halves[k], halves[1 - k], rows, pool), _DIGITS) for k in (0, 1)]
    if (both[0] - both[0].mean()) @ (both[1] - both[1].mean()) < 0:
        both[1] = -both[1]
    place = both[0] + both[1]
    noise = min(float(np.var(both[0] - both[1])), float(np.var(place)))
    gap, cut = _widest_gap(place[None])
    null, _ = _widest_gap(_spectrum(len(rows), float(np.var(place)) - noise, noise, rng))
    sides = [_beyond(part, int(_widest_gap(part[None])[1][0])) for part in both]
    stability = float(np.mean(sides[0] == sides[1]))
    p_value = (1 + int(np.sum(null >= gap[0]))) / (_DRAWS + 1)
    return _Split(_beyond(place, int(cut[0])), place, noise, p_value, stability)


def _beyond(place: Array, cut: int) -> NDArray[np.int64]:
    """1 for members whose rank on the line is above the cut; those at one place keep their order."""
    side = np.zeros(len(place), dtype=np.int64)
    side[np.argsort(place, kind="stable")[cut + 1 :]] = 1
    return side


def _spectrum(m: int, signal: float, noise: float, rng: np.random.Generator) -> Array:
    """Places `draws x m` of directions spread evenly on a circle, seen from the side with noise."""
    even = np.sin(rng.uniform(-np.pi, np.pi, (_DRAWS, m))) * np.sqrt(2.0 * max(signal, 0.0))
    return np.asarray(even + rng.standard_normal((_DRAWS, m)) * np.sqrt(noise))


def _on_line(found_on: Half, judged_by: Half, rows: NDArray[np.int64], pool: Pool) -> Array:
    """Place of each member between two pooled tastes: mean log odds per answer, `len(rows)`."""
    line = _line(directions(found_on.tastes[rows, :-1]))
    side = (line > np.median(line)).astype(np.int64)
    for _ in range(_ROUNDS):
        place = _log_odds(found_on, rows, _poles(found_on, rows, side, pool))
        moved = (place > 0).astype(np.int64)
        if not FEWEST_IN_CAMP <= moved.sum() <= len(rows) - FEWEST_IN_CAMP:
            moved = (place > np.median(place)).astype(np.int64)
        if np.array_equal(moved, side):
            break
        side = moved
    return _log_odds(judged_by, rows, _poles(found_on, rows, side, pool))


def _line(points: Array) -> Array:
    centred = points - points.mean(axis=0)
    return np.asarray(centred @ np.linalg.svd(centred, full_matrices=False)[2][0])


def _poles(half: Half, rows: NDArray[np.int64], side: NDArray[np.int64], pool: Pool) -> Array:
    """The shared taste of either side, `2 x (f+1)`."""
    return np.stack([pool(half, rows[side == k]) for k in (0, 1)])


def _log_odds(half: Half, rows: NDArray[np.int64], poles: Array) -> Array:
    """How much better pole 1 explains each member's answers than pole 0, per answer."""
    logit = np.einsum("maf,kf->kma", half.x[rows], poles)
    fitted = half.weight[rows] * (half.liked[rows] * logit - np.logaddexp(0.0, logit))
    per_answer = fitted.sum(axis=2) / np.maximum(half.weight[rows].sum(axis=1), 1.0)
    return np.asarray(per_answer[1] - per_answer[0])


def _widest_gap(places: Array) -> tuple[Array, NDArray[np.int64]]:
    """Largest between-share of any two-way cut of each row, and the rank it cuts after."""
    ordered = np.sort(places, axis=1)
    ordered = ordered - ordered.mean(axis=1, keepdims=True)
    m = ordered.shape[1]
    below = np.arange(1, m)
    between = np.cumsum(ordered, axis=1)[:, :-1] ** 2 * (1.0 / below + 1.0 / (m - below))
    between[:, (below < FEWEST_IN_CAMP) | (below > m - FEWEST_IN_CAMP)] = 0.0
    total = np.maximum(np.sum(ordered**2, axis=1), 1e-300)
    return between.max(axis=1) / total, np.asarray(between.argmax(axis=1))


def _differ(halves: tuple[Half, Half], rng: np.random.Generator) -> bool:
    """Whether members resemble their own other half more than other members' halves (5 %)."""
    alike = directions(halves[0].tastes[:, :-1]) @ directions(halves[1].tastes[:, :-1]).T
    m = len(alike)
    shuffled = np.array([alike[np.arange(m), rng.permutation(m)].sum() for _ in range(_DRAWS)])
    return bool((1 + np.sum(shuffled >= np.trace(alike) - 10.0**-_DIGITS)) / (_DRAWS + 1) <= 0.05)


def _certainty(split: _Split) -> Array:
    """Chance that a member's side would not change with other answers, from the line's noise."""
    edge = (split.place[split.side == 1].min() + split.place[split.side == 0].max()) / 2
    away = np.abs(split.place - edge) / np.sqrt(max(split.noise, 1e-12))
    return np.asarray(0.5 * (1.0 + np.tanh(0.8 * away)))


def _largest_first(camp: NDArray[np.int64]) -> NDArray[np.int64]:
    names, sizes = np.unique(camp, return_counts=True)
    rank = np.empty(int(names.max()) + 1, dtype=np.int64)
    rank[names[np.argsort(-sizes, kind="stable")]] = np.arange(len(names))
    return np.asarray(rank[camp])
