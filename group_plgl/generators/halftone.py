"""Halftone: two tones as dots of two inks on paper, the same print at every size.

A screen is a pattern of dots at an angle; where the tone is darker than the pattern there is ink.
Dots keep their place in the picture whatever its size, and pixels are the mean of what lies in them.

Source: amplitude-modulated clustered-dot screens, Ulichney (1987), "Digital Halftoning", ch. 5;
colours by the primaries that overlapping dots make, Neugebauer (1937).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from group_plgl.generators.torch_scene import Window

_FINEST, _FULL = 0.7, 1.2
_PARTS_A_DOT, _MOST_PARTS = 14, 4
_EVENNESS = 1.34


@dataclass(frozen=True)
class Screen:
    """The dots of one ink.

    Attributes:
        pitch: Distance of two dots in world units; the picture spans -1 to 1.
        degrees: The angle at which their rows run.
    """

    pitch: float
    degrees: float

    def pattern(self, x: Tensor, y: Tensor) -> Tensor:
        """`h x w` thresholds at `w` columns and `h` rows, spread about evenly over [0, 1]."""
        turn, rate = math.radians(self.degrees), 2.0 * math.pi / self.pitch
        x, y = x[None, :], y[:, None]
        u, v = x * math.cos(turn) + y * math.sin(turn), y * math.cos(turn) - x * math.sin(turn)
        wave = 0.5 * (torch.cos(rate * u) + torch.cos(rate * v))
        return 0.5 + 0.5 * torch.erf(_EVENNESS * wave) / math.erf(_EVENNESS)


def covered(tones: tuple[Tensor, Tensor], screens: tuple[Screen, Screen], window: Window) -> Tensor:
    """How much of each pixel shows bare paper, the first ink, the second, and both.

    Args:
        tones: Two of `n x h x w` in [0, 1].
        screens: One for each, of about the same pitch.
        window: The rows that are painted.

    Returns:
        `n x 4 x h x w`, summing to 1 over the four.
    """
    dots = screens[0].pitch / window.pixel
    plain = _shares(*tones)
    clear = min(1.0, max(0.0, (dots - _FINEST) / (_FULL - _FINEST)))
    if clear == 0.0:
        return plain  # dots finer than pixels are the tone they stand for
    parts = max(1, min(_MOST_PARTS, math.ceil(_PARTS_A_DOT / dots)))
    ramp = 2.0 / (dots * parts)  # about what a pattern changes by over a part of a pixel
    first, second = ((tone * (1.0 + ramp) - 0.5 * ramp) / ramp + 0.5 for tone in tones)
    columns, rows = window.columns(plain.device), window.rows(plain.device)
    shifts = [((part + 0.5) / parts - 0.5) * window.pixel for part in range(parts)]
    only, also, both = (torch.zeros_like(first) for _ in range(3))
    for down in shifts:
        for right in shifts:
            one, other = (screen.pattern(columns + right, rows + down) / ramp for screen in screens)
            here, there = (first - one).clamp(0.0, 1.0), (second - other).clamp(0.0, 1.0)
            only, also, both = only + here, also + there, torch.addcmul(both, here, there)
    shown = torch.stack([parts**2 - only - also + both, only - both, also - both, both], 1)
    return torch.lerp(plain, shown / parts**2, clear)


def _shares(first: Tensor, second: Tensor) -> Tensor:
    """Paper, first ink, second ink and both, where one lies on the other by chance."""
    both = first * second
    return torch.stack([1.0 - first - second + both, first - both, second - both, both], 1)
