"""Learning the tastes of a group: answers in, posteriors and held-out records out."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from group_plgl.compute.tasks.classing import classes_told, sorted_in, told_apart
from group_plgl.compute.tasks.opening import open_features
from group_plgl.members.answers import Answers, gather_answers
from group_plgl.members.calibration import calibrate, hold_out, record_of
from group_plgl.members.classes import class_tastes, foretold_classes
from group_plgl.members.fitting import ROUGH
from group_plgl.members.priors import believed, choose_belief
from group_plgl.utility import CoordinateMap

Arrays = dict[str, Any]


def run(words: dict[str, Any], arrays: Arrays) -> tuple[dict[str, Any], Arrays]:
    """Fit all members of a group in one batch, with cross-validated records.

    Args:
        words: What opens the space, `m` members, `needed_answers`, `needed_each`, and of classes
            `exclusive`, `ordered`, `aim`.
        arrays: What opens the space, and rows of answers as in `feedback.Dataset`: `member`, `z`,
            `over`, `paired`, `graded`, `value`, `answer`, `source`, `worth`, `fair`, `weight`,
            `belongs`.

    Returns:
        Words `scale`, `share`, `curves`, `shaped` (the belief that foretold best), `calibration`,
        `ceiling`, `held_out`; arrays `mean` m x (f+1), `covariance` m x (f+1) x (f+1), and per
        member `answers`, `likes`, `ready`, `right_held_out`, `held_out`, `baseline`; of classes, where
        there are any, what `classes_told` tells.
    """
    m, member = int(words["m"]), arrays["member"]
    features = open_features(words, arrays)
    answers, said = rows_of(features, words, arrays), sorted_in(features, words, arrays)
    first = arrays["worth"] > 0
    liked = first & ~arrays["paired"].astype(bool) & (arrays["value"] > 0.5)
    worth = np.bincount(member, weights=arrays["worth"], minlength=m)
    apart = contrast(answers)
    if said is not None:
        apart = np.maximum(apart, told_apart(said))
    ready = (worth >= words["needed_answers"]) & (apart >= words["needed_each"])
    belief = choose_belief(answers, features.straight, np.nonzero(ready)[0])
    _, tastes = believed(belief, answers, features.straight)
    foretold = hold_out(answers, lambda seen: believed(belief, seen, features.straight, ROUGH)[1])
    fair_answers = arrays["answer"][arrays["fair"].astype(bool)]
    told: tuple[dict[str, Any], Arrays] = {}, {}
    if said is not None:
        each = class_tastes(belief, said, features.straight)
        unseen = foretold_classes(belief, said, features.straight)
        told = classes_told(said, each, unseen, ready, fair_answers)
        if (arrays["belongs"][:, 0] >= 0).all():  # liking is the class aimed at, and learned with the others
            tastes, foretold = each[words["aim"]], unseen[words["aim"]]
    held_out = foretold.of(ready)
    fair = np.isin(held_out.answer, fair_answers)
    trust, record = calibrate(held_out), record_of(held_out.where(fair), m)
    return (
        asdict(belief)
        | {"calibration": trust.slope, "ceiling": trust.ceiling, "held_out": trust.answers}
        | told[0],
        told[1]
        | {
            "mean": tastes.mean,
            "covariance": tastes.covariance,
            "answers": np.bincount(member[first], minlength=m),
            "likes": np.bincount(member[liked], minlength=m),
            "ready": ready,
            "right_held_out": record.right,
            "held_out": record.asked,
            "baseline": record.baseline,
        },
    )


def rows_of(space_map: CoordinateMap, words: dict[str, Any], arrays: Arrays) -> Answers:
    """The answers of a group in coordinates or features of its space."""
    paired = arrays["paired"].astype(bool)
    x = space_map.coordinates(arrays["z"])
    x[paired] -= space_map.coordinates(arrays["over"][paired])
    return gather_answers(
        arrays["member"], x, arrays["value"], int(words["m"]), paired=paired,
        graded=arrays["graded"].astype(bool), answer=arrays["answer"], source=arrays["source"],
        weight=arrays["weight"],
    )  # fmt: skip


def contrast(answers: Answers) -> NDArray[np.int64]:
    """How many answers of each member tell pictures apart, `m`.

    Picks do; of likings those on the rarer side of the member's own middle: 0.5 where everything
    is yes or no, their mean where it is graded.
    """
    single = (answers.weight > 0) & ~answers.paired
    graded = (single & (answers.value % 1.0 != 0.0)).any(axis=1)
    mean = (answers.value * single).sum(axis=1) / np.maximum(single.sum(axis=1), 1)
    middle = np.where(graded, mean, 0.5)[:, None]
    above, below = (
        (single & (answers.value > middle)).sum(axis=1),
        (single & (answers.value < middle)).sum(axis=1),
    )
    first = answers.paired.copy()
    first[:, 1:] &= answers.answer[:, 1:] != answers.answer[:, :-1]
    return np.asarray(np.minimum(above, below) + first.sum(axis=1))
