"""One picture for a group, found in each of the ways that `bench group` puts side by side.

Every way gets the same `Case`: what was answered, what was learned from it, and the space. The patent's
ways have linear classifiers of latents, as the patent does; the oracle alone knows what is truly liked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from sklearn.linear_model import LogisticRegression

from group_plgl.benchmarks.cold import Swiped
from group_plgl.benchmarks.recipes import greedy_reverse
from group_plgl.benchmarks.tastes import Members, Pictures, Places
from group_plgl.errors import BadInput
from group_plgl.groups.comparability import Comparable, comparable
from group_plgl.groups.model import GroupModel, equal_voices
from group_plgl.groups.rules import RULES
from group_plgl.ideals.reverse import find_ideal
from group_plgl.latents import Space
from group_plgl.members.dense import DenseOpinions, OwnTastes, Tastes
from group_plgl.shapes import Array
from group_plgl.utility import CoordinateMap

TARGET = float(np.log(0.99 / 0.01))
PRIOR_LATENTS = 2000
DOTS, ON_THE_WALL = 5, 24
_PARENTS, _CHILDREN = 16, 64
_FIRST_STEP, _LAST_STEP = 0.6, 0.05


@dataclass(frozen=True)
class Case:
    """A group that has answered.

    Attributes:
        pictures: Of its space.
        members: Whose tastes are known to the oracle alone.
        space: Where pictures are looked for.
        features: What tastes are linear in.
        tastes: What was learned of each.
        swiped: What they answered, for who learns in another way; None where they picked.
        shown: `n x d`, the latents that answers are about.
        near: `k x d`, the near-ideals that everybody was asked about, if any.
        seed: Where chance comes from.
    """

    pictures: Pictures
    members: Members
    space: Space
    features: CoordinateMap
    tastes: Tastes
    swiped: Swiped | None
    shown: Array
    near: Array
    seed: int

    @cached_property
    def opinions(self) -> Comparable:
        """What members think, on one scale."""
        prior = self.space.sample(PRIOR_LATENTS, np.random.default_rng(self.seed))
        return comparable(DenseOpinions(self.tastes, self.features), prior)

    @cached_property
    def linear(self) -> tuple[Array, Array]:
        """Weights `m x d` and biases `m` of a linear classifier of latents for each member.

        Who liked all or nothing has no classifier, and weighs nothing.
        """
        if self.swiped is None:
            raise BadInput("classifiers of latents are learned from swipes")
        weights, biases = [], []
        for at, liked in zip(self.swiped.at, self.swiped.liked, strict=True):
            if liked.all() or not liked.any():
                weights.append(np.zeros(self.space.latent_dim))
                biases.append(0.0)
                continue
            model = LogisticRegression().fit(self.shown[at], liked)
            weights.append(model.coef_[0])
            biases.append(float(model.intercept_[0]))
        return np.array(weights), np.array(biases)

    @cached_property
    def own_ideals(self) -> Array:
        """Each member's own ideal, `m x d`."""
        return np.array([self._own(row) for row in range(len(self.tastes.mean))])

    def _own(self, row: int) -> Array:
        one = Tastes(self.tastes.mean[[row]], self.tastes.covariance[[row]])
        return find_ideal(OwnTastes(one, self.features), self.space, self.rng).z

    @property
    def rng(self) -> np.random.Generator:
        """The same chance for every way."""
        return np.random.default_rng(self.seed + 1)


Way = Callable[[Case], Array]
"""One latent, `d`."""


def by_rule(rule: str) -> Way:
    """The ideal of a rule as the product finds it: the best of the near-ideals, or where a climb ends."""
    climbed = by_climbing(rule)

    def way(case: Case) -> Array:
        if not len(case.near):
            return climbed(case)
        model = GroupModel(case.opinions, RULES[rule], equal_voices(len(case.tastes.mean)))
        return np.asarray(case.near[model.order(case.near)[0]])

    return way


def by_climbing(rule: str) -> Way:
    """Where a climb of a rule ends."""

    def way(case: Case) -> Array:
        voices = equal_voices(len(case.tastes.mean))
        return find_ideal(GroupModel(case.opinions, RULES[rule], voices), case.space, case.rng).z

    return way


def least_norm(weights: Array, bias: float, radius: float) -> Array:
    """The shortest latent at the target, or as far as the typical radius goes, `d`."""
    length = float(np.linalg.norm(weights))
    along = min((TARGET - bias) / max(length, 1e-12), radius)
    return np.asarray(along * weights / max(length, 1e-12))


def _patent(case: Case) -> Array:
    weights, biases = case.linear
    return greedy_reverse(weights.mean(axis=0), float(biases.mean()), TARGET)


def _least_norm_mean(case: Case) -> Array:
    weights, biases = case.linear
    return least_norm(weights.mean(axis=0), float(biases.mean()), case.space.typical_radius)


def _least_norm_median(case: Case) -> Array:
    weights, biases = case.linear
    return least_norm(np.median(weights, axis=0), float(np.median(biases)), case.space.typical_radius)


def _mean_of_ideals(case: Case) -> Array:
    return np.asarray(case.own_ideals.mean(axis=0))


def _borda(case: Case) -> Array:
    """Of all pictures at hand the one with most points: the mean place on members' lists."""
    means, _ = case.opinions.moments(case.pictures.z[case.pictures.askable])
    places = np.argsort(np.argsort(means, axis=1), axis=1)
    return np.asarray(case.pictures.z[case.pictures.askable[int(np.argmax(places.mean(axis=0)))]])


def dots(case: Case) -> Array:
    """What a team does today: 24 random pictures on the wall, five dots each, the most dots win."""
    rng = case.rng
    wall = rng.choice(case.pictures.askable, ON_THE_WALL, replace=False)
    return np.asarray(case.pictures.z[wall[dotted(case.members, wall, rng)]])


def dotted(members: Members, wall: Places, rng: np.random.Generator) -> int:
    """Which of some pictures gets most dots; chance decides between equals.

    Everybody looks at all of them and puts one dot on each of the five that seem best, with the same noise
    as in their swipes.
    """
    felt = members.utility[:, wall] + members.noise * rng.gumbel(size=(len(members.utility), len(wall)))
    best = np.argsort(-felt, axis=1)[:, :DOTS]
    counts = np.bincount(best.ravel(), minlength=len(wall))
    return int(rng.choice(np.flatnonzero(counts == counts.max())))


def oracle(case: Case, starts: Array, generations: int) -> Array:
    """The best picture for the worst off that knowing everything finds, from some starts `n x d`.

    Source: an evolution strategy with intermediate recombination, Beyer and Schwefel 2002; drawing and
    measuring have no slopes. It searches the ball that the product searches at most.
    """
    rng, space = case.rng, case.space

    def worth(z: Array) -> Array:
        utility = case.members.truth.utility(case.pictures.attributes_at(z))
        low = utility.min(axis=0)
        return np.asarray(low - 0.3 * np.log(np.exp(-(utility - low) / 0.3).mean(axis=0)))

    known = case.members.utility
    low = known.min(axis=0)
    rows = np.argsort(-(low - 0.3 * np.log(np.exp(-(known - low) / 0.3).mean(axis=0))))[:_PARENTS]
    parents = np.vstack([starts, case.pictures.z[rows]])
    value = worth(parents)
    for step in np.geomspace(_FIRST_STEP, _LAST_STEP, generations):
        one, other = rng.integers(0, len(parents), (2, _CHILDREN))
        mixed = np.where(rng.random((_CHILDREN, 1)) < 0.5, parents[one], (parents[one] + parents[other]) / 2)
        children = space.limits.nearest(
            mixed + step * rng.standard_normal(mixed.shape), space.typical_radius, space.learned
        )
        parents, value = np.vstack([parents, children]), np.append(value, worth(children))
        best = np.argsort(-value, kind="stable")[:_PARENTS]
        parents, value = parents[best], value[best]
    return np.asarray(parents[0])


OURS, PATENT, DOT_VOTING, ORACLE = "ours, consensus", "patent, mean, greedy reverse", "dot voting", "oracle"
WAYS: Mapping[str, Way] = {
    DOT_VOTING: dots,
    PATENT: _patent,
    "patent, mean, least norm": _least_norm_mean,
    "patent, median, least norm": _least_norm_median,
    "mean of members' ideals": _mean_of_ideals,
    "Borda over all pictures": _borda,
    "ours, mean": by_rule("mean"),
    "ours, median": by_rule("median"),
    "ours, consensus, climbed": by_climbing("consensus"),
    OURS: by_rule("consensus"),
}
