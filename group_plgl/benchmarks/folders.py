"""Folders of drawn pictures with a concept that is known: one thing on a ground, and what is said of it.

Things of many forms and colours lie anywhere on plain, shaded or striped grounds, lighter or darker
than these, so that no mean colour gives a concept away. "Neither too close nor too far" is curved: what
is liked lies in the middle of how large the thing is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np

from group_plgl.errors import NotFound
from group_plgl.generators.raster import Pixels, resized, webp_bytes
from group_plgl.shapes import Array

SIDE = 160
_FINE = 2  # pictures are drawn twice as large and shrunk, for soft edges
_QUALITY = 88
_FORMS = 5
_SMALLEST, _LARGEST = 0.05, 0.44  # of a side, from the middle of the thing to its edge
_MIDDLE = (0.135, 0.26)  # thing sizes are even in their logarithm, and half of them lie here, with gaps
_GAP = 1.12
_FAR = 0.16  # how far in lightness, at the least, a thing lies from its ground


@dataclass(frozen=True)
class Thing:
    """What is in one picture.

    Attributes:
        size: From its middle to its edge, as a share of the side.
        form: 0 disc, 1 ring, 2 square, 3 triangle, 4 star.
        x, y: Its middle, as shares of the side.
        turn: Its turn, in radians.
        hue: Its hue in radians about the grey axis; the ground's is another.
        lighter: Whether it is lighter than its ground.
        striped: Whether its ground is striped.
    """

    size: float
    form: int
    x: float
    y: float
    turn: float
    hue: float
    lighter: bool
    striped: bool


@dataclass(frozen=True)
class Concept:
    """One thing that can be said of a picture.

    Attributes:
        help: What is liked.
        wanted: A thing by chance of which it holds, or does not.
    """

    help: str
    wanted: Callable[[bool, np.random.Generator], Thing]


def _thing(rng: np.random.Generator, **known: float | bool | int) -> Thing:
    size = float(known.pop("size", np.exp(rng.uniform(np.log(_SMALLEST), np.log(_LARGEST)))))
    room = max(0.5 - size, 0.06)
    x, y = 0.5 + rng.uniform(-room, room, 2)
    drawn = {
        "form": int(rng.integers(_FORMS)), "turn": float(rng.uniform(0, 2 * np.pi)),
        "hue": float(rng.uniform(0, 2 * np.pi)), "lighter": bool(rng.integers(2)),
        "striped": bool(rng.integers(2)),
    }  # fmt: skip
    return Thing(size=size, x=float(x), y=float(y), **{**drawn, **known})  # type: ignore[arg-type]


def _of_middle_size(liked: bool, rng: np.random.Generator) -> Thing:
    low, high = _MIDDLE
    ends = ((_SMALLEST, low / _GAP), (high * _GAP, _LARGEST))
    smallest, largest = (low * _GAP**0.5, high / _GAP**0.5) if liked else ends[int(rng.integers(2))]
    return _thing(rng, size=float(np.exp(rng.uniform(np.log(smallest), np.log(largest)))))


CONCEPTS: Mapping[str, Concept] = MappingProxyType({
    "middle size": Concept("Things neither too close nor too far.", _of_middle_size),
    "lighter thing": Concept(
        "Things lighter than their ground.", lambda liked, rng: _thing(rng, lighter=liked)
    ),
    "striped ground": Concept("Striped grounds.", lambda liked, rng: _thing(rng, striped=liked)),
    "round": Concept(
        "Discs and rings.",
        lambda liked, rng: _thing(rng, form=int(rng.integers(0, 2) if liked else rng.integers(2, _FORMS))),
    ),
})  # fmt: skip


def drawn_folder(path: Path, n: int, seed: int, concept: str = "middle size") -> list[tuple[str, bool]]:
    """Write `n` pictures and tell of each, by file name, whether the concept holds: of half of them.

    Args:
        path: A folder; it is made.
        n: How many pictures.
        seed: The same seed writes the same files.
        concept: A name of `CONCEPTS`.

    Raises:
        NotFound: There is no such concept.
    """
    path.mkdir(parents=True, exist_ok=True)
    found = drawn(n, seed, concept)
    names = [f"picture-{place:04}.webp" for place in range(n)]
    for name, (picture, _) in zip(names, found, strict=True):
        (path / name).write_bytes(webp_bytes(picture, _QUALITY))
    return [(name, liked) for name, (_, liked) in zip(names, found, strict=True)]


def drawn(n: int, seed: int, concept: str = "middle size") -> list[tuple[Pixels, bool]]:
    """`n` pictures of 160 x 160 and whether the concept holds of each: of half of them, in random order.

    Raises:
        NotFound: There is no such concept.
    """
    if concept not in CONCEPTS:
        raise NotFound(f"there is no concept {concept!r}", advice=f"Known: {', '.join(CONCEPTS)}.")
    rng = np.random.default_rng(seed)
    liked = rng.permutation(np.arange(n) % 2 == 0)
    return [(picture_of(CONCEPTS[concept].wanted(bool(one), rng), rng), bool(one)) for one in liked]


def picture_of(thing: Thing, rng: np.random.Generator) -> Pixels:
    """A picture of a thing, 160 x 160: its ground, shades and grain are by chance."""
    side = SIDE * _FINE
    place = (np.arange(side) + 0.5) / side
    x, y = np.meshgrid(place, place)
    ground = rng.uniform(0.3, 0.7)
    apart = rng.uniform(_FAR, 0.3)
    level = np.full((side, side), ground)
    angle = rng.uniform(0, np.pi)
    along = (x - 0.5) * np.cos(angle) + (y - 0.5) * np.sin(angle)
    level += rng.uniform(0.0, 0.16) * along
    if thing.striped:
        level += 0.035 * np.sign(np.sin(along * 2 * np.pi * rng.uniform(6, 14)))
    inside = _inside(thing, x, y)
    level = np.where(inside, ground + (apart if thing.lighter else -apart), level)
    hue = np.where(inside, thing.hue, thing.hue + rng.uniform(1.0, 5.0))
    chroma = rng.uniform(0.03, 0.12)
    turns = np.array([0.0, 2 * np.pi / 3, 4 * np.pi / 3])
    rgb = level[..., None] + chroma * np.cos(hue[..., None] - turns)
    rgb = rgb + 0.012 * rng.standard_normal((side // 4, side // 4, 1)).repeat(4, 0).repeat(4, 1)
    return resized((np.clip(rgb, 0.0, 1.0) * 255).round().astype(np.uint8), SIDE, SIDE)


def _inside(thing: Thing, x: Array, y: Array) -> Array:
    """Which places lie in a thing."""
    across, down = (x - thing.x) / thing.size, (y - thing.y) / thing.size
    far, angle = np.hypot(across, down), np.arctan2(down, across) + thing.turn
    if thing.form < 2:
        return np.asarray((far <= 1.0) & ((thing.form == 0) | (far >= 0.55)))
    corners, inner = {2: (4, None), 3: (3, None), 4: (5, 0.45)}[thing.form]
    step = 2 * np.pi / corners
    within = np.abs((angle % step) - step / 2)  # 0 in the middle between two corners
    if inner is None:
        return np.asarray(far * np.cos(within) <= np.cos(step / 2))
    tip, dent = np.array([np.cos(step / 2), np.sin(step / 2)]), np.array([inner, 0.0])
    edge = tip - dent
    spot_x, spot_y = far * np.cos(within), far * np.sin(within)
    return np.asarray(edge[0] * (spot_y - dent[1]) - edge[1] * (spot_x - dent[0]) >= 0)
