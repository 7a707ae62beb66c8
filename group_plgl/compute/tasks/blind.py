"""Blind pairs of one member: the best foretold of some pictures beside one by chance, or another's best.

Both pictures of a pair come out of one batch of the same generator, and in a space that is drawn all of a
batch are about as typical as half of what it draws: what sets the two apart is whose taste chose.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from group_plgl.compute.tasks.opening import open_features, open_nevers, open_space
from group_plgl.generators import Generator
from group_plgl.generators.catalogue.space import Catalogue
from group_plgl.ideals.nevers import Nevers, clear_of
from group_plgl.ideals.typical import TypicalSet
from group_plgl.members.calibration import Calibration
from group_plgl.members.dense import DenseOpinions, Tastes
from group_plgl.shapes import Array

BATCH = 400
NEUTRAL = -1
_TRIES = 6
_HALF = (25, 75)
Arrays = dict[str, Any]


def run(words: dict[str, Any], arrays: Arrays) -> tuple[dict[str, Any], Arrays]:
    """Pairs whose first picture is the member's own, and new pictures with the foretold chance of liking.

    A pair for which every batch gave one picture twice (the two tastes agree) is left out.

    Args:
        words: What opens the space, `calibration`, `ceiling`, `held_out`, `seed`; `own` (row of the
            member), `against` (for each pair the row of another, or -1 for a picture by chance) and
            `fresh`, how many new pictures.
        arrays: What opens the space; `mean` m x (f+1) and `covariance` m x (f+1) x (f+1) of the members;
            `seen` s x d, what the member was shown, which a catalogue does not show again.

    Returns:
        Arrays `pairs` k x 2 x d, `which` k (the place in `against`), `fresh` n x d and `liking` n.
    """
    opened, features = open_space(words, arrays), open_features(words, arrays)
    nevers, rng = open_nevers(words, arrays), np.random.default_rng(words["seed"])
    opinions = DenseOpinions(Tastes(arrays["mean"], arrays["covariance"]), features)
    trust = Calibration(words["calibration"], words["ceiling"], words["held_out"])
    left = _unseen(opened, arrays["seen"], rng)
    dims = opened.space.latent_dim
    fresh = left[: words["fresh"]] if left is not None else opened.space.sample(words["fresh"], rng)
    left = None if left is None else left[words["fresh"] :]
    own = DenseOpinions(Tastes(*(arrays[one][[words["own"]]] for one in ("mean", "covariance"))), features)
    liking = trust.liking(*own.moments(fresh))[0] if len(fresh) else np.zeros(0)
    pairs, which = [], []
    for place, against in enumerate(words["against"]):
        for _ in range(_TRIES):
            batch = _batch(opened, left, nevers, rng)
            if len(batch) < 2:
                break
            wanted = opinions.moments(batch)[0]
            mine = int(np.argmax(wanted[words["own"]]))
            other = int(rng.integers(len(batch)) if against == NEUTRAL else np.argmax(wanted[against]))
            if other != mine:
                pairs.append(batch[[mine, other]])
                which.append(place)
                break
    return {}, {
        "pairs": np.array(pairs).reshape(len(pairs), 2, dims),
        "which": np.array(which, dtype=np.int64),
        "fresh": fresh.reshape(len(fresh), dims),
        "liking": liking,
    }


def _unseen(opened: Generator, seen: Array, rng: np.random.Generator) -> Array | None:
    """A catalogue's pictures that the member was not shown, in an order by chance; None in a drawn space."""
    if not isinstance(opened, Catalogue):
        return None
    known = {row.tobytes() for row in np.asarray(seen, dtype=np.float32)}
    rows = np.asarray(opened.candidates, dtype=np.float32)
    new = opened.candidates[[row.tobytes() not in known for row in rows]]
    return np.asarray(new[rng.permutation(len(new))])


def _batch(opened: Generator, left: Array | None, nevers: Nevers | None, rng: np.random.Generator) -> Array:
    """Pictures to choose from, none marked: the middle half by distance from the centre, or a part."""
    if left is not None:
        batch = left[rng.permutation(len(left))[: max(2, len(left) // 2)]]
    else:
        z = opened.space.sample(2 * BATCH, rng)
        away = np.linalg.norm(TypicalSet(opened.space).away(z), axis=1)
        low, high = np.percentile(away, _HALF)
        batch = z[(away >= low) & (away <= high)]
    return np.asarray(batch[clear_of(nevers, batch)])
