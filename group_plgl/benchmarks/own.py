"""Own pictures for the bench of steering: a catalogue as the product makes one, with true attributes.

Half of a catalogue are things on grounds, half are drawn by four of our spaces, brought in as any files are:
measured, whitened to a catalogue, and told by its coordinates. True attributes are measured on the whole
picture; what steers are those that the product measures on a small copy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from group_plgl.benchmarks.folders import drawn
from group_plgl.benchmarks.tastes import Pictures
from group_plgl.compute.tasks import transform, whiten
from group_plgl.compute.tasks.opening import open_features
from group_plgl.generators import open_generator
from group_plgl.generators.catalogue.features import BALANCED, measured
from group_plgl.generators.catalogue.traits import traits_of
from group_plgl.generators.raster import Pixels, resized, to_pixels
from group_plgl.perception.attributes import ATTRIBUTES, attributes_of
from group_plgl.perception.features import SIDE, pooled
from group_plgl.perception.oklab import oklab_of
from group_plgl.shapes import Array

SPACE = "catalogue-bench@1"
SPACES = ("vessel", "room", "poster", "tiles")
PIXELS = 2 * SIDE
_AT_ONCE = 16
_FARTHEST = 3.0


@dataclass(frozen=True)
class Own:
    """A catalogue.

    Attributes:
        pictures: As simulated members know them.
        arrays: What opens it, as the product's tasks are asked.
        truly: `n x 15`, true attributes in spreads of the catalogue.
    """

    pictures: Pictures
    arrays: dict[str, Array]
    truly: Array

    @property
    def words(self) -> dict[str, Any]:
        """What opens it, beside the arrays."""
        return {"space": SPACE}

    def turned(self, row: int, key: str, strength: float) -> int:
        """The row of the picture that the product shows for one turned towards a word."""
        words = self.words | {
            "who": [], "rule": "", "calibration": 1.0, "ceiling": 1.0, "held_out": 0,
            "lean": [key], "strength": strength,
        }  # fmt: skip
        z = self.arrays["catalogue_z"]
        _, got = transform.run(words, self.arrays | {"z": z[[row]]})
        return int(np.argmin(((z - got["z"][0]) ** 2).sum(axis=1)))


def own_pictures(n: int, unseen: int, rng: np.random.Generator) -> Own:
    """A catalogue of `n` pictures, of which the first `unseen` are kept for judging."""
    files = _files(n, rng)
    rows = np.array([measured(one) for one in files])
    _, made = whiten.run({"features": BALANCED.name}, {"measure": rows})
    arrays = {
        "catalogue_z": made["z"], "catalogue_shares": made["shares"],
        "catalogue_traits": np.array([traits_of(one) for one in files]),
    }  # fmt: skip
    features = open_features({"space": SPACE}, arrays)
    attributes = np.concatenate([_true(one) for one in files])
    usual = np.stack([attributes.mean(axis=0), attributes.std(axis=0) + 1e-9])
    truly = (attributes - usual[0]) / usual[1]
    pictures = Pictures(
        space=SPACE, z=made["z"], features=features.coordinates(made["z"]), straight=features.straight,
        looks=rows, attributes=np.clip(truly, -_FARTHEST, _FARTHEST), unseen=unseen, usual=usual,
    )  # fmt: skip
    return Own(pictures, arrays, truly)


def ends() -> list[str]:
    """The words that own pictures can be turned towards, as keys."""
    return [f"{name}:{word}" for name, one in ATTRIBUTES.items() for word in (one.low, one.high)]


def axis_and_sign(key: str) -> tuple[int, int]:
    """Which attribute a key is about, and which of its ends."""
    name, _, word = key.partition(":")
    return list(ATTRIBUTES).index(name), 1 if word == ATTRIBUTES[name].high else -1


def _files(n: int, rng: np.random.Generator) -> list[Pixels]:
    """`n` pictures in random order."""
    found = [picture for picture, _ in drawn(n - n // 2, int(rng.integers(2**31)))]
    for place, space in enumerate(SPACES):
        generator, many = open_generator(space), len(range(place, n // 2, len(SPACES)))
        z = generator.space.sample(many, rng)
        for start in range(0, many, _AT_ONCE):
            found += [to_pixels(one) for one in generator.decode(z[start : start + _AT_ONCE], PIXELS)]
    return [found[int(at)] for at in rng.permutation(n)]


def _true(picture: Pixels) -> Array:
    """`1 x 15` attributes of a whole picture."""
    return attributes_of(pooled(oklab_of(resized(picture, PIXELS, PIXELS))[None], SIDE))
