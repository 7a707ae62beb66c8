"""Fitting the palette of a space to the colours of a brand."""

from __future__ import annotations

import numpy as np

from group_plgl.compute.messages import Arrays, Words
from group_plgl.generators import open_generator
from group_plgl.generators.oklab import oklab_of
from group_plgl.generators.palette_fit import fitted
from group_plgl.generators.palette_genes import Role
from group_plgl.generators.raster import to_pixels
from group_plgl.generators.torch_scene import TorchScene


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """The palette genes that come nearest to brand colours, and how near that is.

    Args:
        words: `space` (a key), whose pictures show the colours.
        arrays: `colours`, `k x 3` sRGB levels, the most important first.

    Returns:
        Words `roles` (k names, lower case); arrays `genes` 8, `apart` k (distances in OKLab),
        `palette` 6 x 3 sRGB levels.
    """
    scene = open_generator(words["space"])
    roles = scene.roles if isinstance(scene, TorchScene) else tuple(Role)
    found = fitted(oklab_of(arrays["colours"].astype(np.uint8)), roles)
    return {"roles": [role.name.lower() for role in found.roles]}, {
        "genes": found.genes,
        "apart": found.apart,
        "palette": to_pixels(found.colours[None])[0],
    }
