"""Where everything stands and how large it is: decided once per picture, before any pixel.

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

from group_plgl.generators.room.brush import grown, quick
from group_plgl.generators.sdf import between, smooth_step

LEFT, RIGHT = -1, 1
SIDES = (LEFT, RIGHT)
ZOOM, ABOUT = 1.22, 0.40
ROW, ROWS, CASE_FOOT = 0.27, 4, 0.035

Pair = tuple[Tensor, Tensor]


@dataclass(frozen=True)
class Plan:
    """Sizes in world units, `n` numbers each; pairs are for the left and the right side.

    Furniture, low table and cat are measured on the nearer board, where lengths are `ZOOM` times as long.

    Attributes:
        horizon: y where wall meets floor.
        windows: How large each window is, 0 to 1.
        pictures: How large the pictures on each side are.
        shelves: How many shelves the bookcase has, on either side.
        cases: How much of a bookcase each side has, 0 to 1.
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
        cats: How large the cat on each side is.
        pendant: How far the hanging lamp has come down.
        table: How large the low table is.
        rug: How large the rug is.
        curtains: How full the curtains are.
        beam: How much sun falls on the wall.
        sun: x of the sun or moon, behind a window.
        aside: How far windows and pictures hang to the right of their places.
        heft: How massive the furniture is among its kind, 0 to 1.
    """

    horizon: Tensor
    windows: Pair
    pictures: Pair
    shelves: Tensor
    cases: Pair
    evening: Tensor
    dining: Tensor
    upright: Tensor
    sofa: Tensor
    bed: Tensor
    feet: Tensor
    left: Tensor
    right: Tensor
    armchairs: Pair
    plants: Pair
    lamps: Pair
    cats: Pair
    pendant: Tensor
    table: Tensor
    rug: Tensor
    curtains: Tensor
    beam: Tensor
    sun: Tensor
    aside: Tensor
    heft: Tensor

    @property
    def middle(self) -> Tensor:
        """X of the middle of the furniture as it is seen."""
        return 0.5 * ZOOM * (self.left + self.right)


def plan(dials: Mapping[str, Tensor]) -> Plan:
    """The room the dials describe."""
    place, kind = dials["window place"], dials["furniture"]
    horizon = between(dials["depth"], 0.45, 0.34)
    windows = quick(_until(place, 0.642, 0.65)), quick(_until(1.0 - place, 0.642, 0.65))
    dining, bed = _until(kind, 0.245, 0.262), _until(1.0 - kind, 0.215, 0.24)
    upright = _until(1.0 - kind, 0.722, 0.738)
    sofa = upright * _until(kind, 0.745, 0.76)
    evening = smooth_step((dials["evening"] - 0.1) / 0.8)
    pendant = grown(dials["hanging lamp"], 0.7)
    lean = smooth_step((dials["seating side"] - 0.48) / 0.04)
    towards_left, towards_right = quick(1.0 - lean), quick(lean)
    unlit = quick((evening - 0.4) / 0.1) * (1.0 - quick(pendant / 0.1).clamp(0.0, 1.0))
    lamp = _either(grown(dials["floor lamp"], 0.86), 0.9 * unlit)
    chair = grown(dials["armchair"], 0.9) * (1.0 - dining)
    plant, cat = grown(dials["plant"], 0.62), grown(dials["cat"], 0.85)
    chairs = chair * towards_left, chair * towards_right
    left, right = _extent(dials, dining, chairs)
    shelves = _shelves(dials["bookcase"])
    free = quick(_until(1.0 - place, 0.342, 0.35)), quick(_until(place, 0.342, 0.35))
    art = quick((1.80 - shelves) / 0.08) * between(dials["picture size"], 0.92, 1.32)
    return Plan(
        horizon=horizon,
        windows=windows,
        pictures=(free[0] * art, free[1] * art),
        shelves=shelves,
        cases=(free[0], free[1]),
        evening=evening,
        dining=dining,
        upright=upright,
        sofa=sofa,
        bed=bed,
        feet=near(horizon + 0.285),
        left=left,
        right=right,
        armchairs=chairs,
        plants=(plant * towards_right, plant * towards_left),
        lamps=(lamp * towards_left, lamp * towards_right),
        cats=(cat * towards_left, cat * towards_right),
        pendant=pendant,
        table=grown(dials["low table"], 0.85) * quick((0.2 - dining - bed) / 0.2),
        rug=grown(dials["rug"], 0.94),
        curtains=grown(dials["curtains"], 0.5),
        beam=grown(dials["sunbeam"], 0.7) * (1.0 - evening),
        sun=0.45 * (2.0 * smooth_step((place - 0.36) / 0.28) - 1.0) + 0.12 * (place - 0.5),
        aside=0.10 * (place - 0.5),
        heft=_within(kind, 0.0, 0.245) * dining
        + _within(kind, 0.26, 0.745) * sofa
        + _within(kind, 0.785, 1.0) * bed,
    )


def near(y: Tensor) -> Tensor:
    """A height of the picture as it is measured on the nearer board."""
    return ABOUT + (y - ABOUT) / ZOOM


def _extent(dials: Mapping[str, Tensor], dining: Tensor, chairs: Pair) -> Pair:
    """Where the furniture begins and ends: it makes room for the armchair, or leans to its side."""
    half = between(dials["furniture width"], 0.43, 0.60) - 0.06 * dining
    turn = 0.12 * (2.0 * dials["seating side"] - 1.0)
    left = torch.lerp(-half + turn, torch.full_like(half, -0.27), chairs[0].clamp(max=1.0))
    right = torch.lerp(half + turn, torch.full_like(half, 0.27), chairs[1].clamp(max=1.0))
    return left - (half - 0.38) * chairs[1], right + (half - 0.38) * chairs[0]


def _shelves(presence: Tensor) -> Tensor:
    """How many shelves: a real number that likes whole ones, so each step of the gene shows."""
    want = (ROWS + 0.35) * smooth_step((presence - 0.12) / 0.80)
    whole = torch.floor(want.detach())
    part = want - whole
    return (whole + 0.1 * part + 0.9 * smooth_step((part - 0.25) / 0.5)).clamp(max=float(ROWS))


def _either(one: Tensor, other: Tensor) -> Tensor:
    """Nearly the larger of two sizes, 0 where both are."""
    return one + (other - one).clamp_min(0.0)


def _within(value: Tensor, low: float, high: float) -> Tensor:
    """How far a value is between two others, 0 to 1."""
    return ((value - low) / (high - low)).clamp(0.0, 1.0)


def _until(value: Tensor, full: float, none: float) -> Tensor:
    """1 up to `full`, 0 from `none` on."""
    return smooth_step((none - value) / (none - full))
