"""What a host may ask of a space, and the limited space that comes of it.

People say how far a gene is turned in percent: 0 is all of its low word, 100 all of its high one,
and as many of the pictures that the space draws by itself lie below as the number says. Stored
are the ends in the space's own units, so that a latent obeys them to the last digit.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import NormalDist

import numpy as np

from group_plgl.errors import BadInput, NotFound
from group_plgl.latents.limits import FREE, Limits
from group_plgl.latents.space import Space

FEWEST_FREE = 4
FARTHEST = 4.0
Ends = tuple[float | None, float | None]
_NORMAL = NormalDist()
_ALL = 100.0
_OUTERMOST = 1.0


def limited(space: Space, ends: Mapping[str, Sequence[float | None]]) -> Space:
    """The space under these limits and no others, as lower and upper end by gene name; None is no end.

    Raises:
        NotFound: A gene is unknown; the nearest name is told.
        BadInput: Ends the wrong way round or too far out, a sensitive gene, or nothing left to like.
    """
    if not ends:
        return replace(space, limits=FREE) if space.limits else space
    low, high = np.full(space.latent_dim, -np.inf), np.full(space.latent_dim, np.inf)
    for name, both in ends.items():
        gene = _place_of(space, name)
        low[gene], high[gene] = _checked(name, both)
    limits = Limits(tuple(low.astype(np.float32).tolist()), tuple(high.astype(np.float32).tolist()))
    free = space.latent_dim - int(limits.locked.sum())
    if free < FEWEST_FREE:
        raise BadInput(
            "only {free} of {genes} genes are left free, a taste needs {fewest}",
            advice="Lock fewer of them, or choose one picture yourself.",
            free=free,
            genes=space.latent_dim,
            fewest=FEWEST_FREE,
        )
    return replace(space, limits=limits)


def ends_of(space: Space) -> dict[str, Ends]:
    """The limits of a space by gene name, as `limited` takes them; genes without any are left out."""
    if not space.limits:
        return {}
    both = zip(space.genes, *space.limits.ends, strict=True)
    found = {gene.name: (_finite(low), _finite(high)) for gene, low, high in both}
    return {name: pair for name, pair in found.items() if pair != (None, None)}


def locked_genes(space: Space) -> frozenset[str]:
    """The names of the genes that stand still."""
    if not space.limits:
        return frozenset()
    return frozenset(
        gene.name for gene, locked in zip(space.genes, space.limits.locked, strict=True) if locked
    )


def ends_from(low: float, high: float) -> Ends:
    """Ends in the units of a space, from percent of its pictures, 0 to 100 each.

    An end at the very outside is none; a gene locked there is turned as far as all but one in a
    hundred pictures are.

    Raises:
        BadInput: A number is not a percentage, or they are the wrong way round.
    """
    for one in (low, high):
        if not 0.0 <= one <= _ALL:
            raise BadInput("{have} is no number from 0 to 100", have=f"{one:g}")
    if low > high:
        raise BadInput("{low} is more than {high}: say the lower end first", low=f"{low:g}", high=f"{high:g}")
    if low == high:
        place = _turned(min(max(low, _OUTERMOST), _ALL - _OUTERMOST))
        return place, place
    return (_turned(low) if low > 0.0 else None), (_turned(high) if high < _ALL else None)


def percent_of(ends: Ends) -> tuple[int, int]:
    """What people read of ends: percent of the pictures of the space, 0 to 100 each."""
    low, high = (None if end is None else round(_ALL * _NORMAL.cdf(end)) for end in ends)
    if low is not None and low == high and not _OUTERMOST < low < _ALL - _OUTERMOST:
        low = high = 0 if low < _ALL / 2 else int(_ALL)
    return (0 if low is None else low), (int(_ALL) if high is None else high)


def _turned(percent: float) -> float:
    return float(np.float32(_NORMAL.inv_cdf(percent / _ALL)))


def _finite(end: float) -> float | None:
    return float(end) if np.isfinite(end) else None


def _place_of(space: Space, name: str) -> int:
    """The place of a gene that may be limited."""
    names = [gene.name for gene in space.genes]
    if name not in names:
        nearest = difflib.get_close_matches(name, names, n=1)
        raise NotFound(
            "{space} has no gene named '{name}'",
            advice="Did you mean '{nearest}'?" if nearest else "Known are {known}.",
            space=space.title,
            name=name,
            nearest=nearest[0] if nearest else "",
            known=", ".join(names),
        )
    place = names.index(name)
    if space.genes[place].sensitive:
        raise BadInput("'{name}' cannot be locked: it differs so that everybody is shown", name=name)
    return place


def _checked(name: str, both: Sequence[float | None]) -> tuple[float, float]:
    """Ends of one gene as two numbers in order."""
    if len(both) != 2 or any(end is not None and not abs(end) <= FARTHEST for end in both):
        raise BadInput(
            "the limits of '{name}' are two numbers from {low} to {high}, or none",
            name=name,
            low=f"{-FARTHEST:g}",
            high=f"{FARTHEST:g}",
        )
    low, high = (-np.inf if both[0] is None else both[0]), (np.inf if both[1] is None else both[1])
    if low > high:
        raise BadInput(
            "the limits of '{name}' are the wrong way round: {low} is more than {high}",
            name=name,
            low=f"{low:g}",
            high=f"{high:g}",
        )
    return float(low), float(high)
