"""Parting: which members like two separate looks, and a picture of each."""

from __future__ import annotations

import numpy as np

from group_plgl.compute.messages import Arrays, Words
from group_plgl.compute.tasks.answered import rows_of
from group_plgl.compute.tasks.opening import open_features, open_nevers, open_space
from group_plgl.generators.catalogue.space import Catalogue
from group_plgl.ideals.climb import climb
from group_plgl.ideals.nevers import Nevers, clear_of
from group_plgl.latents import Space
from group_plgl.members.answers import Answers
from group_plgl.members.dense import OwnTastes, Tastes, with_bias
from group_plgl.members.features import Features
from group_plgl.members.fitting import fit
from group_plgl.members.looks import (
    BY_LUCK,
    PLEASED,
    as_likings,
    curved_prior,
    deepest_valley,
    luck,
    parted,
)
from group_plgl.members.prior import Prior
from group_plgl.shapes import Array

PRIOR_LATENTS, STARTS = 1000, 32
FEWEST = 30  # answers in which two looks may show
STEPS, FIRST_STEP, LAST_STEP = 16, 0.7, 0.035


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """Two looks of those members of a group who have them, each member's taste learned alone.

    Args:
        words: What opens the space, `m` members, `scale` of tastes, `seeds` of the members (m).
        arrays: What opens the space, and rows of answers as `learn` takes them.

    Returns:
        Arrays `member` k, the rows of those with two looks, and `looks` k x 2 x d, the better liked first.
    """
    opened, features = open_space(words, arrays), open_features(words, arrays)
    answers = rows_of(features.coordinates, words, arrays)
    prior = curved_prior(features, float(words["scale"]))
    there = (
        opened.candidates
        if isinstance(opened, Catalogue)
        else opened.space.sample(PRIOR_LATENTS, np.random.default_rng(0))
    )
    x, rows = features.coordinates_of.coordinates(there), with_bias(features.coordinates(there))
    usual = float(np.sqrt(2.0 * x.var(axis=0).sum()))
    space = None if isinstance(opened, Catalogue) else opened.space
    nevers, found = open_nevers(words, arrays), dict[int, Array]()
    for member in np.flatnonzero((answers.weight > 0).sum(axis=1) >= FEWEST).tolist():
        rng = np.random.default_rng(words["seeds"][member])
        looks = looks_of(
            as_likings(answers, member), features, prior, (space, there, rows, usual), rng, nevers
        )
        if looks is not None:
            found[member] = looks
    d = there.shape[1]
    return {}, {
        "member": np.array(list(found), dtype=np.int64),
        "looks": np.array(list(found.values())).reshape(-1, 2, d),
    }  # fmt: skip


def looks_of(
    likings: Answers, features: Features, prior: Prior, seen: tuple[Space | None, Array, Array, float],
    rng: np.random.Generator, nevers: Nevers | None = None,
) -> Array | None:  # fmt: skip
    """The two looks of one member, `2 x d`; None without.

    Args:
        likings: Their answers, as `as_likings` gives them.
        features: What tastes are linear in.
        prior: As `curved_prior` gives it.
        seen: The space, or None where pictures are not drawn; latents at large (n x d); their features
            with a 1; and the usual distance of two.
        rng: Where climbs begin, and what luck draws.
        nevers: What must not come again.
    """
    space, there, rows, usual = seen
    tastes = fit(likings, prior)
    if luck(likings, tastes, features, prior, rng) > BY_LUCK:
        return None
    utility = rows @ tastes.mean[0]
    ends = _tops(tastes, features, space, there, utility, rng, nevers)
    pair = deepest_valley(tastes, features, ends, usual)
    if pair is None:
        return None
    looks = ends[list(pair)]
    return looks if parted(tastes, features, looks, float(np.quantile(utility, PLEASED)), usual) else None


def _tops(
    tastes: Tastes, features: Features, space: Space | None, there: Array, utility: Array,
    rng: np.random.Generator, nevers: Nevers | None,
) -> Array:  # fmt: skip
    """Where climbs end in a space that is drawn; of other pictures those that please."""
    if space is None:
        return np.asarray(there[(utility >= np.quantile(utility, PLEASED)) & clear_of(nevers, there)])
    own = OwnTastes(tastes, features)
    starts, steps = space.sample(STARTS, rng), (STEPS, FIRST_STEP, LAST_STEP)
    found = climb(own, starts, space.typical_radius, *steps, space.limits, space.learned, nevers)
    z = space.canonical(found.z)
    return np.asarray(z[clear_of(nevers, z)])
