"""Sifting: which of some latents would look the same as one that is there already."""

from __future__ import annotations

import numpy as np

from group_plgl.compute.messages import Arrays, Words
from group_plgl.compute.tasks.opening import open_required
from group_plgl.generators.looking import foretold_apart, looked_at, scene_of
from group_plgl.generators.torch_scene import TorchScene
from group_plgl.ideals.nevers import clear_of
from group_plgl.perception.distance import JUST_NOTICEABLE, distance
from group_plgl.shapes import Array

SUSPICIOUS = 3.0  # just noticeable differences foretold, below which the pictures are looked at


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """`same` k: whether each candidate looks like one before it, or like one that is there.

    And `never` k: whether it looks like what the host marked as never to be shown,
    or falls short of what is required of it.

    The surrogate tells which pairs may be too near; only those are drawn and measured.

    Args:
        words: What opens the space.
        arrays: Marks and what is required, if anything; `z`, k x d candidates; `there`, n x d latents.
    """
    scene = scene_of(words["space"])
    z = np.vstack([arrays["there"], arrays["z"]])
    near = np.tril(foretold_apart(scene, z, z) < SUSPICIOUS, k=-1)
    first = len(arrays["there"])
    same = np.zeros(len(z), dtype=bool)
    for row in range(first, len(z)):
        suspects = np.flatnonzero(near[row] & ~same)
        same[row] = len(suspects) > 0 and _looks_like_one(scene, z[row], z[suspects])
    never = ~clear_of(open_required(words, arrays), arrays["z"])
    return {}, {"same": same[first:], "never": never}


def _looks_like_one(scene: TorchScene, z: Array, others: Array) -> bool:
    """Whether a picture differs from one of some others by less than can be noticed."""
    looks = looked_at(scene, np.vstack([z[None], others]))
    return bool((distance(looks[1:], looks[:1]) < JUST_NOTICEABLE).any())
