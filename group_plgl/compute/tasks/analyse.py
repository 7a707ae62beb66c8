"""Analysing a group: its camps, judged on split halves of the answers, and its flat map."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from group_plgl.analytics.camps import Half, find_camps
from group_plgl.analytics.projection import directions, flat_map
from group_plgl.compute.tasks.answered import rows_of
from group_plgl.compute.tasks.opening import open_features, open_space
from group_plgl.members.answers import Answers, gather_answers
from group_plgl.members.calibration import spread_folds
from group_plgl.members.fitting import Prior, alone, modes
from group_plgl.shapes import Array

Arrays = dict[str, Any]


def run(words: dict[str, Any], arrays: Arrays) -> tuple[dict[str, Any], Arrays]:
    """Camps and map of the ready members of a group, each learned alone: pooling would draw them together.

    Camps part over how pictures look or over how they are made, so both are looked at: simulated ones
    that part over genes are found in 11 of 12 groups by both, in 7 of 12 by looks alone (40 members, 40
    answers; vessels, tiles, posters).

    Args:
        words: What opens the space, `m` members, `scale` of tastes, `seed`.
        arrays: What opens the space, and rows of answers as `learn` takes them.

    Returns:
        Words `reading`, `supported`, `camps`, `p_value`, `stability`, `silhouette`, `map_share`;
        arrays `camp` m, `certainty` m, `xy` m x 2.
    """
    looks, genes = open_features(words, arrays).coordinates_of, open_space(words, arrays)

    def both(z: Array) -> Array:
        return np.asarray(np.hstack([looks.coordinates(z), genes.coordinates(z)]) / np.sqrt(2.0))

    answers = rows_of(both, words, arrays)
    prior = alone(answers.x.shape[2], float(words["scale"]))
    tastes = modes(answers, prior)[:, :-1]

    def pool(half: Half, rows: NDArray[np.int64]) -> Array:
        keep = half.weight[rows] > 0
        x, value = half.x[rows][keep], half.liked[rows][keep]
        together = gather_answers(
            np.zeros(len(x), dtype=np.int64), x[:, :-1], value, 1, paired=x[:, -1] == 0.0
        )
        return np.asarray(modes(together, prior)[0])

    rng = np.random.default_rng(words["seed"])
    found = find_camps(_halves(answers, prior), tastes, pool, rng)
    drawn = flat_map(directions(tastes))
    summary = {
        "reading": found.reading,
        "supported": found.supported,
        "camps": int(found.camp.max(initial=0)) + 1,
        "p_value": found.p_value,
        "stability": found.stability,
        "silhouette": found.silhouette,
        "map_share": drawn.share,
    }
    return summary, {"camp": found.camp, "certainty": found.certainty, "xy": drawn.xy}


def _halves(answers: Answers, prior: Prior) -> tuple[Half, Half]:
    fold = spread_folds(answers, 2)
    first, second = (answers.weighing(answers.weight * (fold == k)) for k in (0, 1))
    return (
        Half(first.x, first.value, first.weight, modes(first, prior)),
        Half(second.x, second.value, second.weight, modes(second, prior)),
    )
