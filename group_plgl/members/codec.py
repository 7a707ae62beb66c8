"""Member models as bytes: safetensors with a version, never pickle.

Weights keep float64 (a replay must agree to 1e-6); the covariance keeps float32.
"""

from __future__ import annotations

import json

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from group_plgl.errors import UnsafeBytes
from group_plgl.members.dense import Tastes

FAMILY = "dense-logistic/2"
_LENGTH_BYTES = 8


def to_bytes(tastes: Tastes, row: int, coordinates: int) -> bytes:
    """One member's model of `coordinates` (f) coordinates as safetensors bytes."""
    mean = tastes.mean[row]
    if mean.shape != (coordinates + 1,):
        raise UnsafeBytes(
            f"a model of {coordinates} coordinates has {coordinates + 1} weights, not {mean.shape}"
        )
    arrays = {"mean": mean.astype(np.float64), "covariance": tastes.covariance[row].astype(np.float32)}
    return save(arrays, metadata={"family": FAMILY})


def from_bytes(payloads: list[bytes]) -> Tastes:
    """The stacked posterior of members from their bytes.

    Raises:
        UnsafeBytes: Bytes are damaged, of another family or hold other arrays.
    """
    means, covariances = [], []
    for payload in payloads:
        arrays = _arrays(payload)
        means.append(arrays["mean"])
        covariances.append(arrays["covariance"].astype(np.float64))
    if len({mean.shape for mean in means}) > 1:
        raise UnsafeBytes("member models of different spaces cannot be stacked")
    return Tastes(np.stack(means), np.stack(covariances))


def _arrays(payload: bytes) -> dict[str, NDArray[np.floating]]:
    """The two arrays of one model, checked."""
    try:
        length = int.from_bytes(payload[:_LENGTH_BYTES], "little")
        header = json.loads(payload[_LENGTH_BYTES : _LENGTH_BYTES + length])
        family = header["__metadata__"]["family"]
        arrays: dict[str, NDArray[np.floating]] = load(payload)
    except (SafetensorError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UnsafeBytes(
            f"a member model cannot be read: {error}", advice="Learn the group again."
        ) from error
    if family != FAMILY:
        raise UnsafeBytes(f"a member model is of family {family!r}, not {FAMILY!r}")
    if set(arrays) != {"mean", "covariance"} or arrays["mean"].ndim != 1:
        raise UnsafeBytes("a member model holds other arrays than mean and covariance")
    width = len(arrays["mean"])
    if arrays["covariance"].shape != (width, width):
        raise UnsafeBytes(f"{width} weights come with a covariance of {arrays['covariance'].shape}")
    if not all(array.dtype.kind == "f" and np.isfinite(array).all() for array in arrays.values()):
        raise UnsafeBytes("a member model holds other things than finite numbers")
    return arrays
