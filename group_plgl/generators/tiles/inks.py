"""The colours of the cells: a light and a dark tone each, always far enough apart to be read.

Which of the two is the figure is another matter (`layout`). Because the tones keep their names, the
hinge that pushes them apart never has to change its sign, and contrast holds in every mixture.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import softplus

from group_plgl.generators.colour import largest_chroma
from group_plgl.generators.palette_genes import Role
from group_plgl.generators.sdf import hypot

CONTRAST, CORE_CONTRAST, SHARPNESS = 0.26, 0.20, 0.03
LIGHTEST, DARKEST = 0.975, 0.12


@dataclass(frozen=True)
class Inks:
    """OKLab colours of the cells, `n x 4 x 4 x 3` each, and of the lines between, `n x 3`."""

    ground: Tensor
    figure: Tensor
    core: Tensor
    dot: Tensor
    joint: Tensor


def inks(
    colours: Tensor,
    night: Tensor,
    filled: Tensor,
    hollow: Tensor,
    choices: tuple[Tensor, Tensor, Tensor],
    shade: Tensor,
) -> Inks:
    """The colours of the cells from `n x 6 x 3` roles.

    Args:
        colours: The palette.
        night: `n` in [0, 1]: how far the ground role has left paper.
        filled: `n x 4 x 4`: the cells whose ground is the dark tone.
        hollow: `n` in [0, 1]: how far cores take on the ground's colour, leaving a ring.
        choices: `n x 4 x 4` each: deep for main, accent for both, tint for paper.
        shade: `n x 4 x 4` added to the lightness of the dark tone, half of it to the light one.
    """
    deep_choice, accent_choice, tint_choice = (choice[..., None] for choice in choices)
    role = {role: colours[:, int(role), None, None, :] for role in Role}
    late = night[:, None, None, None]
    paper = torch.lerp(role[Role.GROUND], role[Role.LIGHT], late)
    tint = torch.lerp(role[Role.LIGHT], role[Role.ACCENT], late)
    deep = torch.lerp(role[Role.DARK], role[Role.GROUND], late)
    accent = torch.lerp(role[Role.ACCENT], role[Role.MID], late)
    light = torch.lerp(paper, tint, tint_choice)
    dark = torch.lerp(torch.lerp(role[Role.MAIN], deep, deep_choice), accent, accent_choice)
    light, dark = parted(_shaded(light, 0.5 * shade), _shaded(dark, shade))
    turned = filled[..., None]
    ground, figure = torch.where(turned, dark, light), torch.where(turned, light, dark)
    bright = _beside(role[Role.ACCENT] + 0 * dark, dark, 1.0)
    dim = _beside(torch.lerp(role[Role.MID], role[Role.ACCENT], 1.0 - accent_choice) + 0 * dark, light, -1.0)
    spot = torch.where(turned, dim, bright)
    return Inks(
        ground=ground,
        figure=figure,
        core=torch.lerp(spot, ground, hollow[:, None, None, None]),
        dot=torch.where(turned, bright, dim),
        joint=colours[:, int(Role.GROUND)],
    )


def parted(light: Tensor, dark: Tensor) -> tuple[Tensor, Tensor]:
    """A light and a dark colour pushed apart until their lightness differs by `CONTRAST` or more."""
    missing = SHARPNESS * softplus((CONTRAST - light[..., :1] + dark[..., :1]) / SHARPNESS)
    share = ((LIGHTEST - light[..., :1]) / 0.3).clamp(0.0, 0.5)
    return _lifted(light, share * missing), _lifted(dark, (share - 1.0) * missing)


def _beside(colour: Tensor, other: Tensor, sign: float) -> Tensor:
    """A colour made lighter (sign 1) or darker (-1) than another by the core's contrast or more."""
    lead = sign * (colour[..., :1] - other[..., :1])
    return _lifted(colour, sign * SHARPNESS * softplus((CORE_CONTRAST - lead) / SHARPNESS))


def _shaded(colour: Tensor, by: Tensor) -> Tensor:
    """A colour lighter by as much, between the darkest and the lightest a cell may have."""
    lightness = (colour[..., :1] + by[..., None]).clamp(DARKEST, LIGHTEST)
    return torch.cat([lightness, colour[..., 1:]], -1)


def _lifted(colour: Tensor, by: Tensor) -> Tensor:
    """A colour with another lightness and the same hue, its chroma kept inside the gamut."""
    lightness, a, b = colour[..., 0] + by[..., 0], colour[..., 1], colour[..., 2]
    fits = (0.97 * largest_chroma(lightness, torch.atan2(b, a + 1e-9)) / hypot(a, b)).clamp_max(1.0)
    return torch.stack([lightness, a * fits, b * fits], -1)
