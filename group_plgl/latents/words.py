"""What can be seen in a picture, in words, read off its latent."""

from __future__ import annotations

import numpy as np

from group_plgl.latents.locks import locked_genes
from group_plgl.latents.space import Space
from group_plgl.shapes import Array

FEWEST, MOST = 2, 4
PLAIN = 0.8


def picture_words(space: Space, z: Array) -> list[str]:
    """Two to four words of the telling genes that are turned farthest, farthest first.

    Genes marked sensitive never speak, nor do those that are the same in every picture.

    Args:
        space: The space of the latent.
        z: `d`.
    """
    place = {gene.name: i for i, gene in enumerate(space.genes)}
    still = locked_genes(space)
    telling = [
        i for name in space.telling if not space.genes[i := place[name]].sensitive and name not in still
    ]
    turned = sorted(telling, key=lambda i: -abs(float(z[i])))
    count = int(np.clip(sum(abs(float(z[i])) >= PLAIN for i in telling), FEWEST, MOST))
    return [space.genes[i].high if z[i] > 0 else space.genes[i].low for i in turned[:count]]
