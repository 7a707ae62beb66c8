"""Avoiding: which latents look too much like what a host marked, and how far others are from a picture."""

from __future__ import annotations

import numpy as np

from group_plgl.compute.messages import Arrays, Words
from group_plgl.compute.tasks.opening import open_nevers
from group_plgl.generators.nevers import CatalogueNevers, DrawnNevers


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """Whether latents fall under a mark, and how far they are from the nearest.

    Args:
        words: What opens the space.
        arrays: What opens the space with its marks, and `z` n x d.

    Returns:
        Arrays `never` n, and `gap` n, foretold just noticeable differences from the nearest mark.
    """
    nevers, n = open_nevers(words, arrays), len(arrays["z"])
    if nevers is None or not n:
        return {}, {"never": np.zeros(n, dtype=np.bool_), "gap": np.full(n, np.inf)}
    assert isinstance(nevers, DrawnNevers | CatalogueNevers)
    return {}, {"never": ~nevers.clear(arrays["z"]), "gap": nevers.foretold(arrays["z"]).min(axis=1)}
