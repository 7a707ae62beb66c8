"""Drift: whether what a group said long ago still tells what its members like.

Old answers may fade, by halves after so many later ones of the same member. Whether they do is found
out as it would show: answers given later are foretold from those given before, with and without
fading. Without a clear difference nothing fades, because tastes that stand still lose by it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from group_plgl.members.answers import Answers
from group_plgl.members.calibration import foretold, joined, log_chances
from group_plgl.members.dense import Tastes
from group_plgl.shapes import Array

HALF_LIVES = (12.0, 25.0, 50.0)  # answers
BEGUN = (0.4, 0.6, 0.8)  # shares of each member's answers that the later ones are foretold from
FEWEST = 20  # answers of a member whose drift can be seen
_CLEARLY = 2.0  # standard errors, and nats
Learn = Callable[[Answers], Tastes]


def choose_half_life(answers: Answers, rows: NDArray[np.int64], learn: Learn) -> float:
    """After how many later answers the weight of one is halved; 0, for never, unless clearly worse.

    Args:
        answers: Of `m` members, with their ages.
        rows: Members who may be judged by; those with less than 20 answers are not.
        learn: The tastes of all members that some answers, faded or not, give.

    Source: forward chaining, the prequential way of Dawid 1984: only what is said later judges.
    """
    judging = np.zeros(len(answers.x), dtype=np.bool_)
    judging[rows] = said_by(answers)[rows] >= FEWEST
    if not judging.any():
        return 0.0
    steady = foresight(answers, judging, learn, 0.0)
    best, gained = 0.0, _CLEARLY
    for half_life in HALF_LIVES:
        gain = foresight(answers, judging, learn, half_life) - steady
        if gain.sum() > max(gained, _CLEARLY * float(gain.std()) * np.sqrt(len(gain))):
            best, gained = half_life, float(gain.sum())
    return best


def said_by(answers: Answers) -> NDArray[np.int64]:
    """How many answers each of `m` members gave."""
    return np.asarray(np.where(answers.weight > 0, answers.age + 1, 0).max(axis=1, initial=0))


def up_to(answers: Answers, share: float) -> NDArray[np.bool_]:
    """The rows, `m x a`, of the first share of each member's answers, 0 to 1."""
    said = said_by(answers)[:, None]
    return np.asarray((answers.weight > 0) & (said - answers.age <= share * said + 1e-9))


def foresight(answers: Answers, judging: NDArray[np.bool_], learn: Learn, half_life: float) -> Array:
    """Log chances given to later answers of some members, `m`, by what was said before, block by block.

    Repeats of questions asked before do not judge: they were seen already.
    """
    judged = judging[:, None] & (answers.answer == answers.source)
    parts = []
    for begun, ended in zip(BEGUN, (*BEGUN[1:], 1.0), strict=True):
        known = up_to(answers, begun)
        tastes = learn(answers.weighing(answers.weight * known).fading(half_life))
        parts.append(foretold(tastes, answers, judged & up_to(answers, ended) & ~known))
    return log_chances(joined(parts))
