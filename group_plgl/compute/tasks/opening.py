"""Opening the space that a task was asked about."""

from __future__ import annotations

from typing import Any

from group_plgl.generators import Generator, open_generator, space_of
from group_plgl.generators.catalogue.space import Catalogue, catalogue_space
from group_plgl.generators.limited import open_limited
from group_plgl.latents.locks import limited


def open_space(words: dict[str, Any], arrays: dict[str, Any]) -> Generator:
    """What maps the latents of the task's space to coordinates.

    Args:
        words: `space`, its key; `limits`, ends by gene name where a host asked for any.
        arrays: Of a catalogue, the latents of its pictures `catalogue_z` (n x d) and the variance of
            each coordinate `catalogue_shares` (d); nothing of a space that is drawn.
    """
    if "catalogue_z" not in arrays:
        limits = limited(space_of(words["space"]), words.get("limits", {})).limits
        return open_limited(words["space"], limits) if limits else open_generator(words["space"])
    z, shares = arrays["catalogue_z"], arrays["catalogue_shares"]
    return Catalogue(catalogue_space(words["space"], len(shares)), z, shares)
