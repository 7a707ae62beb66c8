"""Foreseeing: every space in use gets a surrogate, which tells what a latent looks like undrawn.

It is made once per version of the space and of what is measured, and kept as a file beside the
database. Whatever uses it goes on without one until it is there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from group_plgl.compute.messages import Arrays, pack, unpack
from group_plgl.errors import UnsafeBytes
from group_plgl.generators import SPACES
from group_plgl.latents import Space
from group_plgl.perception.features import VERSION
from group_plgl.services.studio import Studio
from group_plgl.store.people import spaces_in_use
from group_plgl.store.surrogates import put_surrogate, read_surrogate, surrogate_path

PICTURES, SOUGHT = 8192, 8


def behind(studio: Studio) -> list[str]:
    """Keys of the drawn spaces in use that have no surrogate yet."""
    used, data = spaces_in_use(studio.database), Path(studio.settings.data)
    return [
        space.key
        for space in SPACES.values()
        if space.key in used and not surrogate_path(data, space.key, VERSION).is_file()
    ]


def foresee_space(studio: Studio, key: str, pictures: int = PICTURES, sought: int = SOUGHT) -> dict[str, Any]:
    """Learn the surrogate of a space; how far it may be trusted."""
    seed = int(studio.rng("foresee", key).integers(2**62))
    words = {"space": key, "seed": seed, "pictures": pictures, "sought": sought}
    trust, made = studio.child.run("foresee", words, {})
    put_surrogate(Path(studio.settings.data), key, VERSION, pack({"space": key, **trust}, made))
    return {"space": key, **{name: round(value, 4) for name, value in trust.items()}}


def surrogate_arrays(data: Path, space: Space) -> Arrays:
    """The `surrogate_*` arrays of a space and how well its own pictures are `found_again`.

    There are none before they are made, or when the file is damaged.

    Args:
        data: The data folder.
        space: A drawn space.
    """
    stored = read_surrogate(data, space.key, VERSION)
    if stored is None:
        return {}
    try:
        words, arrays = unpack(stored)
    except UnsafeBytes:
        surrogate_path(data, space.key, VERSION).unlink(missing_ok=True)  # the job makes it again
        return {}
    return arrays if words.get("space") == space.key else {}
