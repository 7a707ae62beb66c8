"""Prospects: how many more answers a member's taste takes until it foretells four answers of five.

A taste that has seen only the first part of everybody's answers says how accuracy grows with answers.
How fast it does is told by the group, how high it gets by the member: by their own record, by what is
usual in the group, and by how often they agree with themselves, which nothing can exceed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import NDArray

from group_plgl.members.answers import Answers
from group_plgl.members.calibration import FOLDS, HeldOut, foretold, joined, spread_folds, wilson
from group_plgl.members.dense import Tastes
from group_plgl.members.drift import up_to
from group_plgl.members.lapses import Repeats, ceiling
from group_plgl.shapes import Array

GOAL = 0.8
PARTS = (0.25, 0.5)  # shares of the answers that earlier tastes have seen
NEVER = -1
MOST = 500  # more answers than anybody gives
_HEIGHTS = np.arange(0.3, 1.0, 0.02) + 0.005  # where accuracy may end
_HALVES = 2.0 ** np.arange(1.0, 8.5, 0.5)  # answers after which half of the way there is gone
_ROUNDS = 20
_QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class Curve:
    """How predictions of unseen answers came out after more and more answers, `m x s` each.

    Attributes:
        given: Answers that the taste had seen.
        right: Answers predicted rightly.
        asked: Answers that could be predicted rightly or wrongly.
    """

    given: Array
    right: NDArray[np.int64]
    asked: NDArray[np.int64]


def held_out_early(answers: Answers, learn: Callable[[Answers], Tastes], share: float) -> HeldOut:
    """Predictions as `hold_out` makes them, by tastes that have seen only the first share of the rest."""
    fold, known = spread_folds(answers), up_to(answers, share)
    return joined(
        foretold(learn(answers.weighing(answers.weight * known * (fold != k))), answers, fold == k)
        for k in range(FOLDS)
    )


def more_needed(curve: Curve, baseline: Array, repeats: Repeats) -> NDArray[np.int64]:
    """How many more answers it takes until `GOAL` is right: 10 %, 50 % and 90 % quantile, `m x 3`.

    `NEVER` where it is not reached within `MOST`. Accuracy grows from guessing g to a height a as
    g + (a - g) n / (n + h) with n answers. Parts of the same answers are no independent evidence, so
    each point of a curve counts as its share of one.

    Args:
        curve: Of `m` members; the last point is what is known now.
        baseline: What guessing gets right, `m`, 0 to 1.
        repeats: How often they agree with themselves.

    Source: an empirical Bayes mixture over a grid, Laird 1978, for the heights of a group; hyperbolic
    learning curves, Thurstone 1919.
    """
    m, guess = len(baseline), baseline[:, None, None, None]
    shown = curve.given[:, None, None, :] / (curve.given[:, None, None, :] + _HALVES[:, None])
    chance = np.clip(guess + (_HEIGHTS[:, None, None] - guess) * shown, 0.01, 0.99)  # m x a x h x s
    right, wrong = curve.right[:, None, None, :], (curve.asked - curve.right)[:, None, None, :]
    points = np.maximum((curve.asked > 0).sum(axis=1), 1)[:, None, None]
    log_chance = (right * np.log(chance) + wrong * np.log1p(-chance)).sum(axis=3) / points
    likely = np.exp(log_chance - log_chance.max(axis=(1, 2), keepdims=True))
    likely *= _reachable(repeats)[:, :, None]
    weight = np.full((len(_HEIGHTS), len(_HALVES)), 1.0 / (len(_HEIGHTS) * len(_HALVES)))
    for _ in range(_ROUNDS):
        own = likely * weight
        own /= np.maximum(own.sum(axis=(1, 2), keepdims=True), 1e-300)
        height, half = own.sum(axis=2).mean(axis=0), own.sum(axis=1).mean(axis=0)
        height, half = ((m * one + 1.0 / len(one)) / (m + 1.0) for one in (height, half))
        weight = height[:, None] * half
    now = curve.given[:, -1]
    return np.array([_quantiles(own[row], baseline[row], now[row]) for row in range(m)]).reshape(m, 3)


def _quantiles(own: Array, guess: float, now: float) -> list[int]:
    """Of one member's chances `a x h`."""
    beyond = _HEIGHTS[:, None] - GOAL
    with np.errstate(divide="ignore"):
        needed = np.where(
            beyond > 0.0, _HALVES * (GOAL - guess) / np.where(beyond > 0.0, beyond, 1.0), np.inf
        )
    more = np.maximum(np.where(guess >= GOAL, 0.0, needed) - now, 0.0).ravel()
    order = np.argsort(more, kind="stable")
    reached = np.cumsum(own.ravel()[order])
    found = (
        more[order[min(int(np.searchsorted(reached, q * reached[-1])), len(order) - 1)]] for q in _QUANTILES
    )
    return [int(np.ceil(one)) if one <= MOST else NEVER for one in found]


def _reachable(repeats: Repeats) -> Array:
    """The chance that each height lies below the ceiling of each member's agreement, `m x a`.

    Source: a beta variable of whole parameters exceeds x as a binomial one stays below; the ceiling is
    that of `lapses.ceiling`.
    """
    found = np.ones((len(repeats.asked), len(_HEIGHTS)))
    for row in np.flatnonzero(repeats.asked):
        same, n, q = int(repeats.same[row]), int(repeats.asked[row]), 1.0 / float(repeats.chance[row])
        least = np.maximum(_HEIGHTS**2 + (1.0 - _HEIGHTS) ** 2 / (q - 1.0), 1.0 / q)
        found[row] = sum(comb(n + 1, k) * least**k * (1.0 - least) ** (n + 1 - k) for k in range(same + 1))
    return found


def reached(right: int, asked: int, same: int, again: int, shown: float) -> tuple[float, float, float]:
    """The share of what can be foretold of a member that is foretold, and its 95 % interval, 0 to 1.

    Args:
        right: Unseen answers predicted rightly.
        asked: Of how many, at least one.
        same: Questions answered as the first time.
        again: Of how many, at least one.
        shown: How many answers a question had.

    Source: the limits of a ratio from those of its parts, on the log scale, Zou and Donner 2008; Wilson
    1927 for the parts.
    """
    if right == 0:
        return 0.0, 0.0, min(wilson(0, asked)[1] / ceiling(wilson(same, again)[0], shown), 1.0)
    known, most = right / asked, ceiling(same / again, shown)
    below, above = (float(np.log(one)) for one in wilson(right, asked))
    least, best = (float(np.log(ceiling(one, shown))) for one in wilson(same, again))
    middle = float(np.log(known / most))
    low = middle - np.hypot(np.log(known) - below, best - np.log(most))
    high = middle + np.hypot(above - np.log(known), np.log(most) - least)
    return min(known / most, 1.0), float(np.exp(low)), float(min(np.exp(high), 1.0))
