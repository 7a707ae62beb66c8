"""The fold: from everything said to what can be learned from.

A stream of events, in any order of arrival and with any repeats, folds into the same dataset:
answers sorted by member and event id, without those that were undone. Skips say nothing about
taste and are only counted. Two live answers to one card both stand; that they differ is
information too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from group_plgl.feedback.events import LIKE
from group_plgl.shapes import Array


@dataclass(frozen=True)
class Said:
    """The part of an event that the fold reads."""

    event_id: str
    member_id: str
    kind: str
    card_id: str | None
    value: float | None
    target_id: str | None


@dataclass(frozen=True)
class Dataset:
    """Live answers of a group in canonical order.

    Attributes:
        members: Member ids, sorted; row numbers below refer to them.
        member: Row of the member of each answer, `n`.
        z: The latent answered about, `n x d`.
        liked: True for like, `n`.
    """

    members: tuple[str, ...]
    member: NDArray[np.int64]
    z: Array
    liked: NDArray[np.bool_]

    def counts(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Answers and likes of each member, `m` each."""
        m = len(self.members)
        return np.bincount(self.member, minlength=m), np.bincount(self.member[self.liked], minlength=m)


def live(said: Iterable[Said]) -> list[Said]:
    """Ratings and skips that still stand, once each, sorted by member and event id."""
    unique = {(one.member_id, one.event_id): one for one in said}
    undone = {(one.member_id, one.target_id) for one in unique.values() if one.kind == "undone"}
    standing = [one for key, one in unique.items() if one.kind != "undone" and key not in undone]
    return sorted(standing, key=lambda one: (one.member_id, one.event_id))


def fold(said: Iterable[Said], latents: Mapping[str, Array], members: Iterable[str], d: int) -> Dataset:
    """The dataset of a group's events; an undone vote leaves no trace in it.

    Args:
        said: Events in any order, possibly repeated.
        latents: The latent (`d`) of each card id.
        members: Member ids of the group; those who said nothing have no answers.
        d: Latent dimensions of the group's space.

    Raises:
        KeyError: An event names a card that is not among `latents`.
    """
    names = tuple(sorted(members))
    row = {name: i for i, name in enumerate(names)}
    rated = [one for one in live(said) if one.kind == "rated" and one.member_id in row]
    z = np.array([latents[one.card_id or ""] for one in rated], dtype=np.float64).reshape(len(rated), d)
    return Dataset(
        members=names,
        member=np.array([row[one.member_id] for one in rated], dtype=np.int64),
        z=z,
        liked=np.array([one.value == LIKE for one in rated], dtype=np.bool_),
    )
