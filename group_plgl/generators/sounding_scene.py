"""A drawn space whose pictures also sound: `paint` what one sees, `play` what one hears."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor

from group_plgl.errors import BadInput
from group_plgl.generators.base import FASTEST_RATE, SLOWEST_RATE, Sounds
from group_plgl.generators.torch_scene import TorchScene
from group_plgl.shapes import Array


class SoundingScene(TorchScene):
    """A space that is drawn and played from the same dials; colours make no sound."""

    @abstractmethod
    def play(self, dials: Mapping[str, Tensor], rate: int) -> Tensor:
        """The dials, `n` in [0, 1] each, to `n x t` samples in [-1, 1], differentiable."""

    def sound(self, z: Array, rate: int) -> Sounds:
        """`n x d` latents as `n x t` samples in [-1, 1], `rate` of them a second.

        Raises:
            BadShape: Latents of another width, or not finite.
            BadInput: A rate outside 8000 to 48000.
        """
        if not SLOWEST_RATE <= rate <= FASTEST_RATE:
            raise BadInput(f"sounds have {SLOWEST_RATE} to {FASTEST_RATE} samples a second; {rate} was asked")
        with torch.no_grad():
            sounds: Sounds = self.play(self.dials(self._tensor(z)), rate).cpu().numpy().astype(np.float32)
        return sounds
