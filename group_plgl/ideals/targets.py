"""Reverse classification to a target: latents that a utility scores at a given level.

One algorithm serves straight and curved tastes. Newton's step along the slope leads a prior latent to
the level; where the utility is affine the first step is exact, and what it gives is a sample of the
prior given the level. Where paths do not arrive, a point below and one above are sought by climbing:
the typical set is convex and the utility continuous, so the straight line between them holds the level.

Where the seeds' reverse is wrong: it divides by each weight in turn and clips latents to +-1, so that a
few coordinates end at the clip, all others at exactly zero, far from anything the prior draws; it
divides by weights near zero; and where the weights do not suffice it ends below the target without a
word. Support vectors with a curved kernel have no weights to divide by, and those of a line have
margins, which it takes for log odds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from group_plgl.errors import NotFound, OutOfReach
from group_plgl.ideals.likings import Chance, logit
from group_plgl.ideals.nevers import Nevers
from group_plgl.ideals.typical import TypicalSet
from group_plgl.latents.space import Space
from group_plgl.shapes import Array
from group_plgl.utility import Opposite, Utility

CLOSE = 0.01  # in a score; of log odds this is at most .0025 of a chance
_STEPS, _HALVINGS = 12, 50
_FLAT = 1e-12


@dataclass
class _Paths:
    """Where paths are, and the last points at which they were below and above their levels.

    Attributes:
        z: `n x d`.
        level: `n`.
        below, above: `n x d`, NaN where there was none.
    """

    z: Array
    level: Array
    below: Array
    above: Array

    def note(self, z: Array, score: Array) -> None:
        """Keep points of all paths, `n x d`, on the side of the level on which they lie."""
        under, over = score < self.level, score >= self.level
        self.below[under], self.above[over] = z[under], z[over]


def hit(
    utility: Utility, space: Space, level: ArrayLike, starts: Array, tolerance: float = CLOSE,
    nevers: Nevers | None = None,
) -> Array:  # fmt: skip
    """`k x d` latents of the typical set that score `level`, one from each start at most.

    For an affine utility and prior starts these are exactly samples of p(z | score = level): the step
    replaces what a latent has along the weights and leaves the rest as it was drawn. The few that would
    lie outside the typical set have their rest drawn in. Sensitive genes stay as the starts have them.

    Args:
        utility: What to score with; continuous.
        space: Where; results stay within its 99 % typical set and its limits.
        level: Which score, one for all or `n`.
        starts: `n x d` prior latents.
        tolerance: How far scores may be from their level.
        nevers: What must not come again; starts whose latents would look like it are left out.

    Raises:
        OutOfReach: No latent found reaches the level; with the one that comes nearest.
        NotFound: Those found are all marked as never to be shown.

    Source: conditioning of a Gaussian; Newton's method for a level, as DeepFool takes it
    (Moosavi-Dezfooli et al. 2016); the intermediate value theorem for the rest.
    """
    levels = np.broadcast_to(np.asarray(level, dtype=np.float64), (len(starts),)).copy()
    typical = TypicalSet(space, nevers)
    found, missed = _sought(utility, typical, levels, starts, tolerance)
    if missed is None:
        return _cleared(typical, found)
    best, score, asked = missed
    raise OutOfReach(
        "a score of {asked} was asked; the {side} within reach is {most}",
        advice="Ask for less, or take the best that was found.", best=best, reached=score,
        asked=f"{asked:.3g}", most=f"{score:.3g}", side="most" if score < asked else "least",
    )  # fmt: skip


def hit_chance(
    chance: Chance, space: Space, target: float, starts: Array, nevers: Nevers | None = None
) -> Array:
    """`k x d` latents that a member is shown to like with chance `target`, 0 to 1, to .005.

    Raises:
        OutOfReach: The typical set holds no such latent, or held-out answers support no such claim;
            with the latent that comes nearest and the chance shown there.
        NotFound: Those found are all marked as never to be shown.
    """
    typical, ceiling = TypicalSet(space, nevers), chance.likings.ceiling
    levels = np.full(len(starts), logit(min(target, ceiling)))
    found, missed = _sought(chance, typical, levels, starts, CLOSE)
    if missed is not None:
        best, score, _ = missed
        reached = float(chance.shown(best[None])[0])
        raise OutOfReach(
            "a chance of {asked} was asked; the {side} that pictures of this space reach is {most}",
            advice="Ask for less, or take the best that was found.", best=best, reached=reached,
            asked=f"{target:.1%}", most=f"{reached:.1%}", side="most" if score < levels[0] else "least",
        )  # fmt: skip
    if target > ceiling:
        best = found[0]
        raise OutOfReach(
            "a chance of {asked} was asked; answers that were held out support {most} at most",
            advice="Ask for less, or answer more: surer tastes support higher claims.", best=best,
            reached=float(chance.shown(best[None])[0]), asked=f"{target:.1%}", most=f"{ceiling:.1%}",
        )  # fmt: skip
    return _cleared(typical, found)


def _cleared(typical: TypicalSet, found: Array) -> Array:
    clear = typical.clear(found)
    if not clear.any():
        raise NotFound(
            "all pictures found at this level are marked as never to be shown",
            advice="Make some marks smaller, or start elsewhere.",
        )
    return np.asarray(found[clear])


def _sought(
    utility: Utility, typical: TypicalSet, levels: Array, starts: Array, tolerance: float
) -> tuple[Array, tuple[Array, float, float] | None]:
    """Latents at their levels; without any, the nearest latent, its score and its level."""
    canonical = typical.space.canonical
    paths = _Paths(
        typical.within(starts), levels, np.full(starts.shape, np.nan), np.full(starts.shape, np.nan)
    )
    arrived = _newton(utility, typical, paths, tolerance)
    ends: list[tuple[Array, float, float]] = []
    late = np.flatnonzero(~arrived)
    if len(late):
        rest = _Paths(paths.z[late], levels[late], paths.below[late], paths.above[late])
        ends = _bracketed(utility, typical, rest)
        paths.z[late] = _bisected(utility, rest)
    z = canonical(paths.z)
    good = (np.abs(utility.score(z) - levels) <= tolerance) & typical.roomy(z)
    if good.any() or not ends:
        return z[good], None
    best, _, asked = min(ends, key=lambda end: abs(end[1] - end[2]))
    best = canonical(best)
    return z[good], (best[0], float(utility.score(best)[0]), asked)


def _newton(utility: Utility, typical: TypicalSet, paths: _Paths, tolerance: float) -> NDArray[np.bool_]:
    """Lead paths to their levels by Newton's steps; which arrived, `n`."""
    for step in range(_STEPS + 1):
        score, slope = utility.rise(paths.z)
        slope = slope * typical.turning
        lack = paths.level - score
        paths.note(paths.z, score)
        arrived = (np.abs(lack) <= 0.1 * tolerance) & typical.roomy(paths.z)
        if step == _STEPS or arrived.all():
            break
        steep = np.linalg.norm(slope, axis=1, keepdims=True)
        way = lack[:, None] * slope / np.maximum(steep, _FLAT) ** 2
        length = np.linalg.norm(way, axis=1, keepdims=True)
        way *= np.minimum(1.0, 2.0 * typical.radius / np.maximum(length, _FLAT))
        ahead = _drawn_in(typical, paths.z + way, slope / np.maximum(steep, _FLAT))
        paths.z = np.where(arrived[:, None], paths.z, typical.within(ahead))
    return np.asarray(arrived)


def _drawn_in(typical: TypicalSet, z: Array, along: Array) -> Array:
    """Latents outside the ball with what is across the slope shortened, so that the level stays."""
    away = typical.away(z)
    ahead = (away * along).sum(axis=1, keepdims=True) * along
    across = away - ahead
    room = np.sqrt(np.maximum(typical.radius**2 * (1 - 1e-5) - (ahead**2).sum(axis=1, keepdims=True), 0.0))
    share = np.minimum(1.0, room / np.maximum(np.linalg.norm(across, axis=1, keepdims=True), _FLAT))
    return np.asarray(z - (1.0 - share) * across)


def _bracketed(utility: Utility, typical: TypicalSet, paths: _Paths) -> list[tuple[Array, float, float]]:
    """Give paths a point on either side of their levels; the nearest end of each that has none.

    A path climbs for itself; where that does not suffice the best end of all takes the place of its own,
    with the genes that stand still as the path has them.
    """
    ends = []
    for side, view, sign in ((paths.above, utility, 1.0), (paths.below, Opposite(utility), -1.0)):
        missing = np.flatnonzero(np.isnan(side).any(axis=1))
        if not len(missing):
            continue
        found = typical.climbed(view, paths.z[missing])
        best = int(np.argmax(found.score))
        for one in (found.z, np.where(typical.turning, found.z[best], paths.z[missing])):
            score = view.score(one)
            far = (score >= sign * paths.level[missing]) & np.isnan(side[missing]).any(axis=1)
            side[missing[far]] = one[far]
        open_still = np.isnan(side[missing]).any(axis=1)
        if open_still.any():
            place = missing[np.flatnonzero(open_still)[0]]
            ends.append((found.z[best], float(sign * found.score[best]), float(paths.level[place])))
    return ends


def _bisected(utility: Utility, paths: _Paths) -> Array:
    """The level on the straight line from below to above, `n x d`; without both the path's end."""
    both = ~(np.isnan(paths.below) | np.isnan(paths.above)).any(axis=1)
    low, high = paths.below[both], paths.above[both]
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        over = (utility.score(middle) >= paths.level[both])[:, None]
        low, high = np.where(over, low, middle), np.where(over, middle, high)
    z = paths.z.copy()
    z[both] = high
    return z
