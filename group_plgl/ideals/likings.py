"""Likings as they are shown: chances as log odds, in which targets are asked and met.

How honest chances are is known elsewhere; here slope and ceiling of that calibration are numbers.
Demands are many such log odds read at once, of members or of any other classifiers: one row each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from group_plgl.shapes import Array
from group_plgl.utility import Opinions, Utility, sigmoid

Back = Callable[[Array], Array]


def logit(p: Array | float) -> Array:
    """Log odds of chances; those of 0 and 1 end at 1e-9."""
    kept = np.clip(np.asarray(p, dtype=np.float64), 1e-9, 1.0 - 1e-9)
    return np.asarray(np.log(kept) - np.log1p(-kept))


class Demands(Protocol):
    """What several classifiers say of latents, as log odds: `m` rows, each with a ceiling."""

    @property
    def ceilings(self) -> Array:
        """The largest chance of each that may be claimed, `m`."""
        ...

    def values(self, z: Array) -> Array:
        """Log odds `m x n` of latents `n x d`."""
        ...

    def traced(self, z: Array) -> tuple[Array, Back]:
        """The log odds, and what carries slopes for them (`m x n`) back to latents, `n x d`."""
        ...


@dataclass(frozen=True)
class Likings:
    """Chances that `m` members are shown to like latents, as log odds: a `Demands`.

    Attributes:
        opinions: Means and sds of the members' logits. A rule of members that is to be asked for as
            one is an `Opinions` with one row.
        m: How many members.
        slope: Factor on the predictive logit, as calibrated.
        ceiling: The largest chance that may be claimed.
        caution: How many sds are taken off the mean instead of averaging over the doubt; None averages.
    """

    opinions: Opinions
    m: int
    slope: float = 1.0
    ceiling: float = 1.0
    caution: float | None = None

    def values(self, z: Array) -> Array:
        """Log odds `m x n` at latents `n x d`, before the ceiling."""
        return self._read(*self.opinions.moments(z))[0]

    def traced(self, z: Array) -> tuple[Array, Back]:
        """The log odds, and what carries slopes for them (`m x n`) back to latents, `n x d`."""
        mean, sd, back = self.opinions.traced(z)
        value, by_mean, by_sd = self._read(mean, sd)
        return value, lambda by_value: back(by_value * by_mean, by_value * by_sd)

    @property
    def ceilings(self) -> Array:
        """The same ceiling for each of them, `m`."""
        return np.full(self.m, self.ceiling)

    def _read(self, mean: Array, sd: Array) -> tuple[Array, Array, Array]:
        """Log odds from moments, and their slopes by each of them, all `m x n`.

        Source: probit approximation of the average chance, MacKay 1992: m / sqrt(1 + pi s^2 / 8).
        """
        if self.caution is not None:
            value = self.slope * (mean - self.caution * sd)
            return value, np.full_like(mean, self.slope), np.full_like(sd, -self.slope * self.caution)
        doubt = 1.0 + np.pi * sd**2 / 8.0
        by_mean = self.slope / np.sqrt(doubt)
        return by_mean * mean, by_mean, -by_mean * mean * np.pi * sd / (8.0 * doubt)


@dataclass(frozen=True)
class Chance:
    """The log odds that one member is shown to like latents: a `Utility`.

    Above the ceiling they go on, so that there is a way back; what is shown ends there.

    Attributes:
        likings: Of all members.
        member: Which of them.
    """

    likings: Likings
    member: int = 0

    def score(self, z: Array) -> Array:
        """Log odds `n` at latents `n x d`."""
        return np.asarray(self.likings.values(z)[self.member])

    def rise(self, z: Array) -> tuple[Array, Array]:
        """Log odds, and their slope at each latent, `n x d`."""
        value, back = self.likings.traced(z)
        mine = np.zeros_like(value)
        mine[self.member] = 1.0
        return value[self.member], back(mine)

    def shown(self, z: Array) -> Array:
        """The chance `n` that is shown, 0 to the ceiling."""
        return np.minimum(sigmoid(self.score(z)), self.likings.ceiling)


@dataclass(frozen=True)
class Judged:
    """Other classifiers' log odds, as of "it is a portrait", one utility a row: a `Demands`.

    Attributes:
        utilities: The classifiers.
    """

    utilities: Sequence[Utility]

    @property
    def ceilings(self) -> Array:
        """No ceiling: what they say is measured, not learned from answers."""
        return np.ones(len(self.utilities))

    def values(self, z: Array) -> Array:
        """Log odds `m x n` of latents `n x d`."""
        return np.array([utility.score(z) for utility in self.utilities])

    def traced(self, z: Array) -> tuple[Array, Back]:
        """The log odds, and what carries slopes for them (`m x n`) back to latents, `n x d`."""
        risen = [utility.rise(z) for utility in self.utilities]
        slopes = np.array([slope for _, slope in risen])
        return np.array([score for score, _ in risen]), lambda by_value: np.asarray(
            np.einsum("mn,mnd->nd", by_value, slopes)
        )


@dataclass(frozen=True)
class Together:
    """Several demands as one, their rows one after the other: a `Demands`.

    Attributes:
        parts: The demands.
    """

    parts: Sequence[Demands]

    @property
    def ceilings(self) -> Array:
        """Those of all parts, `m`."""
        return np.concatenate([part.ceilings for part in self.parts])

    def values(self, z: Array) -> Array:
        """Log odds `m x n` of latents `n x d`."""
        return np.concatenate([part.values(z) for part in self.parts])

    def traced(self, z: Array) -> tuple[Array, Back]:
        """The log odds, and what carries slopes for them (`m x n`) back to latents, `n x d`."""
        values, backs = zip(*(part.traced(z) for part in self.parts), strict=True)
        ends = np.cumsum([len(value) for value in values])[:-1]

        def back(by_value: Array) -> Array:
            shares = np.split(by_value, ends)
            return np.asarray(sum(one(share) for one, share in zip(backs, shares, strict=True)))

        return np.concatenate(values), back


@dataclass(frozen=True)
class WorstOff:
    """The least margin over demands, softened: a `Utility` fair to whoever is worst off.

    Attributes:
        demands: What is asked.
        levels: `m`, which log odds; -inf where nothing is asked.
        softness: In log odds; smaller is nearer to the least.

    Source: the log-sum-exp bound of a minimum, never above it and within softness * log m of it.
    """

    demands: Demands
    levels: Array
    softness: float = 0.1

    def score(self, z: Array) -> Array:
        """The softened least margin `n` at latents `n x d`."""
        return self._soft(self.demands.values(z))[0]

    def rise(self, z: Array) -> tuple[Array, Array]:
        """The softened least margin, and its slope, `n x d`."""
        values, back = self.demands.traced(z)
        score, shares = self._soft(values)
        return score, back(shares)

    def _soft(self, values: Array) -> tuple[Array, Array]:
        """The score `n`, and how much of it is due to each row, `m x n`."""
        margin = values - self.levels[:, None]
        least = margin.min(axis=0)
        odds = np.exp(-(margin - least) / self.softness)
        total = odds.sum(axis=0)
        return least - self.softness * np.log(total), odds / total


def slopes_of(demands: Demands, z: Array, rows: Sequence[int]) -> tuple[Array, Array]:
    """Log odds `m x n` of latents `n x d`, and the slopes of some rows, `n x len(rows) x d`."""
    each = len(rows)
    values, back = demands.traced(np.repeat(z, each, axis=0))
    chosen = np.zeros((len(values), each))
    chosen[list(rows), np.arange(each)] = 1.0
    return values[:, ::each], back(np.tile(chosen, len(z))).reshape(len(z), each, z.shape[1])
