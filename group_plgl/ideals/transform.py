"""The least visible change of a picture that reaches a target liking.

How much a change is seen is measured by a `Sight`: foretold from the latent, or on drawn pictures.
About a latent z it is a metric M = J(z)^T J(z) + lambda I, with J the slopes of the looks; where
looks are affine and the utility linear the answer has a closed form, elsewhere a few steps of it
are taken, each checked. Everything stays within limits and the typical set, sensitive genes stand
still, and whatever else is asked to stay does so by equality rows.

Source: sequential quadratic programming on a Gauss-Newton metric (Nocedal and Wright 2006, ch. 10
and 18). InterFaceGAN (Shen et al. 2020) walks straight along a boundary's normal instead; what that
walk would change is told beside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from group_plgl.ideals.sights import Rows, Sight
from group_plgl.latents.space import Space
from group_plgl.shapes import Array
from group_plgl.utility import CoordinateMap, Opposite, Utility

STEPS, CORRECTIONS = 12, 4
LAMBDA = 3.0  # squared just noticeable differences that a gene's move by one prior sd counts at least
LONGEST = 2.0  # just noticeable differences in one step: farther off no slope is believed
VISIBLE = 1.0  # below so many just noticeable differences nobody sees that anything is better
_SHARES = np.array([1.0, 0.6, 0.3, 0.08])
_WAY = np.array([0.2, 0.4, 0.6, 0.8])
_ALMOST, _FAR, _FINE = 0.02, 8.0, 161
_LIFTS, _LITTLE = 3, 0.5  # of utility: what a search ends short of is small change
_STILL, _FINISHED = 1e-9, 2e-3

Verdict = Literal["reached", "already", "invisible", "out of reach"]


@dataclass(frozen=True)
class Transformed:
    """What became of a latent.

    Attributes:
        z: `d`, rounded as it will be stored.
        change: How much of it is seen, in just noticeable differences; as drawn where that was looked at.
        foretold: The same as the wish's own sight tells it.
        score: The utility there.
        before: The utility where it began.
        verdict: `reached`; `already` where nothing had to be changed; `invisible` where the score moved
            and nobody would see it; `out of reach`.
    """

    z: Array
    change: float
    foretold: float
    score: float
    before: float
    verdict: Verdict


@dataclass(frozen=True)
class Wish:
    """What is to be changed, and what has to stay.

    Attributes:
        utility: What shall rise.
        space: Where; its limits hold and its sensitive genes stand still.
        sight: How changes are seen.
        start: `d`, the latent that is changed.
        kept: What has to keep its value, as a map to `k` numbers; nothing unless told.
        still: `d`, genes that may not move; none unless told.
    """

    utility: Utility
    space: Space
    sight: Sight
    start: Array
    kept: CoordinateMap | None = None
    still: Rows | None = None

    @property
    def moving(self) -> Rows:
        """`d`: the genes that may move."""
        learned = self.space.learned
        return learned if self.still is None else learned & ~self.still

    @property
    def radius(self) -> float:
        """How far genes may lie from the limits' centre: the typical set, or where they were."""
        away = (self.start - self.space.limits.centre) * self.space.learned
        return max(self.space.typical_radius, float(np.linalg.norm(away)))

    def inside(self, z: Array) -> Array:
        """The nearest latents `n x d` within limits and the typical set; what may not move does not."""
        within = self.space.limits.nearest(z, self.radius, self.space.learned)
        return np.where(self.moving, within, self.start)


def transform(wish: Wish, level: float, sure: Wish | None = None, steps: int = STEPS) -> Transformed:
    """The least visible change after which the utility is at `level`, or the best found.

    In an affine space it is z + M^-1 w (level - u(z)) / (w^T M^-1 w).

    Args:
        wish: What is to be changed.
        level: The utility to reach.
        sure: The same wish as it is seen and judged on drawn pictures: the last steps go by it, and
            so does what is told.
        steps: How many at most before that.
    """
    here = _told(wish, wish.start, level, sure)
    if here.before >= level:
        return replace(here, verdict="already")
    z = _searched(_Search.of(wish, level, None), steps, wish.start)
    if sure is not None:
        search = _Search.of(sure, level, None)
        z = search.shortened(z)
        z = search.lifted(_searched(search, CORRECTIONS, z))
    return _told(wish, z, level, sure)


def spent(
    wish: Wish, budget: float, sure: Wish | None = None, steps: int = STEPS, begin: Array | None = None
) -> Transformed:
    """The highest utility for a change of at most `budget` just noticeable differences.

    In an affine space it is z + budget M^-1 w / sqrt(w^T M^-1 w), of which lambda has its part.

    Args:
        wish: What is to be changed.
        budget: Just noticeable differences.
        sure: As in `transform`.
        steps: How many at most before that.
        begin: Where to look first: what a smaller budget bought; the start unless told.
    """
    z = _searched(_Search.of(wish, np.inf, budget), steps, wish.start if begin is None else begin)
    if sure is not None:
        z = _searched(_Search.of(sure, np.inf, budget), CORRECTIONS, z)
    return _told(wish, z, -np.inf, sure)


def straight(wish: Wish, level: float) -> Transformed:
    """The same level by a straight walk along the utility's slope at the start, drawn back inside.

    Source: InterFaceGAN, Shen et al. 2020, whose normal is the slope of a linear boundary.
    """
    return walked(wish, wish.utility.rise(wish.start[None])[1][0], level)


def walked(wish: Wish, direction: Array, level: float) -> Transformed:
    """The first latent on a straight walk in a direction (`d`) whose utility is at `level`, or the best."""
    along = np.where(wish.moving, direction, 0.0)
    along /= max(float(np.linalg.norm(along)), _STILL)
    walk = wish.inside(wish.start + np.linspace(0.0, _FAR, _FINE)[:, None] * along)
    score = wish.utility.score(walk)
    there = np.flatnonzero(score >= level)
    at = int(there[0]) if len(there) else int(np.argmax(score))
    if len(there) and at:
        part = (level - score[at - 1]) / (score[at] - score[at - 1])
        return _told(wish, wish.inside((walk[at - 1] + part * (walk[at] - walk[at - 1]))[None])[0], level)
    return _told(wish, walk[at], level)


def steps_along(wish: Wish, changes: Sequence[float], steps: int = 3) -> list[Transformed]:
    """A row of latents along the taste, each as many just noticeable differences from the start.

    Args:
        wish: Whose taste, and from where.
        changes: Just noticeable differences; below 0 away from the taste. 0 is the start itself.
        steps: How many at most for each, from the one before on the same side.
    """
    made: dict[float, Transformed] = {}
    for side in (1.0, -1.0):
        own = wish if side > 0 else replace(wish, utility=Opposite(wish.utility))
        begin: Array | None = None
        for change in sorted({abs(one) for one in changes if one * side > 0.0}):
            found = spent(own, change, None, steps, begin)
            begin = found.z
            made[side * change] = replace(found, score=side * found.score, before=side * found.before)
    if not all(changes):
        made[0.0] = _told(wish, wish.start, -np.inf)
    return [made[float(change)] for change in changes]


def nearest_that(
    score: Array, gap: Array, level: float = np.inf, budget: float | None = None
) -> tuple[int, Verdict]:
    """Of pictures that are there, the row of the most alike that pleases enough, and how that went.

    With a budget it is the row that pleases most among those not farther than it.

    Args:
        score: `n`, the utility of each; one of them is the picture that is changed.
        gap: `n`, just noticeable differences from that picture.
        level: The utility to reach.
        budget: Just noticeable differences to spend.
    """
    here = int(np.argmin(gap))
    if budget is not None:
        row = int(np.argmax(np.where(gap <= budget, score, -np.inf)))
    elif (score < level).all():
        return int(np.argmax(score)), "out of reach"
    else:
        row = int(np.argmin(np.where(score >= level, gap, np.inf)))
        if row == here:
            return row, "already"
    return row, "invisible" if gap[row] < VISIBLE and score[row] > score[here] else "reached"


@dataclass(frozen=True)
class _Search:
    """A wish with its goal: a level to reach, or a budget to spend.

    Attributes:
        wish: What is to be changed.
        level: The utility to reach; infinite where a budget is spent.
        budget: Just noticeable differences to spend, or None.
        looks: `p`, of the start.
        values: `k`, of what has to stay, at the start.
    """

    wish: Wish
    level: float
    budget: float | None
    looks: Array
    values: Array

    @classmethod
    def of(cls, wish: Wish, level: float, budget: float | None) -> _Search:
        values = np.zeros(0) if wish.kept is None else wish.kept.coordinates(wish.start[None])[0]
        return cls(wish, level, budget, wish.sight.looks(wish.start[None])[0], values)

    def cost(self, z: Array) -> Array:
        """Half the squared change, lambda's part included, of latents `n x d`."""
        seen = ((self.wish.sight.looks(z) - self.looks) ** 2).sum(axis=1)
        return np.asarray(0.5 * (seen + LAMBDA * ((z - self.wish.start) ** 2).sum(axis=1)))

    def step(self, z: Array) -> tuple[Array, float]:
        """The step from z that would be right if all were affine, and what a unit of utility costs."""
        looks, slopes = self.wish.sight.slopes(z)
        score, rise = (one[0] for one in self.wish.utility.rise(z[None]))
        bend = slopes.T @ slopes + LAMBDA * np.eye(len(z))
        pull = slopes.T @ (looks - self.looks) + LAMBDA * (z - self.wish.start)
        so_far = 0.5 * float(((looks - self.looks) ** 2).sum() + LAMBDA * ((z - self.wish.start) ** 2).sum())
        rows, lack = self._rows(z)
        free, step, price = self.wish.moving.copy(), np.zeros(len(z)), 0.0
        low, high = self.wish.space.limits.ends if self.wish.space.limits else (-np.inf, np.inf)
        learned, ball = self.wish.space.learned, False
        away = (z - self.wish.space.limits.centre) * learned
        for _ in range(4):
            least, along = _least(bend, pull, rise, rows, lack, free)
            gain = float(rise @ along)
            if gain <= _STILL:
                return least, 0.0
            if self.budget is None:
                price = max(self.level - score - float(rise @ least), 0.0) / gain
            else:
                without = so_far + float(pull @ least + 0.5 * least @ bend @ least)
                price = float(np.sqrt(max(self.budget**2 - 2.0 * without, 0.0) / gain))
            step = least + price * along
            beyond = free & ((z + step < low) | (z + step > high))
            outside = np.linalg.norm(away + step * learned) > self.wish.radius * (1.0 + 1e-6)
            if not beyond.any() and (ball or not outside):
                break
            free &= ~beyond
            if outside and not ball:
                ball = True
                rows = np.vstack([rows, away])
                lack = np.append(lack, 0.5 * (self.wish.radius**2 - float(away @ away)))
        return step * min(1.0, LONGEST / max(float(np.sqrt(step @ bend @ step)), _STILL)), price

    def shortened(self, z: Array) -> Array:
        """The first latent on the way from the start to z that is at the level, else z itself."""
        way = self.wish.inside(self.wish.start + _WAY[:, None] * (z - self.wish.start))
        enough = np.flatnonzero(self.wish.utility.score(way) >= self.level)
        return np.asarray(way[enough[0]] if len(enough) else z)

    def lifted(self, z: Array) -> Array:
        """The latent brought up to the level by the cheapest way uphill, where little is missing."""
        for _ in range(_LIFTS):
            if not 0.0 < self.level - float(self.wish.utility.score(z[None])[0]) < _LITTLE:
                break
            score, rise = (one[0] for one in self.wish.utility.rise(z[None]))
            _, slopes = self.wish.sight.slopes(z)
            bend = slopes.T @ slopes + LAMBDA * np.eye(len(z))
            least, along = _least(bend, np.zeros(len(z)), rise, *self._rows(z), self.wish.moving)
            price = (self.level - score - float(rise @ least)) / max(float(rise @ along), _STILL)
            tried = self.wish.inside((z + least + price * along)[None])
            if self.wish.utility.score(tried)[0] <= score:
                break
            z = tried[0]
        return z

    def _rows(self, z: Array) -> tuple[Array, Array]:
        """The slopes of what has to stay, `k x d`, and how far it is off, `k`."""
        if self.wish.kept is None:
            return np.zeros((0, len(z))), np.zeros(0)
        k = len(self.values)
        values, pullback = self.wish.kept.traced(np.tile(z, (k, 1)))
        return pullback(np.eye(k)), self.values - values[0]

    def merit(self, z: Array, price: float) -> Array:
        """What a search makes small, `n`: the change, and what is missing at twice its price."""
        score, cost = self.wish.utility.score(z), self.cost(z)
        missing = np.zeros(len(z))
        if self.wish.kept is not None:
            missing = 100.0 * ((self.wish.kept.coordinates(z) - self.values) ** 2).sum(axis=1)
        if self.budget is None:
            return np.asarray(cost + 2.0 * price * np.maximum(self.level - score, 0.0) + missing)
        over = np.maximum(np.sqrt(2.0 * cost) - self.budget, 0.0)
        return np.asarray(-price * score + 4.0 * self.budget * over + missing)


def _least(
    bend: Array, pull: Array, rise: Array, rows: Array, lack: Array, free: Rows
) -> tuple[Array, Array]:
    """The step of least change that keeps the rows, and the cheapest way uphill that does, `d` each."""
    k, n = len(rows), int(free.sum())
    system = np.zeros((n + k, n + k))
    system[:n, :n] = bend[np.ix_(free, free)]
    system[:n, n:], system[n:, :n] = rows[:, free].T, rows[:, free]
    system[n:, n:] = -_STILL * np.eye(k)
    wanted = np.zeros((n + k, 2))
    wanted[:n, 0], wanted[n:, 0], wanted[:n, 1] = -pull[free], lack, rise[free]
    solved = np.zeros((len(pull), 2))
    solved[free] = np.linalg.solve(system, wanted)[:n]
    return solved[:, 0], solved[:, 1]


def _searched(search: _Search, steps: int, begin: Array) -> Array:
    """Steps until nothing is gained, each as long as it helps."""
    wish, dearest = search.wish, 0.0
    z: Array = wish.inside(begin[None])[0]
    for _ in range(steps):
        step, price = search.step(z)
        tried = wish.inside(z + _SHARES[:, None] * step)
        dearest = max(dearest, price)
        merit = search.merit(np.vstack([z[None], tried]), dearest)
        best = int(np.argmin(merit))
        if best == 0:
            break
        z = tried[best - 1]
        if merit[0] - merit[best] < _FINISHED:
            break
    return z


def _told(wish: Wish, z: Array, level: float, sure: Wish | None = None) -> Transformed:
    """The latent as it is stored, with what it looks like and scores."""
    z = wish.space.canonical(z)[0]
    both = np.vstack([wish.start[None], z[None]])
    before, score = (sure or wish).utility.score(both)
    foretold = _apart(wish.sight, both)
    change = foretold if sure is None else _apart(sure.sight, both)
    short = score < level - _ALMOST * max(abs(level - before), 1e-3)
    found = Transformed(z, change, foretold, float(score), float(before), "out of reach")
    return found if short else replace(found, verdict=_seen(found))


def seen_by(found: Transformed, start: Array, sight: Sight) -> Transformed:
    """The same with the change that another sight sees of it; what is invisible there is so."""
    found = replace(found, change=_apart(sight, np.vstack([start, found.z])))
    return replace(found, verdict=_seen(found)) if found.verdict in ("reached", "invisible") else found


def _seen(found: Transformed) -> Verdict:
    return "invisible" if found.change < VISIBLE and found.score > found.before else "reached"


def _apart(sight: Sight, both: Array) -> float:
    one, other = sight.looks(both)
    return float(np.linalg.norm(one - other))
