"""What is coloured how: skin and hair from genes of their own, all else from the palette.

Skin, hair, brows and lips never ask the palette, and so no taste for colours can move them. Ground
and clothes take their colours from the palette; only a ground or a shirt in the skin's own colour
steps away from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from group_plgl.generators.colour import apart
from group_plgl.generators.palette_genes import Role
from group_plgl.generators.sdf import smooth_step

# OKLab from pale to dark. Source: our own, chosen by eye between the scales of Monk (2022).
SKINS = (
    (0.905, 0.026, 0.036),
    (0.865, 0.036, 0.052),
    (0.805, 0.044, 0.066),
    (0.730, 0.051, 0.076),
    (0.640, 0.055, 0.076),
    (0.545, 0.054, 0.068),
    (0.455, 0.048, 0.056),
    (0.385, 0.039, 0.043),
)
# OKLab from midnight blue over black and the browns to fair, platinum and rose.
HAIRS = (
    (0.370, -0.030, -0.085),
    (0.215, 0.004, -0.008),
    (0.250, 0.018, 0.018),
    (0.325, 0.036, 0.038),
    (0.410, 0.055, 0.058),
    (0.520, 0.100, 0.085),
    (0.640, 0.105, 0.115),
    (0.740, 0.040, 0.125),
    (0.860, 0.008, 0.080),
    (0.730, 0.120, 0.010),
)
GREY = (0.800, -0.002, 0.004)


@dataclass(frozen=True)
class Colouring:
    """`n x 3` OKLab each; shade is the same thing away from the light."""

    ground: Tensor
    disc: Tensor
    skin: Tensor
    skin_shade: Tensor
    flush: Tensor
    nose: Tensor
    line: Tensor
    hair: Tensor
    hair_shade: Tensor
    hair_light: Tensor
    brow: Tensor
    beard: Tensor
    lip: Tensor
    shirt: Tensor
    shirt_shade: Tensor
    trim: Tensor
    stripe: Tensor
    jacket: Tensor
    jacket_shade: Tensor
    collar: Tensor
    collar_shade: Tensor
    scarf: Tensor
    scarf_shade: Tensor
    hat: Tensor
    hat_shade: Tensor
    cuff: Tensor
    jewel: Tensor
    frame: Tensor
    lens: Tensor
    ink: Tensor
    white: Tensor
    mouth: Tensor
    tongue: Tensor


def colouring(colours: Tensor, dials: Mapping[str, Tensor]) -> Colouring:
    """The colours that `n x 6 x 3` OKLab roles and the dials give."""
    skin, hair = skin_colour(dials), hair_colour(dials)
    ground = _behind(_ground(colours[:, Role.GROUND], colours[:, Role.ACCENT]), skin)
    shirt = _clothed(_unlike(colours[:, Role.MAIN], ground, 0.20), skin)
    jacket = _unlike(_unlike(colours[:, Role.DARK], shirt, 0.16), ground, 0.14)
    collar = _unlike(_paler(colours[:, Role.LIGHT], 0.93), shirt, 0.14)
    accent = colours[:, Role.ACCENT]
    scarf = _unlike(accent, shirt, 0.15)
    hat = _unlike(accent, ground, 0.16)
    return Colouring(
        ground=ground,
        disc=_behind(_disc(colours, ground), skin),
        skin=skin,
        skin_shade=_toned(skin, 0.88, 1.12, 0.007),
        flush=_flushed(skin, 0.945, 0.075),
        nose=_flushed(skin, 0.955, 0.032),
        line=_toned(skin, 0.76, 1.12, 0.012),
        hair=hair,
        hair_shade=_toned(hair, 0.84, 1.12, 0.0),
        hair_light=_lifted(hair, 0.055),
        brow=_brow(hair, skin),
        beard=_unlike(_toned(hair, 0.84, 1.12, 0.0), skin, 0.13),
        lip=_lip(skin),
        shirt=shirt,
        shirt_shade=_toned(shirt, 0.86, 1.03, 0.0),
        trim=_toned(shirt, 0.80, 1.05, 0.0),
        stripe=_unlike(colours[:, Role.LIGHT], shirt, 0.17),
        jacket=jacket,
        jacket_shade=_toned(jacket, 0.84, 1.0, 0.0),
        collar=collar,
        collar_shade=_toned(collar, 0.90, 1.1, 0.0),
        scarf=scarf,
        scarf_shade=_toned(scarf, 0.85, 1.05, 0.0),
        hat=hat,
        hat_shade=_toned(hat, 0.86, 1.03, 0.0),
        cuff=_unlike(colours[:, Role.LIGHT], hat, 0.13),
        jewel=_paler(accent, 0.72),
        frame=_still(skin, (0.24, 0.012, 0.004)),
        lens=torch.lerp(skin, _still(skin, (0.97, -0.01, -0.01)), 0.22),
        ink=_still(skin, (0.19, 0.015, 0.008)),
        white=_still(skin, (0.975, 0.002, 0.008)),
        mouth=_still(skin, (0.31, 0.085, 0.035)),
        tongue=_still(skin, (0.64, 0.135, 0.055)),
    )


def skin_colour(dials: Mapping[str, Tensor]) -> Tensor:
    """`n x 3`: from the skin gene alone."""
    return _ramp(SKINS, dials["skin tone"])


def hair_colour(dials: Mapping[str, Tensor]) -> Tensor:
    """`n x 3`: from the two hair colour genes alone."""
    coloured = _ramp(HAIRS, dials["hair colour"])
    return torch.lerp(coloured, _still(coloured, GREY), dials["grey hair"][:, None])


def _ramp(stops: tuple[tuple[float, float, float], ...], dial: Tensor) -> Tensor:
    """`n x 3` colours along a chain of stops."""
    table = dial.new_tensor(stops)
    place = dial * (len(stops) - 1)
    index = place.detach().floor().clamp(0, len(stops) - 2).long()
    return torch.lerp(table[index], table[index + 1], (place - index)[:, None])


def _ground(ground: Tensor, accent: Tensor) -> Tensor:
    """The palette's ground, drawn in from paper white and from black, with a wash of the accent."""
    lightness = ground[:, 0]
    calmer = 0.30 + (lightness - 0.20) * (0.90 - 0.30) / (0.90 - 0.20)
    wash = 0.34 * smooth_step((lightness - 0.35) / 0.4)[:, None]
    return torch.cat([calmer[:, None], ground[:, 1:] + wash * accent[:, 1:]], 1)


def _behind(colour: Tensor, skin: Tensor) -> Tensor:
    """What lies behind a face of its own colour turns a little lighter and cooler than the face."""
    alike = torch.exp(-((colour - skin) / 0.075).square().sum(1, keepdim=True))
    warm = torch.nn.functional.normalize(skin[:, 1:], dim=1)
    away = torch.cat([torch.full_like(alike, 0.055), -0.050 * warm], 1)
    return colour + alike * away


def _disc(colours: Tensor, ground: Tensor) -> Tensor:
    """The light colour, a step away from the ground."""
    return _unlike(torch.lerp(colours[:, Role.LIGHT], ground, 0.15), ground, 0.085)


def _brow(hair: Tensor, skin: Tensor) -> Tensor:
    """The hair's colour, always clearly darker or lighter than the skin it lies on."""
    darker = _toned(hair, 0.82, 1.05, 0.0)
    return torch.cat([apart(darker[:, 0] - 0.03, skin[:, 0], 0.20)[:, None], darker[:, 1:]], 1)


def _toned(colour: Tensor, lightness: float, chroma: float, redder: float) -> Tensor:
    """A colour in another light."""
    level, a, b = colour.unbind(1)
    return torch.stack([level * lightness, a * chroma + redder, b * chroma + 0.3 * redder], 1)


def _flushed(skin: Tensor, lightness: float, redder: float) -> Tensor:
    """Skin with blood in it: much redder where it is pale, hardly where it is dark."""
    level, a, b = skin.unbind(1)
    return torch.stack(
        [level * lightness, 1.06 * a + redder * level**1.5, 1.06 * b + 0.2 * redder * level], 1
    )


def _lip(skin: Tensor) -> Tensor:
    """Darker and redder than the skin; on dark skin much redder, or the mouth would not be seen."""
    level, a, b = skin.unbind(1)
    return torch.stack([0.74 * level - 0.055, 1.06 * a + 0.04 + 0.035 * level, 1.06 * b + 0.012], 1)


def _clothed(cloth: Tensor, skin: Tensor) -> Tensor:
    """Cloth of the skin's hue differs from it in lightness, so that nobody seems to wear nothing."""
    alike = torch.exp(-((cloth[:, 1:] - skin[:, 1:]) / 0.06).square().sum(1))
    lightness = torch.lerp(cloth[:, 0], apart(cloth[:, 0], skin[:, 0], 0.16), alike)
    return torch.cat([lightness[:, None], cloth[:, 1:]], 1)


def _lifted(colour: Tensor, by: float) -> Tensor:
    return torch.stack([colour[:, 0] + by, 1.08 * colour[:, 1], 1.08 * colour[:, 2]], 1)


def _paler(colour: Tensor, lightness: float) -> Tensor:
    """Half-way to a lightness, chroma kept."""
    return torch.cat([0.5 * (colour[:, :1] + lightness), colour[:, 1:]], 1)


def _unlike(colour: Tensor, other: Tensor, at_least: float) -> Tensor:
    """A colour with its lightness pushed away from another's."""
    return torch.cat([apart(colour[:, 0], other[:, 0], at_least)[:, None], colour[:, 1:]], 1)


def _still(like: Tensor, colour: tuple[float, float, float]) -> Tensor:
    return like.new_tensor(colour).expand_as(like)
