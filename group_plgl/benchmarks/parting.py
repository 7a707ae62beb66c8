"""Whether a group falls in two is told rightly, and what a picture for each part is then truly worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from group_plgl.benchmarks.kinds import standings
from group_plgl.benchmarks.picks import PRIOR_LATENTS, Case
from group_plgl.groups.model import GroupModel
from group_plgl.groups.profile import equal_voices, weighted_voices
from group_plgl.groups.rules import rule_named
from group_plgl.groups.splits import PARTS, split_test, two_parts
from group_plgl.ideals.reverse import find_ideal

FALLS_IN_TWO, FALLS_NOT = ("polarised",), ("similar", "diverse", "a loner")


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
    """The verdict on a group that has answered, as it is found of what was learned."""
    rng = np.random.default_rng(case.seed)
    prior = case.space.sample(PRIOR_LATENTS, rng)
    means, _ = case.opinions.moments(prior)
    part = two_parts(means / np.linalg.norm(means, axis=1, keepdims=True), rng)
    m, rule = len(part), rule_named("mean")
    heard = [equal_voices(m), *(weighted_voices((part == one).astype(float)) for one in np.unique(part))]
    z = np.array([
        find_ideal(GroupModel(case.opinions, rule, voices), case.space, case.rng).z for voices in heard
    ])  # fmt: skip
    at, _ = case.opinions.moments(z)
    usual = np.sort(means, axis=1)
    percentile = np.array([np.searchsorted(row, own) for row, own in zip(usual, at, strict=True)])
    percentile = percentile / means.shape[1]
    rows, everybody = np.arange(m), heard[0].weights
    split = split_test(percentile[:, 0], percentile[rows, 1 + part], everybody, rng)
    truly = standings(case.members, case.pictures, z)
    return Parting(split.verdict == PARTS, float(truly[rows, 1 + part].mean()))
