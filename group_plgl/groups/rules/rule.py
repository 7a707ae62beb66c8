"""What a rule is: how many opinions become one.

A rule maps a profile (`m x n` means and sds, `m` voices) to one score per latent. Most rules also
tell how the score moves with each member's mean and sd, so that an ideal can be climbed to; a *ballot*
rule only ranks the candidates it is given, because what it says of one depends on the others or moves in
jumps. Every rule is blind to the order of members, and who has no voice does not count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps

import numpy as np
from numpy.typing import NDArray

from group_plgl.errors import BadInput
from group_plgl.groups.profile import Profile
from group_plgl.shapes import Array

Score = Callable[[Profile], Array]
Slopes = Callable[[Profile], tuple[Array, Array]]
Rows = NDArray[np.int64]

TIE = 1e-12  # scores and shares of the voice nearer than this are equal
_AT_ONCE = 2**18


@dataclass(frozen=True)
class Rule:
    """One way to combine opinions.

    Attributes:
        name: As in URLs and tables.
        title: As people read it.
        help: What it maximises, in one line.
        advice: "Use it when ...", in one line.
        formula: In plain symbols; u_m is member m's utility in units of their own prior sd.
        source: Where it comes from.
        score: Profile -> `n`.
        slopes: Profile -> derivative of each latent's score by means and by sds, `m x n` each; None
            where a rule only ranks candidates.
        exact: Profile -> the place of each candidate from 0, `n`, where the score is but a smooth
            stand-in for the order that is meant; None where the score says it all.
        alone: Whether one member alone may decide what is best, so that its picture may be that of one
            person: not for groups in which nobody is singled out.
    """

    name: str
    title: str
    help: str
    advice: str
    formula: str
    source: str
    score: Score
    slopes: Slopes | None = None
    exact: Callable[[Profile], Rows] | None = None
    alone: bool = False

    def order(self, profile: Profile) -> Rows:
        """Rows of candidates, the best first; equals stay in the order they came in."""
        key = -self.score(profile) if self.exact is None else self.exact(profile)
        return np.argsort(key, kind="stable")

    def places(self, profile: Profile) -> Rows:
        """The place of each candidate from 0, `n`; equals share one."""
        return places_by(-self.score(profile)) if self.exact is None else self.exact(profile)

    def slopes_at(self, profile: Profile) -> tuple[Array, Array]:
        """The slopes by means and by sds, `m x n` each.

        Raises:
            BadInput: The rule only ranks candidates.
        """
        if self.slopes is None:
            raise BadInput(
                "the rule '{name}' ranks candidates and cannot be climbed", name=self.name,
                advice="Choose among pictures that are there, or take another rule.",
            )  # fmt: skip
        return self.slopes(profile)


def places_by(key: Array) -> Rows:
    """The place of each of `n` keys from 0, the least first; those that hardly differ share one."""
    order = np.argsort(key, kind="stable")
    later = np.concatenate([[0], np.cumsum(np.diff(key[order]) > TIE)]) if len(key) else order
    places = np.empty(len(key), dtype=np.int64)
    places[order] = later
    return places


def summed(profile: Profile, liked: Callable[[slice], Array]) -> Array:
    """What some members like, weighed by their voices and summed, some members at a time: `n`.

    Args:
        profile: Of all.
        liked: From rows of members to what is summed, `rows x n`.
    """
    total = np.zeros(profile.means.shape[1])
    for rows in blocks(profile):
        total += (profile.weights[rows, None] * liked(rows)).sum(axis=0)
    return total


def blocks(profile: Profile) -> Iterator[slice]:
    """Rows of members, so many at a time that what is computed of them stays small."""
    m, n = profile.means.shape
    height = max(1, _AT_ONCE // max(1, n))
    for start in range(0, m, height):
        yield slice(start, min(start + height, m))


def in_parts(score: Score) -> Score:
    """The same score, some latents at a time, so that what lies between stays small."""

    @wraps(score)
    def scored(profile: Profile) -> Array:
        m, n = profile.means.shape
        width = max(1, _AT_ONCE // max(1, m))
        if width >= n:
            return score(profile)
        parts = (profile.part(slice(start, start + width)) for start in range(0, n, width))
        return np.concatenate([score(part) for part in parts])

    return scored


def untouched(by_mean: Array) -> tuple[Array, Array]:
    """Slopes of a score that takes means and does not look at sds."""
    return by_mean, np.zeros_like(by_mean)
