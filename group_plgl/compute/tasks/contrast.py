"""Contrasting: what one sees to differ between two pictures, and who would rather have which.

Nothing is searched: both pictures are there. How much each member likes one more than the other is
read off the difference of their looks, so that what is unsure about both alike does not count.
"""

from __future__ import annotations

from math import erf, sqrt

import numpy as np

from group_plgl.compute.messages import Arrays, Words
from group_plgl.compute.tasks.draw import files_of
from group_plgl.compute.tasks.mirror import frames_between
from group_plgl.compute.tasks.opening import open_features, open_nevers, open_space
from group_plgl.compute.tasks.transform import (
    drawn_features,
    likings_of,
    moved_words,
    seen_traits,
    seen_words,
    sights,
)
from group_plgl.generators.catalogue.space import Catalogue
from group_plgl.generators.nevers import CatalogueNevers
from group_plgl.generators.raster import to_pixels
from group_plgl.ideals.sights import how_visible
from group_plgl.members.calibration import Calibration
from group_plgl.perception.attributes import attributes_of
from group_plgl.perception.features import SIDE
from group_plgl.perception.oklab import oklab_of
from group_plgl.shapes import Array


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """How two pictures of a space differ.

    Args:
        words: What opens the space, `calibration`, `ceiling`, `held_out`; `frames` on the way from one
            to the other, both ends included; `pixels` of those.
        arrays: What opens the space, of a catalogue with `catalogue_traits` n x s; `z` 2 x d, the
            pictures; `mean` m x (f+1) and `covariance` m x (f+1) x (f+1) of members, if any.

    Returns:
        Words `moved` and `seen` as in `transform`, from the first to the second; arrays `change` (how
        far apart they look, in just noticeable differences), `liking` `low` `high` 2 x m, `prefers` m
        (the chance of liking the second more), and `frames` k x d, the ends included; of a drawn space
        as WebP files too, `bytes` and `ends`.

    Source: the difference of two readings of a Gaussian taste is Gaussian.
    """
    opened, features = open_space(words, arrays), open_features(words, arrays)
    trust = Calibration(words["calibration"], words["ceiling"], words["held_out"])
    z = opened.space.canonical(arrays["z"])
    there = isinstance(opened, Catalogue)
    x = features.coordinates(z) if there else drawn_features(features, z, words["space"])
    found = likings_of(x, arrays, trust) | {"prefers": _prefers(x, arrays)}
    _, frames = frames_between(opened, z[0], z[1], int(words["frames"]), open_nevers(words, arrays))
    if isinstance(opened, Catalogue):
        change = CatalogueNevers(opened, z[:1], np.zeros(1)).foretold(z[1:])[0]
        told: Words = {"moved": [], "seen": seen_traits(opened, z[0], z[1], arrays)}
    else:
        ways = sights(words["space"])
        one, other = ways.drawn.looks(z)
        change = np.array([np.linalg.norm(one - other)])
        pictures = np.array([to_pixels(picture) for picture in opened.decode(z, SIDE)])
        told = {
            "moved": moved_words(opened, z[0], z[1], how_visible(ways.foretold, z[0], z[1])),
            "seen": seen_words(attributes_of(oklab_of(pictures))),
        }
        found |= files_of(words["space"], frames, words["pixels"], "image/webp")
    return told, found | {"change": np.asarray(change, dtype=np.float64), "frames": frames}


def _prefers(x: Array, arrays: Arrays) -> Array:
    """The chance that each member likes the second of two pictures (`2 x f`) more, `m`."""
    if "mean" not in arrays:
        return np.zeros(0)
    apart = np.append(x[1] - x[0], 0.0)
    mean = arrays["mean"] @ apart
    sd = np.sqrt(np.maximum(np.einsum("f,mfg,g->m", apart, arrays["covariance"], apart), 1e-12))
    return np.array([0.5 * (1.0 + erf(float(one) / sqrt(2.0))) for one in mean / sd])
