"""Leaning: what the transforming task is asked when a picture shall go towards words.

Search goes by foretold attributes and its last steps by drawn ones, as with every change. Strength
is 0 to 1: at 0 the picture stays as it is, to the last digit, at 1 it goes `REACH` spreads of its
space, as far as the space lets it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from group_plgl.analytics.keys import SEEN, axis_of, vocabulary
from group_plgl.compute.tasks.directions import Gauge, open_directions, open_gauge
from group_plgl.errors import BadInput
from group_plgl.generators import Generator, space_of
from group_plgl.generators.catalogue.space import Catalogue
from group_plgl.ideals.leaning import REACH, Beside, Leaned, Measured, Part, Reading, Towards
from group_plgl.ideals.transform import Transformed, Wish, seen_by, steps_along, transform
from group_plgl.members.features import Features, apart_in
from group_plgl.shapes import Array
from group_plgl.utility import CoordinateMap, Utility

Words = dict[str, Any]
_SHARES = (1.0, 0.5, 0.25)  # of what is asked, as long as what is to stay does not
_WAY = np.array([0.0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8])


@dataclass(frozen=True)
class Asked:
    """What a picture shall go towards.

    Attributes:
        names: Of the axes, those to go along and those to stay.
        signs: Of those to go along, 1 towards the high end.
        kept: How many of the names are to stay, behind the others.
        strength: 0 to 1.
    """

    names: list[str]
    signs: Array
    kept: int
    strength: float

    @property
    def along(self) -> list[int]:
        """Places of the axes to go along."""
        return list(range(len(self.signs)))

    @property
    def stays(self) -> list[int]:
        """Places of those to stay."""
        return list(range(len(self.signs), len(self.names)))


def asked_in(opened: Generator, words: Words) -> Asked:
    """What is asked in `lean`, `strength` and `keep` of the words.

    Raises:
        BadInput: A key has no word here, one axis is asked both ways, or stays and goes.
    """
    signs: dict[str, int] = {}
    for key in words["lean"]:
        axis = axis_of(key, opened.space)
        if axis is None:
            raise BadInput("there is no word '{name}' for pictures of this space", name=key)
        if signs.setdefault(axis.name, axis.sign) != axis.sign:
            raise BadInput("'{name}' is asked both ways", name=axis.name)
    kept = [name for name in words.get("keep", []) if name in SEEN]
    both = next((name for name in kept if name in signs), None)
    if both is not None:
        raise BadInput("'{name}' cannot change and stay", name=both)
    return Asked([*signs, *kept], np.array(list(signs.values()), float), len(kept), float(words["strength"]))


def leaned(
    wish: Wish, sure: Wish, asked: Asked, features: Features, words: Words, liking: bool
) -> Transformed:
    """The least visible change that goes as far towards the words as was asked, or as far as it gets.

    Args:
        wish: Of the picture, as it is foretold; its utility is the liking that is not to be lost.
        sure: The same as it is drawn.
        asked: Towards what.
        features: What attributes are foretold from.
        words: What opens the space.
        liking: Whether the utilities are a liking at all.
    """
    if asked.strength == 0.0:
        (still,) = steps_along(wish, [0.0])
        return replace(still, z=wish.start, verdict="already")
    directions, gauge = open_directions(words, {}, asked.names), open_gauge(words, asked.names)
    foretold = Reading(features, directions.slope, directions.constant)
    drawn = Measured(gauge.read, wish.moving)
    told, seen = (
        _towards(one, asked, read, gauge, liking) for one, read in ((wish, foretold), (sure, drawn))
    )
    for share in _SHARES:
        found = transform(told, share * REACH * asked.strength, seen)
        if _stayed(seen, found.z[None])[0]:
            return found if share == 1.0 else replace(found, verdict="out of reach")
    way = wish.space.canonical(wish.start + _WAY[:, None] * (found.z - wish.start))
    near = way[np.flatnonzero(_stayed(seen, way))]
    score = seen.utility.score(near)
    z = near[int(np.argmax(score))]
    return replace(
        seen_by(replace(found, z=z, score=float(score.max())), wish.start, seen.sight), verdict="out of reach"
    )


def _stayed(wish: Wish, z: Array) -> NDArray[np.bool_]:
    """Of which latents `n x d` nobody notices that anything went that was to stay, `n`."""
    if wish.kept is None:
        return np.ones(len(z), dtype=np.bool_)
    values = wish.kept.coordinates(np.vstack([wish.start, z]))
    return np.asarray((np.abs(values[1:] - values[0]) < 1.0).all(axis=1))


def _towards(wish: Wish, asked: Asked, read: CoordinateMap, gauge: Gauge, liking: bool) -> Wish:
    """The wish with the words as what shall rise."""
    start = wish.start[None]
    along = Part(read, asked.along, np.ones(len(asked.signs)))
    utility: Utility = Towards(along, asked.signs, along.coordinates(start)[0])
    if liking:
        utility = Leaned(utility, wish.utility, float(wish.utility.score(start)[0]))
    if not asked.kept:
        return replace(wish, utility=utility)
    stays: CoordinateMap = Part(read, asked.stays, gauge.just[asked.stays])
    return replace(wish, utility=utility, kept=stays if wish.kept is None else Beside([wish.kept, stays]))


def gone(asked: Asked, words: Words, both: Array) -> list[dict[str, Any]]:
    """What became of each axis, measured on two pictures `2 x d`.

    Of each `name`, `word` (the end asked for), `sign` (0 where it was to stay), `before` and `after` in
    spreads of the space from its middle, and `just`, how much one just notices.
    """
    if not asked.names:
        return []
    gauge, scales = open_gauge(words, asked.names), vocabulary(space_of(words["space"]))
    (before, after), just = gauge.read(both), gauge.just
    signs = [*asked.signs.astype(int).tolist(), *[0] * asked.kept]
    return [
        {
            "name": name, "before": float(before[place]), "after": float(after[place]),
            "sign": signs[place], "just": float(just[place]),
            "word": scales[name].high if signs[place] > 0 else scales[name].low,
        }
        for place, name in enumerate(asked.names)
    ]  # fmt: skip


def most_like(opened: Catalogue, start: Array, asked: Asked, arrays: dict[str, Array], shown: Array) -> Array:
    """How far pictures of a catalogue (`n x d`) go towards the words, in spreads of it, `n`."""
    directions = open_directions({"space": opened.space.key}, arrays, asked.names)
    features = Features.over(opened, opened.candidates, apart_in(opened.shares))
    read = Reading(features, directions.slope, directions.constant)
    along = Part(read, asked.along, np.ones(len(asked.signs)))
    return Towards(along, asked.signs, along.coordinates(start[None])[0]).score(shown)
