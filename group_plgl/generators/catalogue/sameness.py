"""Whether two files hold the same picture: saved again, smaller, or in another format.

A sketch is the picture as a few coloured cells. Saving again moves a cell by a few levels at most,
while a candidate that differs in one small place moves the cells there; so the largest
difference decides, not the mean.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from group_plgl.generators.raster import Pixels, resized

CELLS = 32
MOST_LEVELS = 6
MOST_SHAPE = 0.02
Sketch = NDArray[np.uint8]


def sketch_of(picture: Pixels) -> Sketch:
    """`32 x 32 x 3` mean colours of a picture pressed into a square, flat."""
    return resized(picture, CELLS, CELLS).ravel()


def same_as(sketch: Sketch, ratio: float, others: Sequence[Sketch], ratios: Sequence[float]) -> int | None:
    """Which of some pictures is the same as this one, if any.

    Args:
        sketch: As `sketch_of` gives it.
        ratio: Width over height.
        others: Sketches of the others.
        ratios: Width over height of the others.
    """
    for place, (other, shape) in enumerate(zip(others, ratios, strict=True)):
        gap = np.abs(sketch.astype(np.int16) - other.astype(np.int16))
        if abs(np.log(ratio / shape)) <= MOST_SHAPE and int(gap.max()) <= MOST_LEVELS:
            return place
    return None
