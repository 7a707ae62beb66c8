"""Near-ideals: pictures each of which may turn out to be the group's best, as far as is known yet.

What the group likes best is known only as well as its members' tastes are. So each near-ideal is the ideal
of one draw from what is believed of them: where tastes are sure all of them are alike, where they are not
they go apart, and what everybody says of them tells which belief is right. Where a group seems to fall in
two, most of them are ideals of either part: a compromise that nobody likes would tell little. One of a
catalogue is a picture that is there.

Source: posterior sampling, Thompson 1933; the patent's deck of near-ideals (figure 16), where nearness is a
step of a fixed size and learns nothing of where the ideal may be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from group_plgl.compute.messages import Arrays, Words
from group_plgl.compute.tasks.opening import open_features, open_required, open_space, open_voices
from group_plgl.generators.catalogue.space import Catalogue
from group_plgl.groups.comparability import comparable
from group_plgl.groups.model import GroupModel
from group_plgl.groups.profile import Profile, Voices, weighted_voices
from group_plgl.groups.rules import Rule, rule_named
from group_plgl.groups.splits import falls_apart
from group_plgl.ideals.climb import climb
from group_plgl.ideals.nevers import Nevers, clear_of
from group_plgl.latents import Space
from group_plgl.members.dense import DenseOpinions, Tastes, with_bias
from group_plgl.shapes import Array
from group_plgl.utility import CoordinateMap

AT_LARGE = 400  # prior latents, among which each climb begins at the best
STEPS = 25
REACH = 0.5
_FLATTEST = 1e-9


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """Near-ideals `z`, `count x d`; of a small catalogue fewer, none of it twice.

    Args:
        words: What opens the space; `rule`, `count`, `seed`; `fewest` members of a part whose own ideals
            may be drawn.
        arrays: What opens the space, and what is required as in `open_required`; `mean` m x (f+1) and
            `covariance` m x (f+1) x (f+1) of the members who make up the group; `weights` m, how many
            times each counts, once unless told; `gone` g x d, pictures of a catalogue that are near-ideals
            already, if any.
    """
    opened, features = open_space(words, arrays), open_features(words, arrays)
    tastes, rule = Tastes(arrays["mean"], arrays["covariance"]), rule_named(words["rule"])
    rng, nevers = np.random.default_rng(words["seed"]), open_required(words, arrays)
    voices = open_voices(arrays, len(tastes.mean), np.zeros(1))
    if isinstance(opened, Catalogue):
        gone = {tuple(z) for z in arrays.get("gone", opened.candidates[:0])}
        there = opened.candidates[clear_of(nevers, opened.candidates)]
        there = there[[tuple(z) not in gone for z in there]]
        return {}, {
            "z": there_near(tastes, features, rule, voices, there, words["count"], rng, words["fewest"])
        }
    drawn = near_ideals(
        tastes, features, rule, voices, opened.space, words["count"], rng, nevers, words["fewest"]
    )
    return {}, {"z": drawn}


def near_ideals(
    tastes: Tastes, features: CoordinateMap, rule: Rule, voices: Voices, space: Space, count: int,
    rng: np.random.Generator, nevers: Nevers | None = None, fewest: int = 1,
) -> Array:  # fmt: skip
    """`count x d` latents, each the ideal of tastes as they may be; sensitive genes are chance."""
    if not count:
        return np.zeros((0, space.latent_dim))
    prior, found = space.sample(AT_LARGE, rng), [np.zeros((0, space.latent_dim))]
    believed = AsBelieved.over(_drawn(tastes, count, rng), features, prior)
    for rows, heard in _heard(tastes, features, voices, prior, count, rng, fewest):
        own = believed.of(rows)
        model = GroupModel(own, rule, heard)
        best = [int(np.argmax(rule.score(profile))) for profile in own.profiles(prior, heard)]
        starts = prior[best].copy()
        starts[:, ~space.learned] = space.sample(len(best), rng)[:, ~space.learned]
        radius = REACH * space.typical_radius
        led = climb(model, starts, radius, STEPS, limits=space.limits, moving=space.learned, nevers=nevers)
        found.append(space.canonical(led.z))
    return np.vstack(found)


def there_near(
    tastes: Tastes, features: CoordinateMap, rule: Rule, voices: Voices, there: Array, count: int,
    rng: np.random.Generator, fewest: int = 1,
) -> Array:  # fmt: skip
    """At most `count` of the pictures that are there, `n x d`, by tastes as they may be, none twice."""
    count = min(count, len(there))
    if not count:
        return there[:0]
    believed = AsBelieved.over(_drawn(tastes, count, rng), features, there)
    left = np.ones(len(there), dtype=np.bool_)
    chosen = []
    for rows, heard in _heard(tastes, features, voices, there, count, rng, fewest):
        for profile in believed.of(rows).profiles(there, heard):
            chosen.append(int(np.argmax(np.where(left, rule.score(profile), -np.inf))))
            left[chosen[-1]] = False
    return np.asarray(there[chosen])


def _heard(
    tastes: Tastes, features: CoordinateMap, voices: Voices, prior: Array, count: int,
    rng: np.random.Generator, fewest: int,
) -> Iterator[tuple[slice, Voices]]:  # fmt: skip
    """Which of `count` near-ideals are by whose voices: all by everybody's, or a third each by two parts'."""
    means, _ = comparable(DenseOpinions(tastes, features), prior).moments(prior)
    part = falls_apart(means, voices.weights, rng)
    each = count // 3 if part.any() and np.bincount(part).min() >= fewest else 0
    everybody = count - 2 * each
    yield slice(0, everybody), voices
    for one in (0, 1) if each else ():
        first = everybody + one * each
        yield slice(first, first + each), weighted_voices(voices.weights * (part == one), voices.even)


@dataclass(frozen=True)
class AsBelieved:
    """What members would think of `k` latents if each draw of their tastes were the truth: an `Opinions`.

    The first latent is judged by the first draw, and so on; all draws are brought to one scale.

    Attributes:
        weights: `k x m x (f+1)`.
        centre, scale: `k x m`, of each member's utility over pictures at large.
        features: What tastes are linear in.
    """

    weights: Array
    centre: Array
    scale: Array
    features: CoordinateMap

    @classmethod
    def over(cls, weights: Array, features: CoordinateMap, prior: Array) -> AsBelieved:
        """The draws, on the scale of latents `n x d` at large."""
        own = weights @ with_bias(features.coordinates(prior)).T
        return cls(weights, own.mean(axis=2), own.std(axis=2) + _FLATTEST, features)

    def of(self, rows: slice) -> AsBelieved:
        """Some of the draws."""
        return replace(self, weights=self.weights[rows], centre=self.centre[rows], scale=self.scale[rows])

    def profiles(self, z: Array, voices: Voices) -> Iterator[Profile]:
        """What members would think of the same latents `n x d`, draw after draw."""
        rows = with_bias(self.features.coordinates(z)).T
        for weights, centre, scale in zip(self.weights, self.centre, self.scale, strict=True):
            mean = (weights @ rows - centre[:, None]) / scale[:, None]
            yield Profile(mean, np.zeros_like(mean), voices)

    def moments(self, z: Array) -> tuple[Array, Array]:
        """Utilities, and no spread, both `m x k`."""
        return self._judged(self.features.coordinates(z))

    def traced(self, z: Array) -> tuple[Array, Array, Callable[[Array, Array], Array]]:
        """The moments, and what carries slopes for the utilities back to latents, `k x d`."""
        x, pullback = self.features.traced(z)

        def back(by_mean: Array, _by_sd: Array) -> Array:
            return pullback(np.einsum("mk,kmf->kf", by_mean / self.scale.T, self.weights[:, :, :-1]))

        return *self._judged(x), back

    def _judged(self, x: Array) -> tuple[Array, Array]:
        mean = (np.einsum("kmf,kf->mk", self.weights, with_bias(x)) - self.centre.T) / self.scale.T
        return mean, np.zeros_like(mean)


def _drawn(tastes: Tastes, count: int, rng: np.random.Generator) -> Array:
    """Draws of all members' weights from what is believed of them, `count x m x (f+1)`."""
    values, vectors = np.linalg.eigh(tastes.covariance)
    root = vectors * np.sqrt(np.maximum(values, 0.0))[:, None]
    chance = rng.standard_normal((count, *tastes.mean.shape))
    return np.asarray(tastes.mean + np.einsum("mfg,kmg->kmf", root, chance))
