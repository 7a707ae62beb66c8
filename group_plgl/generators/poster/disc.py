"""The sun: a disc that may be an arch, a half, a flower; in rings, slats, rays and two inks."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from group_plgl.generators.poster.inks import flat, over, pressed
from group_plgl.generators.poster.layout import snapped
from group_plgl.generators.poster.scene import Scene, everywhere
from group_plgl.generators.sdf import between, coverage, hypot, smooth_step

PETAL_DEPTH = 0.13
SLATS = 3.6
SPLIT_TURN = 0.6


def with_sun(canvas: Tensor, scene: Scene) -> Tensor:
    """The canvas with the sun printed on it."""
    at, sun = scene.place, scene.sun
    x, y = at.x - everywhere(sun.x), at.y - everywhere(sun.y)
    drop = y - torch.minimum(y.clamp_min(0.0), everywhere(sun.legs))
    away = hypot(x, drop)
    around = drop / away
    radius = everywhere(sun.radius)
    below = coverage(y - everywhere(sun.cut), at.pixel)
    if (scene.dials["rays"] > 0.04).any():
        canvas = pressed(canvas, scene.inks.sun, _rays(scene, away, around) * below, scene.inks)
    lobes = _eightfold(around)
    rim = away - radius * (1.0 - everywhere(PETAL_DEPTH * scene.dials["petals"]) * (1.0 + lobes))
    mask = coverage(rim, at.pixel) * below * _slatted(scene, y)
    return pressed(canvas, _inked(scene, x, y, rim), mask, scene.inks)


def _eightfold(cosine: Tensor) -> Tensor:
    """cos 8t from cos t, by doubling the angle three times."""
    for _ in range(3):
        cosine = 2.0 * cosine * cosine - 1.0
    return cosine


def _rays(scene: Scene, away: Tensor, around: Tensor) -> Tensor:
    """Thin wedges around the sun that grow out of its rim."""
    grown = snapped(scene.dials["rays"])
    radius = everywhere(scene.sun.radius)
    inner = radius * 1.10
    outer = inner + everywhere((0.10 + 0.30 * scene.sun.radius) * grown)
    wedge = 2.0 * _eightfold(around) ** 2 - 1.0
    half = (0.55 - wedge) * away / 16.0
    ring = torch.maximum(inner - away, away - outer)
    return coverage(torch.maximum(half, ring), scene.place.pixel) * everywhere(smooth_step(8.0 * grown))


def _slatted(scene: Scene, y: Tensor) -> Tensor:
    """`n x h x 1`: gaps across the sun, wider further down, opening from nothing."""
    grown = everywhere(snapped(scene.dials["slats"]))
    level = y / everywhere(scene.sun.radius)
    phase = (level + 0.06) * SLATS
    gap = grown * (0.10 + 0.22 * (level + 0.2).clamp(0.0, 1.2)) * smooth_step((level + 0.32) / 0.1)
    nearest = (phase - torch.round(phase.detach())).abs()
    opened = coverage((nearest - gap) / SLATS * everywhere(scene.sun.radius), scene.place.pixel)
    return 1.0 - opened * smooth_step(gap / 0.02)


def _inked(scene: Scene, x: Tensor, y: Tensor, rim: Tensor) -> Tensor:
    """`n x 3 x h x w`: both inks, exchanged beyond a slanting line, and a fade downwards."""
    radius = everywhere(scene.sun.radius)
    ink = over(flat(scene.inks.sun), scene.inks.shade, _fade(scene, y / radius))
    swing = scene.dials["sun inks"] - 0.5
    line = radius * everywhere(-7.0 * (swing - 0.15))
    split = coverage(line + radius * 0.0 - x * math.cos(SPLIT_TURN) - y * math.sin(SPLIT_TURN), scene.place.pixel)
    rings = _rings(scene, rim)
    return over(ink, scene.inks.other, split + rings - 2.0 * split * rings)


def _rings(scene: Scene, rim: Tensor) -> Tensor:
    """Rings of the other ink inside the rim, swelling from nothing."""
    grown = everywhere(snapped(scene.dials["rings"]))
    step = everywhere(scene.sun.radius / between(scene.dials["ring count"], 1.6, 4.4))
    phase = -rim / step
    ring = (phase - torch.floor(phase.detach()) - 0.5).abs() - 0.25 * grown
    return coverage(ring * step, scene.place.pixel) * smooth_step(8.0 * grown)


def _fade(scene: Scene, level: Tensor) -> Tensor:
    """How much of the second tone the sun has, more further down, dissolved in grain."""
    share = (0.30 + 0.55 * level).clamp(0.0, 1.0) * scene.everywhere("grain")
    return share + 1.2 * share * (1.0 - share) * scene.place.grain
