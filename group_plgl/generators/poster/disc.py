"""The sun: a disc that may be an arch, a half, a flower; in rings, slats, rays and two inks."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from group_plgl.generators.poster.inks import flat, over, pressed
from group_plgl.generators.poster.layout import quickly, snapped
from group_plgl.generators.poster.scene import Scene, everywhere
from group_plgl.generators.poster.sky import behind
from group_plgl.generators.sdf import between, coverage, hypot, smooth_step

PETAL_DEPTH = 0.30
SLATS = 3.6
SPLIT_TURN = 0.6
DOOR = 0.56


def with_sun(canvas: Tensor, scene: Scene) -> Tensor:
    """The canvas with the sun printed on it."""
    at, sun = scene.place, scene.sun
    x, y = at.x - everywhere(sun.x), at.y - everywhere(sun.y)
    drop = y - torch.minimum(y.clamp_min(0.0), everywhere(sun.legs))
    away = hypot(x, drop)
    petals = everywhere(snapped(scene.dials["petals"]) * (1.0 - snapped(scene.dials["arch"])))
    below = coverage(y - everywhere(sun.cut), at.pixel)
    canvas = _with_crown(canvas, scene, x, y, below)
    lobe = torch.sqrt(0.505 + 0.5 * _eightfold(drop / away))
    depth = PETAL_DEPTH * petals * (1.0 - lobe)
    rim = away - everywhere(sun.radius) * (1.0 - depth)
    mask = coverage(rim, at.pixel) * below * _slatted(scene, y)
    return pressed(canvas, _inked(scene, x, y, rim), mask, scene.inks)


def _with_crown(canvas: Tensor, scene: Scene, x: Tensor, y: Tensor, below: Tensor) -> Tensor:
    """The canvas with the rays and the halo, which only the round of an arch has."""
    round_of = everywhere(1.5 * scene.sun.radius * (1.0 - quickly(quickly(snapped(scene.dials["arch"])))))
    open_sky = torch.minimum(below, coverage(y - round_of, scene.place.pixel))
    away = hypot(x, y)
    if (scene.dials["rays"] > 0.25).any():
        canvas = over(canvas, scene.inks.sun, _rays(scene, away, y / away) * open_sky)
    if (scene.dials["halo"] > 0.25).any():
        canvas = over(canvas, scene.inks.other, _halo(scene, away) * open_sky)
    return canvas


def _eightfold(cosine: Tensor) -> Tensor:
    """The cosine of 8t from that of t, by doubling the angle three times."""
    for _ in range(3):
        cosine = 2.0 * cosine * cosine - 1.0
    return cosine


def _rays(scene: Scene, away: Tensor, around: Tensor) -> Tensor:
    """Thin wedges around the sun that grow out of its rim, none along its middle; a flower has none."""
    grown = snapped(scene.dials["rays"]) * (1.0 - snapped(scene.dials["petals"]))
    radius = everywhere(scene.sun.radius)
    inner = radius * 1.10
    outer = inner + everywhere((0.10 + 0.30 * scene.sun.radius) * grown)
    wedge = 2.0 * _eightfold(around) ** 2 - 1.0
    half = (0.55 + wedge) * away / 16.0
    ring = torch.maximum(inner - away, away - outer)
    return coverage(torch.maximum(half, ring), scene.place.pixel) * everywhere(smooth_step(8.0 * grown))


def _halo(scene: Scene, away: Tensor) -> Tensor:
    """Two fine rings around the sun, swelling from nothing; with rays or a stack there are none."""
    grown = quickly(snapped(scene.dials["halo"]))
    for busy in ("rays", "stack"):
        grown = grown * (1.0 - snapped(scene.dials[busy]))
    radius = everywhere(scene.sun.radius)
    line = ((away - 1.24 * radius).abs() - 0.11 * radius).abs() - 0.022 * radius * everywhere(grown)
    return coverage(line, scene.place.pixel) * everywhere(smooth_step(8.0 * grown))


def _slatted(scene: Scene, y: Tensor) -> Tensor:
    """`n x h x 1`: gaps across the sun, wider further down, opening from nothing."""
    grown = quickly(snapped(scene.dials["slats"]))
    for other in ("rings", "petals", "half", "arch"):
        grown = grown * (1.0 - quickly(quickly(snapped(scene.dials[other]))))
    grown = everywhere(grown)
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
    turn = 5.0 * (scene.dials["sun inks"] - 0.65)
    line = radius * everywhere(0.3 * turn + 0.8 * turn**3)
    split = coverage(-line - x * math.cos(SPLIT_TURN) - y * math.sin(SPLIT_TURN), scene.place.pixel)
    split = _unlike(split, behind(scene))
    for inner in (_rings(scene, rim), _door(scene, rim)):
        split = _unlike(split, inner)
    return over(ink, scene.inks.other, split)


def _unlike(mask: Tensor, other: Tensor) -> Tensor:
    """Where just one of two masks is: inks exchanged where they cross."""
    return mask + other - 2.0 * mask * other


def _rings(scene: Scene, rim: Tensor) -> Tensor:
    """Rings of the other ink inside the rim, swelling from nothing."""
    grown = everywhere(snapped(scene.dials["rings"]))
    most = 4.4 - 1.2 * snapped(scene.dials["rays"])
    step = everywhere(scene.sun.radius / between(scene.dials["ring count"], 1.6, most))
    phase = -rim / step
    ring = (phase - torch.floor(phase.detach()) - 0.5).abs() - 0.25 * grown
    return coverage(ring * step, scene.place.pixel) * smooth_step(8.0 * grown)


def _door(scene: Scene, rim: Tensor) -> Tensor:
    """An arch in an arch that has no rings, opening from its middle."""
    grown = everywhere(snapped(scene.dials["arch"]) * (1.0 - quickly(snapped(scene.dials["rings"]))))
    radius = everywhere(scene.sun.radius)
    return coverage(rim + radius * (1.0 - DOOR * grown), scene.place.pixel) * smooth_step(8.0 * grown)


def _fade(scene: Scene, level: Tensor) -> Tensor:
    """How much of the second tone the sun has, more further down, dissolved in grain."""
    share = (0.30 + 0.55 * level).clamp(0.0, 1.0) * scene.everywhere("grain")
    return share + 1.2 * share * (1.0 - share) * scene.place.grain
