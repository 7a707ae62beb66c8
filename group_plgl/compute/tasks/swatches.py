"""A picture to its colours."""

from __future__ import annotations

from dataclasses import asdict

from group_plgl.compute.messages import Arrays, Words
from group_plgl.generators.raster import pixels_of, resized
from group_plgl.perception.swatches import swatches

_SIDE = 256


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """Its `swatches`: name, level and share each, those that cover most first.

    Args:
        words: `k`, how many at most.
        arrays: The file of the picture in `bytes`.
    """
    pixels = resized(pixels_of(arrays["bytes"].tobytes()), _SIDE, _SIDE)
    return {"swatches": [asdict(one) for one in swatches(pixels, int(words["k"]))]}, {}
