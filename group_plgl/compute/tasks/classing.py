"""What is learned of classes beside liking: a taste for each, and how far it may be trusted."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from group_plgl.members.answers import gather_answers
from group_plgl.members.calibration import HeldOut, calibrate, joined
from group_plgl.members.classes import Sorted
from group_plgl.members.dense import Tastes
from group_plgl.utility import CoordinateMap

Arrays = dict[str, Any]


def sorted_in(space_map: CoordinateMap, words: dict[str, Any], arrays: Arrays) -> Sorted | None:
    """What was put into classes, in features of the space; None when nothing was.

    Args:
        space_map: What gives features.
        words: `m`, and `exclusive`, `ordered`, `aim` of the classes.
        arrays: Rows of answers as in `feedback.Dataset`.
    """
    belongs = arrays["belongs"]
    rows = belongs[:, 0] >= 0 if belongs.shape[1] else np.zeros(len(belongs), dtype=bool)
    if not rows.any():
        return None
    number = arrays["answer"][rows]
    answers = gather_answers(
        arrays["member"][rows], space_map.coordinates(arrays["z"][rows]), belongs[rows, words["aim"]],
        int(words["m"]), answer=number, source=arrays["source"][rows],
    )  # fmt: skip
    table = np.zeros((int(number.max()) + 2, belongs.shape[1]))
    table[number] = belongs[rows]
    return Sorted(
        answers, table[answers.answer], words["exclusive"], words["ordered"]
    )  # -1 is the last: zeros


def told_apart(said: Sorted) -> NDArray[np.int64]:
    """Answers of each member outside the class they named most, or left empty most, `m`."""
    there = said.answers.weight > 0
    named = (said.belongs * there[..., None]).sum(axis=1)
    return np.asarray((there.sum(axis=1) - named.max(axis=1)).astype(np.int64))


def classes_told(
    said: Sorted,
    tastes: list[Tastes],
    foretold: list[HeldOut],
    ready: NDArray[np.bool_],
    fair: NDArray[np.int64],
) -> tuple[dict[str, Any], Arrays]:
    """What is told of every class as words `classes`, and the tastes for it as arrays.

    Words are `answers`, `right`, `asked`, `calibration`, `ceiling`; arrays `class_mean` k x m x (f+1) and
    `class_covariance` k x m x (f+1) x (f+1).
    Right is what a held-out picture of a class was foretold as: of all classes the likeliest where it
    is in one only, likelier than not where it may be in several. `fair` are the answers that count.
    """
    logits = np.array([one.logit for one in foretold])
    first = logits.argmax(axis=0) if said.exclusive else None
    words = []
    for c, held_out in enumerate(foretold):
        counts = (held_out.value > 0.5) & np.isin(held_out.answer, fair) & ready[held_out.member]
        right = (first == c) if first is not None else held_out.logit > 0
        trust = calibrate(held_out.of(ready))
        words.append({
            "answers": int((said.belongs[..., c] * (said.answers.weight > 0)).sum()),
            "right": int((right & counts).sum()), "asked": int(counts.sum()),
            "calibration": trust.slope, "ceiling": trust.ceiling,
        })  # fmt: skip
    means, covariances = np.array([one.mean for one in tastes]), np.array([one.covariance for one in tastes])
    return {"classes": words}, {"class_mean": means, "class_covariance": covariances}


def aimed_at(
    alone: tuple[Tastes, HeldOut], together: tuple[Tastes, HeldOut], others: list[int]
) -> tuple[Tastes, HeldOut]:
    """Tastes, and what they foretell, of those to whom liking is the class aimed at.

    Where everything was sorted, that class was learned together with the others. Members whose
    taste is learned by another family keep it, by row.
    """
    dense = np.isin(np.arange(len(alone[0].mean)), others, invert=True)
    mean = np.where(dense[:, None], together[0].mean, alone[0].mean)
    covariance = np.where(dense[:, None, None], together[0].covariance, alone[0].covariance)
    return Tastes(mean, covariance), joined([alone[1].of(~dense), together[1].of(dense)])
