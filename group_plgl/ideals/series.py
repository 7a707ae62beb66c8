"""Series: many pictures about one ideal, as a collection to be hung together.

A collection has one style and as many contents as pictures. Style is what the genes of some families
say, by default of the palette, family `colour` in every drawn space: what a picture is made of, wherever
it lies. Content is all other genes: form, places, things. A picture's style is measured as how much of
which colour it has (`perception.features.colours`, blind to places), its content as how different it
looks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from group_plgl.errors import NotFound
from group_plgl.ideals.climb import climb
from group_plgl.ideals.nevers import Nevers, Rows, clear_of
from group_plgl.ideals.variety import FIRST_STEP, LAST_STEP, STEPS
from group_plgl.latents.space import Space
from group_plgl.shapes import Array
from group_plgl.utility import Utility

Apart = Callable[[Array, Array], Array]
"""How different `n x d` and `k x d` latents look, `n x k` just noticeable differences."""

Styles = Callable[[Array], Array]
"""The measured style of `n x d` latents, `n x s`; Euclid's distance is how much styles differ."""

STYLE = ("colour",)
DISTINCT = 3.0  # just noticeable differences between contents
CANDIDATES = 128
# How many of these that please most are looked at, and how many of those, nearest in style, are kept: the
# first of these pairs of which enough are distinct.
_KEPT = ((64, 24), (64, 40), (64, 64), (96, 96), (128, 128))


def collection(
    utility: Utility,
    space: Space,
    apart: Apart,
    styles: Styles,
    ideal: Array,
    count: int,
    rng: np.random.Generator,
    style: Sequence[str] = STYLE,
    nevers: Nevers | None = None,
) -> Array:
    """The ideal and other contents in its style, `count x d`, all of them distinct.

    The genes of the style stay the ideal's; all others are led uphill from prior latents. Of the half
    that pleases most those are kept whose measured style is nearest to the ideal's, since content moves
    colours, too: a wall is larger, a sun is not there. Of these each next one is the farthest from those
    before, so contents are as distinct as can be. Where fewer than `count` are at least `DISTINCT` apart
    more are kept, in the end all; where that is not enough, fewer come.

    A group of twelve simulated members in each of five spaces, nine pictures drawn and measured: styles
    differ .15 to .41 of what they do between random pictures, no two contents by less than 3.1 just
    noticeable differences.

    Args:
        utility: Who is to be pleased.
        space: Where to look.
        apart: How different pictures look.
        styles: What styles are measured.
        ideal: `d`, which gives the style and comes first.
        count: How many; nine fill a wall.
        rng: Where chance comes from.
        style: Families of genes that make the style.
        nevers: What must not come again; the ideal itself may be shown.

    Raises:
        NotFound: The space has no such family.

    Source: farthest-point traversal, Gonzalez 1985.
    """
    content = content_genes(space, style)
    starts = np.where(content, space.sample(CANDIDATES, rng), ideal)
    moving = content & space.learned
    steps, radius = (STEPS, FIRST_STEP, LAST_STEP), float(np.sqrt(moving.sum()))
    found = climb(utility, starts, radius, *steps, space.limits, moving, nevers)
    best = np.argsort(-found.score, kind="stable")
    z = space.canonical(found.z)[best[np.isfinite(found.score[best])]]
    z = np.vstack([space.canonical(ideal), z[clear_of(nevers, z)]])
    worn = styles(z)
    unlike, rows = np.linalg.norm(worn - worn[0], axis=1), np.zeros(1, dtype=np.int64)
    for pleasing, kept in _KEPT:
        nearest = np.argsort(unlike[: 1 + pleasing], kind="stable")[: 1 + kept]
        rows = _distinct(apart, z, nearest, count)
        if len(rows) == count:
            break
    return np.asarray(z[rows])


def _distinct(apart: Apart, z: Array, rows: Rows, count: int) -> Rows:
    """The first of some rows of `n x d`, and the farthest as long as they are distinct."""
    chosen, gap = [0], apart(z[rows], z[rows[:1]])[:, 0]
    while len(chosen) < count and gap.max() >= DISTINCT:
        chosen.append(int(np.argmax(gap)))
        gap = np.minimum(gap, apart(z[rows], z[rows[chosen[-1:]]])[:, 0])
    return np.asarray(rows[chosen])


def content_genes(space: Space, style: Sequence[str] = STYLE) -> NDArray[np.bool_]:
    """Which genes are content, `d`: those of no family of the style.

    Raises:
        NotFound: The space has no such family.
    """
    unknown = [family for family in style if family not in space.families]
    if unknown:
        advice = f"It has {', '.join(space.families)}."
        raise NotFound(f"{space.key} has no genes of {unknown[0]}", advice=advice)
    content = np.ones(space.latent_dim, dtype=np.bool_)
    for family in style:
        content[space.families[family]] = False
    return content
