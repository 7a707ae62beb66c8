"""Simulated members whose tastes lie outside every learner: liking of what is named in drawn pictures.

A taste here is about fifteen attributes measured on the decoded picture, which no learner sees:
neither latents nor the looks that our own models are linear in. Half of the members like "the more
the better" (of attributes that end at three spreads), half have a best point there. Members of a
camp share a fraction of where it leads, everybody has a threshold of their own, and how often they
would answer the same again is given.

Source: ideal-point (unfolding) models, Coombs 1950; choices with logistic noise, Luce 1959.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from group_plgl.benchmarks.spaces import BATCH
from group_plgl.compute.tasks.opening import open_features
from group_plgl.generators import Generator, open_generator
from group_plgl.generators.surrogates import brought
from group_plgl.perception.attributes import attributes_of
from group_plgl.perception.features import SIDE, looks
from group_plgl.perception.oklab import oklab_of
from group_plgl.shapes import Array
from group_plgl.utility import sigmoid

SPACES = ("vessel", "room", "tiles", "poster", "avatar")
_MAIN = 64  # directions of looks that recipes on pictures get
_FARTHEST = 3.0  # spreads at which attributes end
_THRESHOLD_SD = 0.3
_STEPS_OF_SLIDER = 20
_HALVINGS = 40

Places = NDArray[np.int64]


@dataclass(frozen=True)
class Pictures:
    """Drawn pictures of a space and all that learners and simulated members know of them.

    Attributes:
        space: Its name.
        z: `n x d` latents.
        features: `n x (f + c)`, what the product's tastes are linear in: coordinates, then curves.
        straight: How many of them are coordinates, `f`.
        looks: `n x 64`, the main looks measured on the drawn pictures.
        attributes: `n x 15`, what the simulated tastes are about: mean 0, spread 1, within 3.
        unseen: How many of the first are kept for judging; nobody is ever asked about them.
        usual: `2 x 15`, mean and spread of the attributes as they are measured.
    """

    space: str
    z: Array
    features: Array
    straight: int
    looks: Array
    attributes: Array
    unseen: int
    usual: Array

    @property
    def x(self) -> Array:
        """`n x f` coordinates, scaled so that their mean variance is one: what peers get."""
        return np.asarray(self.features[:, : self.straight] * np.sqrt(self.straight))

    @property
    def askable(self) -> Places:
        """The pictures that may be asked about."""
        return np.arange(self.unseen, len(self.z))

    def attributes_at(self, z: Array) -> Array:
        """`n x 15` attributes of other latents of the space, drawn and measured as these were."""
        return self.seen_at(z)[0]

    def seen_at(self, z: Array) -> tuple[Array, Array]:
        """The same, and all looks of the drawn pictures, `n x p`."""
        attributes, seen = _drawn(open_generator(self.space), _alike(self.space, z))
        return _standardised(attributes, self.usual), seen


def drawn_pictures(space: str, n: int, unseen: int, rng: np.random.Generator) -> Pictures:
    """`n` pictures of a space's prior, drawn once and measured.

    Their sensitive genes are all alike: ours learns no taste for skin or age, and whoever looks at pixels
    would, so that with them the bench would measure who has scruples.
    """
    generator = open_generator(space)
    surrogate = brought(generator.space).surrogate
    z = _alike(space, generator.space.sample(n, rng))
    attributes, seen = _drawn(generator, z)
    main = (seen - surrogate.mean) @ surrogate.basis[:, :_MAIN]
    features = open_features({"space": generator.space.key}, {})
    usual = np.stack([attributes.mean(axis=0), attributes.std(axis=0) + 1e-9])
    return Pictures(
        space=space, z=z, features=features.coordinates(z), straight=features.straight,
        looks=main / np.sqrt(main.var(axis=0).mean()),
        attributes=_standardised(attributes, usual), unseen=unseen, usual=usual,
    )  # fmt: skip


def _alike(space: str, z: Array) -> Array:
    """The latents with the same sensitive genes."""
    return np.where(open_generator(space).space.learned, z, 0.0)


def _drawn(generator: Generator, z: Array) -> tuple[Array, Array]:
    """Attributes and looks as they are measured on the drawn pictures, `n x 15` and `n x p`."""
    named, seen = [], []
    for start in range(0, len(z), BATCH):
        pixels = generator.decode(z[start : start + BATCH], SIDE)
        lab = oklab_of((np.clip(pixels, 0.0, 1.0) * 255.0 + 0.5).astype(np.uint8))
        named.append(attributes_of(lab))
        seen.append(looks(lab))
    return np.concatenate(named), np.concatenate(seen)


def _standardised(attributes: Array, usual: Array) -> Array:
    """Attributes in spreads from their mean, ended where tastes end them."""
    return np.asarray(np.clip((attributes - usual[0]) / usual[1], -_FARTHEST, _FARTHEST))


@dataclass(frozen=True)
class Cell:
    """One cell of the panel.

    Attributes:
        shared: Fraction of a taste that members of a camp share, 0 to 1.
        camps: How many camps there are; they share nothing with each other.
        consistency: How often a member would answer the same swipe the same way again, 0.5 to 1.
    """

    shared: float
    camps: int
    consistency: float

    def __str__(self) -> str:
        return f"shared {self.shared:g}, camps {self.camps}, consistency {self.consistency:.0%}"


@dataclass(frozen=True)
class Truth:
    """What `m` simulated members truly like.

    Attributes:
        taste: `m x p`, where in attributes the taste leads, or its best point.
        attention: `m x p`, how much each attribute matters to a best point; rows sum to 1.
        bent: `m`, who has a best point.
        middle: `m`, the mean of what is liked over pictures at large.
        spread: `m`, its spread over them.
        threshold: `m`, where liking begins, in spreads.
    """

    taste: Array
    attention: Array
    bent: NDArray[np.bool_]
    middle: Array
    spread: Array
    threshold: Array

    def utility(self, attributes: Array) -> Array:
        """True utility `m x n` of pictures with attributes `n x p`; above 0 is liked rather than not."""
        raw = (self.raw(attributes) - self.middle[:, None]) / self.spread[:, None]
        return np.asarray(raw - self.threshold[:, None])

    def raw(self, attributes: Array) -> Array:
        """The same before it is brought to one scale."""
        apart = attributes[None] - self.taste[:, None]
        curved = -np.sqrt(np.einsum("mp,mnp->mn", self.attention, apart**2))
        return np.where(self.bent[:, None], curved, self.taste @ attributes.T)


@dataclass(frozen=True)
class Members:
    """Simulated members of one group.

    Attributes:
        utility: `m x n`, true utility of every picture; above 0 is liked rather than not.
        noise: Temperature of their answers, in spreads of utility.
        truth: What they like of any picture.
    """

    utility: Array
    noise: float
    truth: Truth

    def swipe(self, member: int, at: Places, rng: np.random.Generator) -> NDArray[np.bool_]:
        """Likes of some pictures."""
        return rng.random(len(at)) < sigmoid(self.utility[member, at] / self.noise)

    def pick(self, member: int, at: Places, rng: np.random.Generator) -> int:
        """Which of the pictures shown is picked, by its place among them."""
        return int(np.argmax(self.utility[member, at] + self.noise * rng.gumbel(size=len(at))))

    def slide(self, member: int, at: int, rng: np.random.Generator) -> float:
        """Where the slider is put, 0 to 1 in twentieths, both ends included."""
        blurred = self.utility[member, at] + self.noise * rng.logistic()
        return float(np.round(sigmoid(1.7 * blurred) * _STEPS_OF_SLIDER) / _STEPS_OF_SLIDER)


def gathered(attributes: Array, m: int, cell: Cell, rng: np.random.Generator) -> Members:
    """`m` members of a cell who know the attributes of `n` pictures, `n x p`."""
    return parted(attributes, np.arange(m) % cell.camps, cell.shared, cell.consistency, rng)


def parted(
    attributes: Array, camp: Places, shared: float, consistency: float, rng: np.random.Generator,
    opposed: bool = False,
) -> Members:  # fmt: skip
    """Members of the camps `m`, from 0, who know the attributes of `n` pictures, `n x p`.

    Args:
        attributes: Of pictures at large.
        camp: Of each member.
        shared: Fraction of a taste that members of a camp share, 0 to 1.
        consistency: How often a member would answer the same swipe the same way again, 0.5 to 1.
        rng: Where chance comes from.
        opposed: Whether the second of two camps looks at the same and likes the opposite.
    """
    m, p, camps = len(camp), attributes.shape[1], int(camp.max()) + 1
    common = rng.standard_normal((camps, p))
    own = rng.standard_normal((m, p))
    attention = rng.lognormal(0.0, 1.0, (camps, p))
    if opposed:
        common, attention = common[:1] * np.array([[1.0], [-1.0]]), attention[[0, 0]]
    taste = np.sqrt(shared) * common[camp] + np.sqrt(1.0 - shared) * own
    attention = attention[camp] * rng.lognormal(0.0, 0.5, (m, p))
    attention /= attention.sum(axis=1, keepdims=True)
    before = np.array([int((camp[:row] == one).sum()) for row, one in enumerate(camp)])
    known = Truth(taste, attention, before % 2 == 1, np.zeros(m), np.ones(m), np.zeros(m))
    raw = known.raw(attributes)
    threshold = _THRESHOLD_SD * rng.standard_normal(m)
    truth = replace(known, middle=raw.mean(axis=1), spread=raw.std(axis=1), threshold=threshold)
    utility = truth.utility(attributes)
    return Members(utility, _noise_for(utility, consistency), truth)


def _noise_for(utility: Array, consistency: float) -> float:
    """The temperature at which swipes are repeated as often as asked, by bisection."""
    low, high = 1e-3, 10.0
    for _ in range(_HALVINGS):
        noise = float(np.sqrt(low * high))
        liked = sigmoid(utility / noise)
        low, high = (noise, high) if (liked**2 + (1 - liked) ** 2).mean() > consistency else (low, noise)
    return noise


def areas(scores: Array, liked: NDArray[np.bool_]) -> Array:
    """`m` areas under the ROC curve of scores `m x n`; one half where all are liked, or none.

    Source: the rank-sum statistic, Mann and Whitney 1947, ties at their mean rank.
    """
    return np.array([_area(score, truly) for score, truly in zip(scores, liked, strict=True)])


def _area(score: Array, liked: NDArray[np.bool_]) -> float:
    yes, no = int(liked.sum()), int((~liked).sum())
    if yes == 0 or no == 0:
        return 0.5
    _, place, counts = np.unique(score, return_inverse=True, return_counts=True)
    rank = np.cumsum(counts) - (counts - 1) / 2.0
    return float((rank[place][liked].sum() - yes * (yes + 1) / 2.0) / (yes * no))
