"""How far learned tastes may be trusted, and how many more answers each of them wants."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from group_plgl.members.answers import Answers
from group_plgl.members.calibration import FOLDS, HeldOut, record_of, telling
from group_plgl.members.dense import Tastes
from group_plgl.members.drift import said_by
from group_plgl.members.lapses import Repeats
from group_plgl.members.priors import MOST_TRIED
from group_plgl.members.prospects import PARTS, Curve, held_out_early, more_needed

Arrays = dict[str, Any]


def trust_in(
    answers: Answers,
    learn: Callable[[Answers], Tastes],
    held_out: HeldOut,
    repeats: Repeats,
    ready: NDArray[np.bool_],
    fair: NDArray[np.int64],
    slope: float,
) -> Arrays:
    """How far each of `m` tastes may be trusted, and how many more answers it wants.

    `right_held_out`, `held_out`, `baseline` and `claimed` count fair answers, those to pictures that
    chance chose; `telling` counts all. `repeats` are those answered `same`, of `asked_again`;
    `chance_same` is how often chance alone answers alike. `more` is m x 3.
    """
    m, rows = len(ready), np.flatnonzero(ready)
    tried = answers.of(rows[:MOST_TRIED])
    record = record_of(held_out.where(np.isin(held_out.answer, fair)), m, slope)
    given = said_by(answers) * (1.0 - 1.0 / FOLDS)
    right, asked = np.zeros((m, len(PARTS) + 1), np.int64), np.zeros((m, len(PARTS) + 1), np.int64)
    right[:, -1], asked[:, -1] = record.right, record.asked
    for place, share in enumerate(PARTS if len(rows) else ()):
        early = held_out_early(tried, learn, share)
        found = record_of(early.where(np.isin(early.answer, fair)), len(tried.x))
        right[rows[:MOST_TRIED], place], asked[rows[:MOST_TRIED], place] = found.right, found.asked
    curve = Curve(given[:, None] * np.array([*PARTS, 1.0]), right, asked)
    return {
        "right_held_out": record.right, "held_out": record.asked, "baseline": record.baseline,
        "claimed": record.claimed, "telling": telling(held_out, m), "same": repeats.same,
        "asked_again": repeats.asked, "chance_same": repeats.chance,
        "more": more_needed(curve, record.baseline, repeats),
    }  # fmt: skip
