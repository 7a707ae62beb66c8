"""A latent to a drawing of lines and areas, for spaces that print flat inks."""

from __future__ import annotations

import numpy as np

from group_plgl.compute.messages import Arrays, Words
from group_plgl.errors import BadInput
from group_plgl.generators import open_generator
from group_plgl.generators.raster import to_pixels
from group_plgl.generators.torch_scene import TorchScene
from group_plgl.generators.tracing import svg_of, traced

SIDE = 1536


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """The SVG as `bytes`, and how many `inks` it has.

    Args:
        words: `space` (a key), `title` and `note`, what the file says of itself.
        arrays: `z`, the latent, `d`.

    Raises:
        BadInput: The space has nothing flat to be traced.
        NotFound: An unknown space.
    """
    scene = open_generator(words["space"])
    if not isinstance(scene, TorchScene):
        raise BadInput(f"pictures of {words['space']} are no flat inks")
    areas = traced(to_pixels(scene.plain(arrays["z"][None], SIDE)[0]))
    content = svg_of(areas, SIDE, words["title"], words["note"]).encode()
    return {"inks": len(areas)}, {"bytes": np.frombuffer(content, dtype=np.uint8)}
