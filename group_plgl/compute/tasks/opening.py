"""Opening the space that a task was asked about."""

from __future__ import annotations

from typing import Any

from group_plgl.generators import Generator
from group_plgl.generators.catalogue.space import Catalogue, catalogue_space
from group_plgl.generators.limited import open_within


def open_space(words: dict[str, Any], arrays: dict[str, Any]) -> Generator:
    """What maps the latents of the task's space to coordinates.

    Args:
        words: `space`, its key; `limits`, ends by gene name where a host asked for any.
        arrays: Of a catalogue, the latents of its pictures `catalogue_z` (n x d) and the variance of
            each coordinate `catalogue_shares` (d); nothing of a space that is drawn.
    """
    if "catalogue_z" not in arrays:
        return open_within(words["space"], words.get("limits", {}))
    z, shares = arrays["catalogue_z"], arrays["catalogue_shares"]
    return Catalogue(catalogue_space(words["space"], len(shares)), z, shares)
