"""The eight colour genes every drawn space begins with, and its six colour roles, without torch.

Defined once, so that "warmer" means the same in every space. How genes become colours is
`palette`; the prior means and spreads of the roles are measured there and kept here as constants.
"""

from __future__ import annotations

from enum import IntEnum

from group_plgl.latents.space import Gene


class Role(IntEnum):
    """What a colour is for in a picture; the number is its row in a palette."""

    GROUND = 0
    MAIN = 1
    LIGHT = 2
    DARK = 3
    MID = 4
    ACCENT = 5


AXES = ("lightness", "green to red", "blue to yellow")

PALETTE_GENES: tuple[Gene, ...] = (
    Gene("warmth", "cool colours", "warm colours", "colour"),
    Gene("hue side", "violet side", "green side", "colour"),
    Gene("hue spread", "one hue", "many hues", "colour"),
    Gene("night", "paper ground", "night ground", "colour"),
    Gene("vividness", "muted", "vivid", "colour"),
    Gene("contrast", "soft contrast", "strong contrast", "colour"),
    Gene("accent hue", "accent one way", "accent other way", "colour"),
    Gene("lightness", "deep", "light", "colour"),
)

PALETTE_WIDTH = len(PALETTE_GENES)
