"""Opening the space that a task was asked about."""

from __future__ import annotations

from typing import Any

from group_plgl.generators import Generator, open_generator


def open_space(words: dict[str, Any], arrays: dict[str, Any]) -> Generator:
    """What maps the latents of the task's space to coordinates, and draws them."""
    return open_generator(words["space"])
