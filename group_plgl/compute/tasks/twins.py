"""Twins: which pictures nobody could tell from a better one."""

from __future__ import annotations

import numpy as np

from group_plgl.compute.messages import Arrays, Words
from group_plgl.perception.distance import JUST_NOTICEABLE

_AT_ONCE = 512


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """Array `leader` n: the first picture within one just noticeable difference, or the picture itself.

    Nobody is led by who is led, so that a chain of small steps does not join what differs.

    Args:
        words: None.
        arrays: `looks` n x p, the best picture first.
    """
    looks = np.asarray(arrays["looks"], dtype=np.float32)
    n, sizes = len(looks), (looks**2).sum(axis=1)
    leader = np.arange(n)
    for start in range(0, n, _AT_ONCE):
        end = min(start + _AT_ONCE, n)
        gaps = sizes[start:end, None] + sizes[None, :end] - 2.0 * looks[start:end] @ looks[:end].T
        for row, near in zip(range(start, end), gaps <= JUST_NOTICEABLE**2 + 1e-4, strict=True):
            before = np.flatnonzero(near[:row] & (leader[:row] == np.arange(row)))
            leader[row] = before[0] if len(before) else row
    return {}, {"leader": leader}
