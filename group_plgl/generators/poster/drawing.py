"""Draws `poster`: the order of the layers, the margins and the grain.

Where things stand is `layout`, what they are printed in `inks`; every subject has its own file.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from group_plgl.generators.base import Pictures
from group_plgl.generators.colour import srgb_from_oklab
from group_plgl.generators.palette import palette
from group_plgl.generators.palette_genes import PALETTE_WIDTH
from group_plgl.generators.poster import sky
from group_plgl.generators.poster.blocks import with_stack
from group_plgl.generators.poster.disc import with_sun
from group_plgl.generators.poster.grain import grain
from group_plgl.generators.poster.inks import flat, inks
from group_plgl.generators.poster.land import with_land
from group_plgl.generators.poster.layout import Frame, frame, place, sun
from group_plgl.generators.poster.plants import plant
from group_plgl.generators.poster.scene import Scene, everywhere, where_seen
from group_plgl.generators.poster.schema import ROLES, SPACE, SQUASHING, VISIBILITY
from group_plgl.generators.sdf import coverage, hypot
from group_plgl.generators.torch_scene import TorchScene, Window
from group_plgl.shapes import Array

PAPER_GRAIN, INK_GRAIN = 0.006, 0.019


def open() -> Poster:
    """A generator of posters."""
    return Poster()


class Poster(TorchScene):
    """Art prints in a few inks."""

    def __init__(self) -> None:
        super().__init__(SPACE, SQUASHING, ROLES, VISIBILITY)

    def paint(self, colours: Tensor, dials: Mapping[str, Tensor], window: Window) -> Tensor:
        """`n x 6 x 3` OKLab colours and the dials, `n` in [0, 1] each, to `n x 3 x h x w` sRGB."""
        return self._painted(colours, dials, window, grain(window, colours.device))

    def plain(self, z: Array, size: int) -> Pictures:
        """The inks without the grain in them: what fades, fades evenly."""
        latents = self._tensor(z)
        with torch.no_grad():
            colours, dials = palette(latents[:, :PALETTE_WIDTH]), self.dials(latents)
            still = torch.zeros(1, size, device=self.device)
            strips = [self._painted(colours, dials, window, still) for window in self.strips(size)]
        return torch.cat(strips, 2).permute(0, 2, 3, 1).float().cpu().numpy()

    def _painted(self, colours: Tensor, dials: Mapping[str, Tensor], window: Window, noise: Tensor) -> Tensor:
        """The picture with a grain of `h x w`, or of one row for all."""
        framed = frame(dials)
        scene = Scene(place(dials, framed, window, noise), inks(colours, dials), sun(dials), dials)
        canvas = sky.backdrop(scene)
        canvas = with_sun(canvas, scene)
        canvas = where_seen(canvas, scene, "moon", sky.with_moon)
        canvas = where_seen(canvas, scene, "land", with_land)
        canvas = where_seen(canvas, scene, "stack", with_stack)
        canvas = where_seen(canvas, scene, "left plant", plant("left plant", -1.0))
        canvas = where_seen(canvas, scene, "right plant", plant("right plant", 1.0))
        return srgb_from_oklab(_printed(canvas, scene, framed, window), dim=1)


def _printed(canvas: Tensor, scene: Scene, framed: Frame, window: Window) -> Tensor:
    """The picture on its paper, with the paper's tooth in both."""
    inside = _window(framed, window)
    canvas = torch.lerp(flat(scene.inks.paper).expand_as(canvas), canvas, inside[:, None])
    tooth = (PAPER_GRAIN + INK_GRAIN * scene.everywhere("grain") * inside) * scene.place.grain
    return torch.cat([canvas[:, :1] + tooth[:, None], canvas[:, 1:]], 1)


def _window(framed: Frame, window: Window) -> Tensor:
    """`n x h x w`: 1 inside the margins; the upper corners may be round up to an arch."""
    device = framed.half.device
    x, y = window.columns(device)[None, None, :], window.rows(device)[None, :, None]
    half, corner = everywhere(framed.half), everywhere(framed.corner)
    beside, above = x.abs() - half + corner, -y - half + corner
    outside = hypot(beside.clamp_min(0.0), above.clamp_min(0.0))
    arch = outside + torch.maximum(beside, above).clamp_max(0.0) - corner
    return coverage(torch.maximum(arch, y - half), window.pixel)
