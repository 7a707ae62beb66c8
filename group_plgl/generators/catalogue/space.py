"""A catalogue as a latent space: whitened features, and coordinates that tell pictures apart.

`z` of a picture are its whitened features: mean 0 and variance 1 over the catalogue. Coordinates
scale each axis by the root of its share, so a taste is as ready to move along an axis as people
are able to see it; a part of every share is the same for all axes. With few pictures, where there
is an axis for each but one, that part is "each picture for itself": a picture can be liked beyond
what its looks explain.

Source: whitening by principal components; the shares are the kernel of visible features plus a
white one, as in Gaussian-process models with a nugget (Rasmussen and Williams 2006, ch. 2 and 5).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from group_plgl.errors import BadInput, BadShape
from group_plgl.generators.base import Pictures
from group_plgl.latents.space import Gene, Space
from group_plgl.shapes import Array
from group_plgl.utility import Pullback

FEWEST, MOST = 6, 500
MOST_AXES, MOST_AXES_OF_MANY = 96, 64
FOR_ITSELF = 0.3
MOST_APART, LEAST_APART, PICTURES_APART = 6, 0.01, 20  # axes apart, of their variance each, pictures for each
_NOTHING = 1e-9


def whiten(features: Array, apart: int = 0) -> tuple[Array, Array, Array]:
    """Latents `n x d` of a catalogue, the share `d` of each axis, and the turn `p x d` to them.

    d is n - 1, or fewer where pictures are alike, and at most `MOST_AXES`; of more than `MOST`
    pictures at most `MOST_AXES_OF_MANY`. The shares sum to 1. Each axis points to the side of the picture
    that is farthest out, so the same features give the same latents: the features less their mean, turned.

    Args:
        features: `n x p` visible features.
        apart: How many of them, the first ones, have chief axes of their own: few that tell much would else
            be lost among many. These come first, and all have the same share, which no two others
            have; of the others, which are about what is left, the larger come first.

    Raises:
        BadShape: Fewer than two pictures, or all of them look the same.
    """
    n = len(features)
    most = MOST_AXES if n <= MOST else MOST_AXES_OF_MANY
    centred = features - features.mean(axis=0)
    loudness, some = max(_loudness(centred), _NOTHING), _loudness(centred[:, :apart])
    fewer = min(MOST_APART, n // PICTURES_APART)
    own, there = _principal(centred[:, :apart], fewer, LEAST_APART * some + _NOTHING * loudness)
    own = np.pad(own, ((0, centred.shape[1] - apart), (0, 0)))
    seen_there = (centred @ own).T @ centred / n
    rest = centred - centred @ own @ seen_there
    other, left = _principal(rest, min(n - 1, most) - len(there), _NOTHING * loudness)
    turn, d = np.hstack([own, other - own @ (seen_there @ other)]), len(there) + len(left)
    if d < 1:
        raise BadShape(f"a catalogue needs two pictures that differ; got {n}")
    z = centred @ turn
    side = np.sign(np.take_along_axis(z, np.abs(z).argmax(axis=0)[None], axis=0))
    z = (z * side).astype(np.float32).astype(np.float64)
    theirs = np.full(len(there), some / loudness / max(len(there), 1))
    seen = np.concatenate([theirs, (1.0 - theirs.sum()) * left / max(float(left.sum()), _NOTHING)])
    return z, (1.0 - FOR_ITSELF) * seen + FOR_ITSELF / d, turn * side


def directions(rows: Array) -> Array:
    """Rows `n x p` of length 1: embedders are compared by angle. A row of zeros stays one."""
    lengths = np.linalg.norm(np.asarray(rows, dtype=np.float64), axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, np.finfo(np.float64).tiny))


def as_loud(features: Array) -> Array:
    """Features centred, and scaled together so that their variances sum to 1, as visible ones do."""
    centred = features - features.mean(axis=0)
    total = float((centred**2).mean(axis=0).sum())
    return np.asarray(centred / np.sqrt(total)) if total > _NOTHING else np.zeros_like(centred)


def _loudness(centred: Array) -> float:
    """The sum of the variances of `n x p` rows without a mean."""
    return float((centred**2).sum()) / max(len(centred), 1)


def _principal(centred: Array, most: int, least: float) -> tuple[Array, Array]:
    """Principal axes of `n x p` rows louder than the least, `p x k`, and the variance along each, `k`.

    Turned by them, the rows have variance 1. Many rows go through the smaller Gram matrix `p x p`, in
    which the small variances are lost; of those only the first `most` are wanted.
    """
    n, p = centred.shape
    if n <= max(p, MOST):
        _, size, turned = np.linalg.svd(centred, full_matrices=False)
        variance, axes = size**2 / max(n, 1), turned.T
    else:
        variance, axes = np.linalg.eigh(centred.T @ centred / n)
        variance, axes = variance[::-1], axes[:, ::-1]
    k = min(max(most, 0), int((variance > least).sum()))
    return np.asarray(axes[:, :k] / np.sqrt(variance[:k])), variance[:k]


def catalogue_space(key: str, d: int) -> Space:
    """The space of a group's own pictures, by its key and its number of axes; 0 before it is whitened."""
    name, _, version = key.partition("@")
    return Space(
        name=name,
        version=int(version),
        title="Our own pictures",
        help="Pictures that the host of this group brought.",
        source="Whitened visible features: colour layout, colour histogram, oriented gradients.",
        genes=tuple(Gene(f"look {axis}", "less of it", "more of it", "look") for axis in range(1, d + 1)),
    )


@dataclass(frozen=True)
class Catalogue:
    """A catalogue as tasks open it: a `CoordinateMap` with the pictures there are.

    Attributes:
        space: The space of its latents.
        candidates: `n x d` latents of its pictures, in their order.
        shares: `d`, the variance of each coordinate over the catalogue; sums to 1.
    """

    space: Space
    candidates: Array
    shares: Array

    def __post_init__(self) -> None:
        if self.candidates.shape[1:] != self.shares.shape or len(self.shares) != self.space.latent_dim:
            raise BadShape(
                f"a catalogue of {self.space.latent_dim} axes got pictures {self.candidates.shape} "
                f"and shares {self.shares.shape}"
            )

    @property
    def coordinate_names(self) -> tuple[str, ...]:
        """What the coordinates are called, in order."""
        return tuple(gene.name for gene in self.space.genes)

    def coordinates(self, z: Array) -> Array:
        """Coordinates `n x d`: each latent axis times the root of its share."""
        return np.asarray(z * self._scale)

    def traced(self, z: Array) -> tuple[Array, Pullback]:
        """The coordinates, and v -> J(z)^T v, which is the same everywhere."""
        return self.coordinates(z), lambda cotangent: np.asarray(cotangent * self._scale)

    def decode(self, z: Array, size: int) -> Pictures:
        """Nothing: the pictures of a catalogue are there already.

        Raises:
            BadInput: Always.
        """
        raise BadInput(f"{self.space.key} is a catalogue; its pictures are not drawn, they are there")

    def nearest(self, z: Array) -> list[int]:
        """Rows of the pictures that look most like latents `n x d`."""
        there = self.coordinates(self.candidates)
        nearness = self.coordinates(z) @ there.T - 0.5 * (there**2).sum(axis=1)
        return [int(row) for row in nearness.argmax(axis=1)]

    @cached_property
    def _scale(self) -> Array:
        return np.sqrt(self.shares)
