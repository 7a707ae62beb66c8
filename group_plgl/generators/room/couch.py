"""Sofa and armchair: one upholstered body with back, seat, arms, legs and loose cushions.

A sofa that loses back and arms is a bench, a bench becomes a table or a bed: every step is furniture.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from group_plgl.generators.room.brush import Patch, everywhere, graded, lighter, quick, there
from group_plgl.generators.room.paints import Paints
from group_plgl.generators.room.scene import Scene
from group_plgl.generators.sdf import between, coverage, smooth_step

ARM, SEAT = 0.088, 0.19
CHAIR_MIDDLE, CHAIR_HALF = 0.53, 0.235


@dataclass(frozen=True)
class Couch:
    """Something upholstered with a back and arms; `n` numbers each.

    Attributes:
        left: x where it begins.
        right: x where it ends.
        feet: y of the floor under it.
        scale: 1 for full size.
        thick: 1 for a full seat, 0 for none.
        back: Height of the back above the seat.
        arms: 0 without arms, 1 with.
        legs: Length of the legs.
        round: Radius of the corners.
        halves: How clearly the seat is parted in the middle.
        thirds: How clearly it is parted in three.
    """

    left: Tensor
    right: Tensor
    feet: Tensor
    scale: Tensor
    thick: Tensor
    back: Tensor
    arms: Tensor
    legs: Tensor
    round: Tensor
    halves: Tensor
    thirds: Tensor

    @property
    def base(self) -> Tensor:
        """Y of the underside."""
        return self.feet - self.legs

    @property
    def seat(self) -> Tensor:
        """Y of the seat."""
        return self.base - SEAT * self.scale * self.thick

    @property
    def inner(self) -> tuple[Tensor, Tensor]:
        """X where the seat begins and ends between the arms."""
        arm = ARM * self.scale * self.arms
        return self.left + arm, self.right - arm


def sofas(scene: Scene) -> None:
    """The sofa, bench or headboard in the middle of the room."""
    dials, room, paint = scene.dials, scene.room, scene.paint
    thin = smooth_step(2.2 * room.dining)
    legs = torch.lerp(between(dials["legs"], 0.025, 0.105), torch.full_like(thin, 0.20), thin)
    width = room.right - room.left
    wide = smooth_step((width - 0.935) / 0.012)
    couch = Couch(
        left=room.left + 0.03 * room.bed,
        right=room.right - 0.03 * room.bed,
        feet=room.feet,
        scale=torch.ones_like(legs),
        thick=(1.0 - thin) * between(room.heft, 0.86, 1.16),
        back=between(dials["back height"], 0.17, 0.36) * room.upright + 0.10 * room.bed,
        arms=room.sofa,
        legs=legs,
        round=between(dials["roundness"], 0.008, 0.105),
        halves=(1.0 - wide) * room.sofa * smooth_step((width - 0.45) / 0.1),
        thirds=wide * room.sofa,
    )
    bounds = couch.left - 0.10, couch.right + 0.10, couch.seat - couch.back - 0.06, couch.feet + 0.07
    for patch in scene.board.within(*bounds):
        body = there(couch.thick)
        _shadow(patch, couch, body)
        _upholster(patch, couch, paint.seat, paint.ink, body)
        _cushions(patch, dials["cushions"], couch, paint)


def armchairs(scene: Scene, side: int) -> None:
    """An armchair beside the sofa, under the lamp, grown from the floor."""
    dials, room = scene.dials, scene.room
    size = room.armchairs[(side + 1) // 2]
    middle, feet = side * CHAIR_MIDDLE, room.feet + 0.06
    half = CHAIR_HALF * size
    couch = Couch(
        left=middle - half,
        right=middle + half,
        feet=feet,
        scale=size,
        thick=torch.ones_like(size),
        back=between(dials["back height"], 0.20, 0.38) * size,
        arms=size,
        legs=between(dials["legs"], 0.035, 0.105) * size,
        round=between(dials["roundness"], 0.012, 0.115) * size,
        halves=0 * size,
        thirds=0 * size,
    )
    bounds = middle - half - 0.08, middle + half + 0.08, couch.seat - couch.back - 0.04, feet + 0.07
    for patch in scene.board.within(*bounds):
        _shadow(patch, couch, there(size))
        _upholster(patch, couch, scene.paint.chair, scene.paint.ink, there(size))


def _shadow(patch: Patch, couch: Couch, size: Tensor) -> None:
    """A soft shadow round the feet and a deep one under the body."""
    middle, half = 0.5 * (couch.left + couch.right), 0.5 * (couch.right - couch.left)
    patch.shadow(middle, couch.feet - 0.008, half * 1.10 + 0.02, 0.06 * couch.scale, 0.40 * size)
    inset = 0.04 * couch.scale
    under = patch.box(couch.left + inset, couch.right - inset, couch.base - 0.02, couch.feet - 0.012)
    deep = ((patch.y - everywhere(couch.base)) / everywhere(couch.legs.clamp_min(1e-3))).clamp(0.0, 1.0)
    patch.light(1.0 - everywhere(size) * coverage(under, patch.pixel) * (0.52 - 0.28 * deep))


def _upholster(patch: Patch, couch: Couch, cloth: Tensor, leg: Tensor, size: Tensor) -> None:
    """Legs, back, seat and arms, the light falling from above."""
    for end, way in ((couch.left, 1.0), (couch.right, -1.0)):
        at = end + way * 0.06 * couch.scale
        tip = at - way * 0.02 * couch.scale
        for part in patch.part(at - 0.04, at + 0.04, couch.base - 0.04, couch.feet):
            low = couch.feet - 0.012 * couch.scale
            part.put(leg, part.stroke(at, couch.base - 0.02, tip, low, 0.0125 * couch.scale), size)
    _back(patch, couch, cloth, size)
    _seat(patch, couch, cloth, size)
    _arms(patch, couch, cloth, size * there(couch.arms))


def _back(patch: Patch, couch: Couch, cloth: Tensor, size: Tensor) -> None:
    """A frame, and the cushions before it."""
    s, top = couch.scale, couch.seat - couch.back
    shown = size * there(couch.back / s.clamp_min(1e-3) / 0.2)
    frame = patch.box(
        couch.left + 0.03 * s, couch.right - 0.03 * s, top, couch.base - 0.01 * s, couch.round + 0.02 * s
    )
    patch.put(graded(patch, cloth, top, couch.seat, 0.005, -0.075), frame, shown)
    left, right = couch.inner
    inner = patch.box(left, right, top + 0.024 * s, couch.seat + 0.06 * s, couch.round)
    patch.put(graded(patch, cloth, top, couch.seat, 0.05, -0.035), inner, shown)
    _seams(patch, couch, cloth, top + 0.024 * s, couch.seat, inner, shown)


def _seat(patch: Patch, couch: Couch, cloth: Tensor, size: Tensor) -> None:
    """The base and the cushions on it, light on top."""
    s, thick, seat = couch.scale, couch.scale * couch.thick, couch.seat
    base = patch.box(
        couch.left + 0.02 * s,
        couch.right - 0.02 * s,
        seat + 0.05 * thick,
        couch.base,
        0.5 * couch.round * couch.thick,
    )
    patch.put(graded(patch, cloth, seat, couch.base, -0.05, -0.105), base, size)
    left, right = couch.inner
    corner = torch.minimum(couch.round, 0.045 * thick)
    cushion = patch.box(left - 0.004, right + 0.004, seat, seat + 0.098 * thick, corner)
    patch.put(lighter(cloth, 0.065), cushion, size)
    front = torch.maximum(cushion, everywhere(seat + 0.034 * thick) - patch.y)
    patch.put(graded(patch, cloth, seat + 0.034 * thick, seat + 0.1 * thick, 0.02, -0.03), front, size)
    _seams(patch, couch, cloth, seat, seat + 0.098 * thick, cushion, size)


def _arms(patch: Patch, couch: Couch, cloth: Tensor, size: Tensor) -> None:
    """Arms on both sides, the left one nearer the light."""
    s, arm = couch.scale, ARM * couch.scale
    high = couch.seat - (0.035 * s + 0.35 * couch.back)
    high = couch.seat + 0.06 * s + couch.arms * (high - couch.seat - 0.06 * s)
    for end, way, step in ((couch.left, 1.0, 0.03), (couch.right, -1.0, -0.015)):
        one, other = end - way * 0.012 * s, end + way * arm
        left, right = torch.minimum(one, other), torch.maximum(one, other)
        for part in patch.part(left, right, high, couch.base):
            shape = part.box(left, right, high, couch.base, torch.minimum(couch.round + 0.012 * s, 0.5 * arm))
            part.put(lighter(cloth, step + 0.035), shape, size)
            front = torch.maximum(shape, everywhere(high + 0.035 * s) - part.y)
            part.put(graded(part, cloth, high, couch.base, step, step - 0.10), front, size)


def _seams(
    patch: Patch, couch: Couch, cloth: Tensor, top: Tensor, bottom: Tensor, inside: Tensor, size: Tensor
) -> None:
    """Dark lines that part the cushions; they open from nothing."""
    width = couch.right - couch.left
    ends = torch.maximum(everywhere(top) - patch.y, patch.y - everywhere(bottom))
    for share, seam in ((0.5, couch.halves), (1 / 3, couch.thirds), (2 / 3, couch.thirds)):
        if not bool((seam.detach() > 0.0).any()):
            continue
        at = couch.left + width * (0.5 + (share - 0.5) * 0.88)
        line = (patch.x - everywhere(at)).abs() - everywhere(0.0055 * seam)
        patch.put(lighter(cloth, -0.10), torch.maximum(torch.maximum(line, ends), inside), size * there(seam))


def _cushions(patch: Patch, wanted: Tensor, couch: Couch, paint: Paints) -> None:
    """Loose cushions that lean against the back, one after the other."""
    narrow = smooth_step((couch.right - couch.left - 0.42) / 0.2)
    for at, turn, cloth, start, radius in (
        (couch.right - 0.335, -0.10, paint.dark, 0.70, 0.078),
        (couch.left + 0.195, -0.20, paint.light, 0.42, 0.095),
        (couch.right - 0.205, 0.16, paint.accent, 0.12, 0.088),
    ):
        more = ((wanted - start) / (1.0 - start)).clamp_min(0.0)
        size = (0.9 + 0.2 * more) * quick(more / 0.08) * couch.arms * narrow
        if bool((size.detach() > 0.0).any()):
            _cushion(patch, at, couch.seat, turn, radius * size, apart_from(cloth, paint.seat), start > 0.3)


def _cushion(
    patch: Patch, at: Tensor, seat: Tensor, turn: float, half: Tensor, tint: Tensor, striped: bool
) -> None:
    """A square cushion, turned a little, with a soft shadow behind it."""
    cos, sin, shown = math.cos(turn), math.sin(turn), there(half / 0.08)
    middle, reach = seat - half + 0.014, 1.3 * half + 0.03
    for part in patch.part(at - reach, at + reach, middle - reach, middle + reach):
        u, v = part.x - everywhere(at), part.y - everywhere(middle)
        turned = Patch(part.canvas, u * cos + v * sin, v * cos - u * sin, part.pixel)
        shape = turned.box(-half, half, -half, half, 0.35 * half)
        part.light(1.0 - 0.17 * smooth_step(0.5 - (shape - 0.01) / 0.03) * everywhere(shown))
        part.put(tint, shape, shown)
        if striped:
            stripe = (torch.remainder(turned.x / 0.034, 1.0) - 0.5).abs() * 0.034 - 0.0055
            part.put(lighter(tint, 0.09), torch.maximum(stripe, shape + 0.008), shown)
        else:
            part.put(lighter(tint, 0.05), torch.maximum(shape.abs() - 0.004, shape + 0.012), shown)


def apart_from(colour: Tensor, other: Tensor) -> Tensor:
    """A lighter shade where a cushion would vanish on its sofa."""
    near = torch.exp(-((colour - other).square().sum(1)) / 0.012)
    return lighter(colour, 0.16 * near)
