"""What a latent space is: its name, version, genes and typical set.

A space is plain data that the server may read; the code that draws it (torch) lives in
`generators/<space>/drawing.py` and is opened only in the compute child. A latent never travels
without the key of its space, because votes store latents: the map from latent to picture is a
schema, and a changed map is a new version.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from group_plgl.latents.limits import FREE, Limits
from group_plgl.shapes import Array, matrix


@dataclass(frozen=True)
class Gene:
    """One named latent dimension: what turning it down and up does to the picture.

    Attributes:
        name: Short name, unique in its space.
        low: What the picture becomes below zero, in a word or two.
        high: What it becomes above zero.
        family: The part of the picture it belongs to.
        sensitive: True where taste must neither be learned nor told (skin, age).
    """

    name: str
    low: str
    high: str
    family: str
    sensitive: bool = False


@dataclass(frozen=True)
class Space:
    """A latent space R^d with prior N(0, I), described without the code that draws it.

    Under limits it is the part of that space in a box, with the same key: pictures are drawn from
    their latents alone.

    Attributes:
        name: The registry name, also the folder under `generators`.
        version: Raised whenever the same latent would draw another picture.
        title: What people read.
        help: One line on what the pictures are.
        source: Where the design comes from.
        genes: One per latent dimension, in order.
        telling: Names of the genes that say best what one sees; pictures are described by these.
        media_type: What people judge: `image`, or `audio` where every picture also sounds.
        limits: The box that latents stay in, as a host asks for a brand; none unless told.
    """

    name: str
    version: int
    title: str
    help: str
    source: str
    genes: tuple[Gene, ...]
    telling: tuple[str, ...] = ()
    media_type: Literal["image", "audio"] = "image"
    limits: Limits = FREE

    @property
    def sounds(self) -> bool:
        """Whether its pictures are to be listened to."""
        return self.media_type == "audio"

    @property
    def latent_dim(self) -> int:
        """How many latent dimensions, `d`."""
        return len(self.genes)

    @property
    def key(self) -> str:
        """Name and version, as stored beside every latent: `vessel@1`."""
        return f"{self.name}@{self.version}"

    @property
    def typical_radius(self) -> float:
        """Sqrt of the genes that turn when searching: where the prior's mass lies, the bound kept then."""
        turning = self.learned & ~self.limits.locked if self.limits else self.learned
        return float(np.sqrt(turning.sum()))

    @property
    def families(self) -> dict[str, list[int]]:
        """Places of the genes by family, families in the order in which they first come."""
        places: dict[str, list[int]] = {}
        for place, gene in enumerate(self.genes):
            places.setdefault(gene.family, []).append(place)
        return places

    @property
    def learned(self) -> NDArray[np.bool_]:
        """`d`: the dimensions tastes are about; the others are sensitive and stay as chance drew them."""
        return np.array([not gene.sensitive for gene in self.genes], dtype=np.bool_)

    def sample(self, n: int, rng: np.random.Generator, psi: float = 1.0) -> Array:
        """`n x d` latents from the prior N(0, psi^2 I) within the limits, in float32 as they are stored."""
        drawn = psi * rng.standard_normal((n, self.latent_dim))
        return self.canonical(self.limits.restricted(drawn, psi))

    def canonical(self, z: ArrayLike) -> Array:
        """`n x d` latents checked, rounded to float32 and confined: as they are stored and used.

        Raises:
            BadShape: Wrong width, NaN or infinity.
        """
        checked = matrix(z, name=f"latents of {self.key}", rows="n", columns="d", width=self.latent_dim)
        return self.limits.confine(checked.astype(np.float32).astype(np.float64))


def latent_hash(space: Space, z: ArrayLike) -> str:
    """64 hex digits that name one latent of one space version: sha256 of key and float32 bytes."""
    row = space.canonical(z)
    return hashlib.sha256(space.key.encode() + b"\0" + row.astype("<f4").tobytes()).hexdigest()
