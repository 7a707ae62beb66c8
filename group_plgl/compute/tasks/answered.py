"""What a group answered, as rows in features of its space, and who has said enough."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from group_plgl.compute.tasks.classing import told_apart
from group_plgl.compute.tasks.opening import open_features
from group_plgl.members.answers import Answers, gather_answers
from group_plgl.members.classes import Sorted
from group_plgl.members.features import Features
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
    """

    features: Features
    answers: Answers
    repeats: Repeats
    kin: Kin | None
    untold: Belief


def heard_in(words: dict[str, Any], arrays: Arrays) -> Heard:
    """What the words and arrays that `learn` takes say a group answered."""
    features = open_features(words, arrays)
    answers = rows_of(features.coordinates, words, arrays)
    repeats, kin, untold = repeats_in(answers), None, UNTOLD
    if "kin_mean" in arrays and arrays["kin_mean"].shape[1] == answers.x.shape[2]:
        kin = Kin(arrays["kin_mean"], arrays["kin_doubt"], arrays["kin_shared"])
        untold = Belief(**words["untold"])
    return Heard(features, answers.lapsing(lapse_rates(repeats)), repeats, kin, untold)


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
