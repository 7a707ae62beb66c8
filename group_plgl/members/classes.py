"""Classes: `k` utilities for each member, learned from which class a picture was put into.

Where a picture is in one class only, the chance of each is a softmax of the utilities, and all classes of
all members are fitted together. The softmax knows differences alone, so a class is told by its utility
less the mean of the others', in the unit of likes: with two classes it is a swipe's, exactly. Where a
picture may be in several, each class is a yes or no of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from group_plgl.members.answers import Answers
from group_plgl.members.calibration import FOLDS, HeldOut, foretold, joined, spread_folds
from group_plgl.members.dense import Tastes
from group_plgl.members.fitting import EXACT, ROUGH, sureness
from group_plgl.members.priors import Belief, believed
from group_plgl.shapes import Array

_STEPS, _GLIDES, _HALVINGS = 60, 200, 20
_NEARER = 1e-2  # by how much every Newton step is solved
_CLOSEST = 1e-9  # of weights; nearer than that rounding is in the way


@dataclass(frozen=True)
class Sorted:
    """Which classes pictures were put into, by `m` members.

    Attributes:
        answers: One row for every picture that was sorted; what they are worth as likes does not matter.
        belongs: `m x a x k`, 1 where the picture is in the class, else 0; zeros for padding.
        exclusive: Whether a picture is in one class only.
        ordered: Whether neighbouring classes are alike, from first to last.
    """

    answers: Answers
    belongs: Array
    exclusive: bool = True
    ordered: bool = False

    @property
    def k(self) -> int:
        """How many classes there are."""
        return int(self.belongs.shape[2])

    def weighing(self, weight: Array) -> Sorted:
        """The same with other weights of answers, `m x a`."""
        return replace(self, answers=self.answers.weighing(weight))

    def of(self, rows: NDArray[np.int64]) -> Sorted:
        """Those of some members only."""
        answers = self.answers.of(rows)
        return replace(self, answers=answers, belongs=self.belongs[rows, : answers.x.shape[1]])


def kinship(k: int, ordered: bool) -> Array:
    """How utilities of classes vary together before any answer, `k x k`; every row sums to 0.

    A class less the mean of the others then has the variance that a like has, on average over the
    classes. Ordered classes are steps of a random walk from one to the next: a spectrum.
    """
    steps = np.minimum.outer(np.arange(1.0, k + 1), np.arange(1.0, k + 1)) if ordered else np.eye(k)
    middle = np.eye(k) - 1.0 / k
    centred = middle @ steps @ middle
    return np.asarray(centred * ((k - 1.0) / k) ** 2 / np.diag(centred).mean())


def class_tastes(belief: Belief, said: Sorted, straight: int, tolerance: float = EXACT) -> list[Tastes]:
    """The members' taste for each class, as the logit of "it belongs there" where the others are equal.

    Args:
        belief: How likes are believed to be spread; the same for every class.
        said: What was sorted.
        straight: How many of the coordinates are straight; the others are curves.
        tolerance: Of the weights.
    """
    if not said.exclusive:
        plain = replace(belief, shaped=False)
        each = [_as_likes(said, place) for place in range(said.k)]
        return [believed(plain, answers, straight, tolerance)[1] for answers in each]
    own, shared = belief.variances(said.answers.x.shape[2], straight)
    kin = kinship(said.k, said.ordered)
    w = class_modes(said, own, shared, kin, tolerance)
    chance = softmax(said.answers.x @ w)
    over = said.k / (said.k - 1.0)
    means = over * (w - w.mean(axis=2, keepdims=True))
    means[:, -1] -= np.log(said.k - 1.0)
    found = []
    for place in range(said.k):
        bend = said.answers.weight * chance[..., place] * (1.0 - chance[..., place])
        roots = np.sqrt(bend)[..., None] * said.answers.x
        wide = over**2 * kin[place, place]
        covariance = sureness(roots, np.diag(wide * own), np.diag(wide * shared))
        found.append(Tastes(means[..., place].copy(), covariance))
    return found


def class_modes(said: Sorted, own: Array, shared: Array, kin: Array, tolerance: float = EXACT) -> Array:
    """The most likely weights of all classes of all members together, `m x (f+1) x k`.

    They are w_c = mean_c + v_c, where the v of members and the mean they share vary by `own` and `shared`
    (variances, `f+1`), and the classes by `kin`. The unknowns are the slopes s of the log likelihood
    along the scores, from which weights follow.

    Source: Laplace for softmax Gaussian processes, Rasmussen and Williams 2006, algorithm 3.3; the steps
    are solved by conjugate gradients, whose products cost as much as the scores do.
    """
    x, weight = said.answers.x, said.answers.weight[..., None]

    def weights(slopes: Array) -> Array:
        pulled = x.transpose(0, 2, 1) @ slopes
        return np.asarray((own[:, None] * pulled + shared[:, None] * pulled.sum(axis=0)) @ kin)

    slopes = np.zeros(said.belongs.shape)
    w, score = weights(slopes), np.zeros(said.belongs.shape)
    reached = log_likelihood(said, score)
    for _ in range(_STEPS):
        chance = softmax(score)
        root = np.sqrt(weight * chance)
        wanted = weight * (said.belongs - chance) - slopes

        def rooted(rows: Array, chance: Array = chance, root: Array = root) -> Array:
            """R v, with R R^T the curvature: diag(q) (I - q q^T) for q the root of the chances."""
            return np.asarray(
                root * (rows - np.sqrt(chance) * (np.sqrt(chance) * rows).sum(2, keepdims=True))
            )

        def back(rows: Array, chance: Array = chance, root: Array = root) -> Array:
            """R^T v."""
            through = root * rows
            return np.asarray(through - np.sqrt(chance) * (np.sqrt(chance) * through).sum(2, keepdims=True))

        solved = _conjugate(lambda v: v + back(x @ weights(rooted(v))), back(x @ weights(wanted)))
        step = wanted - rooted(solved)
        moved, change = weights(step), x @ weights(step)
        much, reached = _climbed(said, (slopes, score), (step, change), reached)
        slopes, score, w = slopes + much * step, score + much * change, w + much * moved
        if float(np.abs(much * moved).max(initial=0.0)) < max(tolerance, _CLOSEST):
            break
    return w


def _climbed(
    said: Sorted, here: tuple[Array, Array], way: tuple[Array, Array], reached: float
) -> tuple[float, float]:
    """How much of a step is taken so that the log posterior does not fall, and how high that is."""
    much = 1.0
    for _ in range(_HALVINGS):
        slopes, score = here[0] + much * way[0], here[1] + much * way[1]
        there = log_likelihood(said, score) - 0.5 * float(np.sum(slopes * score))
        if there >= reached - 1e-9 * abs(reached):
            break
        much /= 2.0
    return much, there


def log_likelihood(said: Sorted, score: Array) -> float:
    """Log chance of the classes chosen at scores `m x a x k`.

    Source: the multinomial logit, McFadden 1974.
    """
    chosen = (said.belongs * score).sum(axis=2)
    top = score.max(axis=2)
    total = top + np.log(np.exp(score - top[..., None]).sum(axis=2))
    return float(np.sum(said.answers.weight * (chosen - total)))


def softmax(score: Array) -> Array:
    """Chances of the last axis."""
    odds = np.exp(score - score.max(axis=-1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=-1, keepdims=True))


def foretold_classes(belief: Belief, said: Sorted, straight: int) -> list[HeldOut]:
    """Cross-validated predictions of every class; an answer is held out of all of them."""
    fold, likes = spread_folds(said.answers), [_as_likes(said, place) for place in range(said.k)]
    parts: list[list[HeldOut]] = [[] for _ in likes]
    for one in range(FOLDS):
        seen = said.weighing(said.answers.weight * (fold != one))
        for place, tastes in enumerate(class_tastes(belief, seen, straight, ROUGH)):
            parts[place].append(foretold(tastes, likes[place], fold == one))
    return [joined(each) for each in parts]


def _as_likes(said: Sorted, place: int) -> Answers:
    """Belonging to one class, as likes and dislikes."""
    liked = said.belongs[..., place] > 0.5
    low, high = np.where(liked, 0.0, -np.inf), np.where(liked, np.inf, 0.0)
    return replace(said.answers, value=liked.astype(np.float64), low=low, high=high)


def _conjugate(product: Callable[[Array], Array], wanted: Array) -> Array:
    """The v with product(v) = wanted, nearly.

    Source: Hestenes and Stiefel 1952.
    """
    found, left = np.zeros_like(wanted), wanted.copy()
    way, size = left.copy(), float(np.sum(left * left))
    enough = _NEARER**2 * size
    for _ in range(_GLIDES):
        if size <= enough:
            break
        through = product(way)
        much = size / float(np.sum(way * through))
        found, left = found + much * way, left - much * through
        size, before = float(np.sum(left * left)), size
        way = left + size / before * way
    return found
