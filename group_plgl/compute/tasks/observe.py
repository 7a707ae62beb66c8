"""Observing a file that is to be sorted: measured as a group's own pictures are, and not kept."""

from __future__ import annotations

import numpy as np

from group_plgl.compute.messages import Arrays, Words
from group_plgl.compute.tasks.accept import CARD_QUALITY, QUICK
from group_plgl.errors import UnsafeBytes
from group_plgl.generators.catalogue.features import measured, way_named
from group_plgl.generators.raster import pixels_of, resized, shrunk, uploaded, webp_bytes
from group_plgl.perception.features import SIDE, looks
from group_plgl.perception.oklab import oklab_of


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """What is measured on the picture in a file, or why it is not read.

    Args:
        words: `card_side`, the longer side of pictures on cards: what is measured is the picture there;
            `features`, the way of measuring.
        arrays: `bytes`, the file.

    Returns:
        Either the word `refused` with a short reason and `values`; or arrays `row` p, `looks`, and
        `card`, the picture as it would be on a card (WebP).
    """
    try:
        upload = uploaded(arrays["bytes"].tobytes())
    except UnsafeBytes as refusal:
        return {"refused": refusal.text, "values": refusal.values}, {}
    card = webp_bytes(shrunk(upload.pixels, int(words["card_side"])), CARD_QUALITY, QUICK)
    picture = pixels_of(card)
    return {}, {
        "row": np.asarray(measured(picture, way_named(words["features"])), dtype=np.float32),
        "looks": np.asarray(looks(oklab_of(resized(picture, SIDE, SIDE))[None])[0], dtype=np.float16),
        "card": np.frombuffer(card, dtype=np.uint8),
    }
