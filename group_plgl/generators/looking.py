"""Learning a surrogate: many pictures are drawn small, looked at, and foretold from their latents.

The network is fitted to most of them; others tell how much of the looks stays outside what it
foretells, and pairs that it never saw how well its distances are in order.

Source: distillation of a slow measure into a quick one, after Hinton, Vinyals and Dean 2015.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from group_plgl.errors import BadInput
from group_plgl.generators import open_generator
from group_plgl.generators.surrogates import brought
from group_plgl.generators.torch_scene import TorchScene
from group_plgl.generators.visibility import features
from group_plgl.perception.distance import JUST_NOTICEABLE, distance
from group_plgl.perception.features import SIDE
from group_plgl.perception.surrogate import Foretold, Small, Surrogate, inputs
from group_plgl.shapes import Array

Rows = NDArray[np.floating]

PICTURES, MOST = 8192, 65536
IN_ORDER = 0.92  # rank correlation of foretold and drawn distances that is good enough
MAIN, HIDDEN = 128, 224
TOGETHER = 128
_ROUNDS, _ROUNDS_OF = 24, 16384  # fewer rounds of more pictures, by the root
_AT_ONCE, _IN_MEMORY, _FOR_DIRECTIONS = 32, 2048, 4096
_NEAR = 0.3
_REACHES = (0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 9.0)
_REST_PRIOR, _BACK_PRIOR = 100.0, 100.0


@dataclass(frozen=True)
class Trust:
    """How well a surrogate foretells, on latents it was not fitted to.

    Attributes:
        order: Spearman's rank correlation of its distances with those of the drawn pictures, of
            pairs from the prior.
        near_order: The same of pairs a small step apart.
        explained: The share of the variance of looks that it foretells.
        error: Root mean square of a foretold distance less the drawn one, over the drawn ones' mean.
        noticeable: The same root mean square in just noticeable differences.
        pictures: How many were drawn.
    """

    order: float
    near_order: float
    explained: float
    error: float
    noticeable: float
    pictures: int


def scene_of(space: str) -> TorchScene:
    """The drawn space of this key, through which gradients go.

    Raises:
        BadInput: It is drawn by other means.
        NotFound: There is no such space.
    """
    generator = open_generator(space)
    if not isinstance(generator, TorchScene):
        raise BadInput(f"{space} is not drawn by code that can be differentiated")
    return generator


def foretold_apart(scene: TorchScene, some: Array, others: Array) -> Array:
    """How far latents `k x d` and `n x d` are foretold to look apart: `k x n` just noticeable differences."""
    surrogate = brought(scene.space).surrogate
    one, other = (surrogate.foretell(inputs(z, scene.coordinates(z))) for z in (some, others))
    return np.asarray(surrogate.apart(one, other), dtype=np.float64) / JUST_NOTICEABLE


def looked_at(scene: TorchScene, z: Array) -> Small:
    """`n x p` looks of the pictures of latents `n x d`."""
    rows = []
    with torch.no_grad():
        for start in range(0, len(z), _AT_ONCE):
            part = torch.tensor(z[start : start + _AT_ONCE], dtype=torch.float64, device=scene.device)
            rows.append(features(scene.draw(part, SIDE).float()).cpu().numpy())
    return np.concatenate(rows).astype(np.float32)


def learned(
    scene: TorchScene, rng: np.random.Generator, pictures: int = PICTURES, most: int = MOST
) -> tuple[Surrogate, Trust]:
    """The surrogate of a space, and how far to trust it.

    Args:
        scene: What draws.
        rng: Where the latents come from.
        pictures: How many are drawn at first, at least 512.
        most: How many at most: as long as distances are not in order, they are doubled.
    """
    held = _Held.drawn(scene, pictures // 16, rng)
    looks = looked_at(scene, scene.space.sample(min(pictures, _FOR_DIRECTIONS), rng))
    mean = looks.mean(0)
    basis = _main_directions(looks - mean)
    z, main = np.zeros((0, scene.space.latent_dim)), np.zeros((0, basis.shape[1]), np.float32)
    while True:
        more = scene.space.sample(max(pictures, len(z)), rng)
        z = np.vstack([z, more])
        main = np.vstack([main, _projected(scene, more, mean, basis)])
        surrogate = _fitted(scene, z, main, (mean, basis), held, int(rng.integers(2**31)))
        trust = held.trust(surrogate, len(z))
        if trust.order >= IN_ORDER or 2 * len(z) > most:
            return surrogate, trust


@dataclass(frozen=True)
class _Held:
    """Pictures that no network is fitted to, each with one a small step away.

    Attributes:
        z: `n x d` latents.
        looks, near_looks: What their pictures look like, and those a step away, `n x p`.
        at, near_at: The inputs of both.
    """

    z: Array
    looks: Small
    near_looks: Small
    at: Small
    near_at: Small

    @classmethod
    def drawn(cls, scene: TorchScene, n: int, rng: np.random.Generator) -> _Held:
        """Two times `n` of them: the first half settles what the network cannot, the last judges."""
        z = scene.space.sample(2 * n, rng)
        near = scene.space.canonical(z + _NEAR * rng.standard_normal(z.shape))
        ats = [inputs(one, scene.coordinates(one)) for one in (z, near)]
        return cls(z, looked_at(scene, z), looked_at(scene, near), *ats)

    def trust(self, surrogate: Surrogate, pictures: int) -> Trust:
        """How well the last half is foretold, which nothing was fitted to."""
        middle, end = len(self.z) // 2, len(self.z)
        looks, foretold = self.looks[middle:], surrogate.foretell(self.at[middle:])
        near = surrogate.foretell(self.near_at[middle:])
        half = (end - middle) // 2
        told = surrogate.distance(_part(foretold, slice(0, half)), _part(foretold, slice(half, 2 * half)))
        drawn = distance(looks[:half], looks[half : 2 * half])
        gone = ((looks - surrogate.looks(foretold)) ** 2).sum() / ((looks - looks.mean(0)) ** 2).sum()
        off = np.sqrt(((told - drawn) ** 2).mean())
        return Trust(
            order=rank_correlation(told, drawn),
            near_order=rank_correlation(
                surrogate.distance(foretold, near), distance(looks, self.near_looks[middle:])
            ),
            explained=float(1.0 - gone),
            error=float(off / drawn.mean()),
            noticeable=float(off / JUST_NOTICEABLE),
            pictures=pictures,
        )


def _fitted(
    scene: TorchScene, z: Array, main: Small, directions: tuple[Small, Small], held: _Held, seed: int
) -> Surrogate:
    """The surrogate that some drawn latents give."""
    back, doubt = _way_back(main, z)
    surrogate = Surrogate(
        mean=directions[0],
        basis=directions[1],
        **_trained(inputs(z, scene.coordinates(z)), main, seed),
        rest=np.zeros(HIDDEN + 1, np.float32),
        reach=np.ones(1, np.float32),
        back=back,
        doubt=doubt,
    )
    some = slice(0, len(held.z) // 2)
    surrogate = _with_rest(surrogate, held.at[some], held.looks[some])
    drawn = distance(held.looks[some], held.near_looks[some])
    return _with_reach(surrogate, held.at[some], held.near_at[some], drawn)


def _projected(scene: TorchScene, z: Array, mean: Small, basis: Small) -> Small:
    """`n x k` main parts of the looks of latents, a few pictures in memory at a time."""
    parts = [
        (looked_at(scene, z[start : start + _IN_MEMORY]) - mean) @ basis
        for start in range(0, len(z), _IN_MEMORY)
    ]
    return np.concatenate(parts)


def rank_correlation(one: Rows, other: Rows) -> float:
    """Spearman's: the correlation of the ranks, -1 to 1. Source: Spearman 1904."""
    ranks = [np.argsort(np.argsort(values)).astype(np.float64) for values in (one, other)]
    correlations = np.atleast_2d(np.corrcoef(np.array(ranks)))
    return float(correlations[0, 1])


def _part(foretold: Foretold, part: slice) -> Foretold:
    return Foretold(foretold.main[part], foretold.rest[part], foretold.at[part])


def _main_directions(centred: Small) -> Small:
    """`p x k` principal directions."""
    covariance = (centred.T @ centred / len(centred)).astype(np.float64)
    _, vectors = np.linalg.eigh(covariance)
    return np.ascontiguousarray(vectors[:, ::-1][:, :MAIN], dtype=np.float32)


class _Network(nn.Module):
    """Three hidden layers and a straight way."""

    def __init__(self, width: int, out: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            nn.Linear(before, after)
            for before, after in ((width, HIDDEN), (HIDDEN, HIDDEN), (HIDDEN, HIDDEN))
        )
        self.last, self.direct = nn.Linear(HIDDEN, out), nn.Linear(width, out, bias=False)

    def forward(self, at: Tensor) -> Tensor:
        hidden = at
        for layer in self.layers:
            hidden = nn.functional.silu(layer(hidden))
        out: Tensor = self.last(hidden) + self.direct(at)
        return out


def _trained(at: Small, main: Small, seed: int) -> dict[str, Small]:
    """The layers of a network from inputs to the main part of looks, by their names in `Surrogate`."""
    scale = float(main.std())
    goal, given = torch.tensor(main / scale), torch.tensor(at)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        network = _Network(at.shape[1], main.shape[1])
        rounds = round(_ROUNDS * min(1.0, (_ROUNDS_OF / len(at)) ** 0.5))
        steps = rounds * (len(at) // TOGETHER)
        optimiser = torch.optim.AdamW(network.parameters(), lr=3e-3, weight_decay=0.1)
        pace = torch.optim.lr_scheduler.OneCycleLR(optimiser, 5e-3, total_steps=steps)
        for _ in range(rounds):
            order = torch.randperm(len(at))[: len(at) // TOGETHER * TOGETHER]
            for start in range(0, len(order), TOGETHER):
                rows = order[start : start + TOGETHER]
                loss = (network(given[rows]) - goal[rows]).square().sum(1).mean()
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
                pace.step()
    state = {name: value.detach().numpy() for name, value in network.state_dict().items()}
    layers = {"direct": scale * state["direct.weight"].T, "last": scale * state["last.weight"].T}
    layers["last_bias"] = scale * state["last.bias"]
    for place, name in enumerate(("first", "second", "third")):
        layers[name] = state[f"layers.{place}.weight"].T
        layers[f"{name}_bias"] = state[f"layers.{place}.bias"]
    return {name: np.ascontiguousarray(layer, dtype=np.float32) for name, layer in layers.items()}


def _ridge(rows: Rows, goal: Rows, prior: float) -> Array:
    """Weights and a constant, `(i + 1) x o`, the weights drawn towards zero."""
    full = np.column_stack([rows, np.ones(len(rows))]).astype(np.float64)
    gram = full.T @ full
    gram[np.diag_indices(len(gram) - 1)] += prior
    return np.asarray(np.linalg.solve(gram, full.T @ goal))


def _way_back(main: Small, z: Array) -> tuple[Small, Small]:
    """The linear map from looks to latents, and how far off it is, gene by gene."""
    back = _ridge(main, z, _BACK_PRIOR)
    doubt = (z - main @ back[:-1] - back[-1]).std(0)
    return back.astype(np.float32), doubt.astype(np.float32)


def _with_rest(unsure: Surrogate, at: Small, looks: Small) -> Surrogate:
    """The surrogate that also knows how much of the looks it does not foretell."""
    told = unsure.foretell(at)
    rest = np.log(((looks - unsure.looks(told)) ** 2).sum(1) + 1e-6)
    weights = _ridge(unsure.hidden(at), rest, _REST_PRIOR)
    return replace(unsure, rest=weights.astype(np.float32))


def _with_reach(surrogate: Surrogate, at: Small, near: Small, drawn: Rows) -> Surrogate:
    """The surrogate whose distances of near latents come closest to those of drawn pictures."""

    def off(reach: float) -> float:
        one = replace(surrogate, reach=np.array([reach], np.float32))
        told = one.distance(one.foretell(at), one.foretell(near))
        return float(np.abs(np.log((told + 1e-3) / (drawn + 1e-3))).mean())

    return replace(surrogate, reach=np.array([min(_REACHES, key=off)], np.float32))
