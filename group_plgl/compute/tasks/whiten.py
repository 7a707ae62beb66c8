"""Whitening a catalogue: what was measured on its pictures becomes their latents."""

from __future__ import annotations

import numpy as np

from group_plgl.compute.messages import Arrays, Words
from group_plgl.generators.catalogue.features import weighed
from group_plgl.generators.catalogue.space import as_loud, directions, whiten


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """Latents `z` (n x d) and `shares` (d) of a catalogue; asks for no words.

    Args:
        words: None.
        arrays: Either `ready` vectors n x p, which are taken as they are; or what was measured:
            `measure`, of visible features, and `embed`, of an embedder, when there is one.
    """
    if "ready" in arrays:
        features = np.asarray(arrays["ready"], dtype=np.float64)
    else:
        features = weighed(np.asarray(arrays["measure"], dtype=np.float64))
        if "embed" in arrays:
            features = np.hstack([features, as_loud(directions(arrays["embed"]))])
    z, shares = whiten(features)
    return {}, {"z": z, "shares": np.asarray(shares)}
