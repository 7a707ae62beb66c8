"""Six kinds of groups, as alike or as divided as teams are, and how well one picture suits them.

Tastes are those of `tastes`: about attributes of the drawn picture that no learner sees. A picture is
judged by where each member truly ranks it among pictures at large.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from group_plgl.benchmarks.tastes import Members, Pictures, Places, parted
from group_plgl.shapes import Array

CONSISTENCY = 0.85
PLEASED = 0.8
_WORST = 0.1


@dataclass(frozen=True)
class Kind:
    """One kind of group.

    Attributes:
        camps: `m` members to the camp of each, from 0.
        shared: Fraction of a taste that members of a camp share, 0 to 1.
        opposed: Whether the second camp likes the opposite of what the first likes.
    """

    camps: Callable[[int], Places]
    shared: float = 0.8
    opposed: bool = False


def _last(share: float) -> Callable[[int], Places]:
    """The last members, this share of them and at least one, are a camp of their own."""
    return lambda m: (np.arange(m) >= m - max(1, round(share * m))).astype(np.int64)


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "similar": Kind(lambda m: np.zeros(m, dtype=np.int64)),
        "clustered": Kind(lambda m: np.arange(m) % 3),
        "diverse": Kind(lambda m: np.zeros(m, dtype=np.int64), shared=0.0),
        "polarised": Kind(_last(0.5), opposed=True),
        "75/25": Kind(_last(0.25), opposed=True),
        "a loner": Kind(_last(0.0), opposed=True),
    }
)
TOGETHER = ("similar", "clustered", "diverse")
DIVIDED = ("polarised", "75/25")


def gather_kind(kind: Kind, pictures: Pictures, m: int, rng: np.random.Generator) -> Members:
    """`m` members of a kind who know some pictures."""
    camp = kind.camps(m)
    return parted(pictures.attributes, camp, kind.shared, CONSISTENCY, rng, kind.opposed)


def standings(members: Members, pictures: Pictures, z: Array) -> Array:
    """Where each member truly ranks pictures at latents `n x d` among the unseen ones, `m x n`, 0 to 100."""
    mine = members.truth.utility(pictures.attributes_at(z))
    usual = np.sort(members.utility[:, : pictures.unseen], axis=1)
    below = [np.searchsorted(row, at) for row, at in zip(usual, mine, strict=True)]
    return np.asarray(100.0 * np.array(below) / pictures.unseen)


@dataclass(frozen=True)
class Suits:
    """How a picture suits a group, from standings of its members.

    Attributes:
        mean: Mean standing, 0 to 100.
        minimum: The lowest.
        worst_tenth: Mean of the lowest tenth, at least one member.
        share80: Share of members who rank it above four of five pictures, 0 to 100.
        gini: How unevenly standings are spread, 0 to 1.
    """

    mean: float
    minimum: float
    worst_tenth: float
    share80: float
    gini: float


def suits(standing: Array) -> Suits:
    """How a picture with standings `m` suits its group.

    Source: for the last, Gini 1912: mean absolute difference over twice the mean.
    """
    ordered = np.sort(standing)
    few = max(1, round(_WORST * len(ordered)))
    apart = np.abs(ordered[:, None] - ordered).mean()
    return Suits(
        mean=float(ordered.mean()),
        minimum=float(ordered[0]),
        worst_tenth=float(ordered[:few].mean()),
        share80=float(100.0 * (ordered >= 100.0 * PLEASED).mean()),
        gini=float(apart / (2.0 * max(ordered.mean(), 1e-9))),
    )
