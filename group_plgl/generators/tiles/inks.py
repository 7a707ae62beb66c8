"""The colours of the cells: a light and a dark tone each, always far enough apart to be read.

Which of the two is the figure is another matter (`layout`). Because the tones keep their names, the
hinge that pushes them apart never has to change its sign, and contrast holds in every mixture. The
accent lies between them: it is told from both.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import softplus

from group_plgl.generators.colour import largest_chroma
from group_plgl.generators.palette_genes import Role
from group_plgl.generators.sdf import hypot, smooth_step

CONTRAST, SHARPNESS = 0.38, 0.03
LIGHTEST, DARKEST = 0.975, 0.14
MAIN_PLACE, LEAP = 0.57, 0.25
LIFT, GREY = 0.06, 0.05
LADDER, DEEPER = 0.42, 0.10
PAPER, TINT = 0.87, 0.78
VERMILION = (0.64, 0.15, 0.09)
OLIVE, OLIVE_TURN = 1.85, 0.24


@dataclass(frozen=True)
class Inks:
    """OKLab colours of the cells, `n x 4 x 4 x 3` each, and the accent, `n x 3`."""

    light: Tensor
    dark: Tensor
    accent: Tensor


def inks(colours: Tensor, night: Tensor, deep: Tensor, tint: Tensor) -> Inks:
    """The colours of the cells from `n x 6 x 3` roles.

    Args:
        colours: The palette.
        night: `n` in [0, 1]: how far the ground role has left paper.
        deep: `n x 4 x 4` in [0, 1]: deep instead of main.
        tint: `n x 4 x 4` in [0, 1]: tint instead of paper.
    """
    ground, _, pale, ink, other, accent = (colours[:, int(role)] for role in Role)
    main = _main(colours)
    late, hued = night[:, None], _coloured(ink)
    accent = torch.lerp(accent.new_tensor(VERMILION).expand_as(accent), accent, hued)
    ground = torch.cat([ground[:, :1], ground[:, 1:] * torch.lerp(torch.ones_like(hued), hued, late)], 1)
    stronger = (pale[:, 0] - ink[:, 0]) / LADDER - 1.0
    paper = _lighter(torch.lerp(ground, pale, late), 0.2 * stronger, PAPER - 0.13 * night)
    tinted = _lighter(_richer(torch.lerp(pale, main, late)), 0.2 * stronger, TINT - 0.1 * night)
    main = _clean(_richer(torch.lerp(main, ground, late)), -0.42 * stronger)
    ink = _clean(_richer(_deep(other, ink, late)), -0.42 * stronger - DEEPER)
    light, dark = parted(_mixed(paper, tinted, tint), _mixed(main, ink, deep))
    middle = 0.5 * (light[..., 0].amin((1, 2)) + dark[..., 0].amax((1, 2)))
    return Inks(light, dark, _relit(_richer(accent), middle + 0.25 * (accent[:, 0] - 0.66)))


def parted(light: Tensor, dark: Tensor) -> tuple[Tensor, Tensor]:
    """A light and a dark colour pushed apart until their lightness differs by `CONTRAST` or more."""
    missing = SHARPNESS * softplus((CONTRAST - light[..., 0] + dark[..., 0]) / SHARPNESS)
    share = ((LIGHTEST - light[..., 0]) / 0.3).clamp(0.0, 0.5)
    upper, lower = light[..., 0] + share * missing, dark[..., 0] + (share - 1.0) * missing
    return _relit(light, upper), _relit(dark, lower)


def _lighter(colour: Tensor, by: Tensor, least: Tensor) -> Tensor:
    """A colour lighter by as much, and at least so light that it stays a paper."""
    lightness = colour[:, 0] + by
    return _relit(colour, lightness + SHARPNESS * softplus((least - lightness) / SHARPNESS))


def _clean(colour: Tensor, by: Tensor) -> Tensor:
    """A dark colour darker or lighter by as much, its hue turned away from olive to rust or leaf green."""
    hue = torch.atan2(colour[:, 2], colour[:, 1] + 1e-9)
    away = hue - OLIVE
    turn = OLIVE_TURN * torch.tanh(away / 0.28) * torch.exp(-0.5 * (away / 0.42) ** 2)
    cos, sin = torch.cos(turn), torch.sin(turn)
    a, b = colour[:, 1] * cos - colour[:, 2] * sin, colour[:, 1] * sin + colour[:, 2] * cos
    return _relit(torch.stack([colour[:, 0], a, b], -1), colour[:, 0] + by)


def _main(colours: Tensor) -> Tensor:
    """The main colour near its own place on the ladder; the palette makes it leap over the ground."""
    main, light, dark = (colours[:, int(role)] for role in (Role.MAIN, Role.LIGHT, Role.DARK))
    own = torch.lerp(dark[:, 0], light[:, 0], MAIN_PLACE)
    return _relit(main, torch.lerp(own, main[:, 0], LEAP))


def _deep(other: Tensor, ink: Tensor, late: Tensor) -> Tensor:
    """The deep colour: on paper of another hue than the main colour, at night the dark one."""
    return torch.lerp(_relit(other, torch.lerp(ink[:, 0], other[:, 0], LEAP)), ink, late)


def _mixed(one: Tensor, other: Tensor, choice: Tensor) -> Tensor:
    """`n x 4 x 4 x 3`: one of two colours, `n x 3` each, or the other where chosen."""
    return torch.lerp(one[:, None, None], other[:, None, None], choice[..., None])


def _coloured(ink: Tensor) -> Tensor:
    """`n x 1` in [0, 1]: 0 for greys, across from which there is no hue."""
    return smooth_step((hypot(ink[:, 1:2], ink[:, 2:3]) - 0.01) / 0.065)


def _richer(colour: Tensor) -> Tensor:
    """A colour with more chroma, greys above all."""
    chroma = hypot(colour[..., 1:2], colour[..., 2:3])
    return torch.cat([colour[..., :1], colour[..., 1:] * (1.0 + LIFT / (chroma + GREY))], -1)


def _relit(colour: Tensor, lightness: Tensor) -> Tensor:
    """A colour of another lightness and the same hue, its chroma kept inside the gamut."""
    lightness = lightness.clamp(DARKEST, LIGHTEST)
    a, b = colour[..., 1], colour[..., 2]
    fits = (0.97 * largest_chroma(lightness, torch.atan2(b, a + 1e-9)) / hypot(a, b)).clamp_max(1.0)
    return torch.stack([lightness, a * fits, b * fits], -1)
