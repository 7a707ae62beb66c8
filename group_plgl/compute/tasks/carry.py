"""Carrying a group's taste to a kindred space: its ideal there, or the pictures it likes best there."""

from __future__ import annotations

from typing import Any

import numpy as np

from group_plgl.compute.messages import Arrays, Words
from group_plgl.compute.tasks.opening import open_features, open_space, open_voices
from group_plgl.generators import Generator, space_of
from group_plgl.generators.limited import open_within
from group_plgl.generators.raster import sheet, to_pixels, webp_bytes
from group_plgl.groups.comparability import comparable
from group_plgl.groups.model import GroupModel
from group_plgl.groups.rules import rule_named
from group_plgl.ideals.ranking import best_and_runners_up
from group_plgl.latents.kinship import same_content
from group_plgl.members.carrying import carried_tastes, shadow
from group_plgl.members.dense import DenseOpinions, Tastes
from group_plgl.shapes import Array
from group_plgl.utility import CoordinateMap

PRIOR_LATENTS = 1000


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """What a group would like in another space: `z` (c x d') and its pictures in `bytes`, one WebP.

    Where all genes are shared it is the ideal itself in another manner; otherwise the best of
    `candidates` prior latents and diverse ones behind it, `count` in all, judged by what the tastes
    know about shared coordinates.

    Args:
        words: What opens the space, `other` (a key; limits of shared genes hold there too), `rule`,
            `count`, `candidates`, `pixels`, `seed`.
        arrays: `ideal` (d), `mean` and `covariance` of the members' tastes, `weights` of how many
            times each counts.
    """
    here, limits = open_space(words, {}), words.get("limits", {})
    shared = {gene.name for gene in here.space.genes} & {gene.name for gene in space_of(words["other"]).genes}
    there = open_within(words["other"], {name: limits[name] for name in shared & set(limits)})
    same = same_content(here.space, there.space)
    z = there.space.canonical([arrays["ideal"]]) if same else _best(here, there, words, arrays)
    pictures = [to_pixels(there.decode(row[None], words["pixels"])[0]) for row in z]
    strip = webp_bytes(sheet(pictures, len(pictures), gap=0))
    return {}, {"z": z, "bytes": np.frombuffer(strip, dtype=np.uint8)}


def tastes_there(
    tastes: Tastes, features: CoordinateMap, here: Generator, there: Generator, rng: np.random.Generator
) -> Tastes:
    """The tastes, learned on features of one space, over the coordinates of the other."""
    z, z_there = (one.space.sample(PRIOR_LATENTS, rng) for one in (here, there))
    x, x_there = here.coordinates(z), there.coordinates(z_there)
    told = shadow(tastes, features.coordinates(z), x)
    names = here.coordinate_names, there.coordinate_names
    return carried_tastes(told, names[0], x.std(axis=0), names[1], x_there.std(axis=0))


def _best(here: Generator, there: Generator, words: dict[str, Any], arrays: Arrays) -> Array:
    """The best latents of the other space, by the group's rule."""
    rng = np.random.default_rng(words["seed"])
    tastes = Tastes(arrays["mean"], arrays["covariance"])
    tastes = tastes_there(tastes, open_features(words, {}), here, there, rng)
    opinions = comparable(DenseOpinions(tastes, there), there.space.sample(PRIOR_LATENTS, rng))
    model = GroupModel(
        opinions, rule_named(words["rule"]), open_voices(arrays, len(tastes.mean), opinions.even)
    )
    candidates = there.space.sample(words["candidates"], rng)
    x = there.coordinates(candidates)
    return np.asarray(candidates[best_and_runners_up(model.score(candidates), x, words["count"] - 1)])
