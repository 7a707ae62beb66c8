"""A generator under limits: the same pictures, and coordinates in which only what may vary moves.

The coordinates are those of the whole space, centred and scaled anew under the restricted prior.
What the limits leave nothing to see of stands still at exactly zero, so that a taste that is
learned on them says nothing about it: a locked gene, a colour when the palette is locked, and how
large an object is that is locked away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from group_plgl.generators import Generator, open_generator, space_of
from group_plgl.generators.base import Pictures
from group_plgl.generators.foreseen import Foreseen
from group_plgl.latents.limits import Limits
from group_plgl.latents.locks import limited, locked_genes
from group_plgl.latents.space import Space
from group_plgl.shapes import Array
from group_plgl.utility import AffineMap, Pullback

UNSEEN = 1e-8
_PRIOR_LATENTS = 8000
_SEED = 20262
_KEPT = 16


class Limited:
    """Another generator within limits.

    Args:
        whole: The generator of the whole space.
        limits: The box its latents stay in.
    """

    def __init__(self, whole: Generator, limits: Limits) -> None:
        self._whole = whole
        self.space: Space = replace(whole.space, limits=limits)
        self.coordinate_names = whole.coordinate_names
        x = whole.coordinates(self.space.sample(_PRIOR_LATENTS, np.random.default_rng(_SEED)))
        variance = x.var(axis=0)
        locked = locked_genes(self.space)  # one that shows with an object would move with the object
        moving = (variance > UNSEEN) & [name not in locked for name in self.coordinate_names]
        self._centre = x.mean(axis=0)
        self._factors = moving / np.sqrt(max(float(variance[moving].sum()), UNSEEN))

    @property
    def still(self) -> frozenset[str]:
        """The coordinates that the limits leave nothing to see of, by name."""
        names = zip(self.coordinate_names, self._factors, strict=True)
        return frozenset(name for name, factor in names if factor == 0.0)

    @property
    def reading(self) -> AffineMap | None:
        """The coordinates of a drawn picture, read off its looks, where the whole space's are."""
        if not isinstance(self._whole, Foreseen):
            return None
        whole = self._whole.reading
        return AffineMap(whole.matrix * self._factors[:, None], (whole.offset - self._centre) * self._factors)

    def decode(self, z: Array, size: int) -> Pictures:
        """`n x d` latents as `n x size x size x 3` sRGB in [0, 1], as the whole space draws them."""
        return self._whole.decode(z, size)

    def coordinates(self, z: Array) -> Array:
        """`n x f` coordinates of the nearest allowed latents: mean zero, total variance one."""
        x = self._whole.coordinates(self.space.limits.confine(z))
        return np.asarray((x - self._centre) * self._factors)

    def traced(self, z: Array) -> tuple[Array, Pullback]:
        """The coordinates, and v -> J(z)^T v; nothing changes beyond the ends of a gene."""
        x, whole = self._whole.traced(self.space.limits.confine(z))
        low, high = self.space.limits.ends
        still = (z < low) | (z > high) | (low == high)
        return (x - self._centre) * self._factors, lambda v: np.where(still, 0.0, whole(v * self._factors))


def open_within(key: str, ends: Mapping[str, Sequence[float | None]]) -> Generator:
    """The generator of a space, under limits where ends of genes are given.

    Raises:
        NotFound: No space or gene has this name.
        BadInput: The ends make no sense.
    """
    limits = limited(space_of(key), ends).limits
    return _kept(key, limits) if limits else open_generator(key)


@lru_cache(maxsize=_KEPT)
def _kept(key: str, limits: Limits) -> Limited:
    """The last few are kept: the child is asked about the same groups again and again."""
    return Limited(open_generator(key), limits)
