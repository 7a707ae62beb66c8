"""Latents to the bytes of their sounds.

Each sound is played alone, so its bytes depend on its latent only and not on its neighbours.
"""

from __future__ import annotations

import numpy as np

from group_plgl.compute.messages import Arrays, Words
from group_plgl.errors import BadInput
from group_plgl.generators import open_generator
from group_plgl.generators.base import Sounding
from group_plgl.generators.waves import wav_bytes


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """The WAV files of `n x d` latents `z`, one after the other in `bytes`; `ends` says where each ends.

    Args:
        words: `space` (a key), `rate` (samples a second).
        arrays: `z`, the latents.

    Raises:
        BadInput: The space makes no sound.
        NotFound: An unknown space.
    """
    generator = open_generator(words["space"])
    if not isinstance(generator, Sounding):
        raise BadInput(f"{words['space']} makes no sound")
    rate = int(words["rate"])
    files = [wav_bytes(generator.sound(z[None], rate)[0], rate) for z in arrays["z"]]
    ends = np.cumsum([len(file) for file in files], dtype=np.int64)
    return {}, {"bytes": np.frombuffer(b"".join(files), dtype=np.uint8), "ends": ends}
