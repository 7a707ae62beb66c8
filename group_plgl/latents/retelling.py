"""A latent as a file tells it, so that its picture can be drawn again.

Genes about which nobody's taste is learned stand in the middle, as everywhere where programs read
latents. What chance made of them rides beside, packed: it is needed to draw the same picture, says
nothing about anybody, and is not offered as a number to reckon with.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from group_plgl.errors import BadInput
from group_plgl.latents.space import Space, latent_hash
from group_plgl.shapes import Array

FARTHEST = 1e6


def retold(space: Space, latent: Sequence[float]) -> dict[str, Any]:
    """What a file says of a latent (`d`): `latent`, `chance` (base64, or empty) and `latent_sha256`."""
    z = space.canonical([latent])[0]
    if len(space.genes) != len(z):
        return {"latent": z.tolist(), "chance": "", "latent_sha256": latent_hash(space, z[None])}
    packed = base64.b64encode(z[~space.learned].astype("<f4").tobytes()).decode()
    told = np.where(space.learned, z, 0.0).tolist()
    return {"latent": told, "chance": packed, "latent_sha256": latent_hash(space, z[None])}


def latent_in(space: Space, told: Mapping[str, Any]) -> Array:
    """The latent (`d`) that a file tells.

    Raises:
        BadInput: It is not one of this space.
        BadShape: It has another width, or is not finite.
    """
    said = told.get("latent")
    if not isinstance(said, list) or not all(
        isinstance(one, int | float) and abs(one) < FARTHEST for one in said
    ):
        raise BadInput("the file tells no latent")
    z = np.asarray(space.canonical([said])[0])
    packed = told.get("chance") or ""
    missing = int((~space.learned).sum())
    if not missing:
        return z
    try:
        chance = np.frombuffer(base64.b64decode(str(packed), validate=True), dtype="<f4")
    except (binascii.Error, ValueError) as problem:
        raise BadInput("what chance made of the latent cannot be read") from problem
    if len(chance) != missing:
        raise BadInput("the latent lacks {n} genes that chance drew", n=missing - len(chance))
    whole = z.copy()
    whole[~space.learned] = chance
    return np.asarray(space.canonical(whole[None])[0])
