"""Joint reverse: one latent that meets a target for each member, or who is in conflict.

Each member's log odds are linearised, the latent nearest to a prior sample that meets all of them is
found, and so on from there until the members themselves are met, not their linearisations. Nearest to
a prior sample, not to the origin: the result then looks like a picture of the space. Where tastes are
affine the first step is exact.

A way out when all cannot be met is in `fallbacks`.

Source: sequential quadratic programming, Nocedal and Wright 2006, chapter 18, with least-distance
subproblems (Lawson and Hanson 1974); minimal conflicts as in Chinneck and Dravnieks 1991.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from group_plgl.errors import OutOfReach
from group_plgl.ideals.halfspaces import Clash, Rows, compromise, minimal, nearest_to
from group_plgl.ideals.likings import Demands, WorstOff, logit, slopes_of
from group_plgl.ideals.nevers import Nevers
from group_plgl.ideals.typical import TypicalSet
from group_plgl.latents.space import Space
from group_plgl.shapes import Array
from group_plgl.utility import sigmoid

_STEPS = 30
_AIM = 2e-3  # log odds above the level that steps aim at, so that rounding does not miss it
_CLIMBING, _HALVINGS = 4, 12
_PULLS = 1e-6
_LIFT, _FEWEST_MOVED = 1e-9, 1e-4


@dataclass(frozen=True)
class Met:
    """A latent that meets the target for every member.

    Attributes:
        z: `d`, rounded as it will be stored.
        multipliers: `m`, 0 or more: who pulls how hard; all zero where the prior sample did already.
        chances: `m`, the chances shown there.
        way: How far it lies from the prior sample that it started from.
    """

    z: Array
    multipliers: Array
    chances: Array
    way: float


@dataclass(frozen=True)
class Conflict:
    """Members whose targets no latent found meets together.

    Attributes:
        members: Rows of a minimal conflict: together out of reach, without any one of them not.
        best: `d`, the best compromise for all members: the worst-off margin is the greatest found.
        chances: `m`, the chances shown there.
        multipliers: `m`, 0 or more with sum 1: who pulls how hard there.
    """

    members: Rows
    best: Array
    chances: Array
    multipliers: Array


@dataclass(frozen=True)
class Found:
    """A latent, what it gives each row, and who pulled it there.

    Attributes:
        z: `d`.
        margin: `m`, by how much each level is exceeded.
        wanted: `d`, the prior sample to be near to.
    """

    z: Array
    margin: Array
    wanted: Array

    @property
    def way(self) -> float:
        """How far it is from the prior sample."""
        return float(np.linalg.norm(self.z - self.wanted))

    def least(self, rows: Rows) -> float:
        """The margin of whoever of these rows is worst off."""
        return float(self.margin[list(rows)].min())

    def order(self, rows: Rows) -> tuple[float, float]:
        """What makes one better for these rows than another: being met, then a shorter way."""
        return min(self.least(rows), 0.0), -self.way


@dataclass
class Search:
    """A search for latents that meet levels, for all rows or some; it remembers what it found.

    Attributes:
        demands: What is asked.
        levels: `m`, which log odds.
        typical: Where results may lie.
        starts: `n x d` prior latents.
        seen: What was found on the way, for whichever rows.
    """

    demands: Demands
    levels: Array
    typical: TypicalSet
    starts: Array
    seen: list[Found] = field(default_factory=list)

    @classmethod
    def over(
        cls, demands: Demands, space: Space, targets: ArrayLike, starts: Array, nevers: Nevers | None = None
    ) -> Search:
        """The search for chances `targets`, 0 to 1, one for all or `m`; at most what may be claimed."""
        asked = np.minimum(np.asarray(targets, dtype=np.float64), demands.ceilings)
        return cls(demands, logit(asked), TypicalSet(space, nevers), starts)

    @property
    def everybody(self) -> Rows:
        """All rows."""
        return tuple(range(len(self.levels)))

    def chances(self, z: Array) -> Array:
        """The chances shown at one latent `d`, `m`."""
        return np.minimum(sigmoid(self.demands.values(z[None])[:, 0]), self.demands.ceilings)

    def remember(self, known: Array) -> None:
        """Count latents `n x d` that may be shown as found, each near to itself."""
        z = self.typical.space.canonical(known)
        margin = self.demands.values(z) - self.levels[:, None]
        self.seen += [Found(one, own, one) for one, own in zip(z, margin.T, strict=True)]

    def best_for(self, rows: Rows, afresh: bool = True) -> Found:
        """The latent that meets these rows with the shortest way, or misses the worst-off by least.

        What came nearest for any rows is tried first, then, if `afresh` or there is nothing else, every
        start. Steps come before climbing the worst-off margin, because they end near a prior sample; what is
        met at a top is drawn back to its prior sample as far as it stays met.
        """
        known = self.nearest(rows)
        if known is not None and known.least(rows) >= 0.0:
            return known
        begin = self.typical.within(self.starts), self.starts
        for z, wanted in (begin,) if known is None else (self._top(rows), begin)[: 1 + afresh]:
            found = self._stepped(z, wanted, rows)
            if found.least(rows) >= 0.0:
                return found
            ends = self.seen[-len(z) :]
            tops = self.typical.climbed(self._worst_off(rows), np.array([end.z for end in ends])).z
            found = self._stepped(tops, wanted, rows, draw_back=True)
            if found.least(rows) >= 0.0:
                return found
        return max(self.seen, key=lambda one: one.order(rows))

    def _worst_off(self, rows: Rows) -> WorstOff:
        """The worst-off margin of some rows."""
        asked = np.full(len(self.levels), -np.inf)
        asked[list(rows)] = self.levels[list(rows)] + _AIM
        return WorstOff(self.demands, asked)

    def nearest(self, rows: Rows) -> Found | None:
        """Of all that was found the best for these rows: met with the shortest way, or missed least."""
        return max(self.seen, key=lambda one: one.order(rows), default=None)

    def _top(self, rows: Rows) -> tuple[Array, Array]:
        """Where those found that come nearest to these rows lie, and what they were to be near to."""
        top = sorted(self.seen, key=lambda one: -one.least(rows))[:_CLIMBING]
        return np.array([one.z for one in top]), np.array([one.wanted for one in top])

    def reaches(self, rows: Rows, afresh: bool = True) -> bool:
        """Whether a latent was found that meets these rows."""
        return self.best_for(rows, afresh).least(rows) >= 0.0

    def clash(self, rows: Rows) -> Clash | None:
        """A minimal conflict among some rows, as far as can be found; None where all are met.

        The certificate at the best point names who is in conflict; if these can be met after all, whoever
        is worst off there joins them, until they cannot. Then everybody who is not needed is let go.
        """
        best = self.best_for(rows)
        if best.least(rows) >= 0.0:
            return None
        weights = self.pulling(best, rows)
        core = tuple(row for row in rows if weights[row] > _PULLS)
        while self.reaches(core):
            margin = self.best_for(core).margin
            left = [row for row in rows if row not in core]
            if not left:
                return None
            core = tuple(sorted((*core, min(left, key=lambda row: float(margin[row])))))
        return Clash(weights, minimal(core, self.reaches, weights))

    def _stepped(self, z: Array, wanted: Array, rows: Rows, draw_back: bool = False) -> Found:
        """The best latent on paths from `z` to what is nearest to `wanted`, both `n x d`.

        Steps are kept where they lift the worst-off; where they do not, shorter ones are tried.
        """
        z, chosen = self.typical.space.canonical(z), list(rows)
        trust = np.full(len(z), 0.5 * self.typical.radius)
        values, slopes = slopes_of(self.demands, z, rows)
        margin = self._margins(z, values)
        for _ in range(_STEPS):
            least = margin[chosen].min(axis=0)
            late = np.flatnonzero((least < 0.0) & (trust > _FEWEST_MOVED * self.typical.radius))
            if not len(late) or (least >= 0.0).any():
                break
            ahead = z[late].copy()
            for place, one in enumerate(late):
                line = slopes[one], values[chosen, one] - self.levels[chosen]
                way, _ = self._way(z[one], wanted[one], *line)
                length = float(np.linalg.norm(way))
                trust[one] = min(trust[one], max(length, 1e-12))
                ahead[place] += way * min(1.0, trust[one] / max(length, 1e-12))
            ahead = self.typical.space.canonical(self.typical.within(ahead))
            new_values, new_slopes = slopes_of(self.demands, ahead, rows)
            new_margin = self._margins(ahead, new_values)
            better = new_margin[chosen].min(axis=0) > least[late] + _LIFT
            trust[late] *= np.where(better, 2.0, 0.25)
            took = late[better]
            z[took], slopes[took] = ahead[better], new_slopes[better]
            values[:, took], margin[:, took] = new_values[:, better], new_margin[:, better]
        if draw_back:
            self._draw_back(z, margin, wanted, rows)
        return self._kept(z, wanted, margin, rows)

    def _draw_back(self, z: Array, margin: Array, wanted: Array, rows: Rows) -> None:
        """Bring latents that meet the rows nearer to what is wanted, on the straight line, in place."""
        chosen, home = list(rows), self.typical.within(wanted)
        met = margin[chosen].min(axis=0) >= 0.0
        low, high = np.zeros(len(z)), np.ones(len(z))
        for _ in range(_HALVINGS if met.any() else 0):
            share = 0.5 * (low + high)
            middle = self.typical.space.canonical(home + share[:, None] * (z - home))
            now = self._margins(middle, self.demands.values(middle))
            good = now[chosen].min(axis=0) >= 0.0
            low, high = np.where(good, low, share), np.where(good, share, high)
        back = self.typical.space.canonical(home + high[:, None] * (z - home))
        z[met] = back[met]
        margin[:, met] = self._margins(back, self.demands.values(back))[:, met]

    def _way(self, z: Array, wanted: Array, slope: Array, margin: Array) -> tuple[Array, Array]:
        """The way from `z` (`d`) to the linearised answer, and the rows' multipliers."""
        A, away = slope * self.typical.turning, self.typical.away(z[None])[0]
        c = A @ away - margin + _AIM
        box, ends = self._box()
        near = nearest_to(
            np.vstack([A, box]), np.append(c, ends), self.typical.away(wanted[None])[0], self.typical.radius
        )
        if near is not None:
            return near.z - away, near.multipliers[: len(c)]
        best = compromise(A, c, self.typical.radius)
        return best.z - away, best.multipliers

    def _box(self) -> tuple[Array, Array]:
        """The ends of genes that turn as rows of demands on the way from the centre."""
        limits, d = self.typical.space.limits, len(self.typical.turning)
        if not limits:
            return np.zeros((0, d)), np.zeros(0)
        low, high = limits.ends
        below = np.flatnonzero(np.isfinite(low) & self.typical.turning)
        above = np.flatnonzero(np.isfinite(high) & self.typical.turning)
        eye, centre = np.eye(d), np.asarray(limits.centre)
        rows = np.vstack([eye[below], -eye[above]])
        return rows, np.append((low - centre)[below], (centre - high)[above])

    def _margins(self, z: Array, values: Array) -> Array:
        """By how much levels are exceeded, `m x n`; -inf within what must not come again."""
        return np.where(self.typical.roomy(z), values - self.levels[:, None], -np.inf)

    def _kept(self, z: Array, wanted: Array, margin: Array, rows: Rows) -> Found:
        """Remember where paths ended; the best of them."""
        chosen = list(rows)
        met = margin[chosen].min(axis=0) >= 0.0
        if met.any():
            margin[:, met] = np.where(self.typical.clear(z[met]), margin[:, met], -np.inf)
        found = [Found(z[one], margin[:, one], wanted[one]) for one in range(len(z))]
        self.seen += found
        return max(found, key=lambda one: one.order(rows))

    def pulling(self, at: Found, rows: Rows) -> Array:
        """Who pulls how hard at a latent, `m`: on the way to the prior sample if these rows are met.

        Else on the worst-off margin, with sum 1.
        """
        _, slopes = slopes_of(self.demands, at.z[None], rows)
        weights = np.zeros(len(self.levels))
        _, weights[list(rows)] = self._way(at.z, at.wanted, slopes[0], at.margin[list(rows)])
        missed = at.least(rows) < 0.0
        return weights / max(float(weights.sum()), 1e-300) if missed else weights


def meet(
    demands: Demands, space: Space, targets: ArrayLike, starts: Array, nevers: Nevers | None = None
) -> Met | Conflict:
    """One latent at which every row has its target chance or more, or the rows in conflict.

    Args:
        demands: What is asked: members' likings, cautious ones for a robust answer, and any other rows.
        space: Where; results stay within its 99 % typical set and its limits.
        targets: Chances 0 to 1, one for all or `m`.
        starts: `n x d` prior latents; the answer is near one of them. Eight are plenty.
        nevers: What must not come again.

    Raises:
        OutOfReach: A target is above what held-out answers support; with the best that can be claimed.
    """
    search = Search.over(demands, space, targets, starts, nevers)
    clash = search.clash(search.everybody)
    best = search.best_for(search.everybody)
    chances, pulls = search.chances(best.z), search.pulling(best, search.everybody)
    asked = np.broadcast_to(targets, search.levels.shape)
    if (asked > demands.ceilings).any():
        row = int(np.argmax(asked - demands.ceilings))
        raise OutOfReach(
            "a chance of {asked} was asked; answers that were held out support {most} at most",
            advice="Ask for less, or answer more: surer tastes support higher claims.", best=best.z,
            reached=float(chances.min()), asked=f"{asked[row]:.1%}", most=f"{demands.ceilings[row]:.1%}",
        )  # fmt: skip
    if clash is None or best.least(search.everybody) >= 0.0:
        return Met(best.z, pulls, chances, best.way)
    return Conflict(clash.rows, best.z, chances, pulls)
