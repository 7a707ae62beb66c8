"""Labels that camps keep: those found now are matched with those a group is known by.

A label is a number from 1 to 5, and a colour and a shape. Camps are the same when the same people are in
them; as far as the people are new, when they lead the same way in taste. A camp that vanishes keeps its
label free for its return, until more than five different ones have been seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from group_plgl.analytics.projection import directions
from group_plgl.shapes import Array

MOST_LABELS = 5
SAME = 0.25
_GONE = 0.5  # how much the way a camp leads counts where nobody is left who was in it


@dataclass(frozen=True)
class Known:
    """A camp that a group is known by.

    Attributes:
        label: From 1.
        seen_in: The last number it was there in.
        pole: The direction of taste it led in, `f`, of length 1; empty where that was not kept.
    """

    label: int
    seen_in: int
    pole: Sequence[float]


def poles_of(tastes: Array, camp: NDArray[np.int64]) -> Array:
    """The direction in which each camp differs from the rest, `k x f`, of length 1."""
    ways = directions(tastes)
    middles = [ways[camp == one].mean(axis=0) for one in range(int(camp.max(initial=0)) + 1)]
    return directions(np.array(middles) - ways.mean(axis=0))


def labelled(
    camp: NDArray[np.int64], home: NDArray[np.int64], poles: Array, known: Sequence[Known], supported: bool
) -> list[int]:
    """A label for each of `k` camps, no two the same.

    Args:
        camp: Camp of each of `m` members, from 0.
        home: The label of the camp each was in last, 0 for none, `m`.
        poles: Where each camp leads, `k x f`.
        known: The camps the group is known by.
        supported: Whether these are camps; the sides of what is none take the likeliest labels.

    The assignment is that of largest total likeness.
    """
    k = int(camp.max(initial=0)) + 1
    like = np.array([[_likeness(camp == one, home, poles[one], old) for old in known] for one in range(k)])
    found: dict[int, int] = {}
    if known:
        for one, old in enumerate(_matched(like)):
            if old < len(known) and (like[one, old] >= SAME or not supported):
                found[one] = known[old].label
    spare = _spare(known, set(found.values()))
    return [found[one] if one in found else spare.pop(0) for one in range(k)]


def remembered(
    labels: Sequence[int], poles: Array, known: Sequence[Known], number: int, supported: bool
) -> list[Known]:
    """The camps a group is known by after a number; those of an unsupported grouping are not kept."""
    if not supported:
        return list(known)
    now = {label: Known(label, number, pole.tolist()) for label, pole in zip(labels, poles, strict=True)}
    return sorted([*now.values(), *(old for old in known if old.label not in now)], key=lambda one: one.label)


def _matched(like: Array) -> tuple[int, ...]:
    """Which of the known each camp is, so that all are as like as can be; beyond the last for none of them.

    There are five labels at most, so all ways are tried.
    """
    k, known = like.shape
    padded = np.hstack([like, np.zeros((k, max(0, k - known)))])

    def worth(way: tuple[int, ...]) -> tuple[float, ...]:
        each = [float(padded[one, old]) for one, old in enumerate(way)]
        return round(sum(each), 9), *each  # of equals the larger camp keeps its own

    return max(permutations(range(padded.shape[1]), k), key=worth)


def _likeness(inside: NDArray[np.bool_], home: NDArray[np.int64], pole: Array, old: Known) -> float:
    """How much a camp is one that is known, 0 to 1: by who is in it, and by where it leads."""
    before = np.asarray(old.pole)
    way = max(0.0, float(pole @ before)) if len(before) == len(pole) else 0.0
    there = home == old.label
    if not there.any():
        return _GONE * way
    placed = home > 0
    shared = float(np.sum(inside & there)) / float(np.sum((inside & placed) | there))
    of_old = float(placed.mean())
    return of_old * shared + (1.0 - of_old) * way


def _spare(known: Sequence[Known], taken: set[int]) -> list[int]:
    """Labels to give away: those never used, then those of camps that are gone longest."""
    used = {old.label for old in known}
    fresh = [label for label in range(1, MOST_LABELS + 1) if label not in used | taken]
    gone = sorted((old for old in known if old.label not in taken), key=lambda old: (old.seen_in, old.label))
    return [*fresh, *(old.label for old in gone)]
