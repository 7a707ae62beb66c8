"""Learning what the pictures of a space look like, so that nobody has to draw them to know."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np

from group_plgl.compute.messages import Arrays, Words
from group_plgl.generators.invert import found_again
from group_plgl.generators.looking import learned, scene_of
from group_plgl.perception.surrogate import arrays_of


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """The surrogate of a space in `surrogate_*` arrays, and how far to trust it in words.

    Array `found_again` holds the differences left when some of the space's own pictures are sought.

    Args:
        words: `space`, its key; `seed`; `pictures`, how many are drawn for it at first;
            `sought`, how many of its own pictures are sought.
        arrays: None.

    Raises:
        BadInput: A space that is not drawn by code we can differentiate.
    """
    scene = scene_of(words["space"])
    rng = np.random.default_rng(words["seed"])
    surrogate, trust = learned(scene, rng, int(words["pictures"]))
    found = found_again(scene, surrogate, rng, int(words["sought"]))
    return asdict(trust), {**arrays_of(surrogate), "found_again": found}
