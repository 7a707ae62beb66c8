"""The dictionary of tile shapes: signed distances on one cell, and which shape mirrors to which.

A cell spans -1 to 1 both ways, y downwards. Shapes touch the cell's edges so that neighbours join
to larger figures. Every shape shrinks to nothing when its distance is raised, without breaking.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import torch
from torch import Tensor

from group_plgl.generators.sdf import hypot

DEPTH_GRID = 96


@dataclass(frozen=True)
class Shape:
    """One entry of the dictionary.

    Attributes:
        name: What it is called.
        family: The family gene that makes it frequent.
        distance: Signed distance from (x, y), negative inside.
        sideways: The shape its left-right mirror image is.
        upright: The shape its top-bottom mirror image is.
        lean: Where its weight lies, (right, down), each -1 to 1.
        roundness: 1 for round, -1 for angular, 0 for neither.
        bias: How much more often than others it is chosen, in logits.
    """

    name: str
    family: str
    distance: Callable[[Tensor, Tensor], Tensor]
    sideways: str
    upright: str
    lean: tuple[float, float]
    roundness: float
    bias: float


CORNERS = {"nw": (-1.0, -1.0), "ne": (1.0, -1.0), "sw": (-1.0, 1.0), "se": (1.0, 1.0)}
SIDES = {"north": (0.0, -1.0), "south": (0.0, 1.0), "west": (-1.0, 0.0), "east": (1.0, 0.0)}
SIDEWAYS = {"nw": "ne", "ne": "nw", "sw": "se", "se": "sw", "west": "east", "east": "west"}
UPRIGHT = {"nw": "sw", "sw": "nw", "ne": "se", "se": "ne", "north": "south", "south": "north"}


def disc_at(x: Tensor, y: Tensor, centre: tuple[float, float], radius: float) -> Tensor:
    """Signed distance to a disc."""
    return hypot(x - centre[0], y - centre[1]) - radius


def _quarter(corner: str) -> Shape:
    place = CORNERS[corner]
    return _placed("quarter", "quarters", corner, place, 1.0, 0.30, lambda x, y: disc_at(x, y, place, 2.0))


def _triangle(corner: str) -> Shape:
    right, down = CORNERS[corner]
    return _placed(
        "triangle",
        "triangles",
        corner,
        (right, down),
        -1.0,
        0.05,
        lambda x, y: -(right * x + down * y) / math.sqrt(2),
    )


def _half(side: str) -> Shape:
    place = SIDES[side]
    return _placed("half", "halves", side, place, 1.0, 0.05, lambda x, y: disc_at(x, y, place, 1.0))


def _arch(side: str) -> Shape:
    toward = SIDES[side][1]

    def distance(x: Tensor, y: Tensor) -> Tensor:
        return torch.where(toward * y > 0, hypot(x, y), x.abs()) - 0.8

    return _placed("arch", "arches", side, (0.0, 0.5 * toward), 0.3, -0.1, distance)


def _placed(
    kind: str,
    family: str,
    place: str,
    lean: tuple[float, float],
    roundness: float,
    bias: float,
    distance: Callable[[Tensor, Tensor], Tensor],
) -> Shape:
    """A shape at a corner or side, with its mirror images named."""
    sideways, upright = SIDEWAYS.get(place, place), UPRIGHT.get(place, place)
    return Shape(
        f"{kind} {place}", family, distance, f"{kind} {sideways}", f"{kind} {upright}", lean, roundness, bias
    )


def _still(
    name: str, family: str, roundness: float, bias: float, distance: Callable[[Tensor, Tensor], Tensor]
) -> Shape:
    """A shape that is its own mirror image both ways."""
    return Shape(name, family, distance, name, name, (0.0, 0.0), roundness, bias)


def _leaf(name: str, other: str, corner: str, opposite: str) -> Shape:
    def distance(x: Tensor, y: Tensor) -> Tensor:
        return torch.maximum(disc_at(x, y, CORNERS[corner], 2.0), disc_at(x, y, CORNERS[opposite], 2.0))

    return Shape(name, "leaves", distance, other, other, (0.0, 0.0), 0.6, 0.15)


def _check(name: str, other: str, sign: float) -> Shape:
    def distance(x: Tensor, y: Tensor) -> Tensor:
        away_x, away_y = x.abs() - 0.5, y.abs() - 0.5
        square = torch.maximum(away_x.abs(), away_y.abs()) - 0.5
        return torch.where(sign * x * y > 0, square, torch.minimum(x.abs(), y.abs()))

    return Shape(name, "small ones", distance, other, other, (0.0, 0.0), -1.0, -0.25)


def _box(x: Tensor, y: Tensor) -> Tensor:
    return torch.maximum(x.abs(), y.abs())


SHAPES: tuple[Shape, ...] = (
    _still("disc", "discs", 1.0, 0.25, lambda x, y: hypot(x, y) - 0.96),
    *(_quarter(corner) for corner in CORNERS),
    _leaf("leaf falling", "leaf rising", "ne", "sw"),
    _leaf("leaf rising", "leaf falling", "nw", "se"),
    *(_half(side) for side in SIDES),
    _still("hourglass", "halves", 0.8, -0.1, lambda x, y: hypot(x, y.abs() - 1.0) - 1.0),
    _still("bow", "halves", 0.8, -0.1, lambda x, y: hypot(x.abs() - 1.0, y) - 1.0),
    *(_triangle(corner) for corner in CORNERS),
    _still("diamond", "squares", -1.0, 0.0, lambda x, y: (x.abs() + y.abs() - 1.0) / math.sqrt(2)),
    _still("square", "squares", -0.8, -0.35, lambda x, y: _box(x, y) - 0.58),
    _arch("north"),
    _arch("south"),
    _still("bar across", "bars", -0.6, -0.35, lambda x, y: y.abs() - 0.36 + 0 * x),
    _still("bar upright", "bars", -0.6, -0.35, lambda x, y: x.abs() - 0.36 + 0 * y),
    _still("stripes across", "bars", -0.5, -0.35, lambda x, y: ((y.abs() - 0.5).abs() - 0.25) + 0 * x),
    _still("stripes upright", "bars", -0.5, -0.35, lambda x, y: ((x.abs() - 0.5).abs() - 0.25) + 0 * y),
    _still("dots", "small ones", 1.0, -0.1, lambda x, y: hypot(x.abs() - 0.5, y.abs() - 0.5) - 0.36),
    _still("cross", "small ones", -0.7, -0.3, lambda x, y: torch.minimum(x.abs(), y.abs()) - 0.26),
    _check("check falling", "check rising", 1.0),
    _check("check rising", "check falling", -1.0),
)

INDEX = {shape.name: place for place, shape in enumerate(SHAPES)}
MIRRORED_SIDEWAYS = tuple(INDEX[shape.sideways] for shape in SHAPES)
MIRRORED_UPRIGHT = tuple(INDEX[shape.upright] for shape in SHAPES)


def distances(x: Tensor, y: Tensor) -> Tensor:
    """`shapes x h x w` signed distances on columns `x` and rows `y` of a cell."""
    grid_y, grid_x = torch.meshgrid(y, x, indexing="ij")
    return torch.stack([shape.distance(grid_x, grid_y) for shape in SHAPES])


@cache
def depths() -> Tensor:
    """How far inside the deepest point of each shape lies, in cell units."""
    axis = (torch.arange(DEPTH_GRID, dtype=torch.float64) + 0.5) * (2.0 / DEPTH_GRID) - 1.0
    return -distances(axis, axis).amin((1, 2)) + 1.0 / DEPTH_GRID
