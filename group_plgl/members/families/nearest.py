"""Neighbours: a picture is liked as those that look like it were; a pick likes one and passes others.

They are sought on chief axes (PCA), which are as good as all coordinates for a quarter of the work;
nearness to kinds of pictures (k-means) made them worse. What the group likes is where they start from.
"""

from __future__ import annotations

import numpy as np

from group_plgl.members.families.known import Judge, Known, sort_pictures, usual_odds
from group_plgl.shapes import Array

NEAREST = 9
_REACH = 0.5  # of the typical distance between two pictures
_OWN = 1.0  # neighbours that what is usual counts as


def learn(known: Known) -> Judge:
    """The nearest neighbours of every member, the nearer the more.

    Source: Fix and Hodges 1951; weights of Nadaraya 1964 and Watson 1964.
    """
    said = [sort_pictures(known, member) for member in range(len(known.first))]
    each = [(known.main(one.x), one.liked, one.weight, usual_odds(one)) for one in said]
    pictures = known.main(known.pictures)
    reach = _REACH * float(np.sqrt(2.0 * pictures.var(axis=0).sum()))
    middle = float(known.usual(known.pictures).mean())

    def judge(x: Array) -> Array:
        usual = known.usual(x) - middle
        at = known.main(x)
        return np.stack([_judged(at[row], *each[row], usual[row], reach) for row in range(len(each))])

    return judge


def _judged(
    at: Array, x: Array, liked: Array, weight: Array, odds: float, usual: Array, reach: float
) -> Array:
    """Logits of one member, `n`."""
    expected = 1.0 / (1.0 + np.exp(-(odds + usual)))
    apart = (at**2).sum(-1)[:, None] - 2.0 * at @ x.T + (x**2).sum(-1)[None, :]
    near = weight * np.exp(-np.maximum(apart, 0.0) / (2.0 * reach**2))
    if near.shape[1] > NEAREST:
        least = np.partition(near, -NEAREST, axis=1)[:, -NEAREST, None]
        near = np.where(near >= least, near, 0.0)
    chance = (near @ liked + _OWN * expected) / (near.sum(axis=1) + _OWN)
    chance = np.clip(chance, 1e-4, 1.0 - 1e-4)
    return np.asarray(np.log(chance) - np.log1p(-chance))
