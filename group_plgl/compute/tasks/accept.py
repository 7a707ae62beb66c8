"""Accepting a picture from outside: its bytes are read here, and nowhere in the server's process.

What comes out was made by us: two files without anything that rode along in the one that came in.
"""

from __future__ import annotations

import numpy as np

from group_plgl.compute.messages import Arrays, Words
from group_plgl.errors import UnsafeBytes
from group_plgl.generators.catalogue.sameness import sketch_of
from group_plgl.generators.catalogue.traits import traits_of, words_of
from group_plgl.generators.raster import shrunk, uploaded, webp_bytes

LARGE_QUALITY, CARD_QUALITY = 88, 84
QUICK = 1


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """A file from outside as the two pictures that are kept of it, or why it is not taken.

    Args:
        words: `card_side`, the longer side of the picture on cards.
        arrays: `bytes`, the file.

    Returns:
        Either the word `refused` with a short reason and `values`; or words `width`, `height`
        (before it was made smaller) and `told` (what can be seen), and arrays `large` and `card`
        (WebP), `sketch`, `traits`.
    """
    try:
        upload = uploaded(arrays["bytes"].tobytes())
    except UnsafeBytes as refusal:
        return {"refused": refusal.text, "values": refusal.values}, {}
    traits = traits_of(upload.pixels)
    card = shrunk(upload.pixels, int(words["card_side"]))
    told = words_of(traits.tolist(), upload.width, upload.height)
    return {"width": upload.width, "height": upload.height, "told": told}, {
        "large": np.frombuffer(webp_bytes(upload.pixels, LARGE_QUALITY, QUICK), dtype=np.uint8),
        "card": np.frombuffer(webp_bytes(card, CARD_QUALITY, QUICK), dtype=np.uint8),
        "sketch": sketch_of(upload.pixels),
        "traits": traits,
    }
