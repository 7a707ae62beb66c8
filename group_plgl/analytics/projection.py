"""The flat map: members placed so that near means alike, and how much the flattening keeps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from group_plgl.shapes import Array


@dataclass(frozen=True)
class FlatMap:
    """Members on a plane.

    Attributes:
        xy: `m x 2`, in the units of the input; the axes have no meaning of their own.
        share: Share of all differences the plane keeps, 0 to 1.
    """

    xy: Array
    share: float


def directions(weights: Array) -> Array:
    """Tastes `m x f` as unit vectors, so that only what is liked counts, not how loudly."""
    size = np.linalg.norm(weights, axis=1, keepdims=True)
    return np.asarray(weights / np.maximum(size, 1e-12))


def flat_map(points: Array) -> FlatMap:
    """The plane through `m x f` points that keeps most of their differences.

    Signs are fixed so that the same points always give the same map.

    Source: principal components, Hotelling 1933.
    """
    if len(points) == 0:
        return FlatMap(np.zeros((0, 2)), 1.0)
    centred = points - points.mean(axis=0)
    _, sizes, axes = np.linalg.svd(centred, full_matrices=False)
    axes = axes * np.where(axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)] < 0, -1.0, 1.0)[:, None]
    xy = np.zeros((len(points), 2))
    plane = centred @ axes[:2].T
    xy[:, : plane.shape[1]] = plane
    total = float(np.sum(sizes**2))
    return FlatMap(xy, float(np.sum(sizes[:2] ** 2)) / total if total > 0 else 1.0)
