"""Two looks: whether a member likes two kinds of picture, and what lies between them less.

A taste has two looks where two pictures please, differ clearly, and what looks like something between
them pleases less. On curves a utility is a parabola along every way between two pictures, so that means:
it bends upwards. In few answers a bend is seen by luck alone; it counts when answers drawn from the
same taste without its curves hardly ever show as sharp a one. Climbing to the two pictures
is in `ideals`; what is done with them in `compute.tasks`.
"""

from __future__ import annotations

import numpy as np

from group_plgl.members.answers import Answers, gather_answers
from group_plgl.members.dense import Tastes, with_bias
from group_plgl.members.features import Features
from group_plgl.members.fitting import fit
from group_plgl.members.prior import Prior
from group_plgl.shapes import Array
from group_plgl.utility import sigmoid

BY_LUCK = 0.01  # the share of one-look tastes that may show as sharp a bend
PLEASED = 0.8  # of all pictures a member likes less than either look
APART = 0.5  # of the usual distance of two pictures, that two looks are at least apart
CURVES = 1.0  # prior variance of a curve's weight over that of a straight one
FIRST_DRAWS, ALL_DRAWS = 19, 199
_EVERY = np.arange(1, 16)[:, None, None] / 16.0


def curved_prior(features: Features, scale: float) -> Prior:
    """A member's taste before any answer, as ready to be curved as to be straight.

    Args:
        features: What tastes are linear in.
        scale: Prior variance of the weight of a straight coordinate.
    """
    width = features.straight + len(features.middle) + 1
    variance = np.full(width, scale)
    variance[features.straight : -1] *= CURVES
    return Prior(np.zeros(width), np.diag(variance), np.zeros((width, width)))


def sharpest_bend(tastes: Tastes, features: Features) -> Array:
    """How many of its sds each member's sharpest upward bend is above none, `m`; below 0 it bends down.

    The bend along a direction v of the chief coordinates is v A v; the sharpest is along A's first
    eigenvector.
    """
    if len(features.chief) == 0:
        return np.full(len(tastes.mean), -np.inf)
    curves = slice(features.straight, -1)
    _, direction = np.linalg.eigh(_bends(tastes.mean[:, curves], features))
    one, other = features.pairs
    along = direction[:, one, -1] * direction[:, other, -1]
    bend = np.einsum("mk,mk->m", along, tastes.mean[:, curves])
    variance = np.einsum("mk,mkl,ml->m", along, tastes.covariance[:, curves, curves], along)
    return np.asarray(bend / np.sqrt(np.maximum(variance, 1e-12)))


def unbent(weights: Array, features: Features) -> Array:
    """The weights without those of curves: of all tastes with one look those that hide it least."""
    straight = weights.copy()
    straight[:, features.straight : -1] = 0.0
    return straight


def as_likings(answers: Answers, row: int) -> Answers:
    """One member's answers as likes, dislikes and comparisons, whatever they were."""
    there = answers.weight[row] > 0
    x, value = answers.x[row][there], answers.value[row][there] >= 0.5
    nobody = np.zeros(len(x), dtype=np.int64)
    return gather_answers(nobody, x[:, :-1], value.astype(np.float64), 1, paired=x[:, -1] == 0.0)


def luck(
    likings: Answers, tastes: Tastes, features: Features, prior: Prior, rng: np.random.Generator
) -> float:
    """How often a taste that bends nowhere would show as sharp a bend in as many answers, 0 to 1.

    One that bends down, towards a best point, would show it less often still. When a few draws show
    that it is often, it is left at that.

    Args:
        likings: Of one member, as `as_likings` gives them.
        tastes: What they were found to be under the prior.
        features: What tastes are linear in.
        prior: As `curved_prior` gives it.
        rng: Draws answers.

    Source: parametric bootstrap test, Efron and Tibshirani 1993, ch. 16.
    """
    rows, paired = likings.x[0], likings.paired[0]
    chance = sigmoid(rows @ unbent(tastes.mean, features)[0])
    found, seen, sharper = float(sharpest_bend(tastes, features)[0]), 0, 0
    for draws in (FIRST_DRAWS, ALL_DRAWS - FIRST_DRAWS):
        said = (rng.random((draws, len(rows))) < chance).astype(np.float64)
        who = np.repeat(np.arange(draws), len(rows))
        again = gather_answers(
            who, np.tile(rows[:, :-1], (draws, 1)), said.ravel(), draws, paired=np.tile(paired, draws)
        )
        sharper += int((sharpest_bend(fit(again, prior), features) >= found).sum())
        seen += draws
        if sharper:
            break
    return (1.0 + sharper) / (1.0 + seen)


def deepest_valley(tastes: Tastes, features: Features, z: Array, usual: float) -> tuple[int, int] | None:
    """The two of `n` latents with the deepest valley between what they look like, the better one first.

    Along the way between two looks a utility is a parabola; one that bends by c between ends u and v
    sinks (c - |u - v|)^2 / 4c below the lower of them.

    Args:
        tastes: Of one member.
        features: What they are linear in.
        z: `n x d`, where climbing ended.
        usual: The root mean square distance of two pictures.
    """
    x = features.coordinates_of.coordinates(z)
    u = with_bias(features.curved(x)) @ tastes.mean[0]
    one, other = np.triu_indices(len(z), k=1)
    far = np.linalg.norm(x[one] - x[other], axis=1) >= APART * usual
    one, other = one[far], other[far]
    if not len(one):
        return None
    middle = with_bias(features.curved(0.5 * (x[one] + x[other]))) @ tastes.mean[0]
    bend, step = 2.0 * (u[one] + u[other]) - 4.0 * middle, np.abs(u[one] - u[other])
    depth = np.where(bend > step, (bend - step) ** 2 / (4.0 * np.maximum(bend, 1e-12)), 0.0)
    best = int(np.argmax(depth))
    if depth[best] <= 0.0:
        return None
    first, second = int(one[best]), int(other[best])
    return (first, second) if u[first] >= u[second] else (second, first)


def parted(tastes: Tastes, features: Features, z: Array, enough: float, usual: float) -> bool:
    """Whether two latents (`2 x d`) both please, look different, and lead to each other through a valley.

    Both ways are tried: between what they look like, and between the latents.

    Args:
        tastes: Of one member.
        features: What they are linear in.
        z: `2 x d`.
        enough: The utility from which a picture pleases.
        usual: The root mean square distance of two pictures.
    """
    x = features.coordinates_of.coordinates(z)
    ends = with_bias(features.curved(x)) @ tastes.mean[0]
    ways = features.curved(_way(x)), features.coordinates(_way(z))
    lowest = max(float((with_bias(way) @ tastes.mean[0]).min()) for way in ways)
    far = float(np.linalg.norm(x[0] - x[1])) >= APART * usual
    return far and float(ends.min()) >= enough and lowest < float(ends.min())


def _way(ends: Array) -> Array:
    return np.asarray((ends[0] + _EVERY * (ends[1] - ends[0])).reshape(len(_EVERY), -1))


def _bends(curves: Array, features: Features) -> Array:
    """Weights of products (`m x c`) as symmetric matrices `m x k x k`."""
    one, other = features.pairs
    bends = np.zeros((len(curves), len(features.chief), len(features.chief)))
    bends[:, one, other] = curves
    return np.asarray((bends + bends.transpose(0, 2, 1)) / 2.0)
