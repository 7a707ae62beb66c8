"""Ears, head, cheeks, beard, nose, eyes, brows and mouth, in that order."""

from __future__ import annotations

import torch
from torch import Tensor

from group_plgl.generators.avatar.canvas import everywhere
from group_plgl.generators.avatar.person import Person
from group_plgl.generators.avatar.shapes import common, swelled, unseen
from group_plgl.generators.avatar.work import SIDES, Work
from group_plgl.generators.sdf import between, ellipse, hypot, smooth_step

EYE_LINE, NOSE_LINE = 0.015, 0.035
ROUNDNESS = 2.3


def skull(who: Person, u: Tensor, v: Tensor) -> Tensor:
    """The distance to the outline of the face: a superellipse, narrower towards the chin."""
    wide, high = everywhere(who.wide), everywhere(who.high)
    level = v / high
    narrow = wide * (1.0 - everywhere(who.taper) * level.clamp(0.0, 1.2) ** 1.7)
    power = (u.abs() / narrow) ** ROUNDNESS + level.abs() ** ROUNDNESS
    return ((power + 1e-6) ** (1.0 / ROUNDNESS) - 1.0) * wide


def paint_ears(work: Work) -> None:
    """Both ears; the one on the far side slips behind the head."""
    who, ink, canvas = work.who, work.ink, work.canvas
    for side in SIDES:
        middle = ear_place(who, side)
        area, u, v = work.on_head(middle, 0.045, 0.075, 0.105)
        outline = ellipse(u, v, u.new_tensor(0.070), u.new_tensor(0.100))
        canvas.lay(area, outline, ink.skin)
        hollow = ellipse(u - 0.012 * side, v + 0.005, u.new_tensor(0.034), u.new_tensor(0.058))
        canvas.lay(area, hollow, ink.skin_shade)


def ear_place(who: Person, side: float) -> Tensor:
    """The u of an ear's middle."""
    return side * (who.wide + 0.012) - 0.30 * who.turn


def paint_head(work: Work) -> None:
    """The face with one cut of shade on the right, and round blush on the cheeks."""
    who, ink, canvas = work.who, work.ink, work.canvas
    area, u, v = work.on_head(0.0, 0.0, who.wide + 0.02, who.high + 0.02)
    outline = skull(who, u, v)
    canvas.lay(area, outline, ink.skin)
    lit = skull(who, u + 0.062 - everywhere(0.35 * who.turn), v + 0.022)
    canvas.lay(area, torch.maximum(outline, -lit), ink.skin_shade)
    size = swelled(work.dials["blush"])
    for side in SIDES:
        place = who.turn + side * 0.56 * who.wide * (1.0 - side * who.turn)
        area, u, v = work.on_head(place, 0.175, 0.095, 0.075)
        spot = ellipse(u, v, everywhere(0.085 * size + 1e-4), everywhere(0.062 * size + 1e-4))
        canvas.lay(area, spot + unseen(size), ink.flush)


def paint_beard(work: Work) -> None:
    """A beard that grows from the chin up to the temples, and a little beyond the chin."""
    who, canvas = work.who, work.canvas
    presence = smooth_step((work.dials["beard"] - 0.3) / 0.4)
    grown_in = everywhere(presence)
    reach = who.high + 0.10
    area, u, v = work.on_head(0.0, 0.5 * reach, who.wide + 0.06, 0.5 * reach + 0.05)
    v = v + everywhere(0.5 * reach)
    across = (u - everywhere(0.5 * who.turn)) / everywhere(who.wide)
    full = 0.215 - 0.24 * across * across
    hang = skull(who, u, v - 0.055 * grown_in)
    outline = torch.minimum(skull(who, u, v), hang) - 0.016 * grown_in
    from_chin = hypot(u - everywhere(0.5 * who.turn), v - everywhere(0.92 * who.high))
    patch = common(full - v, from_chin - 0.80 * grown_in, 0.04)
    canvas.lay(area, common(outline, patch, 0.04) + unseen(presence), work.ink.beard)


def paint_nose(work: Work) -> None:
    """A nose that grows from the bridge to a round tip, turned to where the face looks."""
    who, ink, canvas = work.who, work.ink, work.canvas
    size = work.dials["nose"]
    length, tip = between(size, 0.065, 0.165), between(size, 0.032, 0.074)
    lean = 0.55 * who.turn
    area, u, v = work.on_head(1.15 * who.turn + 0.5 * lean, NOSE_LINE + 0.5 * length, 0.13, 0.17)
    u, v = u + everywhere(0.5 * lean), v + everywhere(0.5 * length)

    def distance(u: Tensor, v: Tensor) -> Tensor:
        end_u, end_v = everywhere(lean), everywhere(length)
        along = ((u * end_u + v * end_v) / (end_u * end_u + end_v * end_v)).clamp(0.0, 1.0)
        radius = 0.020 + (everywhere(tip) - 0.020) * along * along
        return hypot(u - along * end_u, (v - along * end_v) * (1.0 + 0.12 * along)) - radius

    outline = distance(u, v)
    canvas.lay(area, outline, ink.nose)
    lit = distance(u + 0.016, v + 0.016)
    canvas.lay(area, torch.maximum(outline, -lit), ink.line)


def paint_eyes(work: Work) -> None:
    """White, pupil and lid of both eyes; a smile lifts the lower lid."""
    who, ink, canvas, dials = work.who, work.ink, work.canvas, work.dials
    size = between(dials["eye size"], 0.060, 0.096)
    opened = between(dials["eyelids"], 0.22, 1.20)
    lift = everywhere(size * (1.02 - 0.42 * dials["smile"]))
    radius, high = everywhere(size), everywhere(1.08 * size)
    for side in SIDES:
        area, u, v = work.on_head(eye_place(who, side), EYE_LINE, size + 0.03, 1.1 * size + 0.03)
        ball = ellipse(u, v, radius, high)
        upper = (-high * everywhere(opened)).expand_as(ball)
        seen = torch.maximum(torch.maximum(ball, upper - v), v - lift)
        canvas.lay(area, torch.maximum(ball, v - lift), ink.skin_shade)
        canvas.lay(area, seen, ink.white)
        look = everywhere(0.40 * size * (2.0 * dials["gaze"] - 1.0))
        pupil = hypot(u - look, v - 0.02 * radius) - 0.60 * radius
        canvas.lay(area, torch.maximum(pupil, seen), ink.ink)
        spark = hypot(u - look + 0.20 * radius, v + 0.22 * radius) - 0.17 * radius
        canvas.lay(area, torch.maximum(spark, seen), ink.white)
        fade = (1.0 - (v - torch.maximum(upper, -high)) / (0.75 * radius)).clamp(-1.0, 1.0)
        canvas.lay(area, torch.maximum(ball, upper - v).abs() - 0.0125 * fade, ink.ink)


def eye_place(who: Person, side: float) -> Tensor:
    """The u of an eye's middle: closer to the nose on the far side."""
    return who.turn + side * 0.43 * who.wide * (1.0 - 0.9 * side * who.turn)


def paint_brows(work: Work) -> None:
    """Two tapering brows: raised with wide eyes, low inside when determined."""
    who, dials = work.who, work.dials
    weight = between(dials["brow weight"], 0.010, 0.036)
    slope = everywhere(between(dials["brow angle"], 0.42, -0.24))
    line = -(0.085 + 0.62 * between(dials["eye size"], 0.060, 0.096) + 0.03 * dials["eyelids"])
    for side in SIDES:
        area, u, v = work.on_head(eye_place(who, side), line, 0.14, 0.10)
        outward = side * u
        bend = slope * outward + 2.6 * outward * outward - 0.008
        taper = everywhere(weight) * (1.0 - 3.6 * outward.clamp(-0.04, 0.11))
        reach = (outward.abs() - 0.085).clamp_min(0.0)
        work.canvas.lay(area, hypot(reach, v - bend) - taper, work.ink.brow)


def paint_mouth(work: Work) -> None:
    """A line that bends with the smile and opens into a laugh with teeth and tongue."""
    who, ink, canvas, dials = work.who, work.ink, work.canvas, work.dials
    smile = between(dials["smile"], -0.22, 1.0)
    open_by = swelled(dials["laugh"]) * (0.045 + 0.085 * dials["smile"])
    half = 0.115 + 0.055 * smile
    middle = 0.56 * who.high + 0.01
    area, u, v = work.on_head(1.05 * who.turn, middle, half + 0.06, 0.17)
    across = (u / everywhere(half)).clamp(-1.0, 1.0)
    arch = 1.0 - across * across
    upper = everywhere(0.085 * smile) * (arch - 0.55)
    lower = upper + everywhere(open_by) * torch.sqrt(arch + 1e-4) - 0.01 * everywhere(open_by)
    beside = (u.abs() - everywhere(half)).clamp_min(0.0)
    gap = torch.maximum(upper - v, v - lower).clamp_min(0.0)
    lips = hypot(beside, gap)
    canvas.lay(
        area, lips - 0.0135 - 0.016 * everywhere(smooth_step(2.0 * dials["beard"] - 0.6)), ink.skin_shade
    )
    canvas.lay(area, lips - 0.0135, ink.lip)
    inside = torch.maximum(torch.maximum(upper - v, v - lower), u.abs() - everywhere(half)) + 0.002
    canvas.lay(area, inside, ink.mouth)
    deepest = everywhere(0.038 * smile) + everywhere(open_by)
    tongue = hypot(u, (v - deepest) * 1.6) - everywhere(0.60 * half)
    canvas.lay(area, torch.maximum(inside + 0.006, tongue), ink.tongue)
    teeth = v - upper - everywhere(0.34 * open_by)
    canvas.lay(area, torch.maximum(inside + 0.004, teeth), ink.white)


def paint_lines(work: Work) -> None:
    """Lines of age and laughter beside the eyes, from nose to mouth, and on the forehead."""
    who, canvas = work.who, work.canvas
    presence = swelled(work.dials["laughter lines"])
    size, hidden = everywhere(presence), unseen(presence)
    for side in SIDES:
        place = eye_place(who, side) + side * 0.135
        area, u, v = work.on_head(place, EYE_LINE + 0.02, 0.07, 0.09)
        out = side * u
        for tilt in (-0.55, 0.25):
            reach = out.clamp_max(0.0) + (out - 0.045 * size).clamp_min(0.0)
            stroke = hypot(reach, v - tilt * (out + 0.036))
            canvas.lay(area, stroke - 0.0075 * size + hidden, work.ink.line)
        area, u, v = work.on_head(1.1 * who.turn + side * 0.165, 0.43 * who.high, 0.07, 0.10)
        fold = hypot((v.abs() - 0.05 * size).clamp_min(0.0), side * u - 0.25 * v - 4.0 * v * v + 0.01)
        canvas.lay(area, fold - 0.0075 * size + hidden, work.ink.line)
