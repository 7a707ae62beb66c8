"""Near-ideals: pictures each of which may turn out to be the group's best, as far as is known yet.

What the group likes best is known only as well as its members' tastes are. So each near-ideal is the ideal
of one draw from what is believed of them: where tastes are sure all of them are alike, where they are not
they go apart, and what everybody says of them tells which belief is right. One of a catalogue is a picture
that is there.

Source: posterior sampling, Thompson 1933; the patent's deck of near-ideals (figure 16), where nearness is a
step of a fixed size and learns nothing of where the ideal may be.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from group_plgl.compute.messages import Arrays, Words
from group_plgl.compute.tasks.opening import open_features, open_nevers, open_space
from group_plgl.generators.catalogue.space import Catalogue
from group_plgl.groups.comparability import Comparable
from group_plgl.groups.model import GroupModel, equal_voices
from group_plgl.groups.rules import Rule, rule_named
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
        words: What opens the space; `rule`, `count`, `seed`.
        arrays: What opens the space; `mean` m x (f+1) and `covariance` m x (f+1) x (f+1) of the members
            who make up the group.
    """
    opened, features = open_space(words, arrays), open_features(words, arrays)
    tastes, rule = Tastes(arrays["mean"], arrays["covariance"]), rule_named(words["rule"])
    rng, nevers = np.random.default_rng(words["seed"]), open_nevers(words, arrays)
    if isinstance(opened, Catalogue):
        there = opened.candidates[clear_of(nevers, opened.candidates)]
        return {}, {"z": there_near(tastes, features, rule, there, words["count"], rng)}
    return {}, {"z": near_ideals(tastes, features, rule, opened.space, words["count"], rng, nevers)}


def near_ideals(
    tastes: Tastes, features: CoordinateMap, rule: Rule, space: Space, count: int, rng: np.random.Generator,
    nevers: Nevers | None = None,
) -> Array:  # fmt: skip
    """`count x d` latents, each the ideal of tastes as they may be; sensitive genes are chance."""
    radius, found = REACH * space.typical_radius, np.zeros((count, space.latent_dim))
    for row, mean in enumerate(_drawn(tastes, count, rng)):
        prior = space.sample(AT_LARGE, rng)
        model = _as_if(mean, tastes, features, rule, prior)
        start = prior[[int(np.argmax(model.score(prior)))]]
        led = climb(model, start, radius, STEPS, limits=space.limits, moving=space.learned, nevers=nevers)
        found[row] = space.canonical(led.z)[0]
    return found


def there_near(
    tastes: Tastes, features: CoordinateMap, rule: Rule, there: Array, count: int, rng: np.random.Generator
) -> Array:
    """At most `count` of the pictures that are there, `n x d`, by tastes as they may be, none twice."""
    left = np.ones(len(there), dtype=np.bool_)
    chosen = []
    for mean in _drawn(tastes, min(count, len(there)), rng):
        score = np.where(left, _as_if(mean, tastes, features, rule, there).score(there), -np.inf)
        chosen.append(int(np.argmax(score)))
        left[chosen[-1]] = False
    return np.asarray(there[chosen])


def _drawn(tastes: Tastes, count: int, rng: np.random.Generator) -> Iterator[Array]:
    """Draws of all members' weights from what is believed of them, each `m x (f+1)`."""
    values, vectors = np.linalg.eigh(tastes.covariance)
    root = vectors * np.sqrt(np.maximum(values, 0.0))[:, None]
    for _ in range(count):
        yield tastes.mean + np.einsum("mfg,mg->mf", root, rng.standard_normal(tastes.mean.shape))


def _as_if(mean: Array, tastes: Tastes, features: CoordinateMap, rule: Rule, prior: Array) -> GroupModel:
    """The group's model if tastes were just these, on one scale over latents `n x d`."""
    own = mean @ with_bias(features.coordinates(prior)).T
    sure = DenseOpinions(Tastes(mean, np.zeros_like(tastes.covariance)), features)
    opinions = Comparable(sure, own.mean(axis=1), own.std(axis=1) + _FLATTEST)
    return GroupModel(opinions, rule, equal_voices(len(mean), opinions.even))
