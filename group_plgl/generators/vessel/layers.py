"""Small words for painting in OKLab: broadcasting per picture, per row, and laying one on another.

Canvases are `n x 3 x h x w` OKLab; masks are `n x h x w` in [0, 1]. What is decided once per picture
is float64 and becomes float32 here, at the door to the pixels.
"""

from __future__ import annotations

import torch
from torch import Tensor


def everywhere(value: Tensor) -> Tensor:
    """`n` numbers, one per picture, as `n x 1 x 1`."""
    return value.float()[:, None, None]


def along_rows(value: Tensor) -> Tensor:
    """`n x h` numbers, one per row, as `n x h x 1`."""
    return value.float()[:, :, None]


def flat(colour: Tensor) -> Tensor:
    """`n x 3` colours as `n x 3 x 1 x 1` canvases."""
    return colour.float()[:, :, None, None]


def over(canvas: Tensor, colour: Tensor, mask: Tensor) -> Tensor:
    """The canvas with a flat colour or another canvas laid on it where the mask says."""
    top = flat(colour) if colour.dim() == 2 else colour
    return torch.lerp(canvas, top.expand(-1, -1, *mask.shape[1:]), mask[:, None])


def toned(canvas: Tensor, lightness: Tensor, colourfulness: Tensor) -> Tensor:
    """The canvas with lightness and chroma multiplied by two masks: light that keeps the hue."""
    return torch.cat([canvas[:, :1] * lightness[:, None], canvas[:, 1:] * colourfulness[:, None]], 1)
