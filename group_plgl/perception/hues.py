"""Colours by name: how much of a picture is red, or blue, or grey, as people say it.

Every pixel belongs to the named colours by how near it is to what each is at its most typical, in
OKLab. A colour with a hue counts by chroma, so that a little strong red is more red than a wide
pale one; colours without count by area.

Source: the eleven basic colour terms of Berlin and Kay 1969, with turquoise and beige, which
comments name as often; soft membership after Benavente, Vanrell and Baldrich 2008, here by nearness
in OKLab (Ottosson 2020) to the colours of the same names in CSS Color 4 or near them.
"""

from __future__ import annotations

from types import MappingProxyType

import numpy as np

from group_plgl.perception.oklab import oklab_of
from group_plgl.shapes import Array

_NARROW = 0.09  # OKLab at which a colour has fallen to a third of its say
_PALE = 0.02  # chroma below which there is no hue to speak of
NEUTRAL = ("brown", "black", "grey", "white", "beige")

# The most typical colour of each name, as sRGB.
TYPICAL = MappingProxyType(
    {
        "red": (200, 30, 30), "orange": (240, 140, 30), "yellow": (240, 215, 50), "green": (50, 150, 60),
        "blue": (40, 85, 190), "turquoise": (50, 180, 180), "violet": (120, 60, 160), "pink": (240, 140, 180),
        "brown": (115, 70, 35), "black": (20, 20, 20), "grey": (128, 128, 128), "white": (245, 245, 245),
        "beige": (215, 195, 155),
    }
)  # fmt: skip
_PLACES = oklab_of(np.array(list(TYPICAL.values()), dtype=np.uint8))
_HUED = np.array([name not in NEUTRAL for name in TYPICAL])


def colours_of(lab: Array) -> Array:
    """`n x 13` shares of the named colours in pictures, in the order of `TYPICAL`: 0 none, 1 all of it.

    Args:
        lab: `n x h x w x 3` OKLab.
    """
    pixels = lab.reshape(len(lab), -1, 3)
    away = ((pixels[:, :, None] - _PLACES) ** 2).sum(-1) / _NARROW**2
    near = np.exp(-(away - away.min(axis=2, keepdims=True)))
    near /= near.sum(axis=2, keepdims=True)
    chroma = np.hypot(pixels[..., 1], pixels[..., 2])
    whole = chroma.sum(axis=1) + _PALE * chroma.shape[1]
    by_chroma = (near * chroma[..., None]).sum(axis=1) / whole[:, None]
    return np.asarray(np.where(_HUED, by_chroma, near.mean(axis=1)))
