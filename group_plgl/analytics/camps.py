"""Camps of taste: the best grouping of members, and an honest answer whether it is one.

A flat map shows camps that are not there, and a single gradient of taste looks like two of them.
So the question is asked where it can be answered: each member's answers are split in halves; pooled
tastes are found on one half, and members are placed between them by the other. A gap between two
pooled tastes, or three clumps between three, count only if a spectrum of the same width, seen with
the same noise, would hardly show them. Three answers are possible: no clear difference, a spectrum,
separate camps; below six members it is too early for any.

More camps are found by asking the same inside each camp.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import silhouette_score

from group_plgl.analytics.belonging import belonging
from group_plgl.analytics.gaps import FEWEST_IN_CAMP, line_chance, plane_chance, three_clumps, widest_gap
from group_plgl.analytics.projection import directions
from group_plgl.analytics.readings import FEWEST, NO_DIFFERENCE, SEPARATE, SPECTRUM, TOO_FEW
from group_plgl.shapes import Array

MOST_CAMPS = 5
SURE = 0.015
SURE_OF_THREE = 0.04
SURE_WITHIN = 0.005  # inside camps there are several looks
STABLE = 0.8
_PARTS = 3
_FEWEST_FOR_THREE = 4 * FEWEST_IN_CAMP
_DRAWS = 1999
_ROUNDS = 10
_DIGITS = 9  # of log odds: members who said the same must not differ by the last bits of a sum
_PLANE = np.array([[np.sqrt(0.5), -np.sqrt(0.5), 0.0], [np.sqrt(1 / 6), np.sqrt(1 / 6), -np.sqrt(2 / 3)]])
_95 = 1.96

Rows = NDArray[np.int64]


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


Halves = tuple[Half, Half]


class Pool(Protocol):
    """Learns the taste that some members share."""

    def __call__(self, half: Half, rows: Rows) -> Array:
        """One taste, `f+1`, from their answers in a half, as if they were one."""

    def without(self, half: Half, rows: Rows, pole: Array) -> Array:
        """What that taste would be without each of them, `len(rows) x (f+1)`."""


@dataclass(frozen=True)
class Camps:
    """The best grouping found and what may be said about it.

    Attributes:
        reading: One of `readings.READINGS`.
        camp: `m`, from 0, larger camps first.
        probability: `m x k`, how probably each member belongs to each camp; rows sum to 1.
        p_value: Chance of a gap this wide if tastes were a spectrum, 0 to 1.
        stability: Share of members on the same side whichever half judges, 0 to 1.
        silhouette: Of the grouping in the full space, -1 to 1.
        line: `m x 3`, place on the line between two camps, about 0 for a typical member of the first and
            1 of the second, with its 95 % interval; NaN where there are not two.
    """

    reading: str
    camp: Rows
    probability: Array
    p_value: float
    stability: float
    silhouette: float
    line: Array

    @property
    def supported(self) -> bool:
        """Whether the grouping may be called camps."""
        return self.reading == SEPARATE


@dataclass(frozen=True)
class _Split:
    """Some members parted: who is where among them, where everybody stands, and how sure that is.

    `foretold` is how well each one's answers are explained by the pooled taste of the part that their
    other answers put them in: log likelihood per answer.
    """

    rows: Rows
    side: Rows
    places: Array
    noise: Array
    p_value: float
    stability: float
    level: float
    foretold: Array

    @property
    def sure(self) -> bool:
        return self.p_value <= self.level and self.stability >= STABLE

    @property
    def parts(self) -> int:
        return int(self.side.max()) + 1

    def probability(self) -> Array:
        """How probably everybody belongs to each part, `m x k`."""
        return belonging(self.places, self.noise, self.side, self.rows)


def find_camps(halves: Halves, tastes: Array, pool: Pool, rng: np.random.Generator) -> Camps:
    """Camps among `m` members from both halves of their answers.

    Args:
        halves: The two halves, rows in the same order of members.
        tastes: `m x f` weights learned from all answers, without bias.
        pool: How the shared taste of some members is learned.
        rng: Where the null distributions come from.

    Source: cross-fitted scores between pooled tastes; on a line the best two-way between-share (Fisher
    1958), in a plane that of three clumps, against directions spread evenly on a circle, of the same
    spread and noise: the flattest spectrum there is when few coordinates matter. A same-covariance
    Gaussian null would accept every flat-topped spectrum as camps.
    """
    m = len(tastes)
    if m < FEWEST:
        nowhere = np.full((m, 3), np.nan)
        return Camps(TOO_FEW, np.zeros(m, dtype=np.int64), np.ones((m, 1)), 1.0, 0.0, 0.0, nowhere)
    first = line = _split(halves, np.arange(m), pool, rng)
    differ = line.sure or _differ(halves, rng)  # members of tight camps are like each other's halves, too
    if differ and m >= _FEWEST_FOR_THREE:
        three = _three(halves, tastes, pool, rng)
        if three is not None and three.sure and (not line.sure or _better(three.foretold, line.foretold)):
            first = three
    probability = first.probability()
    if first.sure:
        reading = SEPARATE
        probability = _divide(halves, first, probability, pool, rng)
    else:
        reading, first = (SPECTRUM if differ else NO_DIFFERENCE), line
        probability = line.probability()
    camp, probability = _larger_first(_told(first, probability), probability)
    shape = float(silhouette_score(directions(tastes), camp)) if len(set(camp)) > 1 else 0.0
    return Camps(
        reading, camp, probability, first.p_value, first.stability, shape, _line(line, camp, probability)
    )


def _better(foretold: Array, other: Array) -> bool:
    """Whether answers are clearly better foretold, member by member, two standard errors."""
    gain = foretold - other
    return bool(gain.mean() > 2.0 * gain.std(ddof=1) / np.sqrt(len(gain)))


def _told(first: _Split, probability: Array) -> Rows:
    """The camp each most probably belongs to; where that leaves a camp too small, how they were cut."""
    camp = np.asarray(probability.argmax(axis=1))
    if np.bincount(camp, minlength=probability.shape[1]).min() < FEWEST_IN_CAMP:
        return first.side if first.parts == probability.shape[1] else camp
    return camp


def _divide(halves: Halves, first: _Split, probability: Array, pool: Pool, rng: np.random.Generator) -> Array:
    """Parts camps again while a split is sure and there is room for another camp; probabilities `m x k`."""
    waiting = list(range(first.parts))
    while waiting and probability.shape[1] < MOST_CAMPS:
        camp = waiting.pop(0)
        rows = np.nonzero(probability.argmax(axis=1) == camp)[0]
        if len(rows) < 2 * FEWEST:
            continue
        inner = _split(halves, rows, pool, rng)
        if inner.sure and inner.p_value <= SURE_WITHIN:
            shares = inner.probability() * probability[:, [camp]]
            waiting += [camp, probability.shape[1]]
            probability = np.column_stack([probability, shares[:, 1]])
            probability[:, camp] = shares[:, 0]
    return probability


def _split(halves: Halves, rows: Rows, pool: Pool, rng: np.random.Generator) -> _Split:
    """The best two-way split of some members, each judged by answers that did not find the line."""
    judged = [_on_line(halves[k], halves[1 - k], rows, pool) for k in (0, 1)]
    both = [np.round(fits[:, 1] - fits[:, 0], _DIGITS) for fits, _ in judged]
    mine = [part[rows] - part[rows].mean() for part in both]
    if mine[0] @ mine[1] < 0:
        both[1], mine[1] = -both[1], -mine[1]
    place = both[0] + both[1]
    noise = min(float(np.var(mine[0] - mine[1])), float(np.var(place[rows])))
    p_value, side = line_chance(place[rows], noise, rng)
    sides = [_cut(part[rows]) for part in both]
    stability, foretold = float(np.mean(sides[0] == sides[1])), np.mean([fit for _, fit in judged], axis=0)
    return _Split(rows, side, place[:, None], np.array([[noise]]), p_value, stability, SURE, foretold)


def _cut(place: Array) -> Rows:
    """The side of each member at the widest gap alone."""
    _, cut = widest_gap(place[None])
    side = np.zeros(len(place), dtype=np.int64)
    side[np.argsort(place, kind="stable")[int(cut[0]) + 1 :]] = 1
    return side


def _on_line(found_on: Half, judged_by: Half, rows: Rows, pool: Pool) -> tuple[Array, Array]:
    """How well two pooled tastes of some explain everybody's answers, `m x 2`, and each side's its own."""
    line = _main(directions(found_on.tastes[rows, :-1]), 1)[:, 0]
    side = (line > np.median(line)).astype(np.int64)
    for _ in range(_ROUNDS):
        poles = _poles(found_on, rows, side, pool)
        fits = _fits(found_on, poles)[rows]
        place = fits[:, 1] - fits[:, 0]
        moved = (place > 0).astype(np.int64)
        if not FEWEST_IN_CAMP <= moved.sum() <= len(rows) - FEWEST_IN_CAMP:
            moved = (place > np.median(place)).astype(np.int64)
        if np.array_equal(moved, side):
            break
        side = moved
    fits = _judged(judged_by, found_on, rows, side, pool)
    return fits, fits[rows, side]


def _three(halves: Halves, tastes: Array, pool: Pool, rng: np.random.Generator) -> _Split | None:
    """Everybody parted in three, judged by answers that did not find the three pooled tastes."""
    everyone = np.arange(len(tastes))
    share, start = three_clumps(_main(directions(tastes), 2)[None])
    if share[0] == 0.0:
        return None
    both, foretold = [], []
    for k in (0, 1):
        part = start[0]
        for _ in range(_ROUNDS):
            poles = _poles(halves[k], everyone, part, pool, _PARTS)
            moved = _fits(halves[k], poles).argmax(axis=1)
            small = np.bincount(moved, minlength=_PARTS).min() < FEWEST_IN_CAMP
            if small or np.array_equal(moved, part):
                break
            part = moved
        fits = _judged(halves[1 - k], halves[k], everyone, part, pool, _PARTS)
        foretold.append(fits[everyone, part])
        both.append(np.round((fits - fits.mean(axis=0)) @ _PLANE.T, _DIGITS))
    places = both[0] + both[1]
    noise = np.cov((both[0] - both[1]).T, bias=True)
    p_value, part = plane_chance(places, noise, rng)
    if part.max() < _PARTS - 1:
        return None
    nearest = [_nearest(one, part) for one in both]
    stability = float(np.mean(nearest[0] == nearest[1]))
    return _Split(everyone, part, places, noise, p_value, stability, SURE_OF_THREE, np.mean(foretold, axis=0))


def _nearest(places: Array, part: Rows) -> Rows:
    """Which part's middle everybody is nearest to."""
    middles = np.stack([places[part == one].mean(axis=0) for one in range(int(part.max()) + 1)])
    return np.asarray(((places[:, None] - middles) ** 2).sum(axis=2).argmin(axis=1))


def _main(points: Array, q: int) -> Array:
    """The `q` main directions of points, `m x q`, with signs fixed so that equal points give equal ones."""
    centred = points - points.mean(axis=0)
    axes = np.linalg.svd(centred, full_matrices=False)[2][:q]
    axes = axes * np.where(axes[np.arange(q), np.abs(axes).argmax(axis=1)] < 0, -1.0, 1.0)[:, None]
    return np.asarray(centred @ axes.T)


def _poles(half: Half, rows: Rows, side: Rows, pool: Pool, parts: int = 2) -> Array:
    """The shared taste of each part, `k x (f+1)`."""
    return np.stack([pool(half, rows[side == k]) for k in range(parts)])


def _fits(half: Half, poles: Array) -> Array:
    """How well each pole explains everybody's answers: log likelihood per answer, `m x k`."""
    logit = np.einsum("maf,kf->kma", half.x, poles)
    fitted = half.weight * (half.liked * logit - np.logaddexp(0.0, logit))
    return np.asarray((fitted.sum(axis=2) / np.maximum(half.weight.sum(axis=1), 1.0)).T)


def _judged(half: Half, found_on: Half, rows: Rows, side: Rows, pool: Pool, parts: int = 2) -> Array:
    """How well another half's poles explain everybody's answers, none by their own say in them: `m x k`."""
    poles = _poles(found_on, rows, side, pool, parts)
    fits = _fits(half, poles)
    for k, pole in enumerate(poles):
        own = rows[side == k]
        logit = np.einsum("maf,mf->ma", half.x[own], pool.without(found_on, own, pole))
        fits[own, k] = _fitted(half, own, logit)
    return fits


def _fitted(half: Half, rows: Rows, logit: Array) -> Array:
    """Log likelihood per answer of some members' answers, `len(rows)`."""
    weight = half.weight[rows]
    fitted = weight * (half.liked[rows] * logit - np.logaddexp(0.0, logit))
    return np.asarray(fitted.sum(axis=1) / np.maximum(weight.sum(axis=1), 1.0))


def _differ(halves: Halves, rng: np.random.Generator) -> bool:
    """Whether members resemble their own other half more than other members' halves (5 %)."""
    alike = directions(halves[0].tastes[:, :-1]) @ directions(halves[1].tastes[:, :-1]).T
    m = len(alike)
    others = rng.permuted(np.tile(np.arange(m), (_DRAWS, 1)), axis=1)
    shuffled = alike[np.arange(m), others].sum(axis=1)
    return bool((1 + np.sum(shuffled >= np.trace(alike) - 10.0**-_DIGITS)) / (_DRAWS + 1) <= 0.05)


def _line(line: _Split, camp: Rows, probability: Array) -> Array:
    """Everybody's place between two camps with its interval, drawn towards the middle by their noise."""
    if probability.shape[1] != 2 or len(line.rows) != len(camp):
        return np.full((len(camp), 3), np.nan)
    place, noise = line.places[:, 0], float(line.noise[0, 0])
    signal = max(float(np.var(place)) - noise, 0.0)
    trust = signal / max(signal + noise, 1e-300)
    best = place.mean() + trust * (place - place.mean())
    ends = [float(np.average(best, weights=probability[:, one])) for one in (0, 1)]
    wide = ends[1] - ends[0]
    if abs(wide) < 1e-12:
        return np.full((len(camp), 3), np.nan)
    at, reach = (best - ends[0]) / wide, _95 * np.sqrt(trust * noise) / abs(wide)
    return np.column_stack([at, at - reach, at + reach])


def _larger_first(camp: Rows, probability: Array) -> tuple[Rows, Array]:
    """Camps and their probabilities, numbered so that larger ones come first."""
    sizes = np.bincount(camp, minlength=probability.shape[1])
    order = np.argsort(-sizes, kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return np.asarray(rank[camp]), np.asarray(probability[:, order])
