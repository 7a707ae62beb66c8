"""What a picture costs: every drawn space beside a small neural decoder, on one thread.

The peer has the shape of the decoder of diffusers' `AutoencoderTiny` (1.2 million weights, the
lightest in common use), with weights drawn at random: what it costs does not depend on them. All
draw batches of sixteen at the size of a thumbnail; rounds are interleaved in a random order, and
what is counted is the time of the processor.

Source: the layers of the peer, Bohan (2023), "Tiny AutoEncoder for Stable Diffusion".
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator

import numpy as np
import torch
from torch import Tensor, nn

from group_plgl.benchmarks.form import Report, at_least, mean_line, ratio_line, seeds_of
from group_plgl.generators import SPACES, open_generator
from group_plgl.latents.space import Space

BATCH, PIXELS = 16, 128
TARGETS = {"tiles": (50.0, None), "vessel": (20.0, 30.0)}
OTHERS = (10.0, 15.0)
_CHANNELS, _SHRINKS = 64, 8
_PEER = "tiny autoencoder"


def run(quick: bool, seed: int) -> Report:
    """Measure every space and the peer in interleaved rounds."""
    seeds = seeds_of(seed, "latents", "order", "weights", "intervals")
    with one_thread():
        costs = _measured(5 if quick else 24, seeds)
    rng = np.random.default_rng(seeds["intervals"])
    lines = [
        mean_line(f"{name}, processor time", spent, "ms a picture", rng) for name, spent in costs.items()
    ]
    checks = []
    for name in SPACES:
        ratio = ratio_line(f"{_PEER} / {name}", costs[_PEER], costs[name], rng)
        lines.append(ratio)
        target, aim = TARGETS.get(name, OTHERS)
        checks.append(at_least(f"cost_ratio_{name}", ratio.value, target, aim))
    notes = [f"Batches of {BATCH} at {PIXELS} x {PIXELS} pixels on one thread."]
    return Report("spaces", seed, seeds, quick, lines, checks, notes)


@contextlib.contextmanager
def one_thread() -> Iterator[None]:
    """Let torch use one thread meanwhile."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _measured(rounds: int, seeds: dict[str, int]) -> dict[str, list[float]]:
    """Milliseconds a picture, round by round, of every space and the peer."""
    latents, order = (np.random.default_rng(seeds[purpose]) for purpose in ("latents", "order"))
    torch.manual_seed(seeds["weights"])
    peer = _TinyDecoder().eval()
    ways: dict[str, Callable[[], object]] = {name: _drawing(SPACES[name], latents) for name in SPACES}
    ways[_PEER] = lambda: peer(torch.randn(BATCH, 4, PIXELS // _SHRINKS, PIXELS // _SHRINKS))
    spent: dict[str, list[float]] = {name: [] for name in ways}
    with torch.no_grad():
        for way in ways.values():
            way()  # warms up
        for _ in range(rounds):
            for name in order.permutation(list(ways)):
                began = time.process_time()
                ways[name]()
                spent[name].append((time.process_time() - began) * 1000.0 / BATCH)
    return spent


def _drawing(space: Space, rng: np.random.Generator) -> Callable[[], object]:
    """Draws a fresh batch of a space."""
    generator = open_generator(space.name)
    return lambda: generator.decode(space.sample(BATCH, rng), PIXELS)


class _Block(nn.Module):
    """Three convolutions beside a straight way."""

    def __init__(self) -> None:
        super().__init__()
        layers = [nn.Conv2d(_CHANNELS, _CHANNELS, 3, padding=1) for _ in range(3)]
        self.way = nn.Sequential(layers[0], nn.ReLU(), layers[1], nn.ReLU(), layers[2])

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(self.way(x) + x)


class _TinyDecoder(nn.Module):
    """`n x 4 x h x w` to `n x 3 x 8h x 8w`: three blocks and a doubling three times, then one block."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = [nn.Conv2d(4, _CHANNELS, 3, padding=1), nn.ReLU()]
        for _ in range(3):
            layers += [_Block(), _Block(), _Block(), nn.Upsample(scale_factor=2)]
            layers.append(nn.Conv2d(_CHANNELS, _CHANNELS, 3, padding=1, bias=False))
        self.layers = nn.Sequential(*layers, _Block(), nn.Conv2d(_CHANNELS, 3, 3, padding=1))

    def forward(self, z: Tensor) -> Tensor:
        return torch.as_tensor(self.layers(3.0 * torch.tanh(z / 3.0)))
