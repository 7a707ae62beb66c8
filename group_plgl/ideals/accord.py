"""Accord: whether one of the pictures that are known pleases everybody, or who is in each other's way.

A joint search for each part of a group would take minutes. Here the pictures that are known already
are the witnesses of what is possible: a conflict is named among them, searched for once, and named
anew as long as the search refutes it. So that any part of a conflict can be pleased is certain; that
the whole of it cannot is so as far as a search finds.

Source: the deletion filter, Chinneck and Dravnieks 1991; refuted sets are added one at a time as cuts
are in Dantzig, Fulkerson and Johnson 1954.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from group_plgl.ideals.halfspaces import Rows, minimal
from group_plgl.ideals.joint import Search
from group_plgl.shapes import Array

ROUNDS = 6


def clashing(pleased: NDArray[np.bool_], weights: Array) -> Rows:
    """Members whom no picture pleases together, but without any one of them some does.

    Nobody where a picture pleases all; one member where nothing pleases them.

    Args:
        pleased: `m x n`, whom of the members each picture pleases.
        weights: `m`; who weighs most is let go last.
    """
    if pleased.all(axis=0).any():
        return ()
    everybody = tuple(range(len(pleased)))
    return minimal(everybody, lambda rows: bool(pleased[list(rows)].all(axis=0).any()), weights)


def widened(search: Search, known: Array, rounds: int = ROUNDS) -> Array:
    """What is found beyond `known` latents (`n x d`) until all are pleased, or a conflict stands, `k x d`.

    What comes out may be shown; most of it pleases some members only. Searches begin at the known
    latents that come nearest.

    Args:
        search: For everybody's level; its starts are not used.
        known: What is there already.
        rounds: How many conflicts are searched for at most.
    """
    search.remember(known)
    search.best_for(search.everybody, afresh=False)
    for _ in range(rounds):
        margin = np.array([one.margin for one in search.seen]).T
        best = int(np.argmax(margin.min(axis=0)))
        rows = clashing(margin >= 0.0, np.maximum(-margin[:, best], 0.0))
        if not rows or not search.reaches(rows, afresh=False):
            break
    found = np.array([one.z for one in search.seen[len(known) :]]).reshape(-1, known.shape[1])
    return np.asarray(found[search.typical.clear(found)])
