"""Hair: what hangs behind, bun and braids, and what is seen above the forehead.

All parts are cut from one outline, so that they join. The hairline never comes down to the eyes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from group_plgl.generators.avatar.canvas import Area, everywhere
from group_plgl.generators.avatar.face import skull
from group_plgl.generators.avatar.shapes import common, grown, scallops, unready, unseen
from group_plgl.generators.avatar.work import SIDES, Work
from group_plgl.generators.sdf import between, ellipse, hypot, smooth_step

TEMPLE = -0.02
LOWEST_FRINGE = -0.190
BUMPS, STRANDS = 8.0, 5.0


@dataclass(frozen=True)
class Mane:
    """The outline of all hair: its area, the points there, the distance, and the way round the head."""

    area: Area
    u: Tensor
    v: Tensor
    outline: Tensor
    around: Tensor


def mane(work: Work) -> Mane:
    """A dome over the skull whose sides fall to where the hair ends."""
    who = work.who
    side = who.wide + 0.026 + 0.62 * who.crown
    top = who.high + who.crown + 0.06
    middle = 0.5 * (who.fall + 0.05 - top)
    area, u, v = work.on_head(0.0, middle, side + 0.10, middle + top)
    v = v + everywhere(middle)
    below = (v - TEMPLE).clamp_min(0.0)
    around = torch.atan2(u, -(v - TEMPLE).clamp_max(-1e-4))
    around = around + torch.sign(u) * below / 0.42
    length = everywhere((who.fall - TEMPLE).clamp_min(0.0))
    half = everywhere(side) + 0.13 * length * below - 0.16 * below * below * length
    dome = ellipse(u, v - TEMPLE, everywhere(side), everywhere(top - 0.06 + TEMPLE))
    outline = torch.where(v < TEMPLE, dome, u.abs() - half)
    curl = everywhere(who.curl)
    outline = outline - scallops(BUMPS * around, 0.072 * curl)
    end = v - everywhere(who.fall) - scallops(u * (math.pi / 0.17), 0.045 * curl)
    outline = common(outline, end, 0.10 + 0.16 * length)
    gone = everywhere(1.5 * (1.0 - who.hair) * (0.75 * who.crown + 0.10))
    return Mane(area, u, v, outline + gone, around)


def paint_behind(work: Work, hair: Mane) -> None:
    """The hair behind head and neck."""
    work.canvas.lay(hair.area, hair.outline, work.ink.hair_shade)


def paint_bun(work: Work) -> None:
    """A knot on top of the head with its band, grown from the crown."""
    who, canvas = work.who, work.canvas
    size = grown(work.dials["bun"]) * (1.0 - who.hat) * who.hair
    height = who.high + 0.85 * who.crown + 0.035 * size
    area, u, v = work.on_head(0.0, -height, 0.24, 0.22)
    around = torch.atan2(u, -v)
    lift = everywhere(0.05 * size)
    whole = everywhere(size + 1e-4)
    knot = ellipse(u, v + lift, 0.170 * whole, 0.130 * whole)
    knot = knot - scallops(4.0 * around, everywhere(0.035 * who.curl * size)) + unready(size)
    canvas.lay(area, knot, work.ink.hair)
    shade = hypot(u + 0.045, v + lift + 0.04) - everywhere(0.150 * size)
    canvas.lay(area, torch.maximum(knot, -shade), work.ink.hair_shade)
    band = ellipse(u, v - 0.06 * whole, 0.12 * whole, 0.035 * whole)
    canvas.lay(area, band + unready(size), work.ink.jewel)


def paint_braids(work: Work) -> None:
    """Two braids that grow down from behind the ears, each with a band and a tuft."""
    who, canvas, ink = work.who, work.canvas, work.ink
    size = grown(work.dials["braids"]) * who.hair
    long = 0.66 * size
    width = everywhere(0.092 * size)
    hidden, whole = unseen(size), everywhere(size + 1e-4)
    for side in SIDES:
        area, u, v = work.on_head(side * (who.wide + 0.035), 0.12 + 0.5 * long, 0.13, 0.5 * long + 0.16)
        v = v + everywhere(0.5 * long)
        u = u - side * 0.05 * smooth_step(v / 0.5)
        tuft = ellipse(u, v - everywhere(long + 0.075 * size), 0.055 * whole, 0.10 * whole)
        canvas.lay(area, tuft + hidden, ink.hair)
        beat = v * (math.pi / 0.135)
        reach = (v - 0.5 * everywhere(long)).abs() - 0.5 * everywhere(long)
        plait = hypot(u, reach.clamp_min(0.0)) - width * (0.72 + 0.30 * torch.sin(beat).abs())
        canvas.lay(area, plait + hidden, ink.hair)
        chevron = torch.sin(beat + 9.0 * u.abs()).abs() * 0.043 - 0.011
        canvas.lay(area, torch.maximum(plait + 0.004 + hidden, chevron), ink.hair_shade)
        band = ellipse(u, v - everywhere(long), 0.058 * whole, 0.032 * whole)
        canvas.lay(area, band + hidden, ink.jewel)


def paint_locks(work: Work, hair: Mane) -> None:
    """Long hair falls over the shoulders in two locks that end in points."""
    who = work.who
    along = ((hair.v + 0.10) / everywhere(who.fall + 0.20)).clamp(0.0, 1.0)
    inner = everywhere(0.74 * who.wide) + 0.16 * along**3
    lock = torch.maximum(hair.outline, inner - hair.u.abs())
    work.canvas.lay(hair.area, lock, work.ink.hair)


def hairline(work: Work, u: Tensor) -> Tensor:
    """The v above which hair covers the forehead, for every u."""
    who, dials = work.who, work.dials
    wide, high = everywhere(who.wide), everywhere(who.high)
    across = (u - everywhere(0.8 * who.turn)) / wide
    from_part = across - everywhere(between(dials["parting"], -0.62, 0.62))
    swept = high * (0.34 * (from_part * from_part + 0.02) ** 0.7 - 0.76)
    fringe = everywhere(smooth_step(1.3 * dials["fringe"] - 0.25))
    low = LOWEST_FRINGE + 0.05 * across * across
    line = torch.lerp(swept.clamp_max(LOWEST_FRINGE + 0.07), low, fringe)
    tooth = scallops(u * (math.pi / 0.125) + 0.6, 0.018 * fringe + 0.030 * everywhere(who.curl))
    line = line + tooth.clamp_max(0.03) + 2.4 * (u.abs() / wide - 0.86).clamp_min(0.0) * wide
    return line - everywhere(1.15 * (1.0 - who.hair) * who.high)


def paint_forehead_shade(work: Work) -> None:
    """What the fringe casts on the forehead."""
    who = work.who
    area, u, v = work.on_head(0.0, -0.25, who.wide + 0.02, 0.30)
    v = v - 0.25
    cast = torch.maximum(skull(who, u, v) + 0.002, v - 0.034 - hairline(work, u - 0.02))
    work.canvas.lay(area, cast + unready(who.hair), work.ink.skin_shade)


def paint_front(work: Work, hair: Mane) -> None:
    """The hair above the hairline, its light from the upper left, and combed strands."""
    canvas, ink = work.canvas, work.ink
    front = torch.maximum(hair.outline, 0.8 * (hair.v - hairline(work, hair.u))) + unready(work.who.hair)
    canvas.lay(hair.area, front, ink.hair)
    depth = everywhere(0.070 + 0.30 * work.who.crown)
    strength = (torch.cos(hair.around + 0.75) - 0.62).clamp_min(0.0)
    shine = (hair.outline + depth).abs() - 0.085 * strength
    canvas.lay(hair.area, torch.maximum(shine, front + 0.012), ink.hair_light)
    canvas.lay(hair.area, torch.maximum(_strands(work, hair), front + 0.02), ink.hair_shade)


def _strands(work: Work, hair: Mane) -> Tensor:
    """The distance to the lines in which straight hair falls from the crown."""
    who = work.who
    part = between(work.dials["parting"], -0.40, 0.40) * who.wide + 0.8 * who.turn
    across, down = hair.u - everywhere(part), hair.v + everywhere(who.high + 0.5 * who.crown)
    away = hypot(across, down)
    line = torch.sin(torch.atan2(across, down) * STRANDS).abs() / STRANDS * away
    return line - 0.0085 * (1.0 - (away - 0.24).abs() / 0.22) + 0.04 * everywhere(who.curl)
