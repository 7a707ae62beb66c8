"""Sets of pictures: when one picture does not serve a group, a few that together do.

A cover gives everybody one picture they like as well as can be. The fewest pictures are those of a
cover in which everybody finds one they like well enough. A proportional set gives every part of the
group its share of the pictures, however large the parts are. What is chosen from is any list of
candidates, as liked by each member; nothing here knows what a picture is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from group_plgl.errors import BadShape
from group_plgl.shapes import Array

_SAME, _DIGITS = 1e-9, 9  # sums in another order differ in their last digits
_MOST_TRIED = 20_000  # branches, a second or so

Rows = NDArray[np.int64]
Approvals = NDArray[np.bool_]


def served(liking: Array, weights: Array, rows: Rows) -> float:
    """How members like what they like best of a set: weighted mean, 0 to 1.

    Args:
        liking: `m x n`, 0 to 1.
        weights: `m`, each member's share of the voice; sums to 1.
        rows: Places of the set's pictures among the `n`.
    """
    return float(weights @ liking[:, rows].max(axis=1, initial=0.0))


def cover(liking: Array, weights: Array, k: int) -> Rows:
    """At most `k` rows of `n` candidates such that every member has one they like.

    What is made as high as can be is `served`. Greedy choice reaches 1 - 1/e of the best set; then single
    pictures are exchanged as long as that helps. The picture that serves most alone comes first.

    Args:
        liking: `m x n`, 0 to 1.
        weights: `m`, each member's share of the voice.
        k: How many; all candidates where there are no more.

    Raises:
        BadShape: There is not one weight for each member.

    Source: facility location; greedy choice, Nemhauser, Wolsey and Fisher 1978; exchange, Teitz and
    Bart 1968.
    """
    if weights.shape != liking.shape[:1]:
        raise BadShape(f"a cover needs liking m x n and weights m; got {liking.shape} and {weights.shape}")
    best, rows = np.zeros(len(liking)), list[int]()
    for _ in range(min(k, liking.shape[1])):
        left = -(weights @ np.maximum(liking, best[:, None]))
        left[rows] = np.inf
        rows.append(_least(left, weights @ liking))
        best = np.maximum(best, liking[:, rows[-1]])
    return _first_alone(liking, weights, _exchanged(liking, weights, rows))


def _exchanged(liking: Array, weights: Array, rows: list[int]) -> list[int]:
    """The rows after every exchange of one picture that serves better."""
    rows = list(rows)
    worth = float(weights @ liking[:, rows].max(axis=1, initial=0.0))
    better = True
    while better:
        better = False
        for place in range(len(rows)):
            others = rows[:place] + rows[place + 1 :]
            rest = liking[:, others].max(axis=1, initial=0.0)
            left = -(weights @ np.maximum(liking, rest[:, None]))
            left[others] = np.inf
            row = _least(left, weights @ liking)
            if -left[row] > worth + _SAME:
                rows[place], worth, better = row, -float(left[row]), True
    return rows


def _first_alone(liking: Array, weights: Array, rows: Sequence[int]) -> Rows:
    """Rows ordered by how many they serve alone."""
    chosen = np.asarray(rows, dtype=np.int64)
    return chosen[np.argsort(-np.round(weights @ liking[:, chosen], _DIGITS), kind="stable")]


@dataclass(frozen=True)
class Fewest:
    """The fewest pictures of which everybody likes one well enough.

    Attributes:
        rows: Their places among the candidates.
        unserved: Members who like no candidate well enough.
        exact: Whether it is certain that fewer would not do.
    """

    rows: Rows
    unserved: Rows
    exact: bool


def fewest(liking: Array, level: float) -> Fewest:
    """The fewest of `n` candidates of which everybody likes one at `level` or above.

    Left out are those who like none so much.
    Of as few pictures, those that are liked better. Beyond 20,000 branches the greedy set, or a
    smaller one if found by then, is taken and called inexact.

    Args:
        liking: `m x n`, 0 to 1.
        level: From where a picture is liked well enough, 0 to 1.

    Source: minimum set cover; greedy choice, Chvátal 1979; branch and bound on the member with the
    fewest pictures, bounded below by members who have no picture in common.
    """
    approved = liking >= level
    able = np.flatnonzero(approved.any(axis=1))
    unserved = np.flatnonzero(~approved.any(axis=1))
    search = _Search.over(approved[able])
    rows = search.run()
    worth = liking[able] + (len(able) + 1.0) * approved[able]  # being served outweighs all liking
    even = np.ones(len(able))
    chosen = _first_alone(liking[able], even, _exchanged(worth, even, rows))
    return Fewest(chosen, unserved, search.tried <= _MOST_TRIED)


@dataclass
class _Search:
    """Branch and bound for the smallest cover; sets of members are the bits of a number.

    Attributes:
        whom: Whom each candidate serves; none of them serves only what another serves, too.
        row: The place of each of these candidates.
        likers: The candidates, by place here, that each member likes.
        best: The smallest cover found, by place here.
        tried: How many branches were looked at.
    """

    whom: list[int]
    row: list[int]
    likers: list[list[int]]
    best: list[int] = field(default_factory=list)
    tried: int = 0

    @classmethod
    def over(cls, approved: Approvals) -> _Search:
        """Of approvals `m x n`; everybody approves of one at least."""
        bits = np.packbits(approved, axis=0, bitorder="little").T
        masks = [int.from_bytes(one.tobytes(), "little") for one in bits]
        whom, row = list[int](), list[int]()
        for place in sorted(range(len(masks)), key=lambda at: -masks[at].bit_count()):
            if masks[place] and not any(masks[place] & ~other == 0 for other in whom):
                whom.append(masks[place])
                row.append(place)
        likers = [[at for at, mask in enumerate(whom) if mask >> one & 1] for one in range(len(approved))]
        return cls(whom, row, likers)

    def run(self) -> list[int]:
        """Rows of the smallest cover found."""
        everybody = (1 << len(self.likers)) - 1
        self.best = self._greedily(everybody)
        self._branch(everybody, [])
        return [self.row[at] for at in self.best]

    def _greedily(self, left: int) -> list[int]:
        chosen = list[int]()
        while left:
            chosen.append(max(range(len(self.whom)), key=lambda at: (self.whom[at] & left).bit_count()))
            left &= ~self.whom[chosen[-1]]
        return chosen

    def _branch(self, left: int, chosen: list[int]) -> None:
        """Every cover that begins with the chosen ones, as far as it may be smaller than the best."""
        self.tried += 1
        if not left:
            self.best = list(chosen)
            return
        members = sorted(_bits(left), key=lambda one: len(self.likers[one]))
        if len(chosen) + self._at_least(members) >= len(self.best):
            return
        for at in sorted(self.likers[members[0]], key=lambda at: -(self.whom[at] & left).bit_count()):
            if self.tried > _MOST_TRIED:
                return
            self._branch(left & ~self.whom[at], [*chosen, at])

    def _at_least(self, members: list[int]) -> int:
        """How many pictures they need at least: as many as have no picture in common."""
        needed, reached = 0, 0
        for one in members:
            if not reached >> one & 1:
                needed += 1
                for at in self.likers[one]:
                    reached |= self.whom[at]
        return needed


def _bits(number: int) -> Iterator[int]:
    """The places of the ones."""
    while number:
        yield (number & -number).bit_length() - 1
        number &= number - 1


def proportional(approved: Approvals, liking: Array, k: int) -> Rows:
    """At most `k` rows of `n` candidates, of which every part of the group has its share.

    They come in order of choice. Everybody has the same budget, `k` pictures cost all of it, and a
    picture is bought by those who approve of it as evenly as they can pay: so of l `m` / `k` members who
    approve of the same l candidates, one at least approves of l that are chosen (extended justified
    representation, EJR).
    What the budgets leave open is filled as they grow on evenly (sequential Phragmén); a larger set
    cannot lose EJR. Of equally good ones the more liked in all is taken, then the first.

    Args:
        approved: `m x n`, who approves of what.
        liking: `m x n`, 0 to 1; breaks ties only.
        k: How many; all candidates where there are no more.

    Raises:
        BadShape: Approvals and liking are not of the same members and candidates.

    Source: method of equal shares, Peters and Skowron 2020; completion, Brill et al. 2017.
    """
    if approved.shape != liking.shape:
        raise BadShape(f"approvals and liking need to be m x n both; got {approved.shape} and {liking.shape}")
    m, n = approved.shape
    total = liking.sum(axis=0)
    budget, rows = np.full(m, min(k, n) / max(m, 1)), list[int]()
    while len(rows) < min(k, n):
        price = _prices(approved, budget)
        price[rows] = np.inf
        if not np.isfinite(price).any():
            break
        row = _least(price, total)
        budget = np.where(approved[:, row], np.maximum(budget - price[row], 0.0), budget)
        rows.append(row)
    while len(rows) < min(k, n):
        wait = _waits(approved, budget)
        wait[rows] = np.inf
        row = _least(wait, np.where(np.isin(np.arange(n), rows), -np.inf, total))
        if np.isfinite(wait[row]):
            budget = np.where(approved[:, row], 0.0, budget + wait[row])
        rows.append(row)
    return np.asarray(rows, dtype=np.int64)


def _prices(approved: Approvals, budget: Array) -> Array:
    """The most anybody pays for each candidate, `n`; infinite where budgets do not suffice.

    The poorest pay all they have and the others the same: rho with sum min(budget, rho) = 1.
    """
    order = np.argsort(budget, kind="stable")
    paying, purse = approved[order], budget[order][:, None]
    spent = np.cumsum(paying * purse, axis=0) - paying * purse
    payers = np.cumsum(paying[::-1], axis=0)[::-1]
    rate = (1.0 - spent) / np.maximum(payers, 1)
    able = paying & (rate <= purse + _SAME)
    highest = np.where(able, rate, -np.inf).max(axis=0, initial=-np.inf)  # the first who is not poor
    return np.where(np.isfinite(highest), highest, np.inf)


def _waits(approved: Approvals, budget: Array) -> Array:
    """How much everybody must earn until those who approve of a candidate can pay it, `n`."""
    missing, friends = 1.0 - budget @ approved, approved.sum(axis=0)
    return np.where(friends > 0, missing / np.maximum(friends, 1), np.inf)


def _least(cost: Array, total: Array) -> int:
    """The candidate of the least cost; of equals the one liked most in all, then the first."""
    least = cost.min()
    equal = (cost == least) | (cost <= least + _SAME)
    return int(np.argmax(np.where(equal, np.round(total, _DIGITS), -np.inf)))
