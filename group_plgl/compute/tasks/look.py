"""Looking at a picture from outside that is not kept: its bytes are read here and nowhere else."""

from __future__ import annotations

import numpy as np

from group_plgl.compute.messages import Arrays, Words
from group_plgl.errors import UnsafeBytes
from group_plgl.generators.raster import squared, uploaded, webp_bytes
from group_plgl.perception.features import SIDE


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """The middle square of a file from outside, or why it is not read.

    Args:
        words: `side`, of the copy to show, in pixels.
        arrays: `bytes`, the file.

    Returns:
        Either the word `refused` with a short reason and `values`; or arrays `picture` 64 x 64 x 3
        and `shown` (WebP).
    """
    try:
        upload = uploaded(arrays["bytes"].tobytes())
    except UnsafeBytes as refusal:
        return {"refused": refusal.text, "values": refusal.values}, {}
    shown = webp_bytes(squared(upload.pixels, int(words["side"])))
    return {}, {"picture": squared(upload.pixels, SIDE), "shown": np.frombuffer(shown, dtype=np.uint8)}
