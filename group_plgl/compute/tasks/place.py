"""Placing latents: their coordinates, in which distances are what can be seen."""

from __future__ import annotations

from typing import Any

from group_plgl.compute.tasks.opening import open_space

Arrays = dict[str, Any]


def run(words: dict[str, Any], arrays: Arrays) -> tuple[dict[str, Any], Arrays]:
    """Coordinates `x` n x f of latents `z` n x d.

    Args:
        words: What opens the space.
        arrays: What opens the space, and `z`.
    """
    return {}, {"x": open_space(words, arrays).coordinates(arrays["z"])}
