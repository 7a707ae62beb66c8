"""Pictures to one that moves."""

from __future__ import annotations

import numpy as np

from group_plgl.compute.messages import Arrays, Words
from group_plgl.generators.raster import film_bytes, pixels_of


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """The film in `bytes`.

    Args:
        words: `order`, which picture is shown when; `milliseconds`, how long each time; `kind`, webp or
            gif; `note`, what the file says of itself.
        arrays: The files of the pictures one after the other in `bytes`, and their `ends`.
    """
    ends = [0, *arrays["ends"].tolist()]
    pictures = [pixels_of(arrays["bytes"][ends[at] : ends[at + 1]].tobytes()) for at in range(len(ends) - 1)]
    frames = [pictures[at] for at in words["order"]]
    content = film_bytes(frames, words["milliseconds"], words["kind"], words["note"])
    return {}, {"bytes": np.frombuffer(content, dtype=np.uint8)}
