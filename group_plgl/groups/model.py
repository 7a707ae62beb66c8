"""The group model: members and a rule, which together are again a utility."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from group_plgl.groups.profile import Profile
from group_plgl.groups.rules import Rule
from group_plgl.shapes import Array
from group_plgl.utility import Opinions


@dataclass(frozen=True)
class GroupModel:
    """Members' comparable opinions combined by a rule: a `Utility`.

    Attributes:
        opinions: The members' opinions on one scale.
        rule: How they are combined.
        weights: `m`, each member's share of the voice; sums to 1.
    """

    opinions: Opinions
    rule: Rule
    weights: Array

    def profile(self, z: Array) -> Profile:
        """What every member thinks of latents `n x d`."""
        means, sds = self.opinions.moments(z)
        return Profile(means, sds, self.weights)

    def score(self, z: Array) -> Array:
        """The rule's score of latents `n x d`, `n`."""
        return self.rule.score(self.profile(z))

    def gradient(self, z: Array) -> Array:
        """Slope of the score, `n x d`; where a rule has a kink, one of its slopes."""
        return self.opinions.pullback(z, *self.rule.slopes(self.profile(z)))


def equal_voices(m: int) -> Array:
    """Weights `m` that give everybody the same share."""
    return np.full(m, 1.0 / m)
