"""How much each coordinate shows in the pictures: measured on pixels, stored with the space.

A taste should be as ready to move along a coordinate as people are able to see it. The measure is
the mean perceptual distance when one dial, or one axis of one colour, is exchanged for that
of another picture; squared it would leave half of everything to the ground. Where pictures also sound,
what is heard counts twice as much as what is seen. Spaces keep the resulting shares as constants;
tests measure them afresh.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import torch
from torch import Tensor

from group_plgl.generators.colour import oklab_from_srgb
from group_plgl.generators.hearing import heard_features
from group_plgl.generators.palette import palette
from group_plgl.generators.palette_genes import PALETTE_WIDTH
from group_plgl.generators.sounding_scene import SoundingScene
from group_plgl.generators.torch_scene import TorchScene, Window
from group_plgl.perception.features import SIDE, looks

HEARD_SHARE = 2.0 / 3.0


def features(pictures: Tensor) -> Tensor:
    """`n x 3 x 64 x 64` sRGB to the `n x p` looks of `perception.features`, differentiable."""
    looked: Tensor = looks(oklab_from_srgb(pictures.permute(0, 2, 3, 1)), torch)
    return looked


def visible_shares(scene: TorchScene, n: int, rng: torch.Generator) -> Tensor:
    """`f` shares that sum to one: how much each coordinate shows, from `n` pairs of pictures."""
    pairs = torch.randn(2, n, scene.space.latent_dim, generator=rng, dtype=torch.float64)
    z, other = pairs.to(scene.device)
    with torch.no_grad():
        seen = _seen_shares(scene, z, other)
        if not isinstance(scene, SoundingScene):
            return seen
        return torch.lerp(seen, _heard_shares(scene, z, other), HEARD_SHARE)


def _seen_shares(scene: TorchScene, z: Tensor, other: Tensor) -> Tensor:
    """`f` shares of what is seen."""
    before = _seen(scene, palette(z[:, :PALETTE_WIDTH]), scene.dials(z))
    shown = [
        (_seen(scene, colours, dials) - before).norm(dim=1).mean()
        for colours, dials in _exchanges(scene, z, other)
    ]
    shares = torch.stack(shown)
    return shares / shares.sum()


def _heard_shares(scene: SoundingScene, z: Tensor, other: Tensor) -> Tensor:
    """`f` shares of what is heard; colours make no sound."""
    dials, others = scene.dials(z), scene.dials(other)
    before = heard_features(scene, dials)
    shares = before.new_zeros(len(scene.coordinate_names))
    for place, name in enumerate(scene.drawn_genes):
        shares[place] = (heard_features(scene, {**dials, name: others[name]}) - before).norm(dim=1).mean()
    return shares / shares.sum()


def _exchanges(scene: TorchScene, z: Tensor, other: Tensor) -> Iterator[tuple[Tensor, Mapping[str, Tensor]]]:
    """The pictures of `z` with one coordinate at a time taken from `other`, in coordinate order."""
    colours, dials = palette(z[:, :PALETTE_WIDTH]), scene.dials(z)
    other_colours, other_dials = palette(other[:, :PALETTE_WIDTH]), scene.dials(other)
    for name in scene.learned_genes:
        yield colours, {**dials, name: other_dials[name]}
    for role in scene.roles:
        for axis in range(3):
            exchanged = colours.clone()
            exchanged[:, role, axis] = other_colours[:, role, axis]
            yield exchanged, dials


def _seen(scene: TorchScene, colours: Tensor, dials: Mapping[str, Tensor]) -> Tensor:
    """`n x p` features of the painted pictures, a few at a time."""
    rows = []
    for start in range(0, len(colours), 16):
        part = slice(start, start + 16)
        few = {name: dial[part] for name, dial in dials.items()}
        whole = Window(SIDE, 0, SIDE)
        rows.append(features(scene.paint(colours[part], few, whole)))
    return torch.cat(rows)
