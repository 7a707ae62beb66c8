"""A query: what is known when it is to be decided which pictures a member sees next.

The member's utility of a picture is w . x, where w is known as N(mean, covariance). Pictures that
look the same are one picture: what was shown of one was shown of the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from group_plgl.queries.normals import nodes
from group_plgl.shapes import Array
from group_plgl.utility import sigmoid

BAND = (0.35, 0.65)
LOOKED_BACK, LEAST_SHARE = 7, 0.25  # of the last cards and the next one, each of two looks has a quarter


@dataclass(frozen=True)
class Query:
    """The pictures there are, `n`, and what is known of the member who is asked.

    Attributes:
        rows: `n x (f+1)`, features of the pictures and a 1.
        times: `n`, how often each was shown to the member.
        together: Pictures in a turn, `q`; of several the member picks one, one is liked or not.
        place: How many pictures the member was shown before.
        seed: What differs between members and stays the same from turn to turn.
        mean: `f+1`, the member's weights; None where nothing is known of the member.
        covariance: `(f+1) x (f+1)`, how well they are known.
        same: `n x n`, which pictures nobody could tell apart; None where there are no such.
        aims: `b x (f+1)`, how much the group's utility of each of its best pictures moves with the
            member's weights; None where the group has no answer yet.
        band: Between which chances of liking the uncertainty band lies, each 0 to 1.
        claims: Chances of liking as pages show them, `n`, which a band goes by; None where `chances` are.
        looks: `n x 2`, how far each picture is from either of the member's two looks; None for one look.
        dealt: Which look the last pictures belong to that were chosen by taste, 0 or 1, oldest first.
    """

    rows: Array
    times: NDArray[np.int64]
    together: int = 1
    place: int = 0
    seed: int = 0
    mean: Array | None = None
    covariance: Array | None = None
    same: NDArray[np.bool_] | None = None
    aims: Array | None = None
    band: tuple[float, float] = BAND
    claims: Array | None = None
    looks: Array | None = None
    dealt: tuple[int, ...] = ()

    @cached_property
    def logits(self) -> Array:
        """Mean utility of each picture, `n`."""
        assert self.mean is not None
        return np.asarray(self.rows @ self.mean)

    @cached_property
    def reach(self) -> Array:
        """Covariance of each picture's utility with the weights, `n x (f+1)`."""
        assert self.covariance is not None
        return np.asarray(self.rows @ self.covariance)

    @cached_property
    def variances(self) -> Array:
        """Variance of each picture's utility, `n`."""
        return np.asarray(np.maximum(np.einsum("nf,nf->n", self.reach, self.rows), 1e-12))

    @cached_property
    def chances(self) -> Array:
        """Predicted chance that the member likes each picture, `n`, from 0 to 1."""
        at, weight = nodes()
        return np.asarray(sigmoid(self.logits[:, None] + np.sqrt(self.variances)[:, None] * at) @ weight)

    def between(self, some: Sequence[int] | NDArray[np.int64], others: Sequence[int]) -> Array:
        """Covariances of utilities of `k` and `l` pictures, `k x l`."""
        return np.asarray(self.reach[some] @ self.rows[others].T)

    @cached_property
    def _pull(self) -> Array:
        assert self.aims is not None
        return np.asarray(self.reach @ (self.aims.T @ self.aims))

    @cached_property
    def pulls(self) -> Array:
        """Summed squares of the covariances of each picture's utility with the aims, `n`."""
        return np.asarray(np.einsum("nf,nf->n", self._pull, self.reach))

    def pulled(self, some: Sequence[int] | NDArray[np.int64], others: Sequence[int]) -> Array:
        """Summed products of the covariances of `k` and `l` pictures with the aims, `k x l`."""
        return np.asarray(self._pull[some] @ self.reach[others].T)

    def free(self, chosen: Sequence[int] = ()) -> NDArray[np.int64]:
        """The pictures shown least so far, beside those chosen for this turn; never none.

        What looks the same as a picture that was shown was shown, too. Of two looks the one that lately
        had less than a quarter comes next, with pictures near it.
        """
        times = self._times_after(chosen)
        if self._twins is not None:
            times = self._twins @ times
        times[list(chosen)] = np.iinfo(np.int64).max
        least = np.flatnonzero(times == times.min())
        return least if self.looks is None else self._owed(least, chosen)

    def look_of(self, chosen: Sequence[int]) -> tuple[int, ...]:
        """The look that each of some pictures is nearer to, 0 or 1."""
        assert self.looks is not None
        return tuple(int(row[1] < row[0]) for row in self.looks[list(chosen)])

    def _owed(self, free: NDArray[np.int64], chosen: Sequence[int]) -> NDArray[np.int64]:
        """Those of the free pictures near the look whose turn it is; all when it is neither's."""
        assert self.looks is not None
        last = (*self.dealt, *self.look_of(chosen))[-LOOKED_BACK:]
        fewer = int(sum(last) < len(last) - sum(last))
        if last.count(fewer) >= LEAST_SHARE * (len(last) + 1):
            return free
        of_it = free[(self.looks[free, 1] < self.looks[free, 0]) == bool(fewer)]
        gap = self.looks[of_it, fewer]
        return of_it[gap <= np.median(gap)] if len(of_it) else free

    def asked(self, chosen: Sequence[int]) -> Query:
        """The query after a turn with these pictures, as far as its answer can be foreseen.

        The weights become better known; which way they move, nobody knows.
        """
        after = replace(self, times=self._times_after(chosen), place=self.place + len(chosen))
        if self.covariance is None:
            return after
        through = self.reach[list(chosen)]
        told = told_by(self.logits[list(chosen)], self.between(chosen, chosen))
        return replace(after, covariance=self.covariance - through.T @ told @ through)

    @cached_property
    def _twins(self) -> NDArray[np.int64] | None:
        """Which pictures look the same, where any two do."""
        if self.same is None or self.same.sum() == len(self.same):
            return None
        return self.same.astype(np.int64)

    def _times_after(self, chosen: Sequence[int]) -> NDArray[np.int64]:
        times = self.times.copy()
        times[list(chosen)] += 1
        return times


def curvature(logits: Array) -> Array:
    """How sharply an answer tells utilities at `... x q` mean logits: `... x q x q`.

    Source: the negative second derivative of log p: p (1 - p) of a like, diag(p) - p p^T of a pick.
    """
    if logits.shape[-1] == 1:
        p = sigmoid(logits)
        return np.asarray((p * (1.0 - p))[..., None])
    odds = np.exp(logits - logits.max(axis=-1, keepdims=True))
    p = odds / odds.sum(axis=-1, keepdims=True)
    return np.asarray(p[..., None] * np.eye(p.shape[-1]) - p[..., None] * p[..., None, :])


def told_by(logits: Array, covariance: Array) -> Array:
    """The matrix M with which an answer about utilities K takes K M K off their covariance.

    Args:
        logits: `... x q`, their means.
        covariance: `... x q x q`, K.

    Source: the matrix inversion lemma, Woodbury 1950: M = (I + H K)^-1 H for the curvature H.
    """
    bend = curvature(logits)
    return np.asarray(np.linalg.solve(np.eye(bend.shape[-1]) + bend @ covariance, bend))
