"""The surrogate that a drawn space brings along: a file beside its schema, and part of it.

What tastes are learned on must be the same everywhere and always there, so a surrogate is not made
on the spot: whoever changes a space makes it anew (`group-plgl surrogate SPACE`), and a test refuses one
of another version. Numbers are kept in half precision and counted with in single.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from group_plgl.errors import UnsafeBytes
from group_plgl.latents.space import Space
from group_plgl.perception.features import VERSION
from group_plgl.perception.surrogate import Surrogate
from group_plgl.shapes import Array

_LENGTH_BYTES = 8
_FOUND_AGAIN = "found_again"


@dataclass(frozen=True)
class Brought:
    """A surrogate as its space brings it.

    Attributes:
        surrogate: What foretells.
        found_again: Mean absolute differences left when some of the space's own pictures are sought, `n`.
    """

    surrogate: Surrogate
    found_again: Array


def surrogate_path(name: str) -> Path:
    """Where the surrogate of a space lies."""
    return Path(__file__).resolve().parent / name / "surrogate.safetensors"


@lru_cache(maxsize=16)
def brought(space: Space) -> Brought:
    """The surrogate of a drawn space.

    Raises:
        UnsafeBytes: There is none of this version, or it is damaged.
    """
    advice = f"Make it: group-plgl surrogate {space.name}."
    try:
        content = surrogate_path(space.name).read_bytes()
        length = int.from_bytes(content[:_LENGTH_BYTES], "little")
        told = json.loads(content[_LENGTH_BYTES : _LENGTH_BYTES + length])["__metadata__"]
        arrays = {name: array.astype(np.float32) for name, array in load(content).items()}
    except (OSError, SafetensorError, ValueError, KeyError, TypeError) as error:
        raise UnsafeBytes(f"the surrogate of {space.key} cannot be read", advice=advice) from error
    if told["made_for"] != made_for(space):
        raise UnsafeBytes(f"the surrogate of {space.key} is of {told['made_for']}", advice=advice)
    found_again = arrays.pop(_FOUND_AGAIN).astype(np.float64)
    return Brought(Surrogate(**arrays), found_again)


def made_for(space: Space) -> str:
    """What a surrogate is good for: one version of a space and of what is measured on pictures."""
    return f"{space.key} looks@{VERSION}"


def written(space: Space, surrogate: Surrogate, found_again: Array, told: Mapping[str, float]) -> bytes:
    """The bytes of a surrogate's file."""
    arrays = {one.name: getattr(surrogate, one.name).astype(np.float16) for one in fields(Surrogate)}
    arrays[_FOUND_AGAIN] = found_again.astype(np.float16)
    metadata = {"made_for": made_for(space), **{name: f"{value:.4g}" for name, value in told.items()}}
    return save(arrays, metadata=metadata)
