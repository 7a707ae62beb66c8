"""Glasses, earrings and hats, each grown from where it is worn."""

from __future__ import annotations

import torch
from torch import Tensor

from group_plgl.generators.avatar.canvas import Area, everywhere
from group_plgl.generators.avatar.face import EYE_LINE, ear_place, eye_place
from group_plgl.generators.avatar.shapes import box, grown, swelled, unready, unseen
from group_plgl.generators.avatar.work import SIDES, Work
from group_plgl.generators.sdf import between, hypot, smooth_step


def _glass(work: Work, side: float) -> tuple[Area, Tensor]:
    """The distance to the edge of one lens, round or square."""
    radius = everywhere(0.137 * work.who.wide / 0.40 * _spread(work))
    area, u, v = work.on_head(eye_place(work.who, side), EYE_LINE + 0.012, 0.19, 0.17)
    square = everywhere(smooth_step(1.6 * work.dials["glasses shape"] - 0.3))
    wide, high, corner = (radius * (1.0 + by * square) for by in (0.04, -0.18, -0.68))
    return area, box(u, v, wide, high, corner)


def _spread(work: Work) -> Tensor:
    """The size of the glasses, `n`: they are never too small to look through, but have finer rims."""
    return 0.80 + 0.20 * grown(work.dials["glasses"])


def paint_lenses(work: Work) -> None:
    """The glass, under the eyes."""
    size = grown(work.dials["glasses"])
    for side in SIDES:
        area, lens = _glass(work, side)
        work.canvas.lay(
            area, lens + 0.004 + unseen(size), torch.lerp(work.ink.skin, work.ink.lens, size[:, None])
        )


def paint_frames(work: Work) -> None:
    """Rims, bridge and temples, over the eyes."""
    who, canvas = work.who, work.canvas
    size = grown(work.dials["glasses"])
    thick = everywhere(0.0155 * size)
    for side in SIDES:
        area, lens = _glass(work, side)
        canvas.lay(area, lens.abs() - thick + unseen(size), work.ink.frame)
    left, right = (eye_place(who, side) for side in SIDES)
    inner = 0.135 * who.wide / 0.40 * _spread(work)
    area, u, v = work.on_head(0.5 * (left + right), EYE_LINE - 0.01, 0.10, 0.05)
    half = everywhere(0.5 * (right - left) - inner)
    bridge = torch.maximum((v - 3.0 * u * u).abs() - thick, u.abs() - half)
    canvas.lay(area, bridge + unseen(size), work.ink.frame)


def paint_earrings(work: Work) -> None:
    """A stud and a drop below each ear."""
    who, canvas = work.who, work.canvas
    size = swelled(work.dials["earrings"])
    for side in SIDES:
        area, u, v = work.on_head(ear_place(who, side) + side * 0.018, 0.15, 0.08, 0.14)
        drop = hypot(u, v - everywhere(0.045 * size)) - everywhere(0.050 * size)
        canvas.lay(area, drop + unseen(size), work.ink.jewel)
        ring = hypot(u, v - everywhere(0.045 * size)) - everywhere(0.022 * size)
        canvas.lay(area, ring + unseen(size), work.ink.trim)


def paint_hat(work: Work) -> None:
    """A knitted cap or, with the brim out, a hat, grown from the top of the head."""
    who, ink, canvas = work.who, work.ink, work.canvas
    size, hidden = everywhere(0.62 + 0.38 * who.hat), 2.0 * unready(who.hat)
    brim = smooth_step(1.25 * work.dials["hat brim"] - 0.2)
    area, u, v = work.on_head(0.0, -0.52 * who.high, who.wide + 0.42, who.high + 0.20)
    u, v = u / size, v / size
    wide, high = everywhere(who.wide + 0.060), everywhere(0.50 * who.high + 0.165)
    arch = v - 0.075 * (u / wide) ** 2
    crown = torch.maximum(_dome(u, v, wide, high), arch)
    plump = 1.0 - smooth_step(2.0 * brim)
    ball = hypot(u, v + high + 0.02) - everywhere(0.105 * plump) + unready(plump)
    canvas.lay(area, ball * size + hidden + 0.002, ink.hat_shade)
    canvas.lay(area, crown * size + hidden, ink.hat)
    lit = _dome(u + 0.07, v + 0.02, wide, high)
    canvas.lay(area, torch.maximum(crown, -lit) * size + hidden, ink.hat_shade)
    band = torch.maximum((arch + 0.105).abs() - 0.05, crown)
    canvas.lay(area, band * size + hidden, ink.cuff)
    thick = everywhere(between(brim, 0.068, 0.026))
    edge = box(u, arch + 0.030, everywhere(0.31 * brim) + wide + 0.012, thick, 0.95 * thick)
    canvas.lay(area, edge * size + hidden, ink.hat)


def _dome(x: Tensor, y: Tensor, half_x: Tensor, half_y: Tensor) -> Tensor:
    """The distance to a full, round crown."""
    power = (x.abs() / half_x) ** 2.3 + (y.abs() / half_y) ** 2.3
    return ((power + 1e-6) ** (1.0 / 2.3) - 1.0) * half_x
