"""Lapses: answers that have nothing to do with the pictures, as told by questions asked twice.

Who answers the same question otherwise was either undecided, which a utility near the middle says
already, or not with it. Repeats alone cannot tell which; so what is estimated here is the rate at
which lapses alone would explain them, and how much of that is believed is chosen with the belief about
the group (`priors`), by how well it foretells held-out answers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from group_plgl.members.answers import Answers
from group_plgl.shapes import Array

MIDDLES = np.array([0.005, 0.01, 0.02, 0.04, 0.06, 0.09, 0.13, 0.18, 0.25])  # mean rates of a group
STRENGTHS = np.array([4.0, 16.0, 64.0])  # repeats that what the group does counts as, beside one's own
_USUAL, _SPREAD = 0.03, 0.7  # where mean rates are expected, and how far off in logs
_RATES = (np.arange(60) + 0.5) / 100.0  # rates of a member, up to .6
_SAME = 1e-9


@dataclass(frozen=True)
class Repeats:
    """Questions that were asked again, per member, `m` each.

    Attributes:
        same: Answered as the first time.
        asked: Answered again at all.
        chance: Share of them that would be answered alike by chance, 0 to 1.
    """

    same: NDArray[np.int64]
    asked: NDArray[np.int64]
    chance: Array


def repeats_in(answers: Answers) -> Repeats:
    """How often each of `m` members answered the same question the same way.

    Alike are the same pick, or the same side of the middle; chance has one picture of those shown, or
    one side of two.
    """
    m = len(answers.x)
    same, asked, chance = np.zeros(m, dtype=np.int64), np.zeros(m, dtype=np.int64), np.zeros(m)
    again = (answers.answer != answers.source) & (answers.answer >= 0)
    for member in np.flatnonzero(again.any(axis=1)):
        for number in np.unique(answers.answer[member, again[member]]):
            rows = np.flatnonzero(answers.answer[member] == number)
            first = np.flatnonzero(answers.answer[member] == answers.source[member, rows[0]])
            if len(first) == 0:
                continue
            picks = bool(answers.paired[member, rows[0]])
            same[member] += _alike(answers, int(member), first, rows)
            asked[member] += 1
            chance[member] += 1.0 / (len(rows) + 1) if picks else 0.5
    return Repeats(same, asked, chance / np.maximum(asked, 1))


def _alike(answers: Answers, member: int, first: NDArray[np.int64], again: NDArray[np.int64]) -> bool:
    """Whether two answers of a member to one question agree.

    The rows of a pick add up to `q` times what was picked less all that was shown: the same for the same.
    """
    paired = answers.paired[member]
    if paired[first[0]] != paired[again[0]] or len(first) != len(again):
        return False
    if not paired[first[0]]:
        value = answers.value[member]
        return bool((value[first[0]] >= 0.5) == (value[again[0]] >= 0.5))
    apart = answers.x[member, first].sum(axis=0) - answers.x[member, again].sum(axis=0)
    return bool(np.abs(apart).max() < _SAME)


def lapse_rates(repeats: Repeats) -> Array:
    """Lapse rates of `m` members, 0 to .6, each drawn towards the group's as far as its own are few.

    With rate e two answers agree with chance (1 - e)^2 + (1 - (1 - e)^2) c, where c is chance's. Rates of
    a group follow a beta distribution, whose middle and strength are learned from all its repeats; the
    rate told is the mean over everything that may be. Without any repeats it is the one expected, some 4 %.

    Source: the beta-binomial hierarchy, Gelman et al. 2013, section 5.3, added up on a grid.
    """
    steady = (1.0 - _RATES) ** 2
    agree = steady + (1.0 - steady) * repeats.chance[:, None]
    other = (repeats.asked - repeats.same)[:, None]
    own = repeats.same[:, None] * np.log(agree) + other * np.log1p(-np.minimum(agree, 1.0 - 1e-12))
    own = np.exp(own - own.max(axis=1, keepdims=True))  # m x e
    rates, evidence = [], []
    for middle in MIDDLES:
        expected = -0.5 * (np.log(middle / _USUAL) / _SPREAD) ** 2
        for strength in STRENGTHS:
            shape = middle * strength - 1.0, (1.0 - middle) * strength - 1.0
            density = shape[0] * np.log(_RATES) + shape[1] * np.log1p(-_RATES)
            density = np.exp(density - density.max())
            joint = own * (density / density.sum())
            rates.append(joint @ _RATES / joint.sum(axis=1))
            evidence.append(expected + float(np.log(joint.sum(axis=1)).sum()))
    likely = np.exp(np.array(evidence) - max(evidence))
    return np.asarray(likely @ np.array(rates) / likely.sum())


def ceiling(agreement: float, shown: float = 2.0) -> float:
    """The largest share of answers that can be foretold of who agrees with themself that often, 0 to 1.

    Who picks one of q with chance p, and otherwise any, agrees with chance p^2 + (1 - p)^2 / (q - 1); what
    is likeliest is then right with chance p. Nobody who agrees as often can be foretold better, because
    p is a concave function of that agreement, and a mean of it lies below that of the mean.

    Args:
        agreement: Share of questions answered alike, 0 to 1.
        shown: How many answers each had, `q`; the mean of it where questions differ.
    """
    likely = max(agreement, 1.0 / shown)
    return float((1.0 + np.sqrt((shown - 1.0) * max(shown * likely - 1.0, 0.0))) / shown)
