"""Encoding: the latent that draws a picture best, and how far off it stays."""

from __future__ import annotations

import numpy as np

from group_plgl.compute.messages import Arrays, Words
from group_plgl.generators.invert import encode, limit_of
from group_plgl.generators.looking import scene_of
from group_plgl.generators.surrogates import brought
from group_plgl.perception.attributes import attributes_of
from group_plgl.perception.oklab import oklab_of


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """The latent of a picture.

    Args:
        words: `space`, its key; `seed`.
        arrays: `picture`, 64 x 64 x 3 pixels.

    Returns:
        Words `error` (mean absolute difference of the redrawn picture, 0 to 1) and `limit` (above
        which the picture lies outside the space); arrays `z`, d, and `attributes`, where the
        picture stands on the scales of `perception.attributes`.
    """
    scene, picture = scene_of(words["space"]), arrays["picture"]
    known, rng = brought(scene.space), np.random.default_rng(words["seed"])
    z, error = encode(scene, picture.astype(np.float32) / 255.0, known.surrogate, rng)
    return {"error": error, "limit": limit_of(known.found_again)}, {
        "z": z,
        "attributes": attributes_of(oklab_of(picture)[None])[0],
    }
