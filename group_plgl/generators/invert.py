"""From a picture back to the latent that draws it, as well as the space can.

It is sought in three stages, each dearer than the one before. In the space's surrogate, where looking
costs next to nothing, many latents are led towards the looks of the picture. The best of them are
drawn very small, where edges are wide and whole things can still be moved; the best of those large
enough to be seen, until nothing is gained. What remains between the picture and the redrawn one is
told: a small rest means that the space can draw this picture, a large one that it lies outside.

Source: optimisation-based inversion, Zhu et al. 2016, "Generative visual manipulation on the natural
image manifold"; Adam of Kingma and Ba 2015; the cosine pace of Loshchilov and Hutter 2017.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import torch
from torch import Tensor

from group_plgl.downhill import Adam
from group_plgl.generators.base import Pictures
from group_plgl.generators.torch_scene import TorchScene
from group_plgl.generators.visibility import features
from group_plgl.perception.distance import apart
from group_plgl.perception.features import SIDE
from group_plgl.perception.surrogate import Surrogate, inputs
from group_plgl.shapes import Array

# A picture lies outside a space when it is found with a difference this many times that which three of
# four of the space's own pictures stay below; but not below what people hardly see.
WORSE, MOSTLY, UNSEEN = 1.5, 0.75, 0.03
CLOSE = 0.005  # of mean absolute difference: nobody sees it, and the search ends
FARTHEST = 3.5  # latents are sought within this many prior sds of every gene
BANK, LED = 4096, 48
FORETOLD_STEPS, SMALL_STEPS, STEPS = 80, 30, 130
STARTS, KEPT = 5, 2
SMALL = 32  # pixels
_FORETOLD_PACE, _SMALL_PACE, _PACE = 0.15, 0.12, 0.08
_POOLS = (1, 2, 4)
_LOOKS_SAY, _PIXELS_SAY, _PRIOR_SAYS = 0.1, 6.0, 1e-3
_ONLY_PIXELS = 0.65  # of the way down: from here on looks say nothing

Loss = Callable[[Tensor, float], tuple[Tensor, Tensor]]


def encode(
    scene: TorchScene, picture: Pictures, surrogate: Surrogate, rng: np.random.Generator
) -> tuple[Array, float]:
    """The latent `d` whose picture comes closest, and the mean absolute difference left, 0 to 1.

    Args:
        scene: What draws.
        picture: `64 x 64 x 3` sRGB in [0, 1].
        surrogate: Of this space.
        rng: Where latents to set out from come from.
    """
    sought = _Sought.of(scene, picture)
    some, off = sought.downhill(sought.foretold(surrogate, rng), sought.small, SMALL_STEPS, _SMALL_PACE)
    best = some[np.argsort(off, kind="stable")[:KEPT]]
    found, error = sought.downhill(best, sought.large, STEPS, _PACE, CLOSE)
    z = scene.space.canonical(found[int(error.argmin())])[0]
    redrawn = scene.decode(z[None], SIDE)[0]
    return z, float(np.abs(redrawn - picture).mean())


def found_again(scene: TorchScene, surrogate: Surrogate, rng: np.random.Generator, n: int) -> Array:
    """The differences left, `n`, of fresh pictures of the space itself."""
    pictures = scene.decode(scene.space.sample(n, rng), SIDE)
    return np.array([encode(scene, one, surrogate, rng)[1] for one in pictures])


def limit_of(found: Array) -> float:
    """The difference above which a picture lies outside, from those of the space's own; 0 to 1."""
    return max(UNSEEN, WORSE * float(np.quantile(found, MOSTLY)))


@dataclass(frozen=True)
class _Sought:
    """A picture whose latent is sought.

    Attributes:
        scene: What draws.
        goal: `1 x 3 x 64 x 64` sRGB.
        wanted: `1 x p`, its looks.
    """

    scene: TorchScene
    goal: Tensor
    wanted: Tensor

    @classmethod
    def of(cls, scene: TorchScene, picture: Pictures) -> _Sought:
        goal = torch.tensor(picture, dtype=torch.float32, device=scene.device).permute(2, 0, 1)[None]
        with torch.no_grad():
            return cls(scene, goal, features(goal))

    def foretold(self, surrogate: Surrogate, rng: np.random.Generator) -> Array:
        """`STARTS x d` latents that the surrogate foretells to look most like it."""
        wanted = (self.wanted.cpu().numpy() - surrogate.mean) @ surrogate.basis
        bank = self.scene.space.sample(BANK, rng)
        told = surrogate.foretell(inputs(bank, self.scene.coordinates(bank))).main
        near = bank[self._nearest(told, wanted, LED // 2)]
        guess = surrogate.guess(self.wanted.cpu().numpy())
        about = guess + surrogate.doubt * rng.standard_normal((LED // 2, bank.shape[1]))
        about[0] = guess[0]
        device = self.scene.device
        goal, network = torch.tensor(wanted, device=device), _in_torch(surrogate, device)

        def loss(z: Tensor, _: float) -> tuple[Tensor, Tensor]:
            at = inputs(z, self.scene.squashed(z), torch)
            unlike = (network.main(network.hidden(at, torch), at) - goal).square().sum(1)
            return unlike + _PRIOR_SAYS * z.square().sum(1), unlike.detach()

        led, off = self.downhill(np.vstack([about, near]), loss, FORETOLD_STEPS, _FORETOLD_PACE)
        return np.asarray(led[np.argsort(off, kind="stable")[:STARTS]])

    def small(self, z: Tensor, _: float) -> tuple[Tensor, Tensor]:
        """How far very small pictures are off, as they are and blurred."""
        gap = self.scene.draw(z, SMALL).float() - torch.nn.functional.avg_pool2d(self.goal, SIDE // SMALL)
        off = torch.stack([torch.nn.functional.avg_pool2d(gap, one).abs().mean((1, 2, 3)) for one in _POOLS])
        return _PIXELS_SAY * off.sum(0) + _PRIOR_SAYS * z.square().sum(1), off.sum(0).detach()

    def large(self, z: Tensor, gone: float) -> tuple[Tensor, Tensor]:
        """How far pictures are off, and at first how much unlike they look."""
        drawn = self.scene.draw(z, SIDE).float()
        off = (drawn - self.goal).abs().mean((1, 2, 3))
        loss = _PIXELS_SAY * off + _PRIOR_SAYS * (1.0 - gone) * z.square().sum(1)
        if gone < _ONLY_PIXELS:
            loss = loss + _LOOKS_SAY * (features(drawn) - self.wanted).square().sum(1)
        return loss, off.detach()

    def downhill(
        self, starts: Array, loss: Loss, steps: int, pace: float, close: float = 0.0
    ) -> tuple[Array, Array]:
        """The best latents seen on the way down from each start, `n x d`, and how far off they are, `n`.

        It ends as soon as one of them is less than `close` off.
        """
        device = self.scene.device
        z = torch.tensor(
            starts.clip(-FARTHEST, FARTHEST), dtype=torch.float64, device=device, requires_grad=True
        )
        adam = Adam(z, (0.9, 0.95))
        best, least = z.detach().clone(), torch.full((len(starts),), math.inf, device=device)
        for step in range(steps):
            down, off = loss(z, step / steps)
            nearer = off < least
            least = torch.where(nearer, off, least)
            best[nearer] = z.detach()[nearer]
            if least.min() < close:
                break
            (slope,) = torch.autograd.grad(down.sum(), z)
            adam.step(slope.nan_to_num_(), pace * (0.02 + 0.49 * (1.0 + math.cos(math.pi * step / steps))))
            with torch.no_grad():
                z.clamp_(-FARTHEST, FARTHEST)
        return best.cpu().numpy(), least.cpu().numpy()

    @staticmethod
    def _nearest(looks: Any, wanted: Any, n: int) -> Any:
        return np.argsort(apart(looks, wanted)[:, 0], kind="stable")[:n]


def _in_torch(surrogate: Surrogate, device: torch.device) -> Any:
    """The same surrogate in tensors, for gradients through it."""
    tensors: dict[str, Any] = {
        one.name: torch.tensor(getattr(surrogate, one.name), device=device) for one in fields(Surrogate)
    }
    return Surrogate(**tensors)
