"""Colour in OKLab: conversion to sRGB and a gamut that bends instead of clipping.

Clipped channels look cheap and have no gradient, so chroma is pressed softly below the largest
value sRGB can show at that lightness and hue. Which colours a picture uses is `palette`'s affair.
"""

from __future__ import annotations

import math
from functools import cache

import torch
from torch import Tensor

from group_plgl.generators.oklab import LINEAR_FROM_LMS, LMS_FROM_LINEAR, LMS_FROM_OKLAB, OKLAB_FROM_LMS

TAU = 2.0 * math.pi
LIGHTNESS_STEPS, HUE_STEPS, CHROMA_STEPS, LARGEST_CHROMA = 32, 72, 160, 0.4


def srgb_from_oklab(lab: Tensor, dim: int) -> Tensor:
    """Display colours, sRGB in [0, 1], from OKLab; both with their three channels along axis `dim`.

    Source: Ottosson (2020); the sRGB transfer curve of IEC 61966-2-1.
    """
    lightness, a, b = lab.unbind(dim)
    lms = [_weighted(row, lightness, a, b) for row in LMS_FROM_OKLAB]
    cubes = [channel * channel * channel for channel in lms]
    linear = torch.stack([_weighted(row, cubes[0], cubes[1], cubes[2]) for row in LINEAR_FROM_LMS], dim)
    return _encoded(linear)


def oklab_from_srgb(srgb: Tensor) -> Tensor:
    """OKLab along the last axis from sRGB in [0, 1] along the last axis. Source: Ottosson (2020)."""
    low = srgb / 12.92
    high = ((srgb.clamp_min(0.04045) + 0.055) / 1.055) ** 2.4
    linear = torch.where(srgb <= 0.04045, low, high)
    lms = linear @ srgb.new_tensor(LMS_FROM_LINEAR).T
    return lms.clamp_min(1e-9) ** (1.0 / 3.0) @ srgb.new_tensor(OKLAB_FROM_LMS).T


def oklab_from_lch(lightness: Tensor, chroma: Tensor, hue: Tensor) -> Tensor:
    """OKLab along a new last axis from lightness, chroma and hue (radians), inside the sRGB gamut.

    Chroma C becomes `M tanh(C / M)`, M being the gamut's largest chroma: a soft knee.
    """
    limit = 0.97 * largest_chroma(lightness, hue) + 1e-4
    inside = limit * torch.tanh(chroma / limit)
    return torch.stack([lightness + 0 * hue, inside * torch.cos(hue), inside * torch.sin(hue)], -1)


def largest_chroma(lightness: Tensor, hue: Tensor) -> Tensor:
    """The largest OKLCH chroma sRGB can show, interpolated bilinearly from a table."""
    table = _gamut_table().to(lightness)
    row = lightness.clamp(0, 1) * LIGHTNESS_STEPS
    turns = hue / TAU
    column = (turns - turns.detach().floor()) * HUE_STEPS
    row_index = row.detach().floor().clamp(0, LIGHTNESS_STEPS - 1).long()
    column_index = column.detach().floor().clamp(0, HUE_STEPS - 1).long()
    down, right = row - row_index, column - column_index
    upper = torch.lerp(table[row_index, column_index], table[row_index, column_index + 1], right)
    lower = torch.lerp(table[row_index + 1, column_index], table[row_index + 1, column_index + 1], right)
    return torch.lerp(upper, lower, down)


def apart(lightness: Tensor, from_lightness: Tensor, at_least: float | Tensor) -> Tensor:
    """A lightness pushed away from another until they differ by about `at_least`, smoothly.

    A softplus hinge lifts differences below the bound to it and leaves larger ones alone; the sign
    turns within about +-0.025, so the map stays continuous. The result stays between 0.10 and 0.97,
    nearly.
    """
    difference = lightness - from_lightness
    size = torch.sqrt(difference * difference + 1e-8)
    sign = torch.tanh(difference / 0.025)
    sharpness = 0.03
    pushed = at_least + sharpness * torch.nn.functional.softplus((size - at_least) / sharpness)
    target = from_lightness + sign * pushed
    return torch.lerp(target, target.clamp(0.10, 0.97), 0.85)


def _weighted(row: tuple[float, float, float], x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    return torch.add(torch.add(x * row[0], y, alpha=row[1]), z, alpha=row[2])


def _encoded(linear: Tensor) -> Tensor:
    """The sRGB transfer curve on linear light clamped to [0, 1]."""
    clamped = linear.clamp(0.0, 1.0)
    curved = 1.055 * clamped.clamp_min(0.0031308) ** (1.0 / 2.4) - 0.055
    return torch.where(clamped <= 0.0031308, 12.92 * clamped, curved)


@cache
def _gamut_table() -> Tensor:
    """`33 x 73` largest chromas over lightness and hue, found by scanning chroma upwards."""
    lightness = torch.linspace(0, 1, LIGHTNESS_STEPS + 1, dtype=torch.float64)[:, None, None]
    hue = torch.linspace(0, TAU, HUE_STEPS + 1, dtype=torch.float64)[None, :, None]
    chroma = torch.linspace(0, LARGEST_CHROMA, CHROMA_STEPS + 1, dtype=torch.float64)[None, None, :]
    a, b = chroma * torch.cos(hue), chroma * torch.sin(hue)
    lms = [_weighted(row, lightness + 0 * a, a, b) for row in LMS_FROM_OKLAB]
    cubes = [channel**3 for channel in lms]
    linear = torch.stack([_weighted(row, cubes[0], cubes[1], cubes[2]) for row in LINEAR_FROM_LMS], -1)
    inside = ((linear >= -1e-3) & (linear <= 1 + 1e-3)).all(-1).double().cumprod(-1)
    return (inside.sum(-1) - 1).clamp_min(0) * (LARGEST_CHROMA / CHROMA_STEPS)
