"""What one sees through the windows: mountains, hills with trees or a town, by day and at dusk.

One dial leads from peaks over hills to roofs and pans the view a little all the way, so no two rooms
look out on quite the same land.
"""

from __future__ import annotations

from functools import cache

import torch
from torch import Tensor

from group_plgl.generators.colour import oklab_from_lch
from group_plgl.generators.room.brush import Patch, everywhere, there
from group_plgl.generators.room.paints import DEGREE
from group_plgl.generators.sdf import coverage, smooth_step

RIDGES = ((0.05, 4.3), (0.035, 6.1), (0.03, 3.4))
ROOFS = (0.30, 0.52, 0.40, 0.68, 0.36, 0.58, 0.46, 0.74, 0.34, 0.62, 0.42)
HOUSE, PANE_X, PANE_Y, TREE = 0.085, 0.0283, 0.05, 0.19


def outside(patch: Patch, place: Tensor, dusk: Tensor, top: Tensor, bottom: Tensor, sun: Tensor) -> Tensor:
    """`n x 3 x h x w`: the view of the opening from `top` to `bottom`, the sun at `sun`."""
    tall = (bottom - top).clamp_min(1e-3)
    high, low = _shade(0.80, 0.065, 240, 0.34, 0.08, 280, dusk), _shade(0.95, 0.03, 95, 0.74, 0.115, 48, dusk)
    down = ((patch.y - everywhere(top)) / everywhere(0.75 * tall)).clamp(0.0, 1.0)
    sky = torch.lerp(high.float()[:, :, None, None], low.float()[:, :, None, None], down[:, None])
    view = Patch(sky + 0 * patch.x[:, None], patch.x, patch.y, patch.pixel)
    level = top + tall * (0.28 + 0.24 * dusk)
    view.put(_shade(0.97, 0.05, 95, 0.90, 0.10, 75, dusk), view.disc(1.1 * sun, level, 0.06))
    peaks, town = smooth_step((0.45 - place) / 0.25), smooth_step((place - 0.50) / 0.16)
    base, pan = bottom - 0.36 * tall, 1.2 * place
    for land in view.part(-1.0, 1.0, base - 0.50 * tall, bottom):
        _peaks(land, peaks, base, tall, pan, dusk)
        _hills(land, (base, tall, pan), peaks, town, dusk)
    return view.canvas


def _hills(
    land: Patch, view: tuple[Tensor, Tensor, Tensor], peaks: Tensor, town: Tensor, dusk: Tensor
) -> None:
    """Three ridges, the town behind the second, trees on it."""
    base, tall, pan = view
    for layer, (rise, speed) in enumerate(RIDGES):
        line = base + (0.02 + 0.085 * layer) * tall / 0.9
        wave = rise * torch.sin(speed * (land.x + everywhere(pan)) + 2.1 * layer + 0.6)
        ridge = everywhere(line) + wave * everywhere(tall)
        land.put(_hill(layer, dusk), ridge - land.y)
        if layer == 0:
            _town(land, town, base, tall, dusk)
        if layer == 1:
            _trees(land, ridge, pan, 1.0 - peaks - 0.55 * town, dusk)


def _hill(layer: int, dusk: Tensor) -> Tensor:
    return _shade(
        0.74 - 0.09 * layer, 0.045 + 0.012 * layer, 165 - 8 * layer,
        0.46 - 0.07 * layer, 0.05, 265 - 10 * layer, dusk,
    )  # fmt: skip


def _peaks(view: Patch, size: Tensor, base: Tensor, tall: Tensor, pan: Tensor, dusk: Tensor) -> None:
    """A range with snow on it, risen from behind the hills."""
    if not bool((size.detach() > 0.0).any()):
        return
    x = view.x + everywhere(pan)
    first = (torch.remainder(1.45 * x + 0.2, 1.0) - 0.5).abs()
    second = (torch.remainder(2.30 * x + 0.55, 1.0) - 0.5).abs()
    height = torch.maximum(0.42 - 0.62 * first, 0.33 - 0.5 * second)
    ridge = everywhere(base + 0.03 * tall) - everywhere(0.95 * tall * size) * height
    view.put(_shade(0.70, 0.045, 250, 0.40, 0.06, 275, dusk), ridge - view.y)
    ragged = 0.025 * (torch.remainder(9.0 * x, 1.0) - 0.5).abs() - 0.30
    snow = everywhere(base) + everywhere(0.95 * tall) * (ragged + 0.06)
    view.put(
        _shade(0.96, 0.01, 240, 0.66, 0.05, 300, dusk), torch.maximum(ridge - view.y, view.y - snow), size
    )


def _trees(view: Patch, ridge: Tensor, pan: Tensor, size: Tensor, dusk: Tensor) -> None:
    """Slender trees along a hill."""
    size = everywhere(size.clamp_min(0.0))
    across = (torch.remainder((view.x + everywhere(pan)) / TREE, 1.0) - 0.5) * TREE
    lift = (ridge - view.y - 0.075 * size) / (0.105 * size + 1e-3)
    inside = torch.sqrt((across / (0.026 * size + 1e-3)) ** 2 + lift**2 + 1e-6) - 1.0
    view.put(_shade(0.50, 0.07, 150, 0.27, 0.04, 255, dusk), inside * 0.026 * size + 0.002 * (1.0 - size))


def _town(view: Patch, town: Tensor, base: Tensor, tall: Tensor, dusk: Tensor) -> None:
    """Roofs that rise from behind the near hill, with lit windows in the evening."""
    if not bool((town.detach() > 0.0).any()):
        return
    column = view.x / HOUSE
    index = torch.remainder(torch.floor(column), len(ROOFS)).long()
    roof = view.x.new_tensor(ROOFS)[index]
    top = everywhere(base) + everywhere(tall) * (0.18 - 0.62 * roof * everywhere(town))
    gap = (torch.remainder(column, 1.0) - 0.5).abs() * HOUSE - 0.0405
    house = coverage(torch.maximum(top - view.y, gap), view.pixel) * everywhere(there(town))
    shade = (roof - 0.5)[:, None] * view.x.new_tensor([0.16, 0.0, 0.0])[None, :, None, None]
    colour = _shade(0.76, 0.035, 60, 0.42, 0.045, 280, dusk)
    view.lay(colour.float()[:, :, None, None] + shade, house)
    pane_x = (torch.remainder(view.x / PANE_X, 1.0) - 0.5).abs() * PANE_X - 0.0055
    pane_y = (torch.remainder(view.y / PANE_Y, 1.0) - 0.5).abs() * PANE_Y - 0.010
    pane = coverage(torch.maximum(pane_x, pane_y), view.pixel) * coverage(top + 0.03 - view.y, view.pixel)
    view.lay(_shade(0.68, 0.03, 60, 0.86, 0.10, 80, dusk), pane * house)


def _shade(
    day: float,
    day_chroma: float,
    day_hue: float,
    late: float,
    late_chroma: float,
    late_hue: float,
    dusk: Tensor,
) -> Tensor:
    """`n x 3`: a colour of the outside on its way from day to evening."""
    noon, night = _oklab(day, day_chroma, day_hue), _oklab(late, late_chroma, late_hue)
    return torch.lerp(dusk.new_tensor(noon), dusk.new_tensor(night), dusk[:, None])


@cache
def _oklab(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """OKLab of a lightness, chroma and hue in degrees, bent into the gamut."""
    parts = (torch.tensor([number], dtype=torch.float64) for number in (lightness, chroma, hue * DEGREE))
    first, second, third = oklab_from_lch(*parts)[0].tolist()
    return first, second, third
