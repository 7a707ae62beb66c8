"""Signed distances, coverage and the squashing of genes: the small tools every scene shares.

Distances are negative inside and given in world units; coverage turns them into antialiased masks
at any resolution. Objects appear by growing from an anchor, never by fading.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from group_plgl.generators.coordinates import Presence


def hypot(x: Tensor, y: Tensor) -> Tensor:
    """sqrt(x^2 + y^2) with a finite gradient at zero, where `torch.hypot` gives NaN."""
    return torch.sqrt(x * x + y * y + 1e-10)


def coverage(distance: Tensor, pixel: float | Tensor) -> Tensor:
    """How much of a pixel of width `pixel` lies inside: 1 inside, 0 outside, a ramp of one pixel."""
    return (0.5 - distance / pixel).clamp(0.0, 1.0)


def ellipse(x: Tensor, y: Tensor, radius_x: Tensor, radius_y: Tensor) -> Tensor:
    """The approximate signed distance to an axis-aligned ellipse about the origin.

    Source: I. Quilez, "Ellipsoids, distance" (first-order bound k0 (k0 - 1) / k1).
    """
    inner = hypot(x / radius_x, y / radius_y)
    slope = hypot(x / (radius_x * radius_x), y / (radius_y * radius_y))
    return inner * (inner - 1.0) / (slope + 1e-6)


def smooth_step(value: Tensor) -> Tensor:
    """0 below 0, 1 above 1, and 3t^2 - 2t^3 between."""
    t = value.clamp(0.0, 1.0)
    return t * t * (3.0 - 2.0 * t)


def uniform(gene: Tensor) -> Tensor:
    """A standard normal gene as a number uniform in (0, 1): the normal distribution function."""
    return 0.5 * (1.0 + torch.erf(gene / math.sqrt(2.0)))


def between(dial: Tensor, low: float | Tensor, high: float | Tensor) -> Tensor:
    """A dial in [0, 1] as a number between `low` and `high`."""
    return low + (high - low) * dial


def present(gene: Tensor, presence: Presence) -> Tensor:
    """How far an object has appeared, 0 to 1: mostly one of the two, smooth between."""
    return torch.sigmoid(presence.slope * (gene - presence.threshold))
