"""The furniture in the middle: a dining table, a sofa or a bed, and the armchair beside it.

They share one body: a sofa loses its back and is a bench; the bench thins into a table, or gets a
headboard and is a bed. So every step between them is furniture too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from group_plgl.generators.room.brush import Board, Patch, everywhere, grown, lighter, mixed, there
from group_plgl.generators.room.plan import SIDES, Paints, Plan
from group_plgl.generators.sdf import between, coverage, smooth_step


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
        split: How clearly the seat is parted, in the middle and in thirds.
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


def furniture(board: Board, dials: Mapping[str, Tensor], room: Plan, paint: Paints) -> None:
    """Chairs, then the body with all that lies on it."""
    _dining_chairs(board, dials, room, paint)
    thin = smooth_step(2.2 * room.dining)
    legs = torch.lerp(between(dials["legs"], 0.03, 0.10), torch.full_like(thin, 0.20), thin)
    width = room.right - room.left
    wide = smooth_step((width - 0.94) / 0.05)
    couch = Couch(
        left=room.left + 0.03 * room.bed,
        right=room.right - 0.03 * room.bed,
        feet=room.feet,
        scale=torch.ones_like(legs),
        thick=1.0 - thin,
        back=between(dials["back height"], 0.18, 0.36) * room.upright + 0.10 * room.bed,
        arms=room.sofa,
        legs=legs,
        round=between(dials["roundness"], 0.015, 0.085),
        halves=(1.0 - wide) * room.sofa * smooth_step((width - 0.45) / 0.1),
        thirds=wide * room.sofa,
    )
    body = there(couch.thick)
    bounds = couch.left - 0.12, couch.right + 0.12, couch.feet - 0.68, couch.feet + 0.08
    for patch in board.within(*bounds, body):
        _shadow(patch, couch, body)
        _couch(patch, couch, paint.seat, paint.ink, body)
        _cushions(patch, dials, couch, room, paint)
    _bedding(board, dials, room, paint)
    _table(board, dials, room, paint)


def armchairs(board: Board, dials: Mapping[str, Tensor], room: Plan, paint: Paints) -> None:
    """An armchair on the side of the lamp, grown from the floor."""
    for side, size in zip(SIDES, room.armchairs, strict=True):
        middle, feet = side * 0.50, room.feet + 0.07
        half = 0.235 * size
        couch = Couch(
            left=middle - half,
            right=middle + half,
            feet=feet,
            scale=size,
            thick=torch.ones_like(size),
            back=between(dials["back height"], 0.20, 0.36) * size,
            arms=size,
            legs=between(dials["legs"], 0.04, 0.10) * size,
            round=between(dials["roundness"], 0.03, 0.10) * size,
            halves=0 * size,
            thirds=0 * size,
        )
        for patch in board.within(middle - half - 0.08, middle + half + 0.08, feet - 0.62 * size, feet + 0.08, size):
            _shadow(patch, couch, there(size))
            _couch(patch, couch, paint.chair, paint.ink, there(size))


def _shadow(patch: Patch, couch: Couch, size: Tensor) -> None:
    middle, half = 0.5 * (couch.left + couch.right), 0.5 * (couch.right - couch.left)
    patch.shadow(middle, couch.feet - 0.01, half * 1.10 + 0.02, 0.058 * couch.scale, 0.36 * size)
    base = couch.feet - couch.legs
    under = patch.box(couch.left + 0.04 * couch.scale, couch.right - 0.04 * couch.scale, base - 0.02, couch.feet - 0.012)
    deep = ((patch.y - everywhere(base)) / everywhere(couch.legs.clamp_min(1e-3))).clamp(0.0, 1.0)
    patch.light(1.0 - everywhere(size) * coverage(under, patch.pixel) * (0.50 - 0.28 * deep))


def _couch(patch: Patch, couch: Couch, cloth: Tensor, leg: Tensor, size: Tensor) -> None:
    """Back, seat and arms, the light falling from above."""
    s, arm = couch.scale, 0.085 * couch.scale
    thick = s * couch.thick
    seat = couch.feet - couch.legs - 0.19 * thick
    base = couch.feet - couch.legs
    inner_left, inner_right = couch.left + arm * couch.arms, couch.right - arm * couch.arms
    for end, way in ((couch.left, 1.0), (couch.right, -1.0)):
        at = end + way * 0.06 * s
        foot = patch.stroke(at, base - 0.02 * s, at - way * 0.018 * s, couch.feet - 0.012 * s, 0.012 * s)
        patch.put(leg, foot, size)
    up = there(couch.back / s.clamp_min(1e-3) / 0.2)
    top = seat - couch.back
    soft = couch.round + 0.02 * s
    patch.put(lighter(cloth, -0.03), patch.box(couch.left + 0.03 * s, couch.right - 0.03 * s, top, base - 0.01 * s, soft), size * up)
    inner = patch.box(inner_left, inner_right, top + 0.022 * s, seat + 0.06 * s, couch.round)
    patch.put(lighter(cloth, 0.012), inner, size * up)
    _seams(patch, couch, cloth, top + 0.022 * s, seat, inner, size)
    patch.put(lighter(cloth, -0.075), patch.box(couch.left + 0.02 * s, couch.right - 0.02 * s, seat + 0.05 * thick, base, 0.5 * couch.round * couch.thick), size)
    cushion = patch.box(inner_left - 0.004, inner_right + 0.004, seat, seat + 0.095 * thick, torch.minimum(couch.round, 0.045 * thick))
    patch.put(lighter(cloth, 0.045), cushion, size)
    front = torch.maximum(cushion, everywhere(seat + 0.032 * thick) - patch.y)
    patch.put(lighter(cloth, 0.0), front, size)
    _seams(patch, couch, cloth, seat, seat + 0.095 * thick, cushion, size)
    patch.light(1.0 - 0.10 * everywhere(size * up) * _soft_line(patch, inner_left, inner_right, seat, 0.035 * s))
    high = seat - (0.035 * s + 0.35 * couch.back)
    high = seat + 0.06 * s + couch.arms * (high - seat - 0.06 * s)
    for end, way in ((couch.left, 1.0), (couch.right, -1.0)):
        a, b = end - way * 0.012 * s, end + way * arm
        left, right = torch.minimum(a, b), torch.maximum(a, b)
        shape = patch.box(left, right, high, base, torch.minimum(couch.round + 0.012 * s, 0.5 * arm))
        patch.put(lighter(cloth, 0.025 if way > 0 else -0.02), shape, size * there(couch.arms))
        side = torch.maximum(shape, everywhere(high + 0.04 * s) - patch.y)
        patch.put(lighter(cloth, -0.012 if way > 0 else -0.055), side, size * there(couch.arms))


def _seams(patch: Patch, couch: Couch, cloth: Tensor, top: Tensor, bottom: Tensor, inside: Tensor, size: Tensor) -> None:
    """Dark lines that part the cushions; they open from nothing."""
    width = couch.right - couch.left
    ends = torch.maximum(everywhere(top) - patch.y, patch.y - everywhere(bottom))
    for share, open_ in ((0.5, couch.halves), (1 / 3, couch.thirds), (2 / 3, couch.thirds)):
        at = couch.left + width * (0.5 + (share - 0.5) * 0.88)
        line = torch.maximum((patch.x - everywhere(at)).abs() - everywhere(0.0055 * open_), ends)
        patch.put(lighter(cloth, -0.10), torch.maximum(line, inside), size * there(open_))


def _soft_line(patch: Patch, left: Tensor, right: Tensor, at: Tensor, width: Tensor) -> Tensor:
    """Where the back meets the seat: darkest on the line, nothing outside."""
    up = (1.0 - (patch.y - everywhere(at)).abs() / everywhere(width.clamp_min(1e-3))).clamp_min(0.0)
    ends = torch.maximum(everywhere(left) - patch.x, patch.x - everywhere(right))
    return up * up * coverage(ends, patch.pixel) * coverage(patch.y - everywhere(at), patch.pixel)


def _cushions(patch: Patch, dials: Mapping[str, Tensor], couch: Couch, room: Plan, paint: Paints) -> None:
    """Loose cushions that lean against the back, one after the other."""
    seat = couch.feet - couch.legs - 0.19
    narrow = smooth_step((couch.right - couch.left - 0.42) / 0.2)
    places = ((couch.right - 0.20, 0.16, paint.accent, 0.15, 0.075), (couch.left + 0.19, -0.20, paint.light, 0.42, 0.085), (couch.right - 0.32, -0.10, paint.dark, 0.70, 0.065))
    for at, turn, cloth, start, radius in reversed(places):
        size = grown(smooth_step((dials["cushions"] - start) / 0.16), 0.0, 1.0) * room.sofa * narrow
        if not bool((size.detach() > 0).any()):
            continue
        half = radius * size
        u = patch.x - everywhere(at)
        v = patch.y - everywhere(seat - half + 0.012)
        turned = Patch(patch.canvas, u * torch.cos(torch.tensor(turn)) + v * torch.sin(torch.tensor(turn)), v * torch.cos(torch.tensor(turn)) - u * torch.sin(torch.tensor(turn)), patch.pixel)
        shape = turned.box(-half, half, -half, half, 0.35 * half)
        fold = shape.abs() - 0.004
        tint = _apart_from(cloth, paint.seat)
        soft = 0.16 * smooth_step(0.5 - (shape - 0.01) / 0.03) * everywhere(there(size))
        patch.light(1.0 - soft)
        patch.put(tint, shape, there(size))
        patch.put(lighter(tint, 0.05), torch.maximum(fold + 0.0 * fold, shape + 0.012), there(size))
        stripe = (torch.remainder(turned.x / 0.034, 1.0) - 0.5).abs() * 0.034 - 0.0055
        if start > 0.3:
            patch.put(lighter(tint, 0.09), torch.maximum(stripe, shape + 0.008), there(size))


def _apart_from(colour: Tensor, other: Tensor) -> Tensor:
    """A lighter or deeper shade where a cushion would vanish on its sofa."""
    near = torch.exp(-(((colour - other).square().sum(1)) / 0.012))
    return lighter(colour, 0.16 * near)


def _bedding(board: Board, dials: Mapping[str, Tensor], room: Plan, paint: Paints) -> None:
    """A bed seen from its foot: pillows, sheet and quilt come forward from the headboard."""
    size, left, right = room.bed, room.left, room.right
    back = room.feet - 0.27
    edge, low = back + 0.05 + 0.23 * size, room.feet + 0.19 * size
    middle, half = 0.5 * (left + right), 0.5 * (right - left)
    for patch in board.within(left - 0.10, right + 0.10, back - 0.16, low + 0.05, size):
        patch.shadow(middle, low - 0.012, 1.12 * half + 0.03, 0.05, 0.42 * size)
        for way in (-1.0, 1.0):
            patch.put(paint.ink, patch.box(middle + way * 0.9 * half - 0.014, middle + way * 0.9 * half + 0.014, low - 0.08, low - 0.008), there(size))
        base = patch.box(left - 0.01, right + 0.01, edge - 0.02, low - 0.035, 0.012)
        patch.put(lighter(paint.seat, -0.06), base, there(size))
        top = patch.trapezoid(middle, back, edge, 0.93 * half, half + 0.012)
        patch.put(lighter(paint.linen, -0.015), top, there(size))
        _pillows(patch, paint, middle, half, back, size)
        _quilt(patch, paint, middle, half, (back, edge, low), size)


def _pillows(patch: Patch, paint: Paints, middle: Tensor, half: Tensor, back: Tensor, size: Tensor) -> None:
    """Two large pillows against the headboard and a coloured one before them."""
    wide = 0.40 * half
    for way in (-1.0, 1.0):
        at = middle + way * 0.45 * half
        pillow = patch.box(at - wide, at + wide, back - 0.125 * size, back + 0.045 * size, 0.055 * size)
        patch.light(1.0 - 0.10 * everywhere(there(size)) * smooth_step(0.5 - (pillow - 0.01) / 0.03))
        patch.put(lighter(paint.linen, 0.015 if way < 0 else 0.0), pillow, there(size))
        crease = torch.maximum(pillow + 0.012, everywhere(back + 0.012 * size) - patch.y)
        patch.put(lighter(paint.linen, -0.03), crease, there(size))
    small = patch.box(middle - 0.13 * size, middle + 0.13 * size, back - 0.055 * size, back + 0.065 * size, 0.04 * size)
    patch.light(1.0 - 0.12 * everywhere(there(size)) * smooth_step(0.5 - (small - 0.01) / 0.03))
    patch.put(_apart_from(paint.accent, paint.seat), small, there(size))


def _quilt(patch: Patch, paint: Paints, middle: Tensor, half: Tensor, levels: tuple[Tensor, Tensor, Tensor], size: Tensor) -> None:
    """The quilt with its turned-down sheet, hanging over the foot, and a throw across it."""
    back, edge, low = levels
    cover = _apart_from(mixed(paint.light, paint.linen, 0.2), paint.seat)
    start, hem = back + 0.085 * size, low - 0.075
    wide = half + 0.028
    top = patch.trapezoid(middle, start, edge, 0.975 * half + 0.006, wide)
    fall = patch.box(middle - wide, middle + wide, edge - 0.03, hem, 0.022)
    over_edge = torch.maximum(fall, everywhere(edge) - patch.y)
    patch.put(cover, top, there(size))
    patch.put(lighter(cover, -0.055), over_edge, there(size))
    folded = torch.maximum(top, patch.y - everywhere(start + 0.05 * size))
    patch.put(lighter(paint.linen, 0.01), folded, there(size))
    throw = _apart_from(paint.mid, cover)
    begin = edge - 0.085 * size
    patch.put(throw, torch.maximum(top, everywhere(begin) - patch.y), there(size))
    end = edge + 0.5 * (hem - edge)
    patch.put(lighter(throw, -0.055), torch.maximum(over_edge, patch.y - everywhere(end)), there(size))
    for share in (-0.62, -0.2, 0.25, 0.66):
        at = middle + share * half
        fold = torch.maximum((patch.x - everywhere(at)).abs() - 0.004, torch.maximum(over_edge, everywhere(edge + 0.03) - patch.y))
        patch.light(1.0 - 0.07 * coverage(fold, patch.pixel) * everywhere(there(size)))


def _table(board: Board, dials: Mapping[str, Tensor], room: Plan, paint: Paints) -> None:
    """The bench risen to a table, with a vase on it."""
    size, wood = room.dining, paint.wood
    laid = grown(size, 0.55, 0.95)
    top = room.feet - 0.20 - 0.21 * smooth_step((size - 0.35) / 0.65)
    left, right = room.left + 0.02, room.right - 0.02
    for patch in board.within(left - 0.08, right + 0.08, top - 0.36, room.feet + 0.08, size):
        middle = 0.5 * (left + right)
        patch.shadow(middle, room.feet - 0.005, 0.60 * (right - left), 0.05, 0.30 * size)
        for end, way in ((left, 1.0), (right, -1.0)):
            leg = patch.stroke(end + way * 0.08, top + 0.02, end + way * 0.04, room.feet - 0.012, 0.015)
            patch.put(lighter(wood, -0.07), leg, there(size))
        rounded = between(dials["roundness"], 0.004, 0.017)
        patch.put(lighter(wood, -0.06), patch.box(left + 0.05, right - 0.05, top + 0.02, top + 0.065, 0.006), there(size))
        patch.put(lighter(wood, 0.04), patch.box(left, right, top, top + 0.036, rounded), there(size))
        _vase(patch, paint, middle - 0.07, top, laid)
        _bowl(patch, paint, middle + 0.17, top, laid)


def _bowl(patch: Patch, paint: Paints, x: Tensor, foot: Tensor, size: Tensor) -> None:
    """A bowl of fruit."""
    for shift, lift, tint in ((-0.038, 0.050, paint.accent), (0.034, 0.050, paint.light), (0.0, 0.066, paint.accent)):
        patch.put(lighter(tint, 0.02), patch.disc(x + shift * size, foot - lift * size, 0.028 * size), there(size))
    bowl = torch.maximum(patch.oval(x, foot - 0.045 * size, 0.085 * size, 0.046 * size), everywhere(foot - 0.045 * size) - patch.y)
    patch.put(paint.linen, bowl, there(size))


def _vase(patch: Patch, paint: Paints, x: Tensor, foot: Tensor, size: Tensor) -> None:
    """A round vase with a few stems."""
    for lean, high, tint in ((-0.10, 0.27, paint.leaf), (0.02, 0.31, paint.accent), (0.11, 0.25, paint.leaf), (0.06, 0.22, paint.accent)):
        tip_x, tip_y = x + lean * size, foot - high * size
        patch.put(lighter(paint.leaf, -0.06), patch.stroke(x, foot - 0.10 * size, tip_x, tip_y, 0.0035 * size), there(size))
        patch.put(tint, patch.oval(tip_x, tip_y, 0.022 * size, 0.030 * size), there(size))
        patch.put(lighter(paint.leaf, 0.03), patch.oval(x + 0.55 * lean * size + 0.02 * size, foot - 0.62 * high * size, 0.020 * size, 0.013 * size), there(size))
    body = torch.minimum(patch.oval(x, foot - 0.06 * size, 0.055 * size, 0.06 * size), patch.box(x - 0.02 * size, x + 0.02 * size, foot - 0.14 * size, foot - 0.06 * size))
    patch.put(paint.dark, torch.maximum(body, patch.y - everywhere(foot)), there(size))


def _dining_chairs(board: Board, dials: Mapping[str, Tensor], room: Plan, paint: Paints) -> None:
    """A chair at each end of the table, seen from the side, grown from the floor."""
    size = grown(room.dining, 0.5, 1.0)
    high = between(dials["back height"], 0.26, 0.40)
    for side, end in ((-1.0, room.left), (1.0, room.right)):
        at, feet = end + side * 0.03, room.feet + 0.012
        for patch in board.within(at - 0.2, at + 0.2, feet - 0.72, feet + 0.05, size):
            s = size
            seat = feet - 0.235 * s
            back_x, front_x = at + side * 0.10 * s, at - side * 0.10 * s
            patch.shadow(at, feet - 0.004, 0.16 * s, 0.03 * s, 0.30 * there(s))
            for from_x, to_x in ((back_x, back_x + side * 0.025 * s), (front_x, front_x - side * 0.005 * s)):
                patch.put(lighter(paint.wood, -0.09), patch.stroke(from_x, seat, to_x, feet - 0.01 * s, 0.0105 * s), there(s))
            top = seat - high * s
            patch.put(lighter(paint.wood, -0.09), patch.stroke(back_x, seat, back_x + side * 0.035 * s, top, 0.0105 * s), there(s))
            pad = patch.stroke(back_x + side * 0.012 * s, seat - 0.42 * high * s, back_x + side * 0.032 * s, top + 0.02 * s, 0.021 * s)
            patch.put(paint.seat, pad, there(s))
            patch.put(paint.seat, patch.box(at - 0.115 * s, at + 0.115 * s, seat - 0.022 * s, seat + 0.018 * s, 0.018 * s), there(s))
