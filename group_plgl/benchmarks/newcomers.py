"""Newcomers to a group that has learned: turn after turn asked, answered, and learned from.

Every newcomer joins alone: what is believed of them beforehand comes from the trained members only.
Each way is a format (what a turn shows) and a strategy (which pictures), and all ways meet the same
newcomers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from group_plgl.benchmarks.tastes import Members, Pictures, Places, areas
from group_plgl.members.answers import Answers, gather_answers
from group_plgl.members.calibration import predictive_logit
from group_plgl.members.dense import Tastes, with_bias
from group_plgl.members.fitting import ROUGH, Prior, fit
from group_plgl.queries.query import Query
from group_plgl.queries.strategies import strategy_named
from group_plgl.shapes import Array

CANDIDATES = 60
TOGETHER = {"swipe": 1, "slider": 1, "pick of 2": 2, "pick of 4": 4}


@dataclass(frozen=True)
class Way:
    """How newcomers are asked: a format, and the strategy that fills its turns."""

    shape: str
    strategy: str

    def __str__(self) -> str:
        return f"{self.shape}, {self.strategy}"


@dataclass(frozen=True)
class Row:
    """One row of an answer, as `gather_answers` takes it."""

    member: int
    x: Array
    value: float
    answer: int
    paired: bool = False
    graded: bool = False


def rows_of(said: list[Row], m: int, width: int) -> Answers:
    """All that was said, of `m` members over `width` features."""
    return gather_answers(
        np.array([row.member for row in said], dtype=np.int64),
        np.array([row.x for row in said]).reshape(-1, width),
        [row.value for row in said],
        m,
        paired=np.array([row.paired for row in said], dtype=np.bool_),
        graded=np.array([row.graded for row in said], dtype=np.bool_),
        answer=np.array([row.answer for row in said], dtype=np.int64),
    )


def taught(
    way: Way, pictures: Pictures, members: Members, who: Places, prior: Prior, turns: list[int],
    rng: np.random.Generator,
) -> Array:  # fmt: skip
    """Areas under the curve of every newcomer after so many turns, `turns x m`.

    Args:
        way: How they are asked.
        pictures: What they are asked about, and judged on.
        members: Whose tastes they have.
        who: Which of these are the newcomers, `m`.
        prior: What is believed of a newcomer.
        turns: After how many turns to look, ascending.
        rng: Where chance comes from.
    """
    said: list[Row] = []
    found = []
    asked: list[list[int]] = [[] for _ in who]
    for turn in range(turns[-1] + 1):
        tastes = fit(rows_of(said, len(who), pictures.features.shape[1]), prior, ROUGH)
        if turn in turns:
            found.append(judged(tastes, pictures, members, who))
        for row, member in enumerate(who):
            left = rng.choice(np.setdiff1d(pictures.askable, asked[row]), CANDIDATES, replace=False)
            shown = left[_asked(way, tastes, row, pictures.features[left], rng)]
            asked[row].extend(int(one) for one in shown)
            said += _answer(way, row, turn * len(who) + row, members, int(member), shown, pictures, rng)
    return np.array(found)


def judged(tastes: Tastes, pictures: Pictures, members: Members, who: Places) -> Array:
    """Areas under the curve over the unseen pictures, `m`."""
    mean, sd = tastes.moments(pictures.features[: pictures.unseen])
    return areas(predictive_logit(mean, sd), members.utility[who, : pictures.unseen] > 0)


def _asked(way: Way, tastes: Tastes, row: int, x: Array, rng: np.random.Generator) -> list[int]:
    """Places of what a turn shows among the candidates `n x f`, as the product's strategy has it."""
    query = Query(
        rows=with_bias(x), times=np.zeros(len(x), dtype=np.int64), together=TOGETHER[way.shape],
        mean=tastes.mean[row], covariance=tastes.covariance[row],
    )  # fmt: skip
    return strategy_named(way.strategy).choose(query, rng)


def _answer(
    way: Way, row: int, answer: int, members: Members, member: int, shown: Places,
    pictures: Pictures, rng: np.random.Generator,
) -> list[Row]:  # fmt: skip
    """What a newcomer says to a turn."""
    x = pictures.features[shown]
    if way.shape == "swipe":
        return [Row(row, x[0], float(members.swipe(member, shown, rng)[0]), answer)]
    if way.shape == "slider":
        return [Row(row, x[0], members.slide(member, int(shown[0]), rng), answer, graded=True)]
    won = members.pick(member, shown, rng)
    return [Row(row, x[won] - rival, 1.0, answer, paired=True) for rival in np.delete(x, won, axis=0)]
