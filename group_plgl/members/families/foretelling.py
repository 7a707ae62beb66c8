"""How well logits foretell answers: the log chance of what was said, answer by answer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from group_plgl.members.answers import Answers
from group_plgl.members.likelihood import Stretches
from group_plgl.shapes import Array


def log_chances(answers: Answers, logits: Array) -> Array:
    """Log chance of each answer, on its first row, `m x a`; 0 on the others and on padding."""
    value = answers.value
    told = -value * np.logaddexp(0.0, -logits) - (1.0 - value) * np.logaddexp(0.0, logits)
    if answers.paired.any():
        told = np.where(answers.paired, log_picks(answers, logits), told)
    return np.asarray(np.where(first_rows(answers), told, 0.0))


def log_picks(answers: Answers, logits: Array) -> Array:
    """Log chance of each pick on its first row, `m x a`; 0 on all others."""
    odds = np.where(answers.paired, np.exp(np.minimum(-logits, 700.0)), 0.0)
    pick = answers.pick
    lost = odds if pick is None else Stretches.of(pick).sums(odds[..., None])[..., 0]
    return np.asarray(np.where(first_rows(answers) & answers.paired, -np.log1p(lost), 0.0))


def first_rows(answers: Answers) -> NDArray[np.bool_]:
    """The first row of each pick, and every row about one picture, `m x a`."""
    first = answers.answer >= 0
    again = answers.paired[:, 1:] & (answers.answer[:, 1:] == answers.answer[:, :-1])
    first[:, 1:] &= ~again
    return np.asarray(first)
