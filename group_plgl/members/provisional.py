"""Provisional tastes: one member after one more answer, before the group is learned anew.

The group's prior stands still meanwhile, and Newton's method begins at the member's old mode: what
comes out is what learning everything again under this prior would give.
"""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np

from group_plgl.members.answers import Answers
from group_plgl.members.dense import Tastes
from group_plgl.members.fitting import Prior, fit

CLOSE = 1e-7


def after(answers: Answers, prior: Prior, before: Tastes, tolerance: float = CLOSE) -> Tastes:
    """One member's taste after everything said until now.

    Args:
        answers: All of the member's, the newest among them.
        prior: The group's, as it was learned last.
        before: The member's taste until now; any other gives the same, more slowly.
        tolerance: Of the weights.
    """
    # With lapses there may be two modes: then the one that learning anew comes to is sought from its start.
    return fit(answers, prior, tolerance, None if answers.lapse.any() else before.mean)


def joined(answers: Answers, more: Answers) -> Answers:
    """The answers of one member and, behind them, further ones of the same member."""
    first, second = _unpadded(answers), _unpadded(more)
    number = 1 + int(first.answer.max(initial=-1))
    second = replace(second, answer=second.answer + number, source=second.source + number)
    pairs = {one.name: (getattr(first, one.name), getattr(second, one.name)) for one in fields(Answers)}
    return Answers(**{name: np.concatenate(pair, axis=1) for name, pair in pairs.items()})


def _unpadded(answers: Answers) -> Answers:
    """The rows of one member alone, maybe none."""
    rows = int((answers.answer >= 0).sum())
    return Answers(**{one.name: getattr(answers, one.name)[:, :rows] for one in fields(Answers)})
