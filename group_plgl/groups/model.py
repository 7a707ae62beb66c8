"""The group model: members and a rule, which together are again a utility."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from group_plgl.groups.profile import Profile, Voices, equal_voices, weighted_voices
from group_plgl.groups.rules import Rule
from group_plgl.shapes import Array
from group_plgl.utility import Opinions

__all__ = ["Abreast", "GroupModel", "Voices", "equal_voices", "weighted_voices"]


@dataclass(frozen=True)
class GroupModel:
    """Members' comparable opinions combined by a rule: a `Utility`.

    Attributes:
        opinions: The members' opinions on one scale.
        rule: How they are combined.
        voices: How much each of the `m` members counts, where their liking begins, and their camps.
    """

    opinions: Opinions
    rule: Rule
    voices: Voices

    def profile(self, z: Array) -> Profile:
        """What every member thinks of latents `n x d`."""
        means, sds = self.opinions.moments(z)
        return Profile(means, sds, self.voices)

    def score(self, z: Array) -> Array:
        """The rule's score of latents `n x d`, `n`."""
        return self.rule.score(self.profile(z))

    def order(self, z: Array) -> NDArray[np.int64]:
        """Rows of latents `n x d`, the best first; ties stay in their order."""
        return self.rule.order(self.profile(z))

    def rise(self, z: Array) -> tuple[Array, Array]:
        """Scores, and their slopes, `n x d`; where a rule has a kink, one of its slopes.

        Raises:
            BadInput: The rule only ranks candidates.
        """
        return Abreast([self]).rise(z)


@dataclass(frozen=True)
class Abreast:
    """Several models of the same members side by side: a `Utility` of latents in as many equal parts.

    The first part is scored by the first model, and so on, but opinions are asked for all at once.
    """

    models: Sequence[GroupModel]

    def score(self, z: Array) -> Array:
        """Scores `n` of latents `n x d`, each part's by its own rule."""
        return np.concatenate([
            model.rule.score(profile) for model, profile in self._parts(*self._opinions.moments(z))
        ])  # fmt: skip

    def rise(self, z: Array) -> tuple[Array, Array]:
        """Scores, and their slopes, `n x d`."""
        means, sds, back = self._opinions.traced(z)
        score, by_mean, by_sd = [], [], []
        for model, profile in self._parts(means, sds):
            score.append(model.rule.score(profile))
            slopes = model.rule.slopes_at(profile)
            by_mean.append(slopes[0])
            by_sd.append(slopes[1])
        return np.concatenate(score), back(np.concatenate(by_mean, axis=1), np.concatenate(by_sd, axis=1))

    @property
    def _opinions(self) -> Opinions:
        return self.models[0].opinions

    def _parts(self, means: Array, sds: Array) -> Iterator[tuple[GroupModel, Profile]]:
        """Each model with the profile of its part."""
        count = means.shape[1] // len(self.models)
        for place, model in enumerate(self.models):
            part = slice(place * count, (place + 1) * count)
            yield model, Profile(means[:, part], sds[:, part], model.voices)
