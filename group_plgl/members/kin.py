"""Kin: what other groups of the same space like on average, as what a group may begin with.

What crosses from group to group is where the mean of its tastes lies and how far that is known, per
coordinate: never a member's taste. A third level stands above members and groups: the means of groups
are drawn about a common one, as much as `much` of what a group shares is common to all. How much
that is, the groups themselves tell: each is foretold from the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from group_plgl.errors import UnsafeBytes
from group_plgl.members.prior import Prior
from group_plgl.shapes import Array

KIN = (0.5, 0.9)
UNJUDGED = 0.5  # of a single group, which nothing can be foretold from
MOST = 32  # groups that are asked
LEAST_LENT = 0.3  # how much members are taken to share, where their mean is to be told
_KNOWN = 1e-3  # the least share of a prior variance that answers must have taken away
_AT_MOST = 6.0  # nats: coordinates are not as independent as they are counted
_NAMES = ("mean", "doubt", "shared")


@dataclass(frozen=True)
class Kin:
    """What is known of `g` other groups.

    Attributes:
        mean: `g x (f+1)`, the mean taste each was found to have.
        doubt: `g x (f+1)`, variances of how well it is known.
        shared: `g x (f+1)`, variances of what was believed of it beforehand, about 0.
    """

    mean: Array
    doubt: Array
    shared: Array

    @classmethod
    def of(cls, prior: Prior, shared: Array) -> Kin:
        """What one group lends: its mean, as believed after its answers, and `shared` (f+1) before."""
        return cls(prior.mean[None], np.diag(prior.doubt)[None], shared[None])

    @classmethod
    def of_all(cls, files: Sequence[bytes]) -> Kin | None:
        """Of groups by what each of them lends; None without any."""
        parts = [cls.from_bytes(file) for file in files[:MOST]]
        widths = {part.mean.shape[1] for part in parts}
        if len(widths) != 1:
            return None
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in _NAMES))

    def told(self, shared: Array, much: float) -> tuple[Array, Array]:
        """Where the mean of another group is expected, and its variance there, `f + 1` each.

        Args:
            shared: `f + 1`, the variance of what a group shares, before anything is known.
            much: How much of it is common to all groups, 0 to 1.

        Source: the three-level normal model, Lindley and Smith 1972, coordinate by coordinate.
        """
        return self._foretold(np.ones(len(self.mean), dtype=np.bool_), shared, much)

    def borne_out(self, much: float) -> float:
        """How much better, in nats, each group is foretold from the others than from nothing, -6 to 6."""
        return float(np.clip(self._scores.get(much, 0.0), -_AT_MOST, _AT_MOST))

    @property
    def likeliest(self) -> float:
        """How much groups have in common as far as they tell themselves."""
        if len(self.mean) == 1:
            return UNJUDGED
        return max((0.0, *KIN), key=lambda much: self._scores.get(much, 0.0))

    def to_bytes(self) -> bytes:
        """As safetensors."""
        return save({name: np.ascontiguousarray(getattr(self, name)) for name in _NAMES})

    @classmethod
    def from_bytes(cls, file: bytes) -> Kin:
        """Out of safetensors.

        Raises:
            UnsafeBytes: It holds something else.
        """
        try:
            arrays: dict[str, NDArray[np.float64]] = load(file)
        except (SafetensorError, ValueError, KeyError, TypeError) as error:
            raise UnsafeBytes(f"what a group lends cannot be read: {error}") from error
        shapes = {array.shape for array in arrays.values()}
        if set(arrays) != set(_NAMES) or len(shapes) != 1 or len(next(iter(shapes))) != 2:
            raise UnsafeBytes("what a group lends holds other arrays than mean, doubt and shared")
        if not all(np.isfinite(array).all() for array in arrays.values()):
            raise UnsafeBytes("what a group lends holds other things than finite numbers")
        return cls(*(arrays[name] for name in _NAMES))

    @cached_property
    def _heard(self) -> tuple[Array, Array]:
        """What the answers of each group say of its mean without what was believed, and the variance."""
        learned = np.maximum(1.0 - self.doubt / self.shared, _KNOWN)
        return self.mean / learned, self.doubt / learned

    def _foretold(self, asked: NDArray[np.bool_], shared: Array, much: float) -> tuple[Array, Array]:
        """As `told`, from some of the groups, `g`."""
        own = (1.0 - much) * shared
        if much == 0.0 or not asked.any():
            return np.zeros(len(shared)), shared
        said, variance = self._heard
        weight = 1.0 / (own + variance[asked])
        precision = 1.0 / (much * shared) + weight.sum(axis=0)
        return (weight * said[asked]).sum(axis=0) / precision, own + 1.0 / precision

    @cached_property
    def _scores(self) -> dict[float, float]:
        """How much better than by nothing each group is foretold by the others, by how much is common."""
        if len(self.mean) < 2:
            return {}
        said, variance = self._heard
        shared = self.shared.mean(axis=0)

        def score(much: float) -> float:
            total = 0.0
            for left in range(len(said)):
                centre, spread = self._foretold(np.arange(len(said)) != left, shared, much)
                whole = spread + variance[left]
                total -= 0.5 * float((np.log(whole) + (said[left] - centre) ** 2 / whole).sum())
            return total

        return {much: score(much) - score(0.0) for much in KIN}
