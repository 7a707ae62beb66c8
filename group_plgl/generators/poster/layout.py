"""Where everything stands on a poster: the frame, the sun and what balances it.

Things are placed in picture units: -1 to 1 inside the margins, y downwards. What stands opposite the
sun moves with it, so the weight of a poster stays near its middle.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from group_plgl.generators.sdf import between, smooth_step
from group_plgl.generators.torch_scene import Window

WIDEST_MARGIN = 0.22


@dataclass(frozen=True)
class Place:
    """The pixels of a window in picture units of each poster, float32.

    Attributes:
        x: `n x 1 x w` from left to right.
        y: `n x h x 1` downwards.
        pixel: `n x 1 x 1`, the width of a pixel.
        grain: `h x w` noise in [-1, 1].
    """

    x: Tensor
    y: Tensor
    pixel: Tensor
    grain: Tensor


@dataclass(frozen=True)
class Frame:
    """Half the width of the picture inside its margins, and the radius of its upper corners; `n`."""

    half: Tensor
    corner: Tensor


def frame(dials: Mapping[str, Tensor]) -> Frame:
    """The margins, and the window's arch, which leaves some margin."""
    window = snapped(dials["window"])
    margin = WIDEST_MARGIN * smooth_step((dials["margins"] - 0.15) / 0.85)
    margin = margin + 0.09 * window * (1.0 - margin / WIDEST_MARGIN)
    half = 1.0 - margin
    return Frame(half=half, corner=window * half)


def place(dials: Mapping[str, Tensor], framed: Frame, window: Window, noise: Tensor) -> Place:
    """The pixels of the window in picture units."""
    half = framed.half.float()[:, None, None]
    x, y = window.columns(half.device)[None, None, :], window.rows(half.device)[None, :, None]
    return Place(x / half, y / half, window.pixel / half, noise)


@dataclass(frozen=True)
class Sun:
    """The large round form; `n` numbers each.

    Attributes:
        x: Across.
        y: Downwards.
        radius: Its radius.
        legs: How far an arch goes on below its round.
        cut: The y, from its middle, below which it is cut off.
    """

    x: Tensor
    y: Tensor
    radius: Tensor
    legs: Tensor
    cut: Tensor


def sun(dials: Mapping[str, Tensor]) -> Sun:
    """The sun stands on its horizon where there is land, near the middle, and whole, where there is none."""
    land, arch = snapped(dials["land"]), snapped(dials["arch"])
    half = snapped(dials["half"]) * (1.0 - arch) * land
    room = 0.05 * (1.0 - land) + 0.12 * (horizon(dials) - 0.12).clamp(0.0, 0.5)
    room = room + 0.04 * snapped(dials["stack"])
    radius = (between(dials["sun size"], 0.34, 0.60) + room) * (1.0 - 0.12 * arch)
    free = between(dials["sun height"], 0.16, -0.20)
    seen_over = horizon(dials) - 0.6 * swell_height(dials)
    risen = (seen_over - radius * between(dials["sun height"], 0.15, 0.80)).clamp(-0.42, 0.3)
    on_line = (horizon(dials) + 0.1 * swell_height(dials)).clamp_max(0.8)
    legs = 2.2 * quickly(arch)
    sides = 0.50 - 0.34 * radius - 0.06 * snapped(dials["rays"])
    return Sun(
        x=between(dials["sun place"], -1.0, 1.0) * sides,
        y=torch.lerp(free, torch.lerp(risen, on_line, half), land * (1.0 - 0.6 * arch)),
        radius=radius,
        legs=legs,
        cut=torch.lerp(2.2 * radius + legs, 0.04 * radius + swell_height(dials), half),
    )


def horizon(dials: Mapping[str, Tensor]) -> Tensor:
    """The y of the line where land begins; it sinks below the picture as the land goes."""
    return torch.lerp(
        torch.full_like(dials["land"], 1.25), between(dials["horizon"], 0.62, 0.12), snapped(dials["land"])
    )


def swell_height(dials: Mapping[str, Tensor]) -> Tensor:
    """How high the nearest swell of the land goes; pointed land goes higher."""
    return between(dials["waves"], 0.0, 0.20) * (1.0 + 0.8 * pointed(dials))


def pointed(dials: Mapping[str, Tensor]) -> Tensor:
    """0 for rolling land, 1 for peaks."""
    return smooth_step((dials["peaks"] - 0.45) / 0.35)


def crown(dials: Mapping[str, Tensor], sun: Sun) -> Tensor:
    """How far the sun reaches with its rays or its halo."""
    rays = snapped(dials["rays"]) * (0.10 + 0.40 * sun.radius)
    return sun.radius + torch.maximum(rays, 0.38 * sun.radius * snapped(dials["halo"]))


def stack_middle(sun: Sun) -> Tensor:
    """The x of the stack, on the other side of the sun; it seldom stands right before it."""
    return -0.50 * torch.tanh(sun.x / 0.16)


def plant_grown(dials: Mapping[str, Tensor], sun: Sun, presence: str, side: float) -> Tensor:
    """How far a plant has grown, 0 to 1; it makes room for a stack on its side (-1 or 1)."""
    crowded = smooth_step((side * stack_middle(sun) + 0.30) / 0.24) * snapped(dials["stack"])
    return quickly(snapped(dials[presence] * (1.0 - crowded)))


def quickly(grown: Tensor) -> Tensor:
    """Growth that does most of its way at the start, 0 to 1."""
    return 1.0 - (1.0 - grown) ** 2


def snapped(presence: Tensor) -> Tensor:
    """A presence that really reaches nothing and all, and is seldom between: 0 below 0.25, 1 above 0.75."""
    return smooth_step(2.0 * presence - 0.5)
