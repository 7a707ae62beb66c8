"""Where everything stands and what colour it has: decided once per picture, before any pixel.

y grows downwards from -1 to 1. The back wall ends at `horizon`; what stands at the wall has its feet a
little below it, the furniture further down, the plant in front. The wall has a left and a right half:
each holds a window, or else pictures and a bookcase, so nothing on the wall ever meets. What changes
sides shrinks on one and grows on the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from group_plgl.generators.colour import apart, oklab_from_lch
from group_plgl.generators.palette_genes import Role
from group_plgl.generators.room.brush import grown, lighter, mixed
from group_plgl.generators.sdf import between, smooth_step

LEFT, RIGHT = -1, 1
SIDES = (LEFT, RIGHT)
DEGREE = torch.pi / 180.0


@dataclass(frozen=True)
class Plan:
    """Sizes in world units, `n` numbers each; pairs are for the left and the right side.

    Attributes:
        horizon: y where wall meets floor.
        windows: How large each window is, 0 to 1.
        walls: How free each half of the wall is of a window, 0 to 1.
        evening: 0 by day, 1 in the evening.
        dining: How much of a dining table the furniture is.
        upright: Whether the furniture has a back, as sofa and bed have.
        sofa: How much of a sofa.
        bed: How much of a bed.
        feet: y where the furniture stands.
        left: x where the furniture begins.
        right: x where it ends.
        armchairs: How large the armchair on each side is.
        plants: How large the plant on each side is.
        lamps: How large the floor lamp on each side is.
        pendant: How far the hanging lamp has come down.
        sun: x of the sun or moon, behind a window.
    """

    horizon: Tensor
    windows: tuple[Tensor, Tensor]
    walls: tuple[Tensor, Tensor]
    evening: Tensor
    dining: Tensor
    upright: Tensor
    sofa: Tensor
    bed: Tensor
    feet: Tensor
    left: Tensor
    right: Tensor
    armchairs: tuple[Tensor, Tensor]
    plants: tuple[Tensor, Tensor]
    lamps: tuple[Tensor, Tensor]
    pendant: Tensor
    sun: Tensor


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


def plan(dials: Mapping[str, Tensor]) -> Plan:
    """The room the dials describe."""
    place, kind = dials["window place"], dials["furniture"]
    horizon = torch.full_like(place, 0.42)
    left_window, right_window = _until(place, 0.60, 0.65), _until(1.0 - place, 0.60, 0.65)
    dining, bed = _until(kind, 0.20, 0.30), _until(1.0 - kind, 0.16, 0.25)
    upright = _until(1.0 - kind, 0.66, 0.71)
    sofa = upright * _until(kind, 0.73, 0.78)
    lean = smooth_step((dials["plant side"] - 0.46) / 0.08)
    chair = grown(dials["armchair"]) * (1.0 - dining)
    chairs = chair * _swap(1.0 - lean), chair * _swap(lean)
    half = between(dials["furniture width"], 0.42, 0.63)
    lamp, plant = grown(dials["floor lamp"]), grown(dials["plant"])
    return Plan(
        horizon=horizon,
        windows=(torch.sqrt(left_window + 1e-8), torch.sqrt(right_window + 1e-8)),
        walls=(_until(1.0 - place, 0.31, 0.35), _until(place, 0.31, 0.35)),
        evening=smooth_step((dials["evening"] - 0.1) / 0.8),
        dining=dining,
        upright=upright,
        sofa=sofa,
        bed=bed,
        feet=horizon + 0.23,
        left=-half + chairs[0] * (half - 0.20),
        right=half - chairs[1] * (half - 0.20),
        armchairs=chairs,
        plants=(plant * _swap(1.0 - lean), plant * _swap(lean)),
        lamps=(lamp * _swap(lean), lamp * _swap(1.0 - lean)),
        pendant=grown(dials["hanging lamp"], 0.2, 0.8),
        sun=0.45 * (2.0 * smooth_step((place - 0.36) / 0.28) - 1.0),
    )


def paints(colours: Tensor, dials: Mapping[str, Tensor], room: Plan) -> Paints:
    """The colours of walls, wood, cloth and leaves."""
    ground, main, light, dark, mid, accent = colours[:, list(Role)].unbind(1)
    tone = dials["floor tone"]
    wall = mixed(ground, light, 0.62 * smooth_step((dials["wall paint"] - 0.2) / 0.6))
    boards = _wood(between(tone, 0.44, 0.80), dials["floor warmth"], 0.035, 0.095)
    wood = _wood(between(tone, 0.40, 0.66), dials["floor warmth"], 0.05, 0.10)
    plaster = oklab_from_lch(_like(tone, 0.955), _like(tone, 0.012), _like(tone, 80 * DEGREE))
    night = smooth_step((0.60 - wall[:, 0]) / 0.3)
    trim = mixed(plaster, wall, 0.22 + 0.25 * night)
    ink = mixed(dark, lighter(dark, 0.0, 0.3), 0.5)
    ink = lighter(ink, 0.24 - ink[:, 0])
    seat = _unlike(main, wall, 0.20)
    leaf = oklab_from_lch(_like(tone, 0.50), _like(tone, 0.085), _like(tone, 145 * DEGREE))
    return Paints(
        wall=wall,
        panel=_unlike(mixed(wall, light, 0.5), wall, 0.06),
        trim=trim,
        wood=wood,
        boards=boards,
        tile=_unlike(mixed(plaster, boards, 0.35), boards, 0.13),
        seat=seat,
        chair=_unlike(_unlike(accent, wall, 0.16), boards, 0.06),
        linen=mixed(plaster, light, 0.12),
        curtain=_unlike(lighter(mixed(light, plaster, 0.2), 0.0, 0.8), wall, 0.07),
        rug=_unlike(mixed(dark, light, 0.35), boards, 0.12),
        accent=accent,
        light=light,
        dark=dark,
        mid=mid,
        ink=ink,
        frame=mixed(trim, ink, smooth_step((dials["window frame"] - 0.35) / 0.3)),
        leaf=mixed(leaf, dark, 0.18),
        pot=_unlike(mixed(mid, accent, 0.5), boards, 0.10),
        shade=mixed(plaster, accent, 0.22),
        fur=_unlike(mixed(_wood(_like(tone, 0.66), 1.0 - dials["floor warmth"] * 0.5, 0.06, 0.12), dark, 0.25), boards, 0.17),
    )


def _until(value: Tensor, full: float, none: float) -> Tensor:
    """1 up to `full`, 0 from `none` on."""
    return smooth_step((none - value) / (none - full))


def _swap(share: Tensor) -> Tensor:
    """Sizes for what changes sides: both are of middling size at half way, one is gone at the end."""
    return torch.sqrt(share * (2.0 - share) * share + 1e-8) - 1e-4


def _like(value: Tensor, number: float) -> Tensor:
    return torch.full_like(value, number)


def _wood(lightness: Tensor, warmth: Tensor, grey: float, red: float) -> Tensor:
    """Wood from ash through oak to mahogany."""
    return oklab_from_lch(lightness, between(warmth, grey, red), between(warmth, 78, 50) * DEGREE)


def _unlike(colour: Tensor, other: Tensor, at_least: float) -> Tensor:
    """The colour with its lightness pushed away from another's."""
    return torch.cat([apart(colour[:, 0], other[:, 0], at_least)[:, None], colour[:, 1:]], 1)
