"""Two latents to what lies between, around what is never to be shown."""

from __future__ import annotations

from group_plgl.compute.messages import Arrays, Words
from group_plgl.compute.tasks.mirror import frames_between
from group_plgl.compute.tasks.opening import open_nevers, open_space


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """Latents `z` k x d on the way, and at which `shares` of it (0 to 1) they lie.

    Args:
        words: What opens the space, and `frames`, how many at most.
        arrays: What opens the space; `start` and `end`, d each.
    """
    opened, nevers = open_space(words, arrays), open_nevers(words, arrays)
    shares, z = frames_between(opened, arrays["start"], arrays["end"], int(words["frames"]), nevers)
    return {}, {"shares": shares, "z": z}
