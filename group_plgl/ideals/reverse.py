"""Reverse classification: from a utility back to the latent it likes best.

The search stays within `REACH` of the typical set's radius. Tastes are learned from prior
latents; far outside, a linear model promises more and more while the people it stands for do
not follow. Bounding the latent, not the score, is what keeps the picture a picture.

Where the sources are wrong: the patent's formula divides by each weight in turn and clips
latents to +-1, which leaves a few coordinates at the clip and all others at exactly zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from group_plgl.ideals.climb import climb
from group_plgl.ideals.nevers import Nevers, best_clear, clear_at_large
from group_plgl.latents.space import Space
from group_plgl.shapes import Array
from group_plgl.utility import Utility

REACH = 0.6
STARTS = 8


@dataclass(frozen=True)
class Ideal:
    """The best latent found.

    Attributes:
        z: `d`, rounded as it will be stored.
        score: The utility there.
    """

    z: Array
    score: float


def find_ideal(
    utility: Utility,
    space: Space,
    rng: np.random.Generator,
    starts: int = STARTS,
    nevers: Nevers | None = None,
) -> Ideal:
    """The latent that maximises a utility within REACH sqrt(d) and the limits, from several starts.

    Outside what must not come again it is the best one that is found.

    Sensitive dimensions count for nothing here and stay as the prior drew them.

    Source: projected ascent; REACH = 0.6 is |z| <= 4 at d = 40.
    """
    return find_ideals([utility], utility, space, [rng], starts, nevers)[0]


def find_ideals(
    utilities: Sequence[Utility],
    abreast: Utility,
    space: Space,
    rngs: Sequence[np.random.Generator],
    starts: int = STARTS,
    nevers: Nevers | None = None,
) -> list[Ideal]:
    """The ideal of each of several utilities, as `find_ideal` finds one, in one climb.

    Args:
        utilities: Of each of them.
        abreast: All of them, of latents in as many equal parts.
        space: Where.
        rngs: Where the climbs of each begin.
        starts: How many, of each.
        nevers: What must not come again.
    """
    starting = np.concatenate([space.sample(starts, rng) for rng in rngs])
    radius = REACH * space.typical_radius
    found = climb(abreast, starting, radius, limits=space.limits, moving=space.learned, nevers=nevers)
    z, ideals = space.canonical(found.z), []
    for place, (utility, rng) in enumerate(zip(utilities, rngs, strict=True)):
        own = slice(place * starts, (place + 1) * starts)
        best = best_clear(nevers, z[own], found.score[own])
        if best is None:
            ideal = space.canonical(clear_at_large(nevers, utility, space, rng)[None])
        else:
            ideal = z[own][[best]]
        ideals.append(Ideal(ideal[0], float(utility.score(ideal)[0])))
    return ideals
