"""For everybody: one picture that each member likes, or who is in each other's way; and nine for one wall.

Both are parts of `deliberate`: what they look for comes after its candidates and changes none of its
other choices. Who counts how many times plays no role in the first: everybody counts.
"""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from group_plgl.compute.messages import Arrays, Words
from group_plgl.generators import Generator
from group_plgl.generators.looking import foretold_apart, scene_of
from group_plgl.generators.raster import to_pixels
from group_plgl.ideals.accord import clashing, widened
from group_plgl.ideals.fallbacks import least_missed
from group_plgl.ideals.halfspaces import Rows
from group_plgl.ideals.joint import Search
from group_plgl.ideals.likings import Likings, logit
from group_plgl.ideals.nevers import Nevers, clear_of
from group_plgl.ideals.series import STYLE, collection
from group_plgl.ideals.wish import MET
from group_plgl.latents.space import Space
from group_plgl.members.dense import DenseOpinions, Tastes
from group_plgl.perception.features import SIDE, colours
from group_plgl.perception.oklab import oklab_of
from group_plgl.shapes import Array
from group_plgl.utility import CoordinateMap, Utility

MOST_TRADED = 15  # members, up to whom targets missed by the least sum are searched for
WALL = 9  # pictures of a collection


def supported(words: Words) -> bool:
    """Whether held-out answers support saying of anybody that they like a picture with more than `level`."""
    return bool(words["ceiling"] > words["level"] and words["calibration"] > 0.0)


def sought(
    words: Words, arrays: Arrays, space: Space, features: CoordinateMap, known: Array, nevers: Nevers | None
) -> Array:
    """Latents that a search for one picture that pleases everybody comes to, `k x d`.

    Args:
        words: `level`, `calibration`, `ceiling`.
        arrays: `mean` and `covariance` of the members.
        space: Where.
        features: What tastes are linear in.
        known: `n x d`, the pictures there are; the search starts at the best of them.
        nevers: What must not come again.
    """
    tastes = Tastes(arrays["mean"], arrays["covariance"])
    demands = Likings(
        DenseOpinions(tastes, features), len(tastes.mean), words["calibration"], words["ceiling"]
    )
    found = widened(Search.over(demands, space, words["level"], known, nevers), known)
    if len(tastes.mean) > MOST_TRADED:
        return found
    missed = np.maximum(logit(words["level"]) - demands.values(known), 0.0).sum(axis=0)
    least = least_missed(demands, space, words["level"], known[[int(np.argmin(missed))]])[None]
    return np.vstack([found, least[clear_of(nevers, least)]])


def answered(liking: Array, order: NDArray[np.int64], level: float) -> tuple[dict[str, int], Rows]:
    """The picture that everybody likes, `met`, or the ways out of a conflict by name; and who is in it.

    Of pictures that please everybody, or as many, the group's rule decides.

    Args:
        liking: `m x n`, predicted chances.
        order: `n` rows, the best by the group's rule first.
        level: The chance from which somebody likes a picture.
    """
    liking = liking[:, order]
    pleased, missed = liking >= level, np.maximum(logit(level) - logit(liking), 0.0)
    if pleased.all(axis=0).any():
        return {MET: int(order[np.argmax(pleased.all(axis=0))])}, ()
    ways = {
        "max-min": np.argmax(liking.min(axis=0)),
        "approval": np.argmax(pleased.sum(axis=0)),
        "slack": np.argmin(missed.sum(axis=0)),
    }
    rows = clashing(pleased, missed[:, ways["max-min"]])
    if not pleased.any():
        del ways["approval"]
    return {name: int(order[row]) for name, row in ways.items()}, rows


def hung(
    generator: Generator, key: str, utility: Utility, ideal: Array, seed: list[int], nevers: Nevers | None
) -> Array:
    """A collection of nine in the style of an ideal `d`, which comes first, `k x d`; none without styles."""
    if not set(STYLE) <= set(generator.space.families):
        return np.zeros((0, len(ideal)))
    apart = partial(foretold_apart, scene_of(key))

    def styles(z: Array) -> Array:
        return colours(oklab_of(np.array([to_pixels(one) for one in generator.decode(z, SIDE)])))

    rng = np.random.default_rng(seed)
    found = collection(utility, generator.space, apart, styles, ideal, WALL, rng, nevers=nevers)
    return found if len(found) > 1 else found[:0]
