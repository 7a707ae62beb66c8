"""What the child can be asked: one file per task, each with a function `run`.

A task is a pure function `(words, arrays) -> (words, arrays)`. It is imported when it is first
asked for, so the child starts quickly. Reading and storing is done by the services that ask.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

TASKS: Mapping[str, str] = MappingProxyType(
    {
        name: f"group_plgl.compute.tasks.{name}:run"
        for name in (
            "analyse",  # camps and the map of members
            "draw",  # latents to picture bytes
            "imagine",  # ideals and the spread
            "learn",  # answers to tastes
            "vega",  # the script that draws charts in a browser
        )
    }
)
