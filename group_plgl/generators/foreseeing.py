"""Making the surrogate that a space brings along: for whoever has changed what the space draws."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import numpy as np

from group_plgl.generators.invert import found_again
from group_plgl.generators.looking import learned, scene_of
from group_plgl.generators.surrogates import surrogate_path, written

SEED = 20264
SOUGHT = 8  # of its own pictures, which tell when one from elsewhere lies outside


def make_surrogate(name: str) -> Path:
    """The file beside the schema of a space, made anew; it takes minutes."""
    scene, rng = scene_of(name), np.random.default_rng(SEED)
    surrogate, trust = learned(scene, rng)
    found = found_again(scene, surrogate, rng, SOUGHT)
    path = surrogate_path(name)
    path.write_bytes(written(scene.space, surrogate, found, asdict(trust)))
    return path
