"""Neck, shirt, jacket, collar and scarf."""

from __future__ import annotations

import torch
from torch import Tensor

from group_plgl.generators.avatar.canvas import Area, everywhere
from group_plgl.generators.avatar.face import skull
from group_plgl.generators.avatar.person import Person
from group_plgl.generators.avatar.shapes import box, grown, joined, swelled, unready, unseen
from group_plgl.generators.avatar.work import SIDES, Work
from group_plgl.generators.sdf import smooth_step

SHOULDER_LINE, NECK_POINT = 0.66, 0.545


def torso(who: Person, x: Tensor, y: Tensor) -> Tensor:
    """The distance to the shoulders: a round box, joined softly to the slope of the neck."""
    chest = everywhere(who.chest)
    trunk = box(x, y - SHOULDER_LINE - 0.9, chest, 0.9 + 0 * chest, 0.26)
    slope = box(x, y - NECK_POINT - 0.5, 0.50 * chest, 0.5 + 0 * chest, 0.16)
    return joined(trunk, slope, 0.22)


def paint_neck(work: Work) -> None:
    """The neck with the shadow of the head on it."""
    who, ink, canvas = work.who, work.ink, work.canvas
    area, x, y = work.on_body(0.0, 0.46, 0.36, 0.36)
    y = y + 0.46
    flare = 1.0 + 5.3 * (y - 0.44).clamp_min(0.0) ** 2
    neck = torch.maximum(x.abs() - everywhere(who.neck) * flare, (y - 0.76).abs() - 0.62)
    canvas.lay(area, neck, ink.skin)
    canvas.lay(area, torch.maximum(neck, _head_shadow(work, area)), ink.skin_shade)


def _head_shadow(work: Work, area: Area) -> Tensor:
    """The distance to what lies in the shadow of the head: its outline, moved down and aside."""
    here = work.head.within(area)
    return skull(work.who, here.x - 0.03, here.y - 0.085)


def paint_dress(work: Work) -> None:
    """The shirt with stripes and neckline, then a jacket over it, then a shirt collar."""
    who, ink, canvas = work.who, work.ink, work.canvas
    area, x, y = work.on_body(0.0, 0.72, who.chest + 0.02, 0.40)
    y = y + 0.72
    body = torso(who, x, y)
    rolled = smooth_step((0.32 - work.dials["neckline"]) / 0.24)
    roll = box(x, y - 0.60, everywhere(who.neck + 0.035), everywhere(0.02 + 0.145 * rolled), 0.03)
    body = joined(body, roll, 0.05)
    opening = _opening(work, x, y, rolled)
    bare = torch.maximum(body, opening - 0.05)
    canvas.lay(area, bare, ink.skin)
    canvas.lay(area, torch.maximum(bare, _head_shadow(work, area)), ink.skin_shade)
    shirt = torch.maximum(body, -opening)
    canvas.lay(area, shirt, ink.shirt)
    shade = torch.maximum(shirt, -torso(who, x + 0.11, y))
    canvas.lay(area, shade, ink.shirt_shade)
    lines = _stripes(work.dials["stripes"], x, y)
    canvas.lay(area, torch.maximum(shirt, lines), ink.stripe)
    canvas.lay(area, torch.maximum(shirt, opening - 0.034), ink.trim)
    _paint_jacket(work, area, x, y)
    _paint_collar(work)


def _opening(work: Work, x: Tensor, y: Tensor, rolled: Tensor) -> Tensor:
    """The distance to the neck's opening: high and closed, round, or deep and pointed."""
    deep = smooth_step((work.dials["neckline"] - 0.38) / 0.62)
    wide = everywhere(work.who.neck + 0.045 + 0.075 * deep - 0.02 * rolled)
    depth = everywhere(0.085 + 0.235 * deep - 0.045 * rolled)
    power = everywhere(2.1 - 1.0 * deep)
    top = everywhere(NECK_POINT - 0.02 - 0.085 * rolled)
    down = (y - top) / depth
    place = ((x.abs() / wide + 1e-4) ** power + (down.abs() + 1e-4) ** power) ** (1.0 / power)
    return torch.where(down < 0.0, (x.abs() / wide - 1.0), place - 1.0) * torch.minimum(wide, depth)


def _stripes(presence: Tensor, x: Tensor, y: Tensor) -> Tensor:
    """The distance to stripes that swell from nothing."""
    period = 0.155
    phase = (y + 0.10 * x * x - 0.60) / period
    middle = (phase - torch.round(phase.detach())).abs() * period
    half = everywhere(0.5 * period * 0.48 * swelled(presence))
    return middle - half + unready(swelled(presence))


def _paint_jacket(work: Work, area: Area, x: Tensor, y: Tensor) -> None:
    """Two fronts that close from the shoulders, with lapels."""
    who, ink, canvas = work.who, work.ink, work.canvas
    presence = grown(work.dials["jacket"])
    closed = everywhere(presence)
    edge = everywhere(0.98 * who.neck) + 0.42 * (y - 0.50)
    edge = torch.lerp(everywhere(who.chest + 0.10).expand_as(edge), edge, closed)
    front = torch.maximum(torso(who, x, y) - 0.012, edge - x.abs()) + unready(presence)
    canvas.lay(area, front, ink.jacket)
    lapel = x.abs() - edge - (0.155 - 0.30 * (y - 0.56).abs()).clamp_min(0.0)
    canvas.lay(area, torch.maximum(front, -torso(who, x + 0.11, y)), ink.jacket_shade)
    canvas.lay(area, torch.maximum(front, 0.9 * lapel), ink.jacket_shade)


def _paint_collar(work: Work) -> None:
    """Two leaves of a shirt collar, unfolded from the sides of the neck."""
    who, ink, canvas = work.who, work.ink, work.canvas
    presence = grown(work.dials["shirt collar"])
    size = everywhere(presence + 1e-3)
    for side in SIDES:
        area, x, y = work.on_body(side * who.neck, 0.53, 0.30, 0.26)
        across, down = side * x / size / everywhere(who.neck / 0.185), y / size
        top = torch.maximum(-0.636 * across, 0.646 * across) - 0.77 * (down + 0.08)
        tip = torch.maximum(0.707 * (across + down - 0.16), 0.680 * (down - 0.20) - 0.733 * (across + 0.04))
        leaf = torch.maximum(top, tip)
        canvas.lay(area, leaf * size + unseen(presence), ink.collar)


def paint_scarf(work: Work) -> None:
    """A scarf wound about the neck, with one end hanging."""
    who, ink, canvas = work.who, work.ink, work.canvas
    presence = grown(work.dials["scarf"])
    size = everywhere(presence + 1e-3)
    area, x, y = work.on_body(0.0, 0.72, who.neck + 0.24, 0.36)
    x, y = x / size, (y + 0.72 - 0.55) / size
    half = everywhere(who.neck) + 0.15
    bent = y - 0.06 + 0.55 * x * x
    lean = 0.16 * (y - 0.1)
    tail = box(x - 0.13 - lean, y - 0.24, 0.080 + 0.6 * lean.clamp(0.0, 0.06), 0.24 + 0 * size, 0.02)
    gap = torch.maximum(0.42 - y, 0.012 - 0.018 * torch.sin((x - 0.16 * y) * 120.0).abs())
    canvas.lay(area, torch.maximum(tail, -gap) * size + unseen(presence), ink.scarf_shade)
    wrap = box(x, bent, half, 0.115 + 0 * size, 0.10)
    canvas.lay(area, wrap * size + unseen(presence), ink.scarf)
    fold = (bent - 0.02 - 0.18 * x).abs() - 0.010 * (1.0 - (x / half) ** 2).clamp_min(0.0)
    canvas.lay(area, torch.maximum(fold, wrap) * size + unseen(presence), ink.scarf_shade)
