"""The silhouette of a vessel: genes to a smooth radius over height.

A few straight lines from foot to lip whose corners are soft hinges: a line smoothed by a Gaussian,
as a potter's rib smooths the wall. The curve has every derivative, needs no solving, and never
steps: between two hinges it turns one way only.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from group_plgl.generators.sdf import between, smooth_step

THROWING_RINGS, RING_DEPTH = 14.0, 0.0085
THINNEST, WIDEST = 0.03, 0.88


@dataclass(frozen=True)
class Profile:
    """A vessel's outline; heights run from 0 at the foot to 1 at the lip.

    Attributes:
        tall: `n` heights in world units.
        foot: `n` radii where the first line begins.
        slopes: `n x 5` slopes of the lines, world radius over relative height.
        hinges: `n x 4` relative heights where one line gives way to the next.
        softness: `n x 4` standard deviations of the smoothing at each hinge, relative height.
        ripple: `n` relative depths of the throwing rings.
    """

    tall: Tensor
    foot: Tensor
    slopes: Tensor
    hinges: Tensor
    softness: Tensor
    ripple: Tensor

    def at(self, height: Tensor) -> tuple[Tensor, Tensor]:
        """`n x h` radii and their slopes (world radius per world height) at heights in [0, 1].

        Source: the integral of the normal distribution function, x Phi(x) + phi(x).
        """
        soft = self.softness[:, None]
        away = (height[..., None] - self.hinges[:, None]) / soft
        turned = 0.5 * (1.0 + torch.erf(away / math.sqrt(2.0)))
        bell = torch.exp(-0.5 * away * away) / math.sqrt(2.0 * math.pi)
        turns = (self.slopes[:, 1:] - self.slopes[:, :-1])[:, None]
        straight = self.foot[:, None] + self.slopes[:, :1] * height
        radius = straight + (turns * soft * (away * turned + bell)).sum(-1)
        slope = self.slopes[:, :1] + (turns * turned).sum(-1)
        wave, wave_slope = self._throwing(height)
        rippled = (radius * (1.0 + wave)).clamp_min(THINNEST)
        return rippled, (slope * (1.0 + wave) + radius * wave_slope) / self.tall[:, None]

    def _throwing(self, height: Tensor) -> tuple[Tensor, Tensor]:
        """The relative ripple of the throwing rings, calm at foot and lip, and its slope."""
        turn = 2.0 * math.pi * THROWING_RINGS
        calm, calm_slope = 4.0 * height * (1.0 - height), 4.0 - 8.0 * height
        depth = RING_DEPTH * self.ripple[:, None]
        swing, swing_slope = torch.sin(turn * height), turn * torch.cos(turn * height)
        return depth * calm * swing, depth * (calm * swing_slope + calm_slope * swing)


def profile(dials: Mapping[str, Tensor]) -> Profile:
    """The outline the form genes describe; a bowl is low and wide, a lamp's foot small and closed.

    Source: points after the potter's words foot, belly, shoulder, neck, lip; ranges chosen by eye.
    """
    open_wide, lamp, full = dials["opening"], dials["lamp"], dials["fullness"]
    wide, narrow = open_wide * open_wide, (1.0 - open_wide) ** 2
    tall = (
        between(dials["height"], 0.80, 1.38)
        * (1.0 + 0.07 * narrow)
        * (1.0 - 0.26 * wide * (1.0 - lamp))
        * (1.0 - 0.30 * lamp)
    )
    belly = (
        between(dials["belly width"], 0.29, 0.57) * (1.0 + 0.16 * wide * (1.0 - lamp)) * (1.0 - 0.26 * lamp)
    )
    centre = between(dials["belly place"], 0.32, 0.62)
    foot = belly * between(dials["foot width"], 0.36, 0.90) * (1.0 - 0.22 * wide)
    neck = belly * _closed(0.15 + 0.92 * open_wide**1.3, 0.30, lamp)
    lip = neck + belly * dials["flare"] * between(open_wide, 0.38, 0.42) * (1.0 - lamp)
    shoulder = torch.lerp(between(dials["neck length"], 0.95, 0.38), 0.72 * torch.ones_like(lamp), 0.6 * lamp)
    neck_base = centre + (1.0 - centre) * (1.0 - 0.20 * narrow) * torch.lerp(
        shoulder, torch.full_like(shoulder, 0.80), wide * (1.0 - lamp)
    )
    ends = torch.ones_like(tall)
    places = [
        0.0 * tall,
        0.5 * centre,
        centre + (neck_base - centre) * 0.55 * full,
        neck_base,
        torch.lerp(neck_base, ends, 0.35 * ends),
        ends,
    ]
    swell = belly * (1.10 - 0.03 * full)
    low = torch.lerp(torch.lerp(foot, belly, 0.28 * ends), 1.06 * belly, full)
    heights = torch.stack(places, 1)
    radii = _in_frame(torch.stack([foot, low, swell, neck, 0.98 * neck, lip], 1))
    slopes = (radii[:, 1:] - radii[:, :-1]) / (heights[:, 1:] - heights[:, :-1]).clamp_min(0.02)
    round_foot, round_belly, round_neck = 0.135 + 0 * full, 0.125 - 0.025 * full, 0.06 + 0.05 * open_wide
    return Profile(
        tall=tall,
        foot=foot,
        slopes=slopes,
        hinges=heights[:, 1:-1],
        softness=torch.stack([round_foot, round_belly, round_neck, 0.08 * ends], 1),
        ripple=smooth_step((0.42 - dials["wall"]) / 0.40),
    )


def _in_frame(radii: Tensor) -> Tensor:
    """Radii that bend below the widest the picture has room for."""
    return WIDEST * torch.tanh(radii / WIDEST)


def _closed(opening: Tensor, narrow: float, lamp: Tensor) -> Tensor:
    """An opening that a lamp presses below `narrow`, because its shade stands there."""
    return torch.lerp(opening, narrow * torch.tanh(opening / narrow), lamp)
