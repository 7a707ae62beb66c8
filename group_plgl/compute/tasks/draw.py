"""Latents to picture bytes, for cards, ideals and samples.

Each picture is drawn alone, so its bytes depend on its latent only and not on its neighbours.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from group_plgl.compute.messages import Arrays, Words
from group_plgl.errors import BadInput
from group_plgl.generators import open_generator
from group_plgl.generators.raster import png_bytes, to_pixels, webp_bytes
from group_plgl.shapes import Array

_ENCODERS: dict[str, Callable[[NDArray[Any]], bytes]] = {"image/webp": webp_bytes, "image/png": png_bytes}


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """The files of `n x d` latents `z`, one after the other in `bytes`; `ends` says where each ends.

    Args:
        words: `space` (a key), `pixels` (side of a picture), `media_type` (image/webp or image/png).
        arrays: `z`, the latents.

    Raises:
        BadInput: An unknown media type.
        NotFound: An unknown space.
    """
    return {}, files_of(words["space"], arrays["z"], words["pixels"], words["media_type"])


def files_of(space: str, z: Array, pixels: int, media_type: str) -> Arrays:
    """The files of `n x d` latents as `bytes` and `ends`, for other tasks that draw what they found.

    Raises:
        BadInput: An unknown media type.
        NotFound: An unknown space.
    """
    encode = _ENCODERS.get(media_type)
    if encode is None:
        raise BadInput(f"unknown media type {media_type!r}; known: {', '.join(_ENCODERS)}")
    generator = open_generator(space)
    files = [encode(to_pixels(generator.decode(one[None], pixels)[0])) for one in z]
    ends = np.cumsum([len(file) for file in files], dtype=np.int64)
    return {"bytes": np.frombuffer(b"".join(files), dtype=np.uint8), "ends": ends}
