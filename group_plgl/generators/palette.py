"""Eight genes to six colour roles in OKLab: every latent gives a palette one could print.

Hue is a vector of two genes, so the origin is neutral and there is no seam; hues follow a density
that prefers earth, brick, ochre and blue over acid green and purple; chroma bends into the gamut;
and the main colour is always far enough in lightness from the ground.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import torch
from torch import Tensor

from group_plgl.generators.colour import TAU, apart, oklab_from_lch
from group_plgl.generators.coordinates import Presence
from group_plgl.generators.palette_genes import Role
from group_plgl.generators.sdf import between, hypot, present, uniform

DEGREE = math.pi / 180.0
NIGHT = Presence(threshold=0.9, slope=2.0)
NIGHT_SHARE, DEEP_SHARE = 0.72, 0.69
DWELL = 2.0
SUBJECT_CONTRAST = 0.24
IVORY_HUE = 85.0
INDIGO_HUE = 262.0
ORANGE_HUE = 58.0

# Preferred hues as (degrees in OKLCH, width, weight) above a floor of 0.42.
HUE_PEAKS = (
    (28, 16, 1.5),
    (55, 14, 1.3),
    (85, 14, 1.1),
    (165, 24, 0.55),
    (200, 20, 0.7),
    (255, 22, 1.4),
    (5, 14, 0.5),
    (295, 14, 0.25),
)
HUE_FLOOR = 0.42
WHEEL_STEPS = 720

# (role, place on the hue spread, lightness, share of the chroma)
LADDER = (
    (Role.MAIN, 0.0, 0.65, 1.0),
    (Role.LIGHT, 0.5, 0.83, 0.8),
    (Role.DARK, -0.5, 0.41, 1.0),
    (Role.MID, 1.0, 0.57, 1.0),
)


@dataclass(frozen=True)
class Mood:
    """What the genes say before any colour is mixed; each field has `n` numbers."""

    turn: Tensor
    strength: Tensor
    spread: Tensor
    night: Tensor
    vividness: Tensor
    contrast: Tensor
    accent: Tensor
    tint: Tensor
    lift: Tensor


def palette(genes: Tensor) -> Tensor:
    """`n x 8` colour genes to `n x 6 x 3` OKLab colours, rows in the order of `Role`."""
    mood = _mood(genes)
    mixed = oklab_from_lch(*_recipes(mood))
    *ladder, accent, ivory, tinted, middle, night = mixed.unbind(1)
    colours = {role: colour for (role, *_), colour in zip(LADDER, ladder, strict=True)}
    ground = _ground(mood, ivory, tinted, middle, night)
    main = colours[Role.MAIN]
    lightness = apart(main[:, 0], ground[:, 0], SUBJECT_CONTRAST)
    colours |= {Role.GROUND: ground, Role.ACCENT: accent}
    colours[Role.MAIN] = torch.cat([lightness[:, None], main[:, 1:]], 1)
    return torch.stack([colours[role] for role in Role], 1)


def _mood(genes: Tensor) -> Mood:
    """Named readings of the eight genes."""
    warmth, side, spread, night, vividness, contrast, accent, lightness = genes.unbind(-1)
    turn = torch.atan2(side, warmth + 1e-9) / TAU + _turn_of(ORANGE_HUE)
    vivid = uniform(vividness)
    return Mood(
        turn=turn,
        strength=(0.02 + 0.185 * vivid) * torch.tanh(2.5 * hypot(warmth, side) + 0.1),
        spread=between(uniform(spread), 0.05, 0.36),
        night=present(NIGHT_SHARE * night - DEEP_SHARE * lightness, NIGHT),
        vividness=vivid,
        contrast=between(uniform(contrast), 0.65, 1.35),
        accent=0.16 * torch.tanh(accent),
        tint=between(uniform(0.7 * (spread - accent)), 0.0, 0.75),
        lift=lightness,
    )


def _recipes(mood: Mood) -> tuple[Tensor, Tensor, Tensor]:
    """Lightness, chroma and hue, `n x 9` each: the ladder, the accent, and what the ground is mixed of.

    All colours are mixed at once: so small are they that how many steps it takes is all that it costs.
    """
    places, levels, shares = mood.turn.new_tensor([rest for _, *rest in LADDER]).unbind(1)
    steps = mood.turn[:, None] + places * mood.spread[:, None]
    across = mood.turn + mood.accent  # the accent lies across the wheel, a little aside
    wheel = _hue(torch.cat([steps, torch.stack([across + 0.5, across + 0.44, mood.turn], 1)], 1))
    ladder, (accent, middle, own) = wheel[:, : len(LADDER)], wheel[:, len(LADDER) :].unbind(1)
    gain = _hue_gain(wheel)
    depth, vivid, fixed = uniform(-mood.lift), mood.vividness, torch.full_like(own, DEGREE)
    lifted = 0.06 * torch.tanh(mood.lift) + 0.03 * mood.night
    level = 0.62 + (levels - 0.62) * mood.contrast[:, None] + lifted[:, None] + _cusp(ladder, 0.06)
    others = [0.66 + _cusp(accent, 0.07), 0.955 - 0.06 * depth, 0.935 - 0.06 * depth,
              torch.full_like(own, 0.49), 0.27 - 0.07 * depth]  # fmt: skip
    pale = 0.02 + 0.035 * vivid
    strong = [(0.09 + 0.09 * vivid) * gain[:, len(LADDER)], 0.016 + 0.022 * vivid, pale,
              (0.065 + 0.09 * vivid) * gain[:, len(LADDER) + 1], pale]  # fmt: skip
    hues = [accent, IVORY_HUE * fixed, own, middle, 0.6 * INDIGO_HUE * fixed + 0.4 * own]
    chroma = shares * mood.strength[:, None] * gain[:, : len(LADDER)]
    return _joined(level, others), _joined(chroma, strong), _joined(ladder, hues)


def _joined(ladder: Tensor, others: list[Tensor]) -> Tensor:
    return torch.cat([ladder, torch.stack(others, 1)], 1)


def _ground(mood: Mood, ivory: Tensor, tinted: Tensor, middle: Tensor, night: Tensor) -> Tensor:
    """Paper, then a saturated middle, then night: never straight through grey."""
    paper = torch.lerp(ivory, tinted, mood.tint[:, None])
    share = mood.night[:, None]
    day_share, night_share = (1.0 - share**DWELL) ** 3, share**4
    return day_share * paper + (1.0 - day_share - night_share) * middle + night_share * night


def _cusp(hue: Tensor, amount: float) -> Tensor:
    """Yellows lighter, blues deeper, as the gamut's cusp has it."""
    return amount * torch.cos(hue - 100.0 * DEGREE)


def _hue_gain(hue: Tensor) -> Tensor:
    """Chroma factors that tame acid green and purple and let orange sing."""

    def near(centre: float, width: float) -> Tensor:
        away = torch.remainder(hue / DEGREE - centre + 180.0, 360.0) - 180.0
        return torch.exp(-0.5 * (away / width) ** 2)

    return 1.0 - 0.38 * near(140, 28) - 0.30 * near(322, 30) + 0.10 * near(40, 25)


def _hue(turns: Tensor) -> Tensor:
    """Turns on the art-directed wheel, any real number, to an OKLCH hue in radians."""
    wheel = _wheel().to(turns)
    place = (turns - turns.detach().floor()) * WHEEL_STEPS
    index = place.detach().floor().clamp(0, WHEEL_STEPS - 1).long()
    return torch.lerp(wheel[index], wheel[index + 1], place - index) * DEGREE


@cache
def _wheel() -> Tensor:
    """721 hues in degrees at even steps of the cumulated hue preference."""
    hues = torch.arange(3600, dtype=torch.float64) / 10.0
    preference = torch.full_like(hues, HUE_FLOOR)
    for centre, width, weight in HUE_PEAKS:
        away = torch.remainder(hues - centre + 180.0, 360.0) - 180.0
        preference += weight * torch.exp(-0.5 * (away / width) ** 2)
    cumulated = torch.cumsum(preference, 0) / preference.sum()
    steps = torch.linspace(0, 1, WHEEL_STEPS + 1, dtype=torch.float64)
    wheel = hues[torch.searchsorted(cumulated, steps).clamp(max=len(hues) - 1)].clone()
    wheel[0], wheel[-1] = 0.0, 360.0
    return wheel


@cache
def _turn_of(degrees: float) -> float:
    """Where on the wheel a hue lies, in turns."""
    return float(torch.searchsorted(_wheel(), torch.tensor(degrees, dtype=torch.float64))) / WHEEL_STEPS
