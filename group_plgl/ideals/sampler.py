"""A sampler of ideals: what draws new pictures that please a group, without anything of its members.

It is a set of anchors, latents that please the group, and how far each gene may stray from them: wide where
the group does not care, narrow where it does. Anchors are led uphill from prior latents and blurred
before they are kept. How far genes stray is then tried out on the group, and made smaller until nearly
all of what is drawn reaches the target.

What the file does not hold, and why nothing of a member can be had from it. There is no weight in it,
neither a member's nor the group's, no score, and no number about one member. Everything in it depends on
members through the group's score alone, in which they are interchangeable, and on that score only through
which pictures are above a level: other tastes with the same level set give the same file. A blurred
anchor has lost where its way began and which way the slope pointed; it says "about here the group is
pleased", as the ideal itself does, which is shown to everybody. The group's direction can be guessed from
many such places, as it can from looking at its ideals: that is what is given away. In a group of two,
who knows one taste can guess the other from that, with this file as without.

What the host marked as never to be shown travels along where what is drawn could come near it, since
the file alone has to keep clear of it: the marked latents without their sensitive genes, and how far each
reaches. So a mark keeps off what looks like it with any such gene in the middle. What the host requires
travels along as the classifiers that say what a picture shows: they are learned from the host's labels.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from group_plgl.errors import NotFound, OutOfReach
from group_plgl.ideals.climb import climb
from group_plgl.ideals.nevers import Nevers
from group_plgl.ideals.sampler_file import Sampler
from group_plgl.ideals.series import Apart
from group_plgl.ideals.typical import TypicalSet
from group_plgl.latents.space import Space
from group_plgl.shapes import Array
from group_plgl.utility import Utility

STANDING = 0.95  # the target: liked more, by the group's rule, than this share of all pictures
KEPT = 0.985  # the share of trial draws that must reach it
STARTS, FEWEST = 160, 8
ABOVE = 0.85  # how far anchors lie above the target, as a share of what half of all ways uphill reach
TRIALS = 600
BLUR = 0.2
STEPS, FIRST_STEP, LAST_STEP = 16, 1.0, 0.1
PRIOR_LATENTS = 4000
_REACHES = (0.6, 0.5, 0.4, 0.3, 0.2, 0.15, 0.1, 0.05)
_BATCH, _TIMES, _NOTICED = 32, 40, 1.0
_WAY = np.geomspace(1.0, 0.05, 20)


@dataclass(frozen=True)
class Tried:
    """A sampler and how it did on the group.

    Attributes:
        sampler: What draws.
        target: The least score of the group, in its unit; it goes into no file.
        kept: The share of trial draws that reached it, 0 to 1.
    """

    sampler: Sampler
    target: float
    kept: float


def fitted(utility: Utility, space: Space, rng: np.random.Generator, nevers: Nevers | None = None) -> Tried:
    """The sampler of a group's ideals, as wide as nearly all of what it draws reaches the target.

    Planted groups of eight tastes in five spaces: of 32 pictures 31 or 32 reached the target, as far apart
    as random ones (1.0 of it; vessels, where the group cared for most of what is seen, .7).

    Args:
        utility: The group's score.
        space: Where; draws stay within its typical set and limits.
        rng: Where the anchors begin.
        nevers: What must not come again.

    Raises:
        OutOfReach: Too few places reach the target.
    """
    target = float(np.quantile(utility.score(space.sample(PRIOR_LATENTS, rng)), STANDING))
    typical, learned = TypicalSet(space, nevers), space.learned
    starts, steps = space.sample(STARTS, rng), (STEPS, FIRST_STEP, LAST_STEP)
    led = climb(utility, starts, space.typical_radius, *steps, space.limits, learned, nevers)
    goal = target + ABOVE * max(float(np.median(led.score)) - target, 0.0)
    anchors = _just_there(utility, space, starts, goal, nevers)
    spread = np.where(learned, anchors.std(axis=0) if len(anchors) else 0.0, 1.0)
    blurred = space.canonical(typical.within(anchors + BLUR * spread * rng.standard_normal(anchors.shape)))
    anchors = np.where(learned, blurred, 0.0)[_fine(utility, typical, blurred, target)]
    if len(anchors) < FEWEST:
        raise OutOfReach(
            "only {n} of {of} places please the group enough", n=len(anchors), of=STARTS,
            advice="With more answers its taste is known better.",
        )  # fmt: skip
    for reach in (*_REACHES, 0.0):
        sampler = Sampler(anchors, np.where(learned, reach * spread, 1.0))
        z = strayed(sampler, space, TRIALS, rng, nevers)
        kept = float((utility.score(z) >= target).mean())
        if kept >= KEPT:
            break
    return Tried(sampler, target, kept)


def _just_there(utility: Utility, space: Space, z: Array, target: float, nevers: Nevers | None) -> Array:
    """The first points at a target on the ways uphill from latents `n x d`: those that get there."""
    there, radius = list[Array](), space.typical_radius
    for length in _WAY:
        z = space.canonical(z)
        enough = utility.score(z) >= target
        there.append(z[enough])
        z = z[~enough]
        if not len(z):
            break
        z = climb(utility, z, radius, 1, float(length), float(length), space.limits, space.learned, nevers).z
    return np.concatenate(there)


def strayed(
    sampler: Sampler, space: Space, count: int, rng: np.random.Generator, nevers: Nevers | None = None
) -> Array:
    """Trial latents from a sampler, `count x d`, around any of its anchors; some may look the same."""
    rows = rng.integers(len(sampler.anchors), size=count)
    return space.canonical(TypicalSet(space, nevers).within(sampler.strayed(rows, rng)))


def drawn(
    sampler: Sampler,
    space: Space,
    count: int,
    rng: np.random.Generator,
    apart: Apart,
    nevers: Nevers | None = None,
) -> Array:
    """New latents from a sampler, `count x d`: within the typical set, and no two look the same.

    Each is around another anchor, as long as there are any.

    Args:
        sampler: What is drawn from.
        space: Where.
        count: How many.
        rng: Where chance comes from.
        apart: How different pictures look.
        nevers: What must not come again.

    Raises:
        NotFound: There are not so many that look different.
    """
    typical, z = TypicalSet(space, nevers), np.zeros((0, space.latent_dim))
    rows = np.zeros(0, dtype=np.int64)
    for _ in range(_TIMES):
        while len(rows) < _BATCH:
            rows = np.concatenate([rows, rng.permutation(len(sampler.anchors))])
        now, rows = rows[:_BATCH], rows[_BATCH:]
        some = space.canonical(typical.within(sampler.strayed(now, rng)))
        for row in some[~typical.outside(some) & typical.clear(some)]:
            if len(z) < count and (not len(z) or (apart(row[None], z) >= _NOTICED).all()):
                z = np.vstack([z, row])
        if len(z) == count:
            return z
    raise NotFound(
        "only {n} pictures that look different can be drawn from this file", advice="Ask for fewer.", n=len(z)
    )


def _fine(utility: Utility, typical: TypicalSet, z: Array, target: float) -> Array:
    """Which of `n x d` latents reach the target, inside the typical set and clear of marks."""
    return np.asarray((utility.score(z) >= target) & ~typical.outside(z) & typical.clear(z))
