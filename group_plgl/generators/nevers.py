"""Nevers: pictures that must not come again, and whether a latent would look too much like one.

Of a space that is drawn the surrogate foretells how far latents are from a mark; those that may be
near are drawn and looked at. The pictures of a catalogue are all measured; there a just noticeable
difference counts as a tenth of the usual distance of two pictures, as in spaces that are drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from group_plgl.generators.catalogue.space import FOR_ITSELF, Catalogue
from group_plgl.generators.foreseen import Foreseen
from group_plgl.generators.looking import looked_at
from group_plgl.generators.surrogates import brought
from group_plgl.generators.torch_scene import TorchScene
from group_plgl.perception.distance import JUST_NOTICEABLE, apart
from group_plgl.perception.surrogate import Foretold, Surrogate, inputs
from group_plgl.shapes import Array

SUSPICIOUS = 3.0  # just noticeable differences beyond a radius, up to which pictures are looked at
MARGIN = 0.5  # by which a search stays outside a radius
USUAL = 10.0  # just noticeable differences between two pictures of a catalogue
_TRIES, _LONGEST = 2, 1.5


@dataclass(frozen=True)
class DrawnNevers:
    """Marks in a space that is drawn.

    Attributes:
        scene: What draws.
        z: `k x d`, the marked latents.
        radius: `k`, in just noticeable differences.
    """

    scene: TorchScene
    z: Array
    radius: Array

    @cached_property
    def _surrogate(self) -> Surrogate:
        return brought(self.scene.space).surrogate.in_double()

    @cached_property
    def _seen(self) -> Foreseen:
        return Foreseen(self.scene, brought(self.scene.space).surrogate)

    @cached_property
    def _marks(self) -> tuple[Foretold, Array, NDArray[np.floating]]:
        """What is foretold of the marked pictures, where they stand, and what they look like."""
        return self._foretold(self.z), self._seen.coordinates(self.z), looked_at(self.scene, self.z)

    def foretold(self, z: Array) -> Array:
        """How far latents are foretold to lie from each mark, `n x k` just noticeable differences."""
        return np.asarray(self._surrogate.apart(self._foretold(z), self._marks[0]) / JUST_NOTICEABLE)

    def room(self, z: Array) -> Array:
        """How far latents are foretold to lie outside all radii and a margin, `n`."""
        return np.asarray((self.foretold(z) - self.radius).min(axis=1) - MARGIN)

    def led_out(self, z: Array) -> Array:
        """Latents within a radius led out of it, along the way on which the pictures differ most quickly.

        Source: Newton's steps along the gradient of the distance, as for a projection onto a level set.
        """
        z = z.copy()
        for _ in range(_TRIES):
            beyond = self.foretold(z) - self.radius - MARGIN
            nearest = beyond.argmin(axis=1)
            within = np.flatnonzero(beyond[np.arange(len(z)), nearest] < 0.0)
            if not len(within):
                break
            lack = -beyond[within, nearest[within]]
            x, pullback = self._seen.traced(z[within])
            away = x - self._marks[1][nearest[within]]
            away /= np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-9)
            slope = pullback(away) * self._loudness
            steep = np.linalg.norm(slope, axis=1, keepdims=True)
            size = np.minimum(1.2 * lack[:, None] / np.maximum(steep, 1e-9), _LONGEST)
            z[within] += size * slope / np.maximum(steep, 1e-9)
        return z

    def clear(self, z: Array) -> NDArray[np.bool_]:
        """Which latents look different enough: those not surely so are drawn and looked at."""
        near = (self.foretold(z) - self.radius < SUSPICIOUS).any(axis=1)
        clear: NDArray[np.bool_] = np.logical_not(near)
        if near.any():
            gap = apart(looked_at(self.scene, z[near]), self._marks[2]) / JUST_NOTICEABLE
            clear[near] = (gap >= self.radius).all(axis=1)
        return clear

    @cached_property
    def _loudness(self) -> float:
        """Just noticeable differences in a unit of coordinates."""
        return float(1.0 / (self._seen.loudness * JUST_NOTICEABLE))

    def _foretold(self, z: Array) -> Foretold:
        return self._surrogate.foretell(inputs(z, self.scene.coordinates(z)))


@dataclass(frozen=True)
class CatalogueNevers:
    """Marks among the pictures of a catalogue.

    Attributes:
        catalogue: The pictures.
        z: `k x d`, the marked ones.
        radius: `k`, in just noticeable differences.
    """

    catalogue: Catalogue
    z: Array
    radius: Array

    def room(self, z: Array) -> Array:
        """How far latents lie outside all radii, `n`."""
        return np.asarray((self.foretold(z) - self.radius).min(axis=1))

    def led_out(self, z: Array) -> Array:
        """The same latents: among pictures that are there nothing is led."""
        return z

    def clear(self, z: Array) -> NDArray[np.bool_]:
        """Which latents look different enough."""
        return self.room(z) >= 0.0

    def foretold(self, z: Array) -> Array:
        """How far latents lie from each mark, `n x k`, in what is seen and not in each for itself."""
        shares = self.catalogue.shares
        seen = np.sqrt(np.maximum(shares - FOR_ITSELF / len(shares), 0.0) / (1.0 - FOR_ITSELF))
        return np.asarray(apart(z * seen, self.z * seen) * USUAL / np.sqrt(2.0))


def nevers_in(opened: TorchScene | Catalogue, z: Array, radius: Array) -> DrawnNevers | CatalogueNevers:
    """Marks (`k x d`, with radii `k`) in what was opened."""
    return (CatalogueNevers if isinstance(opened, Catalogue) else DrawnNevers)(opened, z, radius)  # type: ignore[arg-type]
