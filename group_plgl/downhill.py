"""Going downhill by gradients: what a search through drawings and a small network that learns both need.

Adam is written out here: the one of torch loads torch's compiler, for more than a second in every process.
"""

from __future__ import annotations

import torch
from torch import Tensor

_TINY = 1e-8


class Adam:
    """Steps along slopes whose mean and size are remembered for a while, for one tensor.

    Source: Kingma and Ba 2015.

    Args:
        z: What is moved, in place.
        keeps: How much of the mean slope, and of its mean square, each step keeps; 0 to 1.
    """

    def __init__(self, z: Tensor, keeps: tuple[float, float] = (0.9, 0.999)) -> None:
        self._z = z
        self._keeps = keeps
        self._mean, self._square = torch.zeros_like(z), torch.zeros_like(z)
        self._steps = 0

    @torch.no_grad()
    def step(self, slope: Tensor, pace: float) -> None:
        """One step downhill, each number by about `pace` at most."""
        self._steps += 1
        first, second = self._keeps
        self._mean.lerp_(slope, 1.0 - first)
        self._square.mul_(second).addcmul_(slope, slope, value=1.0 - second)
        size = (self._square / (1.0 - second**self._steps)).sqrt_().add_(_TINY)
        self._z.addcdiv_(self._mean, size, value=-pace / (1.0 - first**self._steps))
