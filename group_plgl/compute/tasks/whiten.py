"""Whitening a catalogue: what was measured on its pictures becomes their latents."""

from __future__ import annotations

import numpy as np

from group_plgl.compute.messages import Arrays, Words
from group_plgl.generators.catalogue.axes import axes_between
from group_plgl.generators.catalogue.features import way_named, weighed
from group_plgl.generators.catalogue.space import as_loud, directions, whiten
from group_plgl.shapes import Array


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """Latents `z` (n x d) and `shares` (d) of a catalogue, and how others find their place.

    Args:
        words: `features`, the way in which pictures were measured; nothing with ready vectors.
        arrays: Either `ready` vectors n x p, which are taken as they are; or what was measured:
            `measure`, of visible features, and `embed`, of an embedder, when there is one.

    Returns:
        Besides `turn` (p x d) and `offset` (d), by which what is measured on any picture becomes a
        latent; not with ready vectors.
    """
    if "ready" in arrays:
        features, apart = np.asarray(arrays["ready"], dtype=np.float64), 0
    else:
        way = way_named(words["features"])
        features, apart = weighed(np.asarray(arrays["measure"], dtype=np.float64), way=way), way.apart
        if "embed" in arrays:
            features = np.hstack([features, as_loud(directions(arrays["embed"]))])
    z, shares, turn = whiten(features, apart)
    axes = None if "ready" in arrays else axes_between(side_by_side(arrays), features, z, turn)
    told = {} if axes is None else {"turn": axes.turn, "offset": axes.offset}
    return {}, {"z": z, "shares": np.asarray(shares), **told}


def side_by_side(arrays: Arrays) -> Array:
    """What was measured on pictures by all looks, one beside the other, `n x p`."""
    rows = [np.asarray(arrays["measure"], dtype=np.float64)]
    return np.hstack([*rows, *([directions(arrays["embed"])] if "embed" in arrays else [])])
