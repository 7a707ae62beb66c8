"""Pace: quick answers count a bit more than slow ones, for members of whom that is seen to be true.

How long an answer took is held against the member's own median for that kind of question, so that devices
and tempers do not matter; what took eight times as long was a walk away and says nothing. Whether quick
answers are the sure ones is asked of held-out answers: where tastes that had not seen them foretell the
quick ones better. Of members of whom that is not clear nothing changes.

Source: in a drift-diffusion model of a choice, Ratcliff 1978, the less a picture is liked or disliked the
longer the choice takes. What is fitted here is a power of the pace, not that model: times hold much else.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from group_plgl.members.answers import Answers
from group_plgl.members.calibration import HeldOut
from group_plgl.shapes import Array
from group_plgl.utility import sigmoid

FEWEST = 10
POWERS = np.array([-0.6, -0.3, 0.0, 0.3, 0.6])
SURE = 0.7
_AWAY = 8.0
_MOST = np.log(3.0)
_ROUNDS = 20
_NOBODY = 0.7  # prior share of members whose pace tells nothing, before the group is looked at


def paces(member: NDArray[np.int64], kind: NDArray[np.int64], took: Array) -> Array:
    """How slow each of `n` answers was beside the member's median: logarithms, 0 where that is not known.

    Args:
        member: Row of the member, `n`.
        kind: Which kind of question, `n`.
        took: How long it took, in any unit; not finite or not above 0 where nobody knows, `n`.
    """
    pace, known = np.zeros(len(took)), np.isfinite(took) & (took > 0.0)
    for one in np.unique(np.stack([member, kind]), axis=1).T:
        rows = np.flatnonzero(known & (member == one[0]) & (kind == one[1]))
        if len(rows) < FEWEST:
            continue
        slow = np.log(took[rows] / np.median(took[rows]))
        pace[rows] = np.where(slow > np.log(_AWAY), 0.0, np.clip(slow, -_MOST, _MOST))
    return pace


def powers(held_out: HeldOut, pace: Array, m: int, slope: float) -> Array:
    """How much pace tells of each of `m` members, 0 where that is not clear.

    The chance of a held-out answer is that of its logit times exp(-power * pace). How common each power
    is in the group is found with what each member's answers say of theirs, by expectation-maximisation;
    slow answers being the sure ones is one of the powers, and then nothing is made of it.

    Args:
        held_out: Answers foretold unseen.
        pace: Of each answer by its number.
        m: How many members.
        slope: Of the calibration.
    """
    slow = pace[held_out.answer]
    logit = slope * held_out.logit * np.exp(-POWERS[:, None] * slow)
    chance = np.clip(sigmoid(logit), 1e-9, 1.0 - 1e-9)
    said = held_out.value * np.log(chance) + (1.0 - held_out.value) * np.log1p(-chance)
    rows = np.bincount(held_out.answer, minlength=len(pace))[held_out.answer]  # of a pick: one a rival
    score = np.stack([np.bincount(held_out.member, one / rows, m) for one in said], axis=1)
    score -= score.max(axis=1, keepdims=True)
    still = np.flatnonzero(POWERS == 0.0)[0]
    first = np.full(len(POWERS), (1.0 - _NOBODY) / (len(POWERS) - 1))
    first[still] = _NOBODY
    share = first
    for _ in range(_ROUNDS):
        belief = share * np.exp(score)
        belief /= belief.sum(axis=1, keepdims=True)
        share = (first + belief.sum(axis=0)) / (1.0 + m)
    told = belief[:, POWERS > 0.0].sum(axis=1) > SURE
    return np.where(told, np.maximum(belief @ POWERS, 0.0), 0.0)


def paced(answers: Answers, pace: Array, power: Array) -> Answers:
    """The same answers with the quick ones weighed more: as much in all as before, member by member.

    Args:
        answers: Of `m` members.
        pace: Of each answer by its number.
        power: Of each member, `m`; at 0 their weights stay as they are, to the bit.
    """
    there = (answers.answer >= 0) & (answers.weight > 0.0)
    slow = np.where(there, pace[np.maximum(answers.answer, 0)], 0.0)
    more = answers.weight * np.exp(-power[:, None] * slow)
    whole = np.where(there, answers.weight, 0.0).sum(axis=1)
    now = np.where(there, more, 0.0).sum(axis=1)
    even = np.divide(whole, now, out=np.ones(len(whole)), where=now > 0.0)
    changed = there & (power[:, None] > 0.0)
    return replace(answers, weight=np.where(changed, more * even[:, None], answers.weight))
