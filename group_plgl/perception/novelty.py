"""Novelty: how far a picture is from those that are known, and from where on it is a copy.

Counted in just noticeable differences. Within one of them a picture looks the same as a known one to most
people at first sight: that is a copy, whoever made it and however it came about. Farther away it is
another picture; that it is free of anybody's rights is not said by any number.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from group_plgl.perception.distance import JUST_NOTICEABLE, Looks, apart

COPY = 1.0  # just noticeable differences


@dataclass(frozen=True)
class Nearest:
    """The known picture that looks most like one.

    Attributes:
        row: Which of the known ones.
        gap: How far away it is, in just noticeable differences.
        of: How many there are.
    """

    row: int
    gap: float
    of: int

    @property
    def copied(self) -> bool:
        """Whether the two look the same."""
        return self.gap < COPY


def nearest_known(looks: Looks, known: Looks) -> Nearest | None:
    """Which of `n x p` known looks is the nearest to looks `p`; None where nothing is known."""
    if not len(known):
        return None
    gaps = apart(np.asarray(looks, dtype=np.float64)[None], np.asarray(known, dtype=np.float64))[0]
    row = int(np.argmin(gaps))
    return Nearest(row, float(gaps[row]) / JUST_NOTICEABLE, len(known))
