"""Learning the tastes of a group: answers in, posteriors and held-out records out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from group_plgl.compute.tasks.opening import open_features, open_pictures
from group_plgl.members.answers import Answers, gather_answers
from group_plgl.members.calibration import calibrate, hold_out, record_of
from group_plgl.members.dense import Tastes
from group_plgl.members.families.taught import Choice, Group, follow, side_by_side
from group_plgl.members.features import Features
from group_plgl.members.fitting import EXACT, ROUGH
from group_plgl.members.priors import Belief, believed, choose_belief
from group_plgl.utility import CoordinateMap

Arrays = dict[str, Any]


def run(words: dict[str, Any], arrays: Arrays) -> tuple[dict[str, Any], Arrays]:
    """Fit all members of a group in one batch, with cross-validated records.

    Args:
        words: What opens the space, `m` members, `needed_answers`, `needed_each`; `families`, the
            `row`, `family` and `weights` of each member whose taste is learned by another than dense.
        arrays: What opens the space, and rows of answers as in `feedback.Dataset`: `member`, `z`,
            `over`, `paired`, `graded`, `value`, `answer`, `source`, `worth`, `fair`.

    Returns:
        Words `scale`, `share`, `curves`, `shaped` (the belief that foretold best), `calibration`,
        `ceiling`, `held_out`; arrays `mean` m x (f+1), `covariance` m x (f+1) x (f+1), and per
        member `answers`, `likes`, `ready`, `right_held_out`, `held_out`, `baseline`.
    """
    m, member = int(words["m"]), arrays["member"]
    features = open_features(words, arrays)
    answers = rows_of(features, words, arrays)
    first = arrays["worth"] > 0
    liked = first & ~arrays["paired"].astype(bool) & (arrays["value"] > 0.5)
    ready = ready_rows(answers, words, arrays)
    belief = choose_belief(answers, features.straight, np.nonzero(ready)[0])
    learned = teaching(features, answers, belief, words, arrays)
    tastes = learned(answers, EXACT)
    foretold = hold_out(answers, lambda seen: learned(seen, ROUGH))
    held_out = foretold.of(ready)
    fair = np.isin(held_out.answer, arrays["answer"][arrays["fair"].astype(bool)])
    trust, record = calibrate(held_out), record_of(held_out.where(fair), m)
    return (
        asdict(belief) | {"calibration": trust.slope, "ceiling": trust.ceiling, "held_out": trust.answers},
        {
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


def ready_rows(answers: Answers, words: dict[str, Any], arrays: Arrays) -> NDArray[np.bool_]:
    """Who has said enough for a taste to be learned, `m`."""
    worth = np.bincount(arrays["member"], weights=arrays["worth"], minlength=int(words["m"]))
    return np.asarray((worth >= words["needed_answers"]) & (contrast(answers) >= words["needed_each"]))


def teaching(
    features: Features, answers: Answers, belief: Belief, words: dict[str, Any], arrays: Arrays
) -> Callable[[Answers, float], Tastes]:
    """How tastes come from answers (all, or some held out) and a tolerance, each member's by their family."""
    chosen = {one["row"]: Choice(one["family"], tuple(one["weights"])) for one in words.get("families", [])}
    if not chosen:
        return lambda seen, tolerance: believed(belief, seen, features.straight, tolerance)[1]
    group = group_in(features, answers, belief, words, arrays)
    return lambda seen, tolerance: follow(group.knowing(seen.weight, tolerance), chosen)


def group_in(
    features: Features, answers: Answers, belief: Belief, words: dict[str, Any], arrays: Arrays
) -> Group:
    """A group's answers with the pictures they are about, as families other than dense want them."""
    first, second = features.coordinates(arrays["z"]), features.coordinates(arrays["over"])
    second[~arrays["paired"].astype(bool)] = 0.0
    pictures, steps = open_pictures(words, arrays)
    sides = side_by_side(answers, arrays["member"], first, second)
    return Group(answers, *sides, pictures, features.straight, belief, steps)


def rows_of(space_map: CoordinateMap, words: dict[str, Any], arrays: Arrays) -> Answers:
    """The answers of a group in coordinates or features of its space."""
    paired = arrays["paired"].astype(bool)
    x = space_map.coordinates(arrays["z"])
    x[paired] -= space_map.coordinates(arrays["over"][paired])
    return gather_answers(
        arrays["member"], x, arrays["value"], int(words["m"]), paired=paired,
        graded=arrays["graded"].astype(bool), answer=arrays["answer"], source=arrays["source"],
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
