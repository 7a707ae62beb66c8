"""The inks of a poster: which colour each thing is printed in, and how one ink lies on another.

Canvases are `n x 3 x h x w` OKLab; masks are `n x h x w` in [0, 1]. Every ink keeps its distance in
lightness from the sky it is printed on. Where inks overlap, an overprint adds what the lower ink
does to the sky: darker on paper, lighter at night, and never through grey.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from group_plgl.generators.colour import apart
from group_plgl.generators.palette_genes import Role
from group_plgl.generators.poster.layout import snapped
from group_plgl.generators.sdf import between, hypot, smooth_step

FAR = {"sun": 0.23, "other": 0.20, "moon": 0.20, "plant": 0.30, "block": 0.09}
INKS = (Role.MAIN, Role.LIGHT, Role.DARK, Role.MID, Role.ACCENT)
OVERPRINT_LIGHTNESS, OVERPRINT_CHROMA = 0.70, 0.75
GREY = 0.012
OLIVE = 2.05


@dataclass(frozen=True)
class Inks:
    """The colours of `n` posters, `n x 3` OKLab each, and how inks overlap.

    Attributes:
        paper: The margin.
        sky: The ground inside the margin.
        glow: What the sky fades to towards the horizon.
        sun: The first ink of the sun.
        other: The second ink of the sun.
        shade: What the sun fades to.
        moon: The small disc.
        block: The block of colour behind.
        dots: The printed dots of the sky.
        land: Three ridges from the back to the front, `n x 3 x 3`.
        plant: Leaves and stems.
        stack: Three blocks from below, `n x 3 x 3`.
        overprint: 0 for opaque inks to 1, `n`.
    """

    paper: Tensor
    sky: Tensor
    glow: Tensor
    sun: Tensor
    other: Tensor
    shade: Tensor
    moon: Tensor
    block: Tensor
    dots: Tensor
    land: Tensor
    plant: Tensor
    stack: Tensor
    overprint: Tensor


def inks(colours: Tensor, dials: Mapping[str, Tensor]) -> Inks:
    """The inks that `n x 6 x 3` OKLab colours and the dials mix."""
    ground = _clean(colours[:, Role.GROUND])
    main, light, dark, mid, accent = (_golden(_livened(colours[:, role])) for role in INKS)
    day = torch.sigmoid((ground[:, 0] - 0.64) / 0.04)
    tint = between(dials["sky tint"], 0.05, 0.80) * day * (_chroma(light) / 0.065).clamp(0.25, 1.0)
    sky = _mixed(ground, light, tint)
    sun = far(accent, sky, FAR["sun"])
    other = far(far(main, sun, 0.15), sky, FAR["other"] + 0.10 * torch.exp(-_chroma(main) / 0.05))
    alone = 1.0 - snapped(dials["ridges"])
    land = _land(sky, day, alone, main, mid, dark)
    soil = torch.lerp(land[:, -1], land[:, 0], alone[:, None])
    bright = _seen_on(sky, light)
    plant = far(dark, sky, FAR["plant"])
    return Inks(
        paper=_paper(ground),
        sky=sky,
        glow=_toned(_mixed(sky, sun, 0.30 + 0 * day), 0.05),
        sun=sun,
        other=other,
        shade=_mixed(sun, other, 0.45 + 0 * day),
        moon=bright,
        block=_block(sky, mid, day),
        dots=_mixed(sky, main, 0.40 + 0 * day),
        land=land,
        plant=plant,
        stack=torch.stack([far(far(mid, sky, 0.2), soil, 0.22), far(bright, soil, 0.12), plant], 1),
        overprint=dials["overprint"] ** 1.5 * (0.25 + 0.75 * _clear(sky[:, 0])),
    )


def far(colour: Tensor, other: Tensor, at_least: float | Tensor) -> Tensor:
    """The colour with its lightness pushed away from another colour's."""
    return torch.cat([apart(colour[:, 0], other[:, 0], at_least)[:, None], colour[:, 1:]], 1)


def _seen_on(sky: Tensor, colour: Tensor) -> Tensor:
    """A light colour that is darker than a pale sky, where it could not be lighter."""
    pale = smooth_step((sky[:, 0] - 0.78) / 0.08)
    darker = torch.minimum(colour[:, 0], sky[:, 0] - FAR["moon"])
    return far(
        torch.cat([torch.lerp(colour[:, 0], darker, pale)[:, None], colour[:, 1:]], 1), sky, FAR["moon"]
    )


def flat(colour: Tensor) -> Tensor:
    """`n x 3` colours as `n x 3 x 1 x 1` canvases, float32."""
    return colour.float()[:, :, None, None]


def over(canvas: Tensor, colour: Tensor, mask: Tensor) -> Tensor:
    """The canvas with a flat colour or another canvas laid on it where the mask says."""
    top = flat(colour) if colour.dim() == 2 else colour
    return torch.lerp(canvas, top.expand(-1, -1, *mask.shape[1:]), mask[:, None])


def pressed(canvas: Tensor, colour: Tensor, mask: Tensor, mixed: Inks, most: float = 1.0) -> Tensor:
    """The canvas with an ink printed on it: as far as inks overprint, what lies below shows through."""
    top = flat(colour) if colour.dim() == 2 else colour
    weights = torch.tensor([OVERPRINT_LIGHTNESS, OVERPRINT_CHROMA, OVERPRINT_CHROMA]).to(canvas)
    share = flat((most * mixed.overprint)[:, None] * weights)
    below = (canvas - flat(mixed.sky)) * share
    return torch.lerp(canvas, top + below, mask[:, None])


def _clear(lightness: Tensor) -> Tensor:
    """1 on light and dark skies, 0 on middle ones, where overprints turn muddy."""
    return ((lightness - 0.56).abs() / 0.30).clamp(0.0, 1.0) ** 2


def _mixed(colour: Tensor, other: Tensor, share: Tensor) -> Tensor:
    """A mix that keeps the chroma of its parts: two hues meet in a third, not in grey."""
    straight = torch.lerp(colour, other, share[:, None])
    kept = torch.lerp(_chroma(colour), _chroma(other), share)
    gain = (kept / _chroma(straight)).clamp(1.0, 3.0)
    return torch.cat([straight[:, :1], straight[:, 1:] * gain[:, None]], 1)


def _chroma(colour: Tensor) -> Tensor:
    return hypot(colour[:, 1], colour[:, 2])


def _clean(ground: Tensor) -> Tensor:
    """Paper as it is; a deeper ground with more chroma where it has least."""
    paper = torch.sigmoid((ground[:, 0] - 0.87) / 0.02)
    return torch.lerp(_livened(ground, 0.055), ground, paper[:, None])


def _livened(colour: Tensor, least: float = 0.085) -> Tensor:
    """The colour with about `least` chroma where it has less, except close to grey."""
    square = _chroma(colour) ** 2
    gain = torch.sqrt((square + least**2) / (square + GREY**2)).clamp_min(1.0)
    return torch.cat([colour[..., :1], colour[..., 1:] * gain[:, None]], -1)


def _golden(colour: Tensor) -> Tensor:
    """Hues beside olive turned away from it, to gold or to leaf green, and deep ones lighter."""
    aside = torch.atan2(colour[:, 2], colour[:, 1] + 1e-9) - OLIVE
    olive = torch.exp(-0.5 * (aside / 0.38) ** 2)
    turn = 0.40 * olive * torch.tanh(aside / 0.15)
    sine, cosine = torch.sin(turn), torch.cos(turn)
    a, b = colour[:, 1], colour[:, 2]
    lighter = 0.08 * olive * (1.0 - smooth_step((colour[:, 0] - 0.5) / 0.35))
    return torch.stack([colour[:, 0] + lighter, a * cosine - b * sine, a * sine + b * cosine], 1)


def _toned(colour: Tensor, lighter: float) -> Tensor:
    return torch.cat([colour[:, :1] + lighter, colour[:, 1:]], 1)


def _paper(ground: Tensor) -> Tensor:
    """Off-white paper with a breath of the ground's hue, whatever the ground."""
    light = 0.955 + 0.10 * (ground[:, :1] - 0.93).clamp(-0.1, 0.1)
    warm = ground.new_tensor([[0.002, 0.012]])
    return torch.cat([light, 0.25 * ground[:, 1:] + warm], 1)


def _block(sky: Tensor, mid: Tensor, day: Tensor) -> Tensor:
    """The sky a good step deeper by day and lighter by night, on its way to the middle colour."""
    step = between(day, 0.13, -0.12)[:, None]
    return torch.cat([sky[:, :1] + step, torch.lerp(sky[:, 1:], mid[:, 1:], 0.55)], 1)


def _land(sky: Tensor, day: Tensor, alone: Tensor, *hues: Tensor) -> Tensor:
    """Ridges that step away from the sky, by day into the dark, by night into the light; one alone more."""
    light = sky[:, 0]
    nearest = torch.lerp(light + 0.62 * (0.88 - light), 0.42 * light - 0.02, day)
    ridges = []
    for hue, share in zip(hues, (0.42 + 0.16 * alone, 0.70 + 0 * alone, 1.0 + 0 * alone), strict=True):
        level = torch.lerp(light, nearest, share)
        ridges.append(torch.cat([level[:, None], hue[:, 1:]], 1))
    return torch.stack(ridges, 1)
