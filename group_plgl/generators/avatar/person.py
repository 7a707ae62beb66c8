"""The measures of a character: everything that is decided once per picture, from the dials.

Lengths are in world units; the picture is two wide. On the head `u` grows to the right and `v` down
from the middle of the face.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from group_plgl.generators.avatar.canvas import Frame
from group_plgl.generators.avatar.shapes import grown
from group_plgl.generators.sdf import between, smooth_step

PIVOT, FACE_MIDDLE = 0.48, -0.03


@dataclass(frozen=True)
class Person:
    """The measures of `n` characters, `n` float64 numbers each.

    Attributes:
        head: The frame of the head, tilted about the neck.
        body: The frame of the body, leaning a little the other way.
        wide: Half the width of the face.
        high: Half the height of the face.
        taper: How much the chin is narrower.
        turn: How far the features have moved to the side the face looks to.
        neck: Half the width of the neck.
        chest: Half the width of the shoulders.
        hair: How much hair there is at all, 0 to 1.
        crown: How far the hair rises above the skull.
        fall: The v at which the hair ends.
        curl: 0 straight to 1 curly.
        hat: The size of the hat, 0 to 1.
    """

    head: Frame
    body: Frame
    wide: Tensor
    high: Tensor
    taper: Tensor
    turn: Tensor
    neck: Tensor
    chest: Tensor
    hair: Tensor
    crown: Tensor
    fall: Tensor
    curl: Tensor
    hat: Tensor


def person(dials: Mapping[str, Tensor]) -> Person:
    """The measures that the dials give."""
    wide = between(dials["face width"], 0.355, 0.445)
    tilt = between(dials["head tilt"], -0.15, 0.15)
    still = torch.full_like(tilt, PIVOT)
    hat = 1.0 - (1.0 - grown(dials["hat"])) ** 2  # nobody wears a very small hat for long
    hair = smooth_step((dials["hair"] - 0.35) / 0.3)
    gathered = (1.0 - 0.92 * grown(dials["bun"])) * (1.0 - 0.92 * grown(dials["braids"]))
    volume = dials["hair volume"] ** 1.3
    length = dials["hair length"] ** 1.45 * gathered * hair
    return Person(
        head=Frame(torch.cos(tilt), torch.sin(tilt), still, torch.full_like(tilt, FACE_MIDDLE)),
        body=Frame(torch.cos(0.3 * tilt), -torch.sin(0.3 * tilt), still + 0.5, 0 * tilt),
        wide=wide,
        high=between(dials["face length"], 0.43, 0.51),
        taper=between(dials["jaw"], 0.30, -0.03),
        turn=between(dials["facing"], -0.095, 0.095),
        neck=wide * between(dials["shoulders"], 0.44, 0.58),
        chest=between(dials["shoulders"], 0.60, 0.88),
        hair=hair,
        crown=(0.035 + 0.155 * volume) * (1.0 - 0.75 * hat),
        fall=-0.06 + 1.0 * length,
        curl=dials["curls"] ** 1.25,
        hat=hat,
    )
