"""Influence: how much the group's result hangs on each member.

Two measures: how far the ideal moves when a member is left away, which is what people mean; and, cheaper,
whose liking the score follows at one latent, which is about the smallest changes only and says nothing of a
member who is far from deciding.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from group_plgl.groups.model import GroupModel
from group_plgl.shapes import Array

Kept = NDArray[np.bool_]


def moved_without(best: Callable[[Kept], Array], m: int) -> Array:
    """How far the ideal moves, in its coordinates, when each member is left away, `m`.

    Args:
        best: From which of `m` members are kept to the coordinates of their ideal; asked m + 1 times,
            and to be asked with the same chance each time, or the search's own wavering is measured.
        m: How many members, at least 2.

    Source: leave-one-out influence, Cook 1977.
    """
    whole = best(np.ones(m, dtype=np.bool_))
    return np.array([np.linalg.norm(best(np.arange(m) != member) - whole) for member in range(m)])


def pulls(model: GroupModel, z: Array) -> Array:
    """Whose liking the score follows at latents `n x d`: shares `m x n`, 0 to 1.

    Raises:
        BadInput: The rule only ranks candidates.
    """
    by_mean = np.abs(model.rule.slopes_at(model.profile(z))[0])
    total = by_mean.sum(axis=0)
    return np.asarray(np.divide(by_mean, total, out=np.zeros_like(by_mean), where=total > 0.0))
