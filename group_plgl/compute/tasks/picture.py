"""A latent to a PNG to take away, as large as is wanted, with what it says inside."""

from __future__ import annotations

import hashlib

import numpy as np

from group_plgl.compute.messages import Arrays, Words
from group_plgl.generators import open_generator
from group_plgl.generators.raster import keepsake_bytes, to_pixels


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """The file as `bytes`; `pixels_sha256` names what is seen in it, whatever it says.

    Args:
        words: `space` (a key), `pixels` (side of the picture), `texts` by keyword.
        arrays: `z`, the latent, `d`.

    Raises:
        BadInput: A size that is not drawn.
        NotFound: An unknown space.
        WrongSpace: The space is drawn in another version.
    """
    pixels = to_pixels(open_generator(words["space"]).decode(arrays["z"][None], words["pixels"])[0])
    content = keepsake_bytes(pixels, words["texts"])
    told = {"pixels_sha256": hashlib.sha256(pixels.tobytes()).hexdigest()}
    return told, {"bytes": np.frombuffer(content, dtype=np.uint8)}
