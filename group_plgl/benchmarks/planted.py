"""Groups whose structure was planted: noise, a gradient, a blob, camps; analysed as the product does.

Tastes are ideal points in a few directions of a space, with likings that are curved, noisy and known. Where
camps are planted, `apart` is how far their middles lie from each other, in standard deviations of the members
of one camp along any direction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from group_plgl.compute.tasks import analyse
from group_plgl.feedback.crowds import Crowd
from group_plgl.feedback.dataset import Dealt, Said, fold, ratings
from group_plgl.generators import Generator
from group_plgl.services.learn import rows_in
from group_plgl.shapes import Array

SWIPES = 40
POOL = 160
SCALE = 4.0  # of tastes: what `learn` finds for most such groups, which takes it a second each
DIRECTIONS = 4
_FAR = 2.2
_WIDE = np.pi / 3.0
_UNLIKE = 0.2  # spread of how much members look at each thing, as a factor

Arrays = dict[str, Any]
Positions = Callable[[int, np.random.Generator], tuple[Array, NDArray[np.int64]]]


@dataclass(frozen=True)
class Structure:
    """How the tastes of a group lie.

    Attributes:
        help: What it is, in a line.
        place: Members `m` to positions `m x 4` and camps `m`, from 0; None where answers are coins.
    """

    help: str
    place: Positions | None


def _whole(positions: Array) -> tuple[Array, NDArray[np.int64]]:
    return positions, np.zeros(len(positions), dtype=np.int64)


def _alike(m: int, rng: np.random.Generator) -> tuple[Array, NDArray[np.int64]]:
    return _whole(np.eye(DIRECTIONS)[np.zeros(m, dtype=np.int64)])


def _gradient(m: int, rng: np.random.Generator) -> tuple[Array, NDArray[np.int64]]:
    """Evenly over a third of a circle, with a little of one's own."""
    angle = rng.uniform(-_WIDE, _WIDE, m)
    line = np.column_stack([np.cos(angle), np.sin(angle), np.zeros((m, DIRECTIONS - 2))])
    return _whole(line + 0.15 * rng.standard_normal((m, DIRECTIONS)))


def _blob(m: int, rng: np.random.Generator) -> tuple[Array, NDArray[np.int64]]:
    """A Gaussian about a shared taste, three times as long as it is wide."""
    return _whole(
        np.array([2.0, 0.0, 0.0, 0.0]) + rng.standard_normal((m, DIRECTIONS)) * [0.5, 1.5, 0.5, 0.5]
    )


def _diverse(m: int, rng: np.random.Generator) -> tuple[Array, NDArray[np.int64]]:
    return _whole(rng.standard_normal((m, DIRECTIONS)))


def _camps(k: int, apart: float) -> Positions:
    """Camps of equal size about middles that are all equally far from each other."""

    def place(m: int, rng: np.random.Generator) -> tuple[Array, NDArray[np.int64]]:
        camp = np.arange(m) % k
        middles = (np.eye(DIRECTIONS)[:k] - np.eye(DIRECTIONS)[:k].mean(axis=0)) * apart / np.sqrt(2.0)
        return middles[camp] + rng.standard_normal((m, DIRECTIONS)), camp

    return place


NULLS: Mapping[str, Structure] = MappingProxyType(
    {
        "noise": Structure("Coins decide what everybody says.", None),
        "gradient": Structure("Tastes lie evenly on an arc from one pole to the other.", _gradient),
        "blob": Structure("Tastes are a Gaussian about one taste, three times as long as wide.", _blob),
        "alike": Structure("Everybody has the same taste, and answers with noise.", _alike),
        "diverse": Structure("Nobody shares anything with anybody.", _diverse),
    }
)


def planted(k: int, apart: float) -> Structure:
    """So many camps, so far apart."""
    return Structure(f"{k} camps, {apart:g} standard deviations apart.", _camps(k, apart))


@dataclass(frozen=True)
class Found:
    """What analysing one group came to, beside what was planted in it.

    Attributes:
        words: What the task said.
        arrays: Its arrays.
        camp: `m`, the planted camps.
    """

    words: dict[str, Any]
    arrays: Arrays
    camp: NDArray[np.int64]


def answered(
    generator: Generator, structure: Structure, m: int, rng: np.random.Generator
) -> tuple[Array, NDArray[np.int64], NDArray[np.bool_], NDArray[np.int64]]:
    """A pool `n x d`, the cards of `m` members (rows of it, m x 40), likings `m x n`, and planted camps."""
    pool = generator.space.sample(POOL, rng)
    x = generator.coordinates(pool)
    if structure.place is None:
        likes, camp = rng.random((m, POOL)) < 0.5, np.zeros(m, dtype=np.int64)
    else:
        positions, camp = structure.place(m, rng)
        likes = _crowd(positions, camp, x, rng).likes(x, rng)
    return pool, np.array([rng.permutation(POOL)[:SWIPES] for _ in range(m)]), likes, camp


def _crowd(positions: Array, camp: NDArray[np.int64], x: Array, rng: np.random.Generator) -> Crowd:
    """Members whose ideal points lie where they were planted, in random directions of a space."""
    spread = x.std(axis=0)
    visible = spread**2 / np.sum(spread**2)
    ways = np.linalg.qr(rng.standard_normal((x.shape[1], DIRECTIONS)))[0].T * np.sqrt(x.shape[1])
    usual = np.sqrt(np.mean(np.sum(positions**2, axis=1)))
    points = _FAR * positions @ ways / usual
    m = len(points)
    attention = visible * rng.lognormal(0.0, 1.0, x.shape[1]) * rng.lognormal(0.0, _UNLIKE, points.shape)
    attention /= attention.sum(axis=1, keepdims=True)
    raw = Crowd(points, attention, spread + 1e-9, np.zeros(m), np.ones(m), camp)._raw(x)
    return Crowd(points, attention, spread + 1e-9, raw.mean(axis=1), raw.std(axis=1), camp)


def found_in(generator: Generator, structure: Structure, m: int, rng: np.random.Generator) -> Found:
    """One group of a structure, answered and analysed."""
    pool, cards, likes, camp = answered(generator, structure, m, rng)
    member, card = np.repeat(np.arange(m), SWIPES), cards.ravel()
    said = rows_in(ratings(_names(m), member, pool[card], likes[member, card]))
    return _found(generator, m, said, int(rng.integers(2**62)), camp)


def said_in_any_order(
    generator: Generator, structure: Structure, m: int, rng: np.random.Generator
) -> tuple[Found, Found]:
    """One group twice: its votes as they were given, and the same votes shuffled."""
    pool, cards, likes, camp = answered(generator, structure, m, rng)
    names = _names(m)
    dealt = {
        f"{names[row]}-{turn}": Dealt(names[row], turn, "swipe", str(card), "", pool[card])
        for row, own in enumerate(cards)
        for turn, card in enumerate(own)
    }
    said = [
        Said(rng.bytes(8).hex(), names[row], "rated", f"{names[row]}-{turn}", float(likes[row, card]), None)
        for row, own in enumerate(cards)
        for turn, card in enumerate(own)
    ]
    seed, mixed = int(rng.integers(2**62)), [said[place] for place in rng.permutation(len(said))]
    first, second = (
        rows_in(fold(events, dealt, names, generator.space.latent_dim)) for events in (said, mixed)
    )
    return _found(generator, m, first, seed, camp), _found(generator, m, second, seed, camp)


def _names(m: int) -> list[str]:
    return [f"{number:03}" for number in range(m)]


def _found(generator: Generator, m: int, said: Arrays, seed: int, camp: NDArray[np.int64]) -> Found:
    words = {"space": generator.space.key, "m": m, "scale": SCALE, "seed": seed}
    return Found(*analyse.run(words, said), camp)
