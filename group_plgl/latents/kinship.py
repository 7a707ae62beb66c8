"""Kinship: spaces with genes in common, so that a taste learned in one speaks of the other.

Two spaces that share all their genes are one latent drawn in two manners; two that share some, such
as those of the colours, share that part of their latents.

Source: US patent application on preference learning in latent spaces (PLGL), figures 1 and 19: one
latent, several domains. There the whole latent is shared; here any part of it may be.
"""

from __future__ import annotations

from collections.abc import Mapping

from group_plgl.latents.space import Space


def shared_places(space: Space, other: Space) -> dict[int, int]:
    """Places of the genes that both spaces have, from the one to the other; sensitive ones left out.

    A gene is the same when its name and both its words are.
    """
    there = {gene: place for place, gene in enumerate(other.genes)}
    return {
        place: there[gene] for place, gene in enumerate(space.genes) if gene in there and not gene.sensitive
    }


def kin_of(space: Space, spaces: Mapping[str, Space]) -> list[Space]:
    """Other spaces that share genes with this one, most of them first."""
    sharing = [
        (len(shared_places(space, other)), other) for other in spaces.values() if other.name != space.name
    ]
    return [other for many, other in sorted(sharing, key=lambda pair: -pair[0]) if many]


def same_content(space: Space, other: Space) -> bool:
    """Whether the two draw the same latents in two manners."""
    return space.genes == other.genes
