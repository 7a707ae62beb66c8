"""How far a drawn picture is from those that are known."""

from __future__ import annotations

import numpy as np

from group_plgl.compute.messages import Arrays, Words
from group_plgl.generators.foreseen import foretold_apart
from group_plgl.generators.looking import looked_at, scene_of
from group_plgl.generators.surrogates import brought
from group_plgl.perception.novelty import nearest_known

LOOKED_AT = 8  # of the pool, those foretold to be nearest


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """The nearest picture of a pool and the nearest known work, drawn and measured.

    Args:
        words: `space`, a key.
        arrays: `z` (d); `pool` n x d, latents; `known` k x p, looks.

    Returns:
        Words `pool` and `known`: null, or a `row` and its `gap` in just noticeable differences.
    """
    scene, z = scene_of(words["space"]), arrays["z"][None]
    pool, found = arrays["pool"], dict[str, dict[str, float] | None]()
    near = np.zeros(0, dtype=np.int64)
    if len(pool):
        foretold = foretold_apart(scene, brought(scene.space).surrogate)(z, pool)[0]
        near = np.argsort(foretold, kind="stable")[:LOOKED_AT]
    looks = looked_at(scene, np.vstack([z, pool[near]]))
    for name, known, rows in (
        ("pool", looks[1:], near), ("known", arrays["known"], np.arange(len(arrays["known"])))
    ):  # fmt: skip
        nearest = nearest_known(looks[0], known)
        found[name] = {"row": int(rows[nearest.row]), "gap": nearest.gap} if nearest else None
    return found, {}
