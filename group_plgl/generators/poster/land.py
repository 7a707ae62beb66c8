"""Land: up to three ridges, each a line per column, rising from below the picture."""

from __future__ import annotations

import torch
from torch import Tensor

from group_plgl.generators.poster.inks import flat, over, pressed
from group_plgl.generators.poster.layout import horizon, pointed, snapped, swell_height
from group_plgl.generators.poster.scene import Scene, everywhere
from group_plgl.generators.sdf import between, coverage, smooth_step

RIDGES = 3
FURROW_STEP = 0.085
SLOPE_STEP = 2e-3


def with_land(canvas: Tensor, scene: Scene) -> Tensor:
    """The canvas with the ridges before the sun, the farthest first."""
    top = horizon(scene.dials)
    for ridge in range(RIDGES):
        canvas = _with_ridge(canvas, scene, top, ridge)
    return canvas


def _with_ridge(canvas: Tensor, scene: Scene, top: Tensor, ridge: int) -> Tensor:
    at = scene.place
    share = ridge / RIDGES
    several = snapped(scene.dials["ridges"])
    count = (2.2 * several - (ridge - 1)).clamp(0.0, 1.0) if ridge else torch.ones_like(several)
    base = top + (1.02 - top) * (share + (1.0 - share) * (1.0 - smooth_step(count)) * (1.0 if ridge else 0.0))
    base = base + 0.25 * (1.0 - smooth_step(count))
    line = everywhere(base) - _swell(scene, at.x, ridge)
    slope = (_swell(scene, at.x + SLOPE_STEP, ridge) - _swell(scene, at.x, ridge)) / SLOPE_STEP
    depth = (at.y - line) * torch.rsqrt(1.0 + slope * slope)
    ink = scene.inks.land[:, ridge]
    pale = torch.lerp(ink, scene.inks.sky, 0.34)
    mist = torch.exp(-depth.clamp_min(0.0) / 0.22) * scene.everywhere("grain")
    mist = mist + 0.9 * mist * (1.0 - mist) * at.grain
    surface = over(flat(ink), pale, mist)
    surface = over(surface, torch.lerp(ink, scene.inks.sky, 0.45), _furrows(scene, depth))
    through = 0.26 if ridge == 0 else 0.0
    return pressed(canvas, surface, coverage(-depth, at.pixel), scene.inks, through)


def _swell(scene: Scene, x: Tensor, ridge: int) -> Tensor:
    """`n x 1 x w`: how high the ridge stands over its base, rolling or pointed."""
    height = everywhere(swell_height(scene.dials)) * (1.0 - 0.22 * ridge)
    count = everywhere(between(scene.dials["wave count"], 1.6, 5.0)) * (1.0 - 0.12 * ridge)
    drift = everywhere(between(scene.dials["drift"], -1.8, 1.8)) + 2.1 * ridge
    way = 1.0 if ridge % 2 == 0 else -1.0
    sharp = everywhere(0.35 + 0.645 * pointed(scene.dials))
    wave = torch.asin(sharp * torch.sin(count * x + way * drift)) / torch.asin(sharp)
    second = torch.asin(sharp * torch.sin(2.1 * count * x - drift + 1.0)) / torch.asin(sharp)
    return height * (0.75 * wave + 0.35 * second)


def _furrows(scene: Scene, depth: Tensor) -> Tensor:
    """Lines that follow the ridge, swelling from nothing."""
    grown = everywhere(snapped(scene.dials["furrows"]))
    phase = depth / FURROW_STEP
    line = ((phase - torch.floor(phase.detach())) - 0.55).abs() - 0.11 * grown
    return coverage(line * FURROW_STEP, scene.place.pixel) * smooth_step(6.0 * grown)
