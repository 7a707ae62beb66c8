"""What a generator is, seen from outside: numpy in, numpy out.

The whole product speaks to generators through this protocol, so a drawn scene, a neural decoder
and a folder of pictures are siblings. Nothing here imports torch, because the server process may
read this file; the code that draws lives in `generators/<space>/drawing.py`.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from group_plgl.latents.space import Space
from group_plgl.shapes import Array
from group_plgl.utility import Pullback

Pictures = NDArray[np.float32]
Sounds = NDArray[np.float32]

SMALLEST, LARGEST = 16, 4096
SLOWEST_RATE, FASTEST_RATE = 8000, 48000


@runtime_checkable
class Generator(Protocol):
    """Draws the latents of one space and says which coordinates a taste is linear in.

    Attributes:
        space: The space whose latents are drawn.
        coordinate_names: What the `f` coordinates are called, in order.
    """

    @property
    def space(self) -> Space:
        """The space whose latents are drawn."""

    @property
    def coordinate_names(self) -> tuple[str, ...]:
        """What the `f` coordinates are called, in order."""

    def decode(self, z: Array, size: int) -> Pictures:
        """`n x d` latents as `n x size x size x 3` sRGB in [0, 1]; `size` from 16 to 4096 pixels.

        Raises:
            BadShape: Latents of another width, or not finite.
            BadInput: A size outside 16 to 4096.
        """

    def coordinates(self, z: Array) -> Array:
        """`n x f` coordinates `x(z)`: mean zero and total variance one under the prior N(0, I)."""

    def traced(self, z: Array) -> tuple[Array, Pullback]:
        """`n x d` vectors `J(z)^T v` for `n x f` cotangents `v`, `J` being the Jacobian of `x`."""


@runtime_checkable
class Sounding(Generator, Protocol):
    """A generator whose pictures also sound: spaces whose `media_type` is `audio` have one."""

    def sound(self, z: Array, rate: int) -> Sounds:
        """`n x d` latents as `n x t` samples in [-1, 1], `rate` of them a second.

        Raises:
            BadShape: Latents of another width, or not finite.
            BadInput: A rate outside 8000 to 48000.
        """
