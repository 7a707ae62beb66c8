"""The silhouette of a vessel: genes to a smooth radius over height.

A uniform cubic B-spline through seven control rings in (height, radius): twice differentiable,
inside the hull of its rings, so there are no steps and no overshoot. It runs through the first and
last ring, the foot and the lip.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from group_plgl.generators.sdf import between

RINGS = 7
SCAN_STEPS = 96
NEWTON_STEPS = 3
THROWING_RINGS, RING_DEPTH = 13.0, 0.018


@dataclass(frozen=True)
class Profile:
    """A vessel's outline; heights run from 0 at the foot to 1 at the lip.

    Attributes:
        tall: `n` heights in world units.
        heights: `n x 9` heights of the control rings, with a phantom ring at each end.
        radii: `n x 9` radii of the control rings in world units.
        ripple: `n` relative depths of the throwing rings.
    """

    tall: Tensor
    heights: Tensor
    radii: Tensor
    ripple: Tensor

    def at(self, height: Tensor) -> tuple[Tensor, Tensor]:
        """`n x h` radii and their slopes (world radius per world height) at heights in [0, 1]."""
        place = self._place(height)
        weight, rate = _basis(place), _basis_slope(place)
        radius = torch.einsum("nhk,nk->nh", weight, self.radii)
        rise = torch.einsum("nhk,nk->nh", rate, self.heights).clamp_min(1e-3)
        slope = torch.einsum("nhk,nk->nh", rate, self.radii) / rise
        wave, wave_slope = self._throwing(height)
        rippled = radius * (1.0 + wave)
        return rippled, (slope * (1.0 + wave) + radius * wave_slope) / self.tall[:, None]

    def _throwing(self, height: Tensor) -> tuple[Tensor, Tensor]:
        """The relative ripple of the throwing rings, calm at foot and lip, and its slope."""
        turn = 2.0 * torch.pi * THROWING_RINGS
        calm, calm_slope = 4.0 * height * (1.0 - height), 4.0 - 8.0 * height
        depth = RING_DEPTH * self.ripple[:, None]
        swing, swing_slope = torch.sin(turn * height), turn * torch.cos(turn * height)
        return depth * calm * swing, depth * (calm * swing_slope + calm_slope * swing)

    def _place(self, height: Tensor) -> Tensor:
        """The spline parameter of each height: a scan for the start, then Newton's method."""
        with torch.no_grad():
            scan = torch.linspace(0, RINGS - 1, SCAN_STEPS + 1).to(height)
            reached = torch.einsum("hk,nk->nh", _basis(scan), self.heights)
            index = torch.searchsorted(reached.contiguous(), height.contiguous()).clamp(0, SCAN_STEPS)
            place = index.to(height) * ((RINGS - 1) / SCAN_STEPS)
            for _ in range(NEWTON_STEPS):
                place = self._newton(place, height)
        return self._newton(place, height)

    def _newton(self, place: Tensor, height: Tensor) -> Tensor:
        """One step; the last one is differentiable and carries the exact implicit gradient."""
        reached = torch.einsum("nhk,nk->nh", _basis(place), self.heights)
        rate = torch.einsum("nhk,nk->nh", _basis_slope(place), self.heights).clamp_min(1e-3)
        return (place - (reached - height) / rate).clamp(0.0, RINGS - 1.0)


def profile(dials: Mapping[str, Tensor]) -> Profile:
    """The outline the form genes describe.

    Source: rings after the potter's words foot, belly, shoulder, neck and lip; ranges chosen by eye.
    """
    tall = between(dials["height"], 0.65, 1.32)
    belly = between(dials["belly width"], 0.27, 0.56)
    centre = between(dials["belly place"], 0.32, 0.62)
    foot = belly * between(dials["foot width"], 0.38, 0.82)
    low = torch.lerp(foot, belly, between(dials["lower fullness"], 0.45, 1.08))
    neck = belly * (0.15 + 0.92 * dials["opening"] ** 1.35)
    shoulder = torch.lerp(neck, belly, between(dials["shoulder fullness"], 0.35, 1.1))
    lip = neck * (0.97 + dials["lip flare"] * between(dials["opening"], 0.75, 0.22))
    neck_base = centre + (1.0 - centre) * between(dials["neck length"], 0.78, 0.42)
    ring_heights = [
        0 * tall,
        0.42 * centre,
        centre,
        torch.lerp(centre, neck_base, torch.full_like(tall, 0.55)),
        neck_base,
        torch.lerp(neck_base, torch.ones_like(tall), torch.full_like(tall, 0.55)),
        torch.ones_like(tall),
    ]
    ring_radii = [foot, low, 1.06 * belly, shoulder, neck, neck, lip]
    return Profile(
        tall=tall,
        heights=_with_phantoms(torch.stack(ring_heights, 1)),
        radii=_with_phantoms(torch.stack(ring_radii, 1)),
        ripple=dials["rings"],
    )


def _with_phantoms(rings: Tensor) -> Tensor:
    """Mirrors the neighbours of both ends, so the spline starts and stops exactly at its ends."""
    first = 2.0 * rings[:, :1] - rings[:, 1:2]
    last = 2.0 * rings[:, -1:] - rings[:, -2:-1]
    return torch.cat([first, rings, last], 1)


def _from_rings(place: Tensor) -> Tensor:
    """Signed distances, in ring steps, from spline parameters to the nine control rings."""
    return place[..., None] - torch.arange(-1, RINGS + 1).to(place)


def _basis(place: Tensor) -> Tensor:
    """The cubic cardinal B-spline at each ring. Source: Schoenberg (1946)."""
    away = _from_rings(place).abs()
    return ((2.0 - away).clamp_min(0.0) ** 3 - 4.0 * (1.0 - away).clamp_min(0.0) ** 3) / 6.0


def _basis_slope(place: Tensor) -> Tensor:
    """The derivative of the cubic cardinal B-spline at each ring."""
    offset = _from_rings(place)
    away = offset.abs()
    falling = (2.0 - away).clamp_min(0.0) ** 2 - 4.0 * (1.0 - away).clamp_min(0.0) ** 2
    return -0.5 * torch.sign(offset) * falling
