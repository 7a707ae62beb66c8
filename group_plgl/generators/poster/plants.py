"""Plants: a stem with leaves by turns, one at each side, that grow out of the lower edge."""

from __future__ import annotations

import torch
from torch import Tensor

from group_plgl.generators.poster.inks import pressed
from group_plgl.generators.poster.layout import plant_grown
from group_plgl.generators.poster.scene import Layer, Scene, everywhere
from group_plgl.generators.sdf import between, coverage, smooth_step

ROOT = 1.04
STEM = 0.014
LEAF_SIDE, LEAF_UP = 0.72, 0.69


def plant(presence: str, side: float) -> Layer:
    """The layer of one plant, on the left (-1) or right (1)."""

    def with_plant(canvas: Tensor, scene: Scene) -> Tensor:
        mask = _leaves(scene, plant_grown(scene.dials, scene.sun, presence, side), side)
        return pressed(canvas, scene.inks.plant, mask, scene.inks, 0.4)

    return with_plant


def _leaves(scene: Scene, grown: Tensor, side: float) -> Tensor:
    """`n x h x w`: the silhouette."""
    at = scene.place
    tall = everywhere((between(scene.dials["plant height"], 0.85, 1.60) + 0.08 * side) * (0.5 + 0.5 * grown))
    root = ROOT + everywhere(1.0 - grown) * tall
    up = (root - at.y) / tall
    bow = 0.20 * tall * up.clamp(0.0, 1.2) ** 2
    beside = side * at.x - (0.60 + bow - 0.12 * tall)
    outward = beside.abs()
    count = everywhere(between(scene.dials["leaf count"], 3.2, 9.0))
    stagger = 0.25 * torch.tanh(beside / 0.004)
    foot = (up - outward * (LEAF_UP / LEAF_SIDE) / tall) * count + stagger
    first = torch.floor(foot.detach())
    leaf = torch.minimum(
        _leaf(scene, outward, up, first - stagger, count, tall),
        _leaf(scene, outward, up, first + 1.0 - stagger, count, tall),
    )
    stem = torch.maximum(outward - STEM * (1.2 - up), (up - 1.0) * tall)
    return coverage(torch.minimum(leaf, stem), at.pixel)


def _leaf(scene: Scene, outward: Tensor, up: Tensor, number: Tensor, count: Tensor, tall: Tensor) -> Tensor:
    """Distance to the leaf of a number: pointed, slanting up and out from the stem."""
    foot = number / count
    size = smooth_step((foot - 0.10) / 0.22) * (1.06 - foot).clamp(0.0, 1.0) ** 0.55
    length = everywhere(between(scene.dials["leaf count"], 0.44, 0.30)) * tall.clamp_max(1.2) * size + 1e-3
    rise = (up - foot) * tall
    along = outward * LEAF_SIDE + rise * LEAF_UP
    beside = (rise * LEAF_SIDE - outward * LEAF_UP).abs()
    place = 2.0 * along / length - 1.0
    width = (
        everywhere(between(scene.dials["leaf width"], 0.10, 0.33) * (1.12 - 0.45 * scene.dials["leaf count"]))
        * length
    )
    gone = 0.02 * (1.0 - size).clamp_min(0.0) ** 8
    return (beside - width * (1.0 - place * place)) * 0.85 + gone + (foot - 1.0).clamp_min(0.0)
