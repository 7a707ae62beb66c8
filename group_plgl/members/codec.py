"""Member models as bytes: safetensors with a version, never pickle.

Weights keep float64 (a replay must agree to 1e-6); the covariance keeps float32.
"""

from __future__ import annotations

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from group_plgl.errors import UnsafeBytes
from group_plgl.members.dense import Tastes

FAMILY = "dense-logistic/1"


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
        try:
            arrays = load(payload)
        except (SafetensorError, ValueError, KeyError) as error:
            raise UnsafeBytes(
                f"a member model cannot be read: {error}", advice="Learn the group again."
            ) from error
        if set(arrays) != {"mean", "covariance"} or arrays["mean"].ndim != 1:
            raise UnsafeBytes("a member model holds other arrays than mean and covariance")
        means.append(arrays["mean"])
        covariances.append(arrays["covariance"].astype(np.float64))
    if len({mean.shape for mean in means}) > 1:
        raise UnsafeBytes("member models of different spaces cannot be stacked")
    return Tastes(np.stack(means), np.stack(covariances))
