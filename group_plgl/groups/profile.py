"""A profile: what every member thinks of the same latents, and how sure that is known."""

from __future__ import annotations

from dataclasses import dataclass

from group_plgl.errors import BadShape
from group_plgl.shapes import Array


@dataclass(frozen=True)
class Profile:
    """Members' utilities of the same latents, on a comparable scale.

    Attributes:
        means: `m x n`, in units of each member's own prior sd.
        sds: `m x n`, uncertainty of the means in the same units.
        weights: `m`, each member's share of the voice; sums to 1.
    """

    means: Array
    sds: Array
    weights: Array

    def __post_init__(self) -> None:
        if self.means.shape != self.sds.shape or self.means.shape[:1] != self.weights.shape:
            raise BadShape(
                f"a profile needs means and sds m x n and weights m; got {self.means.shape}, "
                f"{self.sds.shape} and {self.weights.shape}"
            )
