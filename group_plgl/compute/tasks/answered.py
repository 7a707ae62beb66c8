"""What a group answered, as rows in features of its space, and who has said enough."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from group_plgl.analytics.keys import axis_of
from group_plgl.compute.tasks.classing import told_apart
from group_plgl.compute.tasks.directions import open_directions
from group_plgl.compute.tasks.opening import open_features, open_space
from group_plgl.members.answers import Answers, gather_answers
from group_plgl.members.classes import Sorted
from group_plgl.members.features import Features
from group_plgl.members.hints import Hints, Mentioned, hints_of
from group_plgl.members.kin import Kin
from group_plgl.members.lapses import Repeats, lapse_rates, repeats_in
from group_plgl.members.priors import UNTOLD, Belief
from group_plgl.shapes import Array

Arrays = dict[str, Any]


@dataclass(frozen=True)
class Heard:
    """What a group answered, and what is believed of it beforehand.

    Attributes:
        features: What tastes are linear in.
        answers: Of `m` members, with the rates at which they lapse.
        repeats: What was asked twice.
        kin: What other groups lend, where they do.
        untold: What is believed of a group of which nothing is known.
        hints: What comments say of attributes, where there are any.
    """

    features: Features
    answers: Answers
    repeats: Repeats
    kin: Kin | None
    untold: Belief
    hints: Hints | None = None


def heard_in(words: dict[str, Any], arrays: Arrays) -> Heard:
    """What the words and arrays that `learn` takes say a group answered."""
    features = open_features(words, arrays)
    answers = rows_of(features.coordinates, words, arrays)
    repeats, kin, untold = repeats_in(answers), None, UNTOLD
    if "kin_mean" in arrays and arrays["kin_mean"].shape[1] == answers.x.shape[2]:
        kin = Kin(arrays["kin_mean"], arrays["kin_doubt"], arrays["kin_shared"])
        untold = Belief(**words["untold"])
    hints = hints_in(answers, words, arrays) if words.get("hints") else None
    return Heard(features, answers.lapsing(lapse_rates(repeats)), repeats, kin, untold, hints)


def hints_in(answers: Answers, words: dict[str, Any], arrays: Arrays) -> Hints | None:
    """What members hinted, `hints` of the words; of what this space has no word for nothing is known.

    Args:
        answers: Of the same members.
        words: What opens the space, and `hints`: of each `row` of the member, `key`, `signed`, `answer` it
            was said about (-1 for none) and `age`.
        arrays: What opens the space.
    """
    space = open_space(words, arrays).space
    said = [(one, axis_of(one["key"], space)) for one in words["hints"]]
    names = list(dict.fromkeys(axis.name for _, axis in said if axis is not None))
    if not names:
        return None
    mentioned = [
        Mentioned(row, names.index(axis.name), axis.sign * one["signed"], _place(answers, one), one["age"])
        for row, one, axis in ((one["row"], one, axis) for one, axis in said)
        if axis is not None
    ]
    return hints_of(mentioned, open_directions(words, arrays, names), len(answers.x))


def _place(answers: Answers, one: dict[str, Any]) -> int:
    """The row of the answer that a hint was said about; -1 for none."""
    if one["answer"] < 0:
        return -1
    rows = np.flatnonzero(answers.answer[one["row"]] == one["answer"])
    return int(rows[0]) if len(rows) else -1


def rows_of(coordinates: Callable[[Array], Array], words: dict[str, Any], arrays: Arrays) -> Answers:
    """The answers of a group in what gives coordinates, or features, of latents."""
    paired = arrays["paired"].astype(bool)
    x = coordinates(arrays["z"])
    x[paired] -= coordinates(arrays["over"][paired])
    return gather_answers(
        arrays["member"], x, arrays["value"], int(words["m"]), paired=paired,
        graded=arrays["graded"].astype(bool), answer=arrays["answer"], source=arrays["source"],
        age=arrays["age"], weight=arrays["weight"],
    )  # fmt: skip


def ready_rows(
    answers: Answers, said: Sorted | None, words: dict[str, Any], arrays: Arrays
) -> NDArray[np.bool_]:
    """Who has said enough for a taste to be learned, `m`."""
    worth, apart = np.bincount(arrays["member"], arrays["worth"], int(words["m"])), contrast(answers)
    if said is not None:
        apart = np.maximum(apart, told_apart(said))
    return np.asarray((worth >= words["needed_answers"]) & (apart >= words["needed_each"]))


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
