"""Draws `print`: the tones of a vessel's photograph, printed with two inks on warm paper."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from group_plgl.generators.colour import oklab_from_srgb, srgb_from_oklab
from group_plgl.generators.halftone import Screen, covered
from group_plgl.generators.palette_genes import Role
from group_plgl.generators.print.schema import ROLES, SPACE, SQUASHING, VISIBILITY
from group_plgl.generators.torch_scene import TorchScene, Window
from group_plgl.generators.vessel.drawing import Vessel

SCREENS = (Screen(2.0 / 72.0, 18.0), Screen(2.0 / 72.0, 63.0))
# Lightness of the photograph at which each ink begins to print, and at which it covers.
TONES = ((0.90, 0.50), (0.66, 0.08))
BY_LAMP = 0.07  # a paper shade in a halo differs by lights that a plain picture leaves to the paper
PAPER = (0.965, 0.003, 0.016)
PAPER_TINT = 0.10
INKS = ((Role.MAIN, 0.62), (Role.ACCENT, 0.32))
INK_VIVIDNESS = 1.2
_LIGHT = 2.2


def open() -> Print:
    """A generator of printed vessels."""
    return Print()


class Print(TorchScene):
    """Vessels as two-ink halftone prints."""

    def __init__(self) -> None:
        super().__init__(SPACE, SQUASHING, ROLES, VISIBILITY)
        self._photographs = Vessel()

    def paint(self, colours: Tensor, dials: Mapping[str, Tensor], window: Window) -> Tensor:
        """`n x 6 x 3` OKLab colours and the dials, `n` in [0, 1] each, to `n x 3 x h x w` sRGB."""
        photograph = self._photographs.paint(colours, dials, window)
        lightness = oklab_from_srgb(photograph.permute(0, 2, 3, 1))[..., 0]
        begins = TONES[0][0] + BY_LAMP * dials["lamp"][:, None, None].float()
        first = ((begins - lightness) / (begins - TONES[0][1])).clamp(0.0, 1.0)
        second = ((TONES[1][0] - lightness) / (TONES[1][0] - TONES[1][1])).clamp(0.0, 1.0)
        shares = covered((first, second), SCREENS, window)
        return torch.einsum("nkhw,nkc->nchw", shares, _primaries(colours).float()).clamp(0.0, 1.0)


def _primaries(colours: Tensor) -> Tensor:
    """`n x 4 x 3` sRGB of bare paper, each ink on it, and both; inks multiply in linear light."""
    tint = PAPER_TINT * colours[:, Role.LIGHT, 1:]
    paper = colours.new_tensor(PAPER).expand(len(colours), 3) + torch.cat([0.0 * tint[:, :1], tint], 1)
    lights = [srgb_from_oklab(paper, dim=1) ** _LIGHT]
    for role, dark in INKS:
        shade = torch.full_like(colours[:, role, :1], dark)
        ink = torch.cat([shade, INK_VIVIDNESS * colours[:, role, 1:]], 1)
        lights.append(lights[0] * srgb_from_oklab(ink, dim=1) ** _LIGHT)
    both = lights[1] * lights[2] / lights[0]
    return torch.stack([*lights, both], 1).clamp_min(1e-6) ** (1.0 / _LIGHT)
