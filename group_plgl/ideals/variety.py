"""Variety: several latents that all please, and differ from each other as much as can be seen.

Prior latents are led a part of the way uphill, so they keep their own character; those predicted
to please are thinned to the set whose members lie farthest apart in the space's coordinates.
All members are served in one climb.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from group_plgl.errors import NotFound
from group_plgl.ideals.climb import climb
from group_plgl.ideals.nevers import Nevers, Rows, clear_of, picked_clear
from group_plgl.latents.space import Space
from group_plgl.shapes import Array
from group_plgl.utility import CoordinateMap, Utility

CANDIDATES = 64
PLEASED = 0.9
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
    steps, radius = (STEPS, FIRST_STEP, LAST_STEP), space.typical_radius
    found = climb(utility, starts, radius, *steps, space.limits, space.learned, nevers)
    z = space.canonical(found.z)
    x = seen.coordinates(z)
    chosen = []
    for member, wanted in enumerate(enough):
        own = np.arange(member * CANDIDATES, (member + 1) * CANDIDATES)
        own = own[np.argsort(-found.score[own], kind="stable")]
        own = own[: max(1, int(np.isfinite(found.score[own]).sum()))]

        def different(rows: Rows, wanted: float = float(wanted)) -> Rows:
            pleasing = rows[: max(count, int((found.score[rows] >= wanted).sum()))]
            return np.asarray(pleasing[farthest(x[pleasing], count)], dtype=np.int64)

        picked = picked_clear(nevers, z, own, different)
        if not len(picked):
            raise NotFound(
                "nearly every picture is marked as never to be shown", advice="Make some marks smaller."
            )
        chosen.append(z[np.resize(picked, count)])
    return np.array(chosen)


def of_both(
    looks: Array,
    space: Space,
    seen: CoordinateMap,
    count: int,
    rng: np.random.Generator,
    nevers: Nevers | None = None,
) -> Array:
    """`count x d` latents for a member with two looks (`2 x d`), half near each and unlike one another.

    The looks themselves come first, then in turn what is near the one and near the other.

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
        half = (count + 1) // 2
        near.append(z[np.resize(farthest(seen.coordinates(z), half), half)])
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
