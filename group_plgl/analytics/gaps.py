"""Gaps between members: on a line and in a plane, against spectra that have none.

A spectrum here is the flattest there is: directions spread evenly round a circle, seen from the side
on a line and from above in a plane, as wide as the members are and seen with the same noise.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from group_plgl.shapes import Array

FEWEST_IN_CAMP = 3
LINE_DRAWS = 1999
_BATCH, _BATCHES, _ENOUGH = 100, 10, 8  # plane: draws at a time; more only while few have a gap as wide
_TURNS, _STEPS = 3, 8
_PARTS = 3


def widest_gap(places: Array) -> tuple[Array, NDArray[np.int64]]:
    """Largest between-share of any two-way cut of each row `n x m`, and the rank it cuts after.

    Source: Fisher 1958, grouping for maximum homogeneity.
    """
    ordered = np.sort(places, axis=1)
    ordered = ordered - ordered.mean(axis=1, keepdims=True)
    m = ordered.shape[1]
    below = np.arange(1, m)
    between = np.cumsum(ordered, axis=1)[:, :-1] ** 2 * (1.0 / below + 1.0 / (m - below))
    between[:, (below < FEWEST_IN_CAMP) | (below > m - FEWEST_IN_CAMP)] = 0.0
    total = np.maximum(np.sum(ordered**2, axis=1), 1e-300)
    return between.max(axis=1) / total, np.asarray(between.argmax(axis=1))


def beyond(place: Array, cut: int) -> NDArray[np.int64]:
    """1 for members whose rank on the line is above the cut; those at one place keep their order."""
    side = np.zeros(len(place), dtype=np.int64)
    side[np.argsort(place, kind="stable")[cut + 1 :]] = 1
    return side


def line_chance(place: Array, noise: float, rng: np.random.Generator) -> tuple[float, NDArray[np.int64]]:
    """The chance of a gap this wide in a spectrum, 0 to 1, and the side of each of `m` members.

    Args:
        place: `m` places on a line.
        noise: Their variance by noise alone.
        rng: Where the spectra come from.
    """
    gap, cut = widest_gap(place[None])
    signal = max(float(np.var(place)) - noise, 0.0)
    draws = (LINE_DRAWS, len(place))
    even = np.sin(rng.uniform(-np.pi, np.pi, draws)) * np.sqrt(2.0 * signal)
    null, _ = widest_gap(even + rng.standard_normal(draws) * np.sqrt(noise))
    return (1 + int(np.sum(null >= gap[0]))) / (LINE_DRAWS + 1), beyond(place, int(cut[0]))


def plane_chance(places: Array, noise: Array, rng: np.random.Generator) -> tuple[float, NDArray[np.int64]]:
    """The same of three clumps in a plane: the chance, and the clump of each of `m` members.

    Args:
        places: `m x 2`.
        noise: `2 x 2`, their covariance by noise alone.
        rng: Where the spectra come from.

    Source: sequential Monte Carlo p-values, Besag and Clifford 1991.
    """
    share, clump = three_clumps(places[None])
    size, axes = np.linalg.eigh(np.cov(places.T, bias=True) - noise)
    ring_axes = axes * np.sqrt(np.maximum(size, 0.0) * 2.0)
    blur, turned = np.linalg.eigh(noise)
    blur_axes = turned * np.sqrt(np.maximum(blur, 0.0))
    wider = drawn = 0
    for _ in range(_BATCHES):
        angle = rng.uniform(-np.pi, np.pi, (_BATCH, len(places)))
        ring = np.stack([np.cos(angle), np.sin(angle)], axis=2) @ ring_axes.T
        null, _ = three_clumps(ring + rng.standard_normal(ring.shape) @ blur_axes.T)
        wider, drawn = wider + int(np.sum(null >= share[0])), drawn + _BATCH
        if wider >= _ENOUGH:
            break
    return (1 + wider) / (drawn + 1), clump[0]


def three_clumps(places: Array) -> tuple[Array, NDArray[np.int64]]:
    """The largest between-share of three clumps of each row `n x m x 2`, and the clump of each member.

    Source: k-means, Lloyd 1982, begun at sectors of the plane; clumps of fewer than three do not count.
    """
    centred = places - places.mean(axis=1, keepdims=True)
    total = np.maximum(np.sum(centred**2, axis=(1, 2)), 1e-300)
    angle = np.arctan2(centred[..., 1], centred[..., 0]) / (2.0 * np.pi)
    best, label = np.zeros(len(places)), np.zeros(places.shape[:2], dtype=np.int64)
    for turn in range(_TURNS):
        clump = np.floor((angle + turn / (_TURNS * _PARTS)) % 1.0 * _PARTS).astype(np.int64) % _PARTS
        for _ in range(_STEPS):
            middles, _ = _middles(centred, clump)
            clump = ((centred[:, :, None] - middles[:, None]) ** 2).sum(axis=3).argmin(axis=2)
        middles, sizes = _middles(centred, clump)
        share = np.sum(sizes * np.sum(middles**2, axis=2), axis=1) / total
        better = (share > best) & (sizes.min(axis=1) >= FEWEST_IN_CAMP)
        best[better], label[better] = share[better], clump[better]
    return best, label


def _middles(places: Array, clump: NDArray[np.int64]) -> tuple[Array, Array]:
    """The middle of each clump, `n x 3 x 2`, and how many are in it, `n x 3`."""
    inside = (clump[:, None] == np.arange(_PARTS)[:, None]).astype(np.float64)
    sizes = inside.sum(axis=2)
    return inside @ places / np.maximum(sizes, 1.0)[..., None], sizes
