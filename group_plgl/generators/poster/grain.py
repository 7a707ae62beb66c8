"""The grain of paper and ink: one fixed texture, averaged to the size of the picture.

Averaging instead of sampling keeps a large picture shrunk and a small picture drawn alike. The
texture has octaves, so that some grain is left at every size.
"""

from __future__ import annotations

from functools import cache, lru_cache

import torch
from torch import Tensor
from torch.nn import functional

from group_plgl.generators.torch_scene import Window

FINEST = 1024
OCTAVES = (1024, 512, 256)
GRAIN_SEED = 7
KEPT_SIZES = 6


def grain(window: Window, device: torch.device) -> Tensor:
    """`h x w` noise in [-1, 1] on the rows of the window."""
    if window.size <= FINEST:
        return _averaged(window.size, device)[window.top : window.bottom]
    texture = _texture().to(device)
    x = window.columns(device)[None, :].expand(window.bottom - window.top, -1)
    y = window.rows(device)[:, None].expand(-1, window.size)
    where = torch.stack([x, y], -1)[None]
    return functional.grid_sample(texture[None, None], where, padding_mode="border", align_corners=False)[
        0, 0
    ]


@lru_cache(maxsize=KEPT_SIZES)
def _averaged(size: int, device: torch.device) -> Tensor:
    return functional.adaptive_avg_pool2d(_texture()[None], size)[0].to(device)


@cache
def _texture() -> Tensor:
    """`1024 x 1024`: as much noise in every octave."""
    rng = torch.Generator().manual_seed(GRAIN_SEED)
    total = torch.zeros(FINEST, FINEST)
    for octave in OCTAVES:
        noise = torch.randn(1, 1, octave, octave, generator=rng)
        total += functional.interpolate(noise, size=(FINEST, FINEST), mode="bilinear")[0, 0]
    return torch.tanh(0.5 * total)
