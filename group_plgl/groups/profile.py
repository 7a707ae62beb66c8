"""A profile: what every member thinks of the same latents, and how sure that is known.

With it goes what a rule may know of those who speak: how much each one's voice weighs, from where on
they like rather than not, and to which camp they belong.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from group_plgl.errors import BadInput, BadShape
from group_plgl.shapes import Array

_EXACT = 1e-6


@dataclass(frozen=True)
class Voices:
    """Those who speak: how much each one counts, where their liking begins, and their camps.

    Attributes:
        weights: `m`, each member's share of the voice, at least 0; sums to 1.
        even: `m`, where on each member's comparable scale liking is even: as likely liked as not.
        camps: `m`, the camp of each member from 0; all 0 where none are known.
    """

    weights: Array
    even: Array
    camps: NDArray[np.int64]

    def __post_init__(self) -> None:
        if not self.weights.shape == self.even.shape == self.camps.shape == (len(self.weights),):
            raise BadShape(
                f"voices need weights, even and camps m each; got {self.weights.shape}, "
                f"{self.even.shape} and {self.camps.shape}"
            )
        if (self.weights < 0.0).any() or abs(float(self.weights.sum()) - 1.0) > _EXACT:
            raise BadInput(
                f"weights of voices are at least 0 and sum to 1; these sum to {self.weights.sum():g}, "
                f"the least is {self.weights.min():g}"
            )

    def of(self, rows: NDArray[np.int64]) -> Voices:
        """Some of those who speak, or some of them twice; at least one of them has a voice."""
        return weighted_voices(self.weights[rows], self.even[rows], self.camps[rows])


@dataclass(frozen=True)
class Profile:
    """Members' utilities of the same latents, on a comparable scale.

    Attributes:
        means: `m x n`, in units of each member's own prior sd.
        sds: `m x n`, uncertainty of the means in the same units.
        voices: Whose they are, `m` members.
    """

    means: Array
    sds: Array
    voices: Voices

    def __post_init__(self) -> None:
        if self.means.shape != self.sds.shape or self.means.shape[:1] != self.voices.weights.shape:
            raise BadShape(
                f"a profile needs means and sds m x n and m voices; got {self.means.shape}, "
                f"{self.sds.shape} and {self.voices.weights.shape}"
            )

    @property
    def weights(self) -> Array:
        """Each member's share of the voice, `m`."""
        return self.voices.weights

    def part(self, columns: slice | NDArray[np.int64]) -> Profile:
        """What the same members think of some of the latents."""
        return Profile(self.means[:, columns], self.sds[:, columns], self.voices)

    def members(self, rows: NDArray[np.int64]) -> Profile:
        """What some members think, some perhaps twice; they share the voice as before."""
        return Profile(self.means[rows], self.sds[rows], self.voices.of(rows))


def equal_voices(m: int, even: Array | float = 0.0, camps: NDArray[np.int64] | None = None) -> Voices:
    """Voices that give everybody the same share; one camp unless told."""
    return weighted_voices(np.ones(m), even, camps)


def weighted_voices(
    weights: Array, even: Array | float = 0.0, camps: NDArray[np.int64] | None = None
) -> Voices:
    """Voices in proportion to `weights` (`m`, at least 0, not all 0); one camp unless told."""
    m = len(weights)
    return Voices(
        weights / weights.sum(),
        np.broadcast_to(np.asarray(even, dtype=np.float64), (m,)),
        np.zeros(m, dtype=np.int64) if camps is None else camps,
    )
