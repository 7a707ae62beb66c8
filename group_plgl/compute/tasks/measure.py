"""Measuring pictures: what can be seen in each of a few stored ones, as numbers."""

from __future__ import annotations

import numpy as np

from group_plgl.compute.messages import Arrays, Words
from group_plgl.generators.catalogue.features import measured, way_named
from group_plgl.generators.raster import Pixels, pixels_of


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """Array `rows` (n x p) of `n` stored pictures, to be weighed with those of many.

    Args:
        words: `features`, the way of measuring.
        arrays: `bytes`, the files one after the other, and `ends`, where each ends.
    """
    rows = [measured(picture, way_named(words["features"])) for picture in pictures_in(arrays)]
    return {}, {"rows": np.array(rows, dtype=np.float32)}


def pictures_in(arrays: Arrays) -> list[Pixels]:
    """The pictures of `bytes` and `ends`, `h x w x 3` each."""
    starts = [0, *arrays["ends"][:-1].tolist()]
    files = [arrays["bytes"][start:end] for start, end in zip(starts, arrays["ends"].tolist(), strict=True)]
    return [pixels_of(file.tobytes()) for file in files]
