"""Halfspaces: the nearest latent that meets linear demands, or the demands that conflict.

A demand is a row of `A z >= c`: a member's level, linearised where tastes are curved, or any other
classifier's. Multipliers say who pulls how hard; where nothing meets all demands, weights of a
certificate say who pulls against whom. Which demands are made of which members is in `joint`.

Source: Lawson and Hanson 1974, chapter 23 (least distance programming by non-negative least
squares); Farkas 1902.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

from group_plgl.shapes import Array

_FARTHEST = 1e6  # distances beyond which demands count as unmeetable, in those of the farthest single one
_NOTHING = 1e-9
_FOUND, _CLOSE = 1e-10, 1e-6
_ROUNDS = 60

Rows = tuple[int, ...]


@dataclass(frozen=True)
class Nearest:
    """The point that meets all demands with the least way.

    Attributes:
        z: `d`.
        multipliers: `m`, 0 or more: by how much half the squared way grows per unit of each demand.
    """

    z: Array
    multipliers: Array


@dataclass(frozen=True)
class Clash:
    """A certificate that nothing meets all demands.

    Attributes:
        weights: `m`, 0 or more with sum 1: added up with these, the demands contradict themselves.
        rows: A minimal set of demands that cannot be met together; every part of it can.
    """

    weights: Array
    rows: Rows


@dataclass(frozen=True)
class Compromise:
    """The point of a ball at which the demand missed by most is missed by least.

    Attributes:
        z: `d`.
        margin: By how much the worst-off demand is exceeded there; below 0 it is missed.
        multipliers: `m`, 0 or more with sum 1: who pulls how hard.
    """

    z: Array
    margin: float
    multipliers: Array


def least_distance(A: Array, c: Array) -> Nearest | Clash:
    """The z with the least |z| such that `A z >= c`, or the rows that contradict each other.

    With more dimensions than rows the rows' triangular factor takes their place: z is made of rows.

    The certificate's support is minimal because it comes from a basic solution: its columns of
    `[A'; c']` are independent, so u is their only combination with `A'u = 0`, `c'u = 1`. If some of its
    rows could not be met, they would by Farkas have a certificate of their own, which is another such
    combination. What rounding adds is left out again by trying without each.

    Args:
        A: `m x d`.
        c: `m`.

    Source: Lawson and Hanson 1974, algorithm LDP; there z is read off the residual, here off the
    multipliers, so that Q of the factorisation is never made. Rows are scaled to length 1 before.
    """
    found, weights = _solved(A, c)
    if found is not None:
        return found
    rows = tuple(int(row) for row in np.flatnonzero(weights))
    return Clash(weights, minimal(rows, lambda some: _meetable(A, c, some), weights))


def nearest_to(A: Array, c: Array, wanted: Array, radius: float) -> Nearest | None:
    """The point of a ball with `A z >= c` that is nearest to `wanted` (`d`); None if none.

    Where the nearest point lies outside the ball, `wanted` is drawn in to a share of itself: by the
    conditions of Karush, Kuhn and Tucker the answer is nearest to such a share.
    """

    def near(share: float) -> Nearest | None:
        found, _ = _solved(A, c - share * (A @ wanted))
        return None if found is None else Nearest(found.z + share * wanted, found.multipliers)

    whole, least = near(1.0), None
    if whole is None or np.linalg.norm(whole.z) <= radius:
        return whole
    least = near(0.0)
    if least is None or np.linalg.norm(least.z) > radius:
        return None
    low, high = 0.0, 1.0
    for _ in range(_ROUNDS):
        share = 0.5 * (low + high)
        found = near(share)
        size = np.inf if found is None else float(np.linalg.norm(found.z))
        low, high = (share, high) if size <= radius else (low, share)
        least = found if found is not None and size <= radius else least
        if 0.0 <= radius - size < _CLOSE * radius:
            break
    return least


def compromise(A: Array, c: Array, radius: float) -> Compromise:
    """The z with |z| <= radius at which the least of `A z - c` is greatest.

    The least distance to demands that are all raised by t is convex in t and grows by the sum of the
    multipliers over the distance; the t at which it reaches the radius is found by Newton's steps, kept
    between a t that is met and one that is not. Its multipliers, brought to sum 1, are the optimum of
    the dual: the least `radius |A'l| - c'l` over the simplex.

    Source: Dinkelbach 1967, for Newton's steps on such an optimum's value.
    """
    reach = radius * np.linalg.norm(A, axis=1)
    low, high = -float(c.max()), float((reach - c).min())  # the origin meets one, nothing exceeds the other
    z, pulling, against = np.zeros(A.shape[1]), _on_simplex(c >= c.max()), None
    scale, margin = max(float(reach.max()), float(np.abs(c).max()), 1e-300), high
    for _ in range(_ROUNDS):
        found, weights = _solved(A, c + margin)
        newton = -np.inf
        if found is None:
            high, against = margin, weights
        else:
            away, total = float(np.linalg.norm(found.z)), float(found.multipliers.sum())
            if total > 0.0:
                newton, pulling = margin + (radius - away) * away / total, _on_simplex(found.multipliers)
            if away <= radius * (1.0 + _FOUND):
                low, z = margin, found.z
                if away >= radius * (1.0 - _FOUND):
                    break
            else:
                high = margin
        if high - low <= _FOUND * scale:
            break
        margin = newton if low < newton < high else 0.5 * (low + high)
    if against is not None and np.linalg.norm(z) < (1.0 - _CLOSE) * radius:
        pulling = against  # what holds is that demands contradict each other, not the ball
    return Compromise(z, float((A @ z - c).min()), pulling)


def minimal(rows: Rows, reachable: Callable[[Rows], bool], weights: Array) -> Rows:
    """Rows of an unreachable set without any one of which what is left is reachable.

    Those that weigh least are tried first.

    Source: the deletion filter, Chinneck and Dravnieks 1991.
    """
    kept = list(rows)
    for row in sorted(rows, key=lambda one: float(weights[one])):
        without = tuple(one for one in kept if one != row)
        if without and not reachable(without):
            kept = list(without)
    return tuple(sorted(kept))


def slack(A: Array, c: Array, cost: float) -> Nearest:
    """The z with the least `|z|^2 / 2 + cost * (sum of what demands are missed by)`.

    Multipliers end at `cost`: nobody pulls harder, so that a few cannot make the others' picture.

    Source: dual coordinate ascent, Hsieh et al. 2008, until the gap of duality closes.
    """
    length = np.maximum((A**2).sum(axis=1), 1e-300)
    multipliers, z = np.zeros(len(c)), np.zeros(A.shape[1])
    while True:
        missed = float(np.maximum(c - A @ z, 0.0).sum())
        gap = float(z @ z) + cost * missed - float(c @ multipliers)
        if gap <= _FOUND * max(1.0, float(z @ z), cost * missed):
            return Nearest(z, multipliers)
        for row in range(len(c)):
            old = multipliers[row]
            multipliers[row] = min(max(old + (c[row] - A[row] @ z) / length[row], 0.0), cost)
            z = z + (multipliers[row] - old) * A[row]


def _meetable(A: Array, c: Array, rows: Rows) -> bool:
    return _solved(A[list(rows)], c[list(rows)])[0] is not None


def _solved(A: Array, c: Array) -> tuple[Nearest | None, Array]:
    """The nearest point, or None and the weights of a certificate, `m`."""
    m, d = A.shape
    if m == 0 or c.max() <= 0.0:
        return Nearest(np.zeros(d), np.zeros(m)), np.zeros(m)
    length = np.linalg.norm(A, axis=1)
    flat = length <= 1e-12 * max(float(length.max()), 1e-300)
    if (flat & (c > 0.0)).any():  # what nothing changes is missed everywhere
        return None, _on_simplex(np.where(flat, np.maximum(c, 0.0), 0.0) >= np.maximum(c[flat].max(), 1e-300))
    length = np.where(flat, 1.0, length)
    unit, far = A / length[:, None], c / length
    scale = float(far.max())
    far = np.where(flat, -1.0, far / scale)
    shape = np.linalg.qr(unit.T, mode="r") if d > m else unit.T
    target = np.zeros(len(shape) + 1)
    target[-1] = 1.0
    u, _ = nnls(np.vstack([shape, far]), target, maxiter=30 * max(m, d))
    left = 1.0 - float(far @ u)  # the residual's last entry; its square is 1 / (1 + |z|^2) of the residual's
    rounding = 64.0 * np.finfo(np.float64).eps * float(np.abs(far) @ u)
    if left <= max(1.0 / _FARTHEST**2, rounding) or not (u > 0.0).any():
        weights = np.where(u > _NOTHING * u.max(initial=0.0), u, 0.0) / length
        return None, weights / weights.sum()
    multipliers = u / left * scale / length
    return Nearest(A.T @ multipliers, multipliers), np.zeros(m)


def _on_simplex(values: NDArray[np.bool_] | Array) -> Array:
    """Values brought to sum 1; all alike where there are none."""
    total = float(values.sum())
    return np.asarray(values / total) if total > 0.0 else np.full(len(values), 1.0 / len(values))
