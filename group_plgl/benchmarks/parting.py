"""Whether a group falls in two is told rightly, and what a picture for each part is then truly worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from group_plgl.benchmarks.kinds import standings
from group_plgl.benchmarks.picks import PRIOR_LATENTS, Case
from group_plgl.groups.model import GroupModel
from group_plgl.groups.profile import Profile, equal_voices, weighted_voices
from group_plgl.groups.rules import rule_named
from group_plgl.groups.splits import DIVIDED, ONE, PARTS, Split, cleft, directions, split_test, two_parts
from group_plgl.ideals.reverse import find_ideal
from group_plgl.shapes import Array

FALLS_IN_TWO = ("polarised", "75/25")
FALLS_NOT = ("similar", "clustered", "diverse", "a loner")


@dataclass(frozen=True)
class Parting:
    """What the product says of a group, and what is true.

    Attributes:
        told: Whether it is told that no single picture serves it.
        own: How members truly stand to the picture of their own part in the mean, 0 to 100.
    """

    told: bool
    own: float


def parting(case: Case) -> Parting:
    """The verdict on a group that has answered, and its parts' pictures, as the product finds them."""
    rng = np.random.default_rng(case.seed)
    prior = case.space.sample(PRIOR_LATENTS, rng)
    means, _ = case.opinions.moments(prior)
    points = directions(means)
    part = two_parts(points, rng)
    m, rule = len(part), rule_named("mean")
    heard = [equal_voices(m), *(weighted_voices((part == one).astype(float)) for one in (0, 1))]
    rows, usual, apart = np.arange(m), np.sort(means, axis=1), cleft(points, part)

    def found(among: Array) -> tuple[Array, Split]:
        """The pictures for all and for each part among latents `n x d`, and the verdict on them."""
        judged = case.opinions.moments(among)
        z = among[[int(rule.order(Profile(*judged, voices))[0]) for voices in heard]]
        at, _ = case.opinions.moments(z)
        place = np.array([np.searchsorted(row, own) for row, own in zip(usual, at, strict=True)])
        place = place / means.shape[1]
        return z, split_test(place[:, 0], place[rows, 1 + part], heard[0].weights, apart, rng)

    z, split = found(case.near)
    if split.verdict == ONE and apart >= DIVIDED:
        climbed = [find_ideal(GroupModel(case.opinions, rule, one), case.space, case.rng).z for one in heard]
        z, split = found(np.vstack([case.near, *climbed]))
    truly = standings(case.members, case.pictures, z)
    return Parting(split.verdict == PARTS, float(truly[rows, 1 + part].mean()))
