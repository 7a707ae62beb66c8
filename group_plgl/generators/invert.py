"""From a picture back to the latent that draws it, as well as the space can.

A first guess comes from the space's surrogate, or from the likest of some pictures drawn for it; it
is led downhill through the drawing itself. Where that does not come close, so are others about it,
all of them a little and the best to the end. What remains between the picture and the redrawn one
is told: a small rest means that the space can draw this picture, a large one that it lies outside.

Source: optimisation-based inversion, Zhu et al. 2016, "Generative visual manipulation on the natural
image manifold"; Adam of Kingma and Ba 2015; the cosine pace of Loshchilov and Hutter 2017.
"""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

from group_plgl.generators.base import Pictures
from group_plgl.generators.looking import looked_at
from group_plgl.generators.torch_scene import TorchScene
from group_plgl.generators.visibility import features
from group_plgl.perception.distance import apart
from group_plgl.perception.features import SIDE
from group_plgl.perception.surrogate import Surrogate
from group_plgl.shapes import Array

CLOSE = 0.01  # of mean absolute difference: below it, no other start is tried
OUTSIDE = 0.05  # of mean absolute difference: above it, people see that it is another picture
FARTHEST = 3.5  # latents are sought within this many prior sds of every gene
STARTS, FIRST_STEPS, KEPT, LAST_STEPS = 7, 30, 2, 110
_FIRST_PACE, _LAST_PACE = 0.12, 0.1
_LOOKS_SAY, _PIXELS_SAY, _PRIOR_SAYS = 0.1, 6.0, 1e-3
_DRAWN = 384


def encode(
    scene: TorchScene, picture: Pictures, surrogate: Surrogate | None, rng: np.random.Generator
) -> tuple[Array, float]:
    """The latent `d` whose picture comes closest, and the mean absolute difference left, 0 to 1.

    Args:
        scene: What draws.
        picture: `64 x 64 x 3` sRGB in [0, 1].
        surrogate: Of this space, for a better first guess.
        rng: Where the other starts come from.
    """
    goal = torch.tensor(picture, dtype=torch.float32, device=scene.device).permute(2, 0, 1)[None]
    with torch.no_grad():
        wanted = features(goal)
    starts = _starts(scene, wanted.cpu().numpy(), surrogate, rng)
    found, error = _downhill(scene, starts[:1], goal, wanted, LAST_STEPS, _LAST_PACE)
    if error[0] > CLOSE:
        first, off = _downhill(scene, starts[1:], goal, wanted, FIRST_STEPS, _FIRST_PACE)
        best = first[np.argsort(off, kind="stable")[:KEPT]]
        again, off = _downhill(scene, best, goal, wanted, LAST_STEPS, _LAST_PACE)
        found, error = np.vstack([found, again]), np.concatenate([error, off])
    z = scene.space.canonical(found[int(error.argmin())])[0]
    redrawn = scene.decode(z[None], SIDE)[0]
    return z, float(np.abs(redrawn - picture).mean())


def _starts(scene: TorchScene, wanted: Array, surrogate: Surrogate | None, rng: np.random.Generator) -> Array:
    """`STARTS x d` latents to set out from; the first is the guess itself."""
    if surrogate is None:
        z = scene.space.sample(_DRAWN, rng)
        return np.asarray(z[np.argsort(apart(looked_at(scene, z), wanted)[:, 0])[:STARTS]])
    off = surrogate.doubt * rng.standard_normal((STARTS, scene.space.latent_dim))
    off[0] = 0.0
    return np.asarray((surrogate.guess(wanted) + off).clip(-FARTHEST, FARTHEST))


def _downhill(
    scene: TorchScene, starts: Array, goal: Tensor, wanted: Tensor, steps: int, pace: float
) -> tuple[Array, Array]:
    """The best latents seen on the way down from each start, `n x d`, and their differences, `n`."""
    z = torch.tensor(starts, dtype=torch.float64, device=scene.device, requires_grad=True)
    optimiser = torch.optim.Adam([z], lr=pace, betas=(0.9, 0.95))
    best, least = z.detach().clone(), torch.full((len(starts),), math.inf, device=scene.device)
    for step in range(steps):
        optimiser.param_groups[0]["lr"] = pace * (
            0.02 + 0.98 * 0.5 * (1.0 + math.cos(math.pi * step / steps))
        )
        drawn = scene.draw(z, SIDE).float()
        off = (drawn - goal).abs().mean((1, 2, 3))
        nearer = off.detach() < least
        least = torch.where(nearer, off.detach(), least)
        best[nearer] = z.detach()[nearer]
        unlike = (features(drawn) - wanted).square().sum(1)
        far = z.square().sum(1)
        loss = (_LOOKS_SAY * unlike + _PIXELS_SAY * off + _PRIOR_SAYS * far).sum()
        (z.grad,) = torch.autograd.grad(loss, z)
        z.grad.nan_to_num_()
        optimiser.step()
        with torch.no_grad():
            z.clamp_(-FARTHEST, FARTHEST)
    return best.cpu().numpy(), least.cpu().numpy()
