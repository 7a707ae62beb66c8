"""Signed distances that characters are made of; negative inside, in world units.

Parameters are per picture, `n x 1 x 1`; points broadcast to `n x h x w`.
"""

from __future__ import annotations

import torch
from torch import Tensor

from group_plgl.generators.sdf import hypot, smooth_step

# A presence is absent below the first and whole above one less it; the last share grows to the end,
# so that a picture in which the object is whole still says which way the gene lies.
ABSENT, LAST = 0.33, 0.10


def box(x: Tensor, y: Tensor, half_x: Tensor, half_y: Tensor, radius: Tensor | float) -> Tensor:
    """A box about the origin with rounded corners."""
    over_x, over_y = x.abs() - half_x + radius, y.abs() - half_y + radius
    outside = hypot(over_x.clamp_min(0.0), over_y.clamp_min(0.0))
    return outside + torch.maximum(over_x, over_y).clamp_max(0.0) - radius


def joined(one: Tensor, other: Tensor, width: Tensor | float) -> Tensor:
    """The union, its seam rounded over `width`. Source: I. Quilez, "Smooth minimum" (quadratic)."""
    near = (width - (one - other).abs()).clamp_min(0.0) / width
    return torch.minimum(one, other) - 0.25 * width * near * near


def common(one: Tensor, other: Tensor, width: Tensor | float) -> Tensor:
    """The intersection, its edge rounded over `width`."""
    return -joined(-one, -other, width)


def grown(presence: Tensor) -> Tensor:
    """The size of an object that must be whole or absent, `n` in [0, 1]: nothing, then soon whole."""
    left = 1.0 - ((presence - ABSENT) / (1.0 - 2.0 * ABSENT)).clamp(0.0, 1.0)
    return 1.0 - left * left * left - LAST * (1.0 - presence) * smooth_step(4.0 * (1.0 - left))


def swelled(presence: Tensor) -> Tensor:
    """The size of something that may be seen at any size, such as a stripe, `n` in [0, 1]."""
    return presence * (2.0 - presence)


def unseen(size: Tensor) -> Tensor:
    """A distance that hides an object while it is too small to be more than a speck, `n x 1 x 1`."""
    return 0.05 * (1.0 - 6.0 * size.float()).clamp_min(0.0)[:, None, None]


def unready(size: Tensor) -> Tensor:
    """A distance that hides what would look broken when small, until it is half grown, `n x 1 x 1`."""
    return 0.16 * (1.0 - 2.2 * size.float()).clamp_min(0.0)[:, None, None]


def scallops(along: Tensor, amount: Tensor) -> Tensor:
    """Round bumps of height `amount` per turn of pi, pointing outwards, with mean near zero."""
    return amount * (torch.sin(along).abs() - 0.6)
