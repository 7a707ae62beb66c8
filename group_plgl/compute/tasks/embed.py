"""Embedding a catalogue: what can be seen in a group's own pictures becomes their latents."""

from __future__ import annotations

import numpy as np

from group_plgl.compute.messages import Arrays, Words
from group_plgl.generators.catalogue.features import visible_features
from group_plgl.generators.catalogue.space import whiten
from group_plgl.generators.raster import pixels_of


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """Latents `z` (n x d) and `shares` (d) of `n` stored pictures; asks for no words.

    Args:
        words: None.
        arrays: `bytes`, the files one after the other, and `ends`, where each ends.
    """
    starts = [0, *arrays["ends"][:-1].tolist()]
    files = [arrays["bytes"][start:end] for start, end in zip(starts, arrays["ends"].tolist(), strict=True)]
    z, shares = whiten(visible_features([pixels_of(file.tobytes()) for file in files]))
    return {}, {"z": z, "shares": np.asarray(shares)}
