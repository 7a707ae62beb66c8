"""Variety: several latents that all please, and differ from each other as much as can be seen.

Prior latents are led uphill and kept at several stages of their way: those that have just set out differ
most, those that have arrived please most. From the best of all stages the farthest apart are taken, and
no more are counted among the best than it takes until they differ enough. All members are served in
one climb.

What is predicted is not yet true: pictures are sought that would please even if they were liked two sds
less than expected. Ten groups of twelve simulated members in five spaces, tastes on attributes that no model
sees, half of them with a best point, 80 swipes: 65 % of eight pictures are truly among the member's best
tenth, at .84 of the distance of random ones. With one sd, a short way and the farthest of all that
please it was 38 % at 1.04 (fifteen other groups); the best 8 of 10,000 prior latents are 58 % at .83,
the ideal with a little noise 61 % at .29. More answers would not give much: tastes fitted to the true
liking of 1,500 pictures reach 68 % at .84, pictures chosen by the true liking itself 100 % at 1.18.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from group_plgl.errors import NotFound
from group_plgl.ideals.climb import climb
from group_plgl.ideals.nevers import Nevers, Rows, clear_of, picked_clear
from group_plgl.ideals.reverse import REACH
from group_plgl.latents.space import Space
from group_plgl.shapes import Array
from group_plgl.utility import CoordinateMap, Utility

CANDIDATES = 64
PLEASED = 0.9
CAUTION = 2.0
DIFFERENT = 0.75  # mean foretold distance, two prior latents as 1; in drawn pictures a little more
STAGE_STEPS = 5
# Of each stage the first step, of which the last is a third, and the share of the typical radius.
STAGES = ((0.7, 1.0), (1.0, 0.9), (1.0, 0.8), (0.7, 0.7), (0.35, REACH))
_WIDER = 1.25
STEPS = 10
FIRST_STEP, LAST_STEP = 0.7, 0.035
ABOUT, ASIDE = 16, 0.5  # latents about a look, and how many prior sds aside


def diverse(
    utility: Utility,
    space: Space,
    seen: CoordinateMap,
    enough: Array,
    count: int,
    starts: Array,
    nevers: Nevers | None = None,
) -> Array:
    """`m x count x d` latents: each member's own please that member and differ from each other.

    When too few candidates please enough, the best ones fill the set: the caller shows each
    one's predicted liking.

    Args:
        utility: Scores `m * CANDIDATES` latents, the first `CANDIDATES` by the first member's
            taste, the next by the second's, and so on.
        space: Where to look; latents stay within its typical radius and limits.
        seen: Coordinates in which "far apart" is measured.
        enough: `m`, the score from which a member counts as pleased.
        count: How many for each member.
        starts: `m * CANDIDATES x d` prior latents, in the same order.
        nevers: What must not come again.
    """
    m = len(enough)
    if count == 0 or m == 0:
        return np.zeros((m, count, space.latent_dim))
    z, score = _on_the_way(utility, space, starts.reshape(m, CANDIDATES, -1), nevers)
    x = seen.coordinates(z.reshape(-1, space.latent_dim)).reshape(m, z.shape[1], -1)
    prior = seen.coordinates(starts)
    apart = DIFFERENT * float(np.linalg.norm(prior[::2] - prior[1::2], axis=1).mean())
    chosen = []
    for member, wanted in enumerate(enough):
        own = np.argsort(-score[member], kind="stable")
        own = own[: max(1, int(np.isfinite(score[member]).sum()))]

        def different(rows: Rows, member: int = member, wanted: float = float(wanted)) -> Rows:
            pleasing = rows[: max(count, int((score[member, rows] >= wanted).sum()))]
            return pleasing[_far_enough(x[member, pleasing], count, apart)]

        picked = picked_clear(nevers, z[member], own, different)
        if not len(picked):
            raise NotFound(
                "nearly every picture is marked as never to be shown", advice="Make some marks smaller."
            )
        chosen.append(z[member, np.resize(picked, count)])
    return np.array(chosen)


def _on_the_way(utility: Utility, space: Space, z: Array, nevers: Nevers | None) -> tuple[Array, Array]:
    """Where `m x c x d` latents are after every stage uphill, `m x sc x d`, and the scores."""
    m, _, d = z.shape
    found, scores, at = list[Array](), list[Array](), z.reshape(-1, d)
    for first, reach in STAGES:
        steps, radius = (STAGE_STEPS, first, first / 3.0), reach * space.typical_radius
        led = climb(utility, at, radius, *steps, space.limits, space.learned, nevers)
        at = space.canonical(led.z)
        found.append(at.reshape(m, -1, d))
        scores.append(led.score.reshape(m, -1))
    return np.concatenate(found, axis=1), np.concatenate(scores, axis=1)


def _far_enough(x: Array, count: int, apart: float) -> Rows:
    """The farthest of the first rows of `n x f`, of as few as it takes to be so far apart."""
    among, picked = count, farthest(x[:count], count)
    while among < len(x) and _mean_gap(x[picked]) < apart:
        among = int(np.ceil(_WIDER * among))
        picked = farthest(x[:among], count)
    return picked


def _mean_gap(x: Array) -> float:
    """The mean distance of two of `n x f`; infinite of one."""
    gaps = np.linalg.norm(x[:, None] - x[None], axis=2)
    return float(gaps.sum() / (len(x) * (len(x) - 1))) if len(x) > 1 else np.inf


def of_both(
    looks: Array,
    space: Space,
    seen: CoordinateMap,
    count: int,
    rng: np.random.Generator,
    nevers: Nevers | None = None,
) -> Array:
    """`count x d` latents for a member with two looks (`2 x d`), half near each and unlike one another.

    The looks themselves come first, then in turn what is near the one and near the other. Near a look
    where nothing may be shown there are none: then all are near the other, or there is nothing at all.

    Args:
        looks: The better liked first.
        space: Where to look; latents stay within its typical radius and limits.
        seen: Coordinates in which "far apart" is measured.
        count: How many.
        rng: Leads away from the looks.
        nevers: What must not come again; the looks themselves may be shown.
    """
    near = []
    for look in looks:
        chance = rng.standard_normal((ABOUT, len(look)))
        aside = np.where(space.learned, look + ASIDE * chance, chance)
        within = space.limits.nearest(aside, space.typical_radius, space.learned)
        z = space.canonical(np.vstack([look[None], within]))
        z = z[clear_of(nevers, z)]
        near += [z] if len(z) else []
    if not near:
        return looks[:0]
    each = -(-count // len(near))
    near = [z[np.resize(farthest(seen.coordinates(z), each), each)] for z in near]
    return np.stack(near, axis=1).reshape(-1, looks.shape[1])[:count]


def farthest(x: Array, count: int) -> NDArray[np.int64]:
    """Rows of `n x f` picked so that each next one is farthest from those before; row 0 first.

    Source: farthest-point traversal, Gonzalez 1985.
    """
    chosen = [0]
    gap = np.linalg.norm(x - x[0], axis=1)
    while len(chosen) < min(count, len(x)):
        chosen.append(int(np.argmax(gap)))
        gap = np.minimum(gap, np.linalg.norm(x - x[chosen[-1]], axis=1))
    return np.array(chosen, dtype=np.int64)
