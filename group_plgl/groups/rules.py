"""The rules: how many opinions become one.

A rule maps a profile (`m x n` means and sds, `m` weights) to one score per latent, and its
slopes say how the score moves with each member's mean and sd, so that an ideal can be climbed
to. Every rule is blind to the order of members. Pages, command line and tests iterate over
`RULES`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from group_plgl.errors import NotFound
from group_plgl.groups.profile import Profile
from group_plgl.shapes import Array

SOFTNESS = 0.3
CAUTION = 1.0


@dataclass(frozen=True)
class Rule:
    """One way to combine opinions.

    Attributes:
        name: As in URLs and tables.
        title: As people read it.
        help: What it maximises, in one line.
        advice: "Use it when ...", in one line.
        formula: In plain symbols; u_m is member m's utility in units of their own prior sd.
        source: Where it comes from.
        score: Profile -> `n`.
        slopes: Profile -> derivative of each latent's score by means and by sds, `m x n` each.
    """

    name: str
    title: str
    help: str
    advice: str
    formula: str
    source: str
    score: Callable[[Profile], Array]
    slopes: Callable[[Profile], tuple[Array, Array]]


def _mean(profile: Profile) -> Array:
    return profile.weights @ profile.means


def _mean_slopes(profile: Profile) -> tuple[Array, Array]:
    by_mean = np.broadcast_to(profile.weights[:, None], profile.means.shape).copy()
    return by_mean, np.zeros_like(by_mean)


def _middle(profile: Profile) -> Array:
    """Share of the weighted median that each member's opinion makes up, `m x n`."""
    order = np.argsort(profile.means, axis=0, kind="stable")
    reached = np.cumsum(profile.weights[order], axis=0)
    lower = np.argmax(reached >= 0.5 - 1e-12, axis=0)
    upper = np.argmax(reached > 0.5 + 1e-12, axis=0)
    columns = np.arange(profile.means.shape[1])
    share = np.zeros_like(profile.means)
    np.add.at(share, (order[lower, columns], columns), 0.5)
    np.add.at(share, (order[upper, columns], columns), 0.5)
    return share


def _median(profile: Profile) -> Array:
    return np.asarray(np.sum(_middle(profile) * profile.means, axis=0))


def _median_slopes(profile: Profile) -> tuple[Array, Array]:
    return _middle(profile), np.zeros_like(profile.means)


def _worse_off(profile: Profile) -> tuple[Array, Array]:
    """Soft minimum of cautious utilities, and each member's share in it (`m x n`, sums to 1)."""
    cautious = profile.means - CAUTION * profile.sds
    low = cautious.min(axis=0)
    pull = profile.weights[:, None] * np.exp(-(cautious - low) / SOFTNESS)
    total = pull.sum(axis=0)
    return low - SOFTNESS * np.log(total), pull / total


def _consensus(profile: Profile) -> Array:
    return _worse_off(profile)[0]


def _consensus_slopes(profile: Profile) -> tuple[Array, Array]:
    share = _worse_off(profile)[1]
    return share, -CAUTION * share


_ALL = (
    Rule(
        name="consensus",
        title="Consensus",
        help="Lifts those who would like it least, and distrusts what is not well known.",
        advice="Use it when everybody has to live with the result.",
        formula="-t log sum_m w_m exp(-(u_m - sd_m) / t), t = 0.3",
        source="Soft minimum (log-sum-exp) of lower confidence bounds; least misery after Masthoff 2004.",
        score=_consensus,
        slopes=_consensus_slopes,
    ),
    Rule(
        name="mean",
        title="Mean",
        help="The average liking; for linear tastes the same as the average of their weights.",
        advice="Use it when the total matters and a few may be left out.",
        formula="sum_m w_m u_m",
        source="Utilitarian rule, Bentham; average strategy, Masthoff 2004. Members are put on one scale "
        "first, which the patent's plain mean of weights is not.",
        score=_mean,
        slopes=_mean_slopes,
    ),
    Rule(
        name="median",
        title="Median",
        help="The pointwise weighted median of opinions: half of the voice likes it at least that much.",
        advice="Use it when a few extreme members should not steer the result.",
        formula="median_m u_m(z) at each z (the middle two averaged), not a median of weights",
        source="Median voter, Black 1948. A median of weights, as in the patent, would depend on how the "
        "latent space is rotated; a median of opinions does not.",
        score=_median,
        slopes=_median_slopes,
    ),
)
RULES: dict[str, Rule] = {rule.name: rule for rule in _ALL}
DEFAULT_RULE = "consensus"


def rule_named(name: str) -> Rule:
    """The rule of that name.

    Raises:
        NotFound: There is none; the known ones are listed.
    """
    if name not in RULES:
        raise NotFound(
            "there is no rule '{name}'", advice="Known rules: {known}.", name=name, known=", ".join(RULES)
        )
    return RULES[name]
