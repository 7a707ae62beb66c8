"""Carrying a group's ideal to a kindred space: the same genes where they are shared, the best else."""

from __future__ import annotations

from typing import Any

import numpy as np

from group_plgl.compute.messages import Arrays, Words
from group_plgl.generators import Generator, open_generator
from group_plgl.generators.raster import sheet, to_pixels, webp_bytes
from group_plgl.groups.comparability import comparable
from group_plgl.groups.model import GroupModel, equal_voices
from group_plgl.groups.rules import rule_named
from group_plgl.ideals.ranking import best_and_runners_up
from group_plgl.latents.kinship import carried, same_content
from group_plgl.members.carrying import carried_tastes
from group_plgl.members.dense import DenseOpinions, Tastes
from group_plgl.shapes import Array
from group_plgl.utility import CoordinateMap

PRIOR_LATENTS, CANDIDATES = 1000, 400


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """The ideal in a kindred space: `z` (c x d') and one strip of the pictures in `bytes` (WebP).

    Where all genes are shared there is one picture, otherwise `count` diverse ones, best first.

    Args:
        words: `space` and `other` (keys), `rule`, `count`, `pixels`, `seed`.
        arrays: `ideal` (d), `mean` and `covariance` of the members' tastes.
    """
    here, there = open_generator(words["space"]), open_generator(words["other"])
    if same_content(here.space, there.space):
        z = there.space.canonical(arrays["ideal"][None])
    else:
        z = _best(here, there, words, arrays)
    pictures = [to_pixels(there.decode(row[None], words["pixels"])[0]) for row in z]
    strip = webp_bytes(sheet(pictures, len(pictures), gap=0))
    return {}, {"z": z, "bytes": np.frombuffer(strip, dtype=np.uint8)}


def tastes_there(tastes: Tastes, here: Generator, there: Generator, rng: np.random.Generator) -> Tastes:
    """The tastes over the coordinates of the other space."""
    sds, sds_there = (
        one.coordinates(one.space.sample(PRIOR_LATENTS, rng)).std(axis=0) for one in (here, there)
    )
    return carried_tastes(tastes, here.coordinate_names, sds, there.coordinate_names, sds_there)


def _best(here: Generator, there: Generator, words: dict[str, Any], arrays: Arrays) -> Array:
    """Diverse latents of the other space that keep what is shared with the ideal."""
    rng = np.random.default_rng(words["seed"])
    space_map: CoordinateMap = there
    tastes = tastes_there(Tastes(arrays["mean"], arrays["covariance"]), here, there, rng)
    prior = there.space.sample(PRIOR_LATENTS, rng)
    rest = there.space.sample(CANDIDATES, rng)
    candidates = there.space.canonical(carried(here.space, there.space, arrays["ideal"], rest))
    opinions = comparable(DenseOpinions(tastes, space_map), prior)
    model = GroupModel(opinions, rule_named(words["rule"]), equal_voices(len(tastes.mean)))
    x = there.coordinates(candidates)
    return candidates[best_and_runners_up(model.score(candidates), x, words["count"] - 1)]
