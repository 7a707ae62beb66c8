"""A small network: two layers of a few soft steps on the chief axes, several of each and their mean.

All members and all their networks are trained together, each on its own answers, by the slopes of
the likelihood that every family has.
"""

from __future__ import annotations

import numpy as np
import torch

from group_plgl.downhill import Adam
from group_plgl.members.families.known import Judge, Known
from group_plgl.members.likelihood import Likelihood
from group_plgl.shapes import Array
from group_plgl.utility import sigmoid

NETWORKS, WIDTH = 5, 16
_ROUNDS, _RATE = 100, 0.05
_FIRST_SD, _LAST_SD = 1.0, 2.0  # prior sds of what a layer adds up to
_SEED = 20267


def learn(known: Known) -> Judge:
    """Networks that begin unlike and are held to where they began; a chance is their mean.

    Source: anchored ensembles, Pearce, Leibfried and Brintrup 2020; PLGL's second listing is one
    such network, without a prior.
    """
    scale = 1.0 / float(_seen(known, known.pictures).std(axis=0).max())
    first, second = (_given(scale * _seen(known, x)) for x in (known.first, known.second))
    paired = torch.tensor(known.answers.paired, dtype=torch.float32)[:, None]
    likelihood = Likelihood(known.answers, known.prior.spread)
    layers, precisions = _begun(len(first), first.shape[2])
    anchors = [layer.detach().clone() for layer in layers]
    steps = [Adam(layer.detach()) for layer in layers]
    compares = bool(paired.any())
    for _ in range(_ROUNDS):
        score = _through(layers, first)
        if compares:
            score = score - paired * _through(layers, second)
        said = score.detach().numpy().astype(np.float64)
        slopes = np.stack([likelihood.at(said[:, one]).slope for one in range(NETWORKS)], axis=1)
        down = -torch.tensor(slopes, dtype=torch.float32)
        for step, layer, anchor, precision, slope in zip(
            steps, layers, anchors, precisions, torch.autograd.grad(score, layers, down), strict=True
        ):
            step.step(slope + precision * (layer.detach() - anchor), _RATE)

    def judge(x: Array) -> Array:
        with torch.no_grad():
            logits = _through(layers, _given(scale * _seen(known, x))).numpy()
        chance = np.clip(sigmoid(logits.astype(np.float64)).mean(axis=1), 1e-4, 1.0 - 1e-4)
        return np.asarray(np.log(chance) - np.log1p(-chance))

    return judge


def _seen(known: Known, x: Array) -> Array:
    """What a network sees: chief axes, and what the group thinks."""
    return np.concatenate([known.main(x), known.opinion(x)], axis=-1)


def _given(x: Array) -> torch.Tensor:
    return torch.tensor(x, dtype=torch.float32)


def _begun(m: int, wide: int) -> tuple[list[torch.Tensor], list[float]]:
    """`m` times the same networks: weights and biases of both layers, and their prior precisions."""
    chance = torch.Generator().manual_seed(_SEED)
    sds = [_FIRST_SD, _FIRST_SD, _LAST_SD * WIDTH**-0.5, _LAST_SD]
    shapes = [(wide, WIDTH), (1, WIDTH), (WIDTH, 1), (1, 1)]
    begun = [torch.randn((1, NETWORKS, *shape), generator=chance) * sd
             for shape, sd in zip(shapes, sds, strict=True)]  # fmt: skip
    return [layer.repeat(m, 1, 1, 1).requires_grad_() for layer in begun], [sd**-2 for sd in sds]


def _through(layers: list[torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    """Utilities `m x networks x n` of rows `m x n x f`."""
    hidden = torch.tanh(x[:, None] @ layers[0] + layers[1])
    return (hidden @ layers[2] + layers[3])[..., 0]
