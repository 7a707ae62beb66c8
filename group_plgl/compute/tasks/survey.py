"""Surveying a group for the board: answers foretold by tastes that had not seen them, and drift."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from group_plgl.compute.messages import Arrays
from group_plgl.compute.tasks.answered import heard_in
from group_plgl.compute.tasks.learn import teaching
from group_plgl.compute.tasks.opening import open_features
from group_plgl.members.answers import Answers
from group_plgl.members.calibration import HeldOut, hold_out, honest_chances
from group_plgl.members.dense import Tastes
from group_plgl.members.fitting import ROUGH
from group_plgl.members.priors import Belief
from group_plgl.members.similarity import held_against
from group_plgl.shapes import Array


def run(words: dict[str, Any], arrays: Arrays) -> tuple[dict[str, Any], Arrays]:
    """What would have been foretold of each answer without it, and how alike tastes are to what they were.

    Args:
        words: As `learn` takes them, and the `belief` the fit was made with, `ready` the rows of members
            whose taste is learned, `seed`.
        arrays: As `learn` takes them, and `pool` n x d; of members known then and now `first_mean`,
            `first_covariance`, `mean`, `covariance`.

    Returns:
        Arrays `member`, `chance`, `value`, `paired`, `answer` of each foretold row; of each member known
        then, and of all on average last, `similarity`, `low`, `high`.
    """
    heard = heard_in(words, arrays)
    learned = teaching(heard, Belief(**words["belief"]), words, arrays)

    def unseen(seen: Answers) -> Tastes:
        return learned(seen, ROUGH)

    ready = np.zeros(int(words["m"]), dtype=bool)
    ready[words["ready"]] = True
    held_out = hold_out(heard.answers, unseen).of(ready)
    chance, value = _from_the_first(held_out, honest_chances(held_out))
    found = {
        "member": held_out.member, "chance": chance, "value": value, "paired": held_out.paired,
        "answer": held_out.answer,
    }  # fmt: skip
    if not len(arrays.get("mean", ())):
        return {}, found
    rows = open_features(words, arrays).coordinates(arrays["pool"])
    alike = held_against(
        Tastes(arrays["first_mean"], arrays["first_covariance"]),
        Tastes(arrays["mean"], arrays["covariance"]),
        np.column_stack([rows, np.ones(len(rows))]),
        np.random.default_rng(words["seed"]),
    )
    return {}, found | {"similarity": alike.now, "low": alike.low, "high": alike.high}


def _from_the_first(held_out: HeldOut, chance: Array) -> tuple[Array, Array]:
    """Comparisons as they were asked: every other one read from the side that lost, or all would be won."""
    turned: NDArray[np.bool_] = held_out.paired & (np.arange(len(chance)) % 2 == 1)
    return np.where(turned, 1.0 - chance, chance), np.where(turned, 1.0 - held_out.value, held_out.value)
