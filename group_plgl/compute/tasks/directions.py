"""Directions: how the features of a task's space move with what has a word, measured on its pictures.

What has words is in `analytics.keys`. What is drawn is measured once per space version and kept; of a
catalogue there are the measures its pictures have.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from group_plgl.analytics.keys import SEEN
from group_plgl.analytics.words import gene_scales
from group_plgl.compute.tasks.opening import open_features, open_space
from group_plgl.generators import open_generator, space_of
from group_plgl.generators.catalogue.space import Catalogue
from group_plgl.generators.looking import looked_at, scene_of
from group_plgl.generators.raster import to_pixels
from group_plgl.latents.locks import limited
from group_plgl.members.hints import Directions, directions_of
from group_plgl.perception.attributes import ATTRIBUTES, attributes_of
from group_plgl.perception.distance import JUST_NOTICEABLE
from group_plgl.perception.features import SIDE
from group_plgl.perception.hues import colours_of
from group_plgl.perception.oklab import oklab_of
from group_plgl.shapes import Array

_PICTURES, _SEED, _AT_ONCE, _KEPT = 600, 20268, 16, 16
_PAIRS, _STEP = 48, 0.15


def measured(lab: Array) -> Array:
    """`n x 28` attributes and shares of colours, as `SEEN` names them, of `n x 64 x 64 x 3` OKLab."""
    return np.hstack([attributes_of(lab), colours_of(lab)])


def measuring(key: str) -> Callable[[Array], Array]:
    """What draws latents `n x d` of a space and measures them, `n x 28`; sensitive genes at their middle."""
    generator = open_generator(key)
    learned = generator.space.learned

    def measure(z: Array) -> Array:
        rows = []
        for start in range(0, len(z), _AT_ONCE):
            drawn = generator.decode(np.where(learned, z[start : start + _AT_ONCE], 0.0), SIDE)
            rows.append(measured(oklab_of(np.array([to_pixels(one) for one in drawn]))))
        return np.concatenate(rows) if rows else np.zeros((0, len(SEEN)))

    return measure


def open_directions(words: dict[str, Any], arrays: dict[str, Any], names: Sequence[str]) -> Directions:
    """The directions of some axes in the features of the task's space, asked as `open_space` is.

    An axis that the space cannot show is seen to 0.

    Args:
        words: What opens the space.
        arrays: The same; of a catalogue with `catalogue_traits` n x s, its attributes, where there are any.
        names: Of the axes.
    """
    opened, features = open_space(words, arrays), open_features(words, arrays)
    if isinstance(opened, Catalogue):
        traits = arrays.get("catalogue_traits", np.zeros((len(opened.candidates), 0)))
        values = np.zeros((len(traits), len(names)))
        for column, name in enumerate(names):
            if name in ATTRIBUTES and list(ATTRIBUTES).index(name) < traits.shape[1]:
                values[:, column] = traits[:, list(ATTRIBUTES).index(name)]
        return directions_of(features.coordinates(opened.candidates), values)
    z, seen = _looked_at(words["space"], json.dumps(words.get("limits", {}), sort_keys=True))
    genes = {scale.name: place for place, scale in gene_scales(opened.space).items()}
    columns = [
        seen[:, SEEN.index(name)]
        if name in SEEN
        else z[:, genes[name]]
        if name in genes
        else np.zeros(len(z))
        for name in names
    ]
    found = directions_of(features.coordinates(z), np.array(columns).reshape(len(names), len(z)).T)
    coordinates = getattr(features.coordinates_of, "coordinate_names", ())
    places = {name: coordinates.index(name) for name in names if name in genes and name in coordinates}
    return _exact(found, [places.get(name) for name in names], features.coordinates(z))


@dataclass(frozen=True)
class Gauge:
    """What reads some axes off pictures as they are drawn.

    Attributes:
        read: Latents `n x d` to `n x k`, in spreads of the space from its mean.
        just: `k`, spreads that one just notices.
        spread: `k`, a spread in the measure's own units.
    """

    read: Callable[[Array], Array]
    just: Array
    spread: Array


def open_gauge(words: dict[str, Any], names: Sequence[str]) -> Gauge:
    """The gauge of some axes of a drawn space; nothing but genes of one that is not drawn by our code.

    An attribute is just noticed by as much as it differs, root mean square, between two pictures one just
    noticeable difference apart.
    """
    key, ends = words["space"], json.dumps(words.get("limits", {}), sort_keys=True)
    (z, seen), measure = _looked_at(key, ends), measuring(key)
    genes = {scale.name: place for place, scale in gene_scales(space_of(key)).items()}
    places = [(SEEN.index(name), -1) if name in SEEN else (-1, genes[name]) for name in names]
    looked = any(at >= 0 for at, _ in places)

    def values(latents: Array, measures: Array) -> Array:
        columns = [measures[:, at] if at >= 0 else latents[:, gene] for at, gene in places]
        return np.array(columns).reshape(len(places), len(latents)).T

    there = values(z, seen)
    mean, spread = there.mean(axis=0), np.maximum(there.std(axis=0), 1e-9)

    def read(latents: Array) -> Array:
        measures = measure(latents) if looked else np.zeros((len(latents), len(SEEN)))
        return np.asarray((values(latents, measures) - mean) / spread)

    noticed = _noticed(key) if looked else np.zeros(len(SEEN))
    just = np.array([noticed[at] if at >= 0 else 1.0 for at, _ in places])
    return Gauge(read, just / spread, spread)


@lru_cache(maxsize=_KEPT)
def _noticed(key: str) -> Array:
    """How much each of `SEEN` differs between pictures one just noticeable difference apart."""
    scene, rng = scene_of(key), np.random.default_rng(_SEED + 1)
    z = np.where(scene.space.learned, scene.space.sample(_PAIRS, rng), 0.0)
    near = scene.space.canonical(z + _STEP * rng.standard_normal(z.shape) * scene.space.learned)
    looks = np.asarray(looked_at(scene, near), dtype=np.float64) - looked_at(scene, z)
    apart = np.linalg.norm(looks, axis=1) / JUST_NOTICEABLE
    moved = (measuring(key)(near) - measuring(key)(z)) / np.maximum(apart, 1e-9)[:, None]
    return np.asarray(np.sqrt((moved**2).mean(axis=0)))


def _exact(found: Directions, places: Sequence[int | None], x: Array) -> Directions:
    """The same, where an axis is a coordinate itself, at its place: nothing else moves with it."""
    way, seen = found.way.copy(), found.seen.copy()
    slope, constant = found.slope.copy(), found.constant.copy()
    for row, place in enumerate(places):
        if place is not None:
            spread, middle = x[:, place].std(), x[:, place].mean()
            way[row], slope[row] = 0.0, 0.0
            way[row, place], slope[row, place] = spread, 1.0 / max(spread, 1e-12)
            constant[row], seen[row] = -middle / max(spread, 1e-12), 1.0
    return Directions(way, slope, constant, seen)


@lru_cache(maxsize=_KEPT)
def _looked_at(key: str, ends: str) -> tuple[Array, Array]:
    """Pictures of a space version, `n x d` and what is measured on them: drawn once."""
    space = limited(space_of(key), json.loads(ends))
    z = space.sample(_PICTURES, np.random.default_rng(_SEED))
    return z, measuring(key)(z)
