"""The colours of a room: walls, wood, cloth and leaves, mixed once per picture from the palette."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from group_plgl.generators.colour import apart, oklab_from_lch
from group_plgl.generators.palette_genes import Role
from group_plgl.generators.room.brush import lighter, mixed
from group_plgl.generators.sdf import between, smooth_step

DEGREE = torch.pi / 180.0
DARKEST_WALL, DARKEST_SEAT = 0.33, 0.36


@dataclass(frozen=True)
class Paints:
    """The colours of a room, `n x 3` OKLab each."""

    wall: Tensor
    panel: Tensor
    trim: Tensor
    wood: Tensor
    boards: Tensor
    tile: Tensor
    seat: Tensor
    chair: Tensor
    linen: Tensor
    curtain: Tensor
    rug: Tensor
    accent: Tensor
    light: Tensor
    dark: Tensor
    mid: Tensor
    ink: Tensor
    frame: Tensor
    leaf: Tensor
    pot: Tensor
    shade: Tensor
    fur: Tensor


def paints(colours: Tensor, dials: Mapping[str, Tensor]) -> Paints:
    """`n x 6 x 3` OKLab roles and the dials to the colours of all things."""
    ground, main, light, dark, mid, accent = colours[:, list(Role)].unbind(1)
    tone, warmth = dials["floor tone"], dials["floor warmth"]
    plaster = oklab_from_lch(_like(tone, 0.955), _like(tone, 0.012), _like(tone, 80 * DEGREE))
    wall = mixed(ground, light, between(smooth_step((dials["wall paint"] - 0.1) / 0.8), 0.0, 0.62))
    wall = _at_least(wall, DARKEST_WALL)
    boards = _wood(between(tone, 0.44, 0.80), warmth, 0.035, 0.095)
    ink = mixed(dark, lighter(dark, 0.0, 0.3), 0.5)
    ink = lighter(ink, 0.24 - ink[:, 0])
    trim = mixed(plaster, wall, 0.22 + 0.25 * smooth_step((0.60 - wall[:, 0]) / 0.3))
    leaf = oklab_from_lch(_like(tone, 0.50), _like(tone, 0.085), _like(tone, 145 * DEGREE))
    fur = mixed(_wood(_like(tone, 0.66), 1.0 - 0.5 * warmth, 0.06, 0.12), dark, 0.25)
    return Paints(
        wall=wall,
        panel=_unlike(mixed(wall, light, 0.5), wall, 0.06),
        trim=trim,
        wood=_wood(between(tone, 0.40, 0.66), warmth, 0.05, 0.10),
        boards=boards,
        tile=_unlike(mixed(plaster, boards, 0.35), boards, 0.13),
        seat=_unlike(_at_least(main, DARKEST_SEAT), wall, 0.17),
        chair=_unlike(_unlike(accent, wall, 0.16), boards, 0.06),
        linen=mixed(plaster, light, 0.12),
        curtain=_unlike(lighter(mixed(light, plaster, 0.2), 0.0, 0.8), wall, 0.07),
        rug=_unlike(mixed(dark, light, 0.35), boards, 0.12),
        accent=accent,
        light=light,
        dark=dark,
        mid=mid,
        ink=ink,
        frame=mixed(trim, ink, smooth_step((dials["window frame"] - 0.2) / 0.6)),
        leaf=mixed(leaf, dark, 0.18),
        pot=_unlike(mixed(mid, accent, 0.5), boards, 0.10),
        shade=mixed(plaster, accent, 0.22),
        fur=_unlike(fur, boards, 0.17),
    )


def _like(value: Tensor, number: float) -> Tensor:
    return torch.full_like(value, number)


def _at_least(colour: Tensor, lightness: float) -> Tensor:
    """The colour, bent upwards smoothly where it is darker than `lightness`."""
    above = colour[:, 0] - lightness
    bent = lightness + 0.5 * (above + torch.sqrt(above * above + 0.0025))
    return torch.cat([bent[:, None], colour[:, 1:]], 1)


def _wood(lightness: Tensor, warmth: Tensor, grey: float, red: float) -> Tensor:
    """Wood from ash through oak to mahogany."""
    return oklab_from_lch(lightness, between(warmth, grey, red), between(warmth, 78, 50) * DEGREE)


def _unlike(colour: Tensor, other: Tensor, at_least: float) -> Tensor:
    """The colour with its lightness pushed away from another's."""
    return torch.cat([apart(colour[:, 0], other[:, 0], at_least)[:, None], colour[:, 1:]], 1)
