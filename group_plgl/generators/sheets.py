"""Sheets of a space: what it draws, what each gene does, and what lies between two pictures.

Latents and pixels only; who asks for a sheet, and where it is kept, is elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from group_plgl.generators.raster import Pixels, labelled, sheet, to_pixels
from group_plgl.generators.torch_scene import TorchScene
from group_plgl.shapes import Array

COLUMNS, GENE_COLUMNS = 8, 3
SWEEP = (-2.0, -1.0, 0.0, 1.0, 2.0)
STEPS = 7
CALM = 0.7
THERE = 1.5


def contact_sheet(scene: TorchScene, n: int, pixels: int, psi: float, seed: int) -> Pixels:
    """`n` pictures of the space, eight in a row, drawn from N(0, psi^2 I)."""
    z = scene.space.sample(n, np.random.default_rng(seed), psi)
    return sheet(drawn(scene, z, pixels), COLUMNS)


def gene_sheet(scene: TorchScene, pixels: int, seed: int) -> Pixels:
    """One labelled row per gene, from its low to its high word."""
    rows = []
    for place, gene in enumerate(scene.space.genes):
        words = f"{gene.name}: {gene.low} - {gene.high}" + (" (sensitive)" if gene.sensitive else "")
        strip = sheet(drawn(scene, gene_latents(scene, place, seed), pixels), len(SWEEP))
        rows.append(labelled(strip, words))
    return sheet(rows, GENE_COLUMNS)


def way_sheet(scene: TorchScene, n: int, pixels: int, psi: float, seed: int) -> Pixels:
    """`n` ways from one picture to another, a row each."""
    ways = [way_latents(scene, psi, seed + row) for row in range(n)]
    return sheet([one for z in ways for one in drawn(scene, z, pixels)], STEPS)


def gene_latents(scene: TorchScene, place: int, seed: int) -> Array:
    """`5 x d`: one calm picture with one gene at -2, -1, 0, 1 and 2 and whatever it shows on in sight.

    Raises:
        IndexError: The space has no gene at this place.
    """
    space = scene.space
    gene = space.genes[place]
    z = np.repeat(space.sample(1, np.random.default_rng(seed), CALM), len(SWEEP), axis=0)
    carrier = scene.squashing.seen_with.get(gene.name)
    if carrier is not None:
        z[:, [one.name for one in space.genes].index(carrier)] = THERE
    z[:, place] = SWEEP
    return space.canonical(z)


def way_latents(scene: TorchScene, psi: float, seed: int) -> Array:
    """`7 x d` from one picture to another along an arc, so that what lies between is as vivid.

    Source: interpolation that keeps the norm of Gaussian latents, White (2016), "Sampling Generative
    Networks"; the weights are cosine and sine, as two high-dimensional latents are nearly orthogonal.
    """
    first, last = scene.space.sample(2, np.random.default_rng(seed), psi)
    turn = np.linspace(0.0, np.pi / 2.0, STEPS)[:, None]
    return scene.space.canonical(np.cos(turn) * first + np.sin(turn) * last)


def drawn(scene: TorchScene, z: Array, pixels: int) -> Sequence[Pixels]:
    """The pictures of `n x d` latents, each `pixels x pixels x 3`."""
    return [to_pixels(scene.decode(row[None], pixels)[0]) for row in z]
