"""Analysing a group: its camps, judged on split halves of the answers, and its flat map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from group_plgl.analytics.camps import Half, find_camps
from group_plgl.analytics.labels import Known, labelled, poles_of
from group_plgl.analytics.projection import directions, flat_map
from group_plgl.compute.tasks.answered import rows_of
from group_plgl.compute.tasks.opening import open_features, open_space
from group_plgl.members.answers import Answers, gather_answers
from group_plgl.members.calibration import spread_folds
from group_plgl.members.fitting import Prior, alone, modes
from group_plgl.shapes import Array
from group_plgl.utility import sigmoid

Arrays = dict[str, Any]


def run(words: dict[str, Any], arrays: Arrays) -> tuple[dict[str, Any], Arrays]:
    """Camps and map of the ready members of a group, each learned alone: pooling would draw them together.

    Camps part over how pictures look or over how they are made, so both are looked at: simulated ones
    that part over genes are found in 11 of 12 groups by both, in 7 of 12 by looks alone (40 members, 40
    answers; vessels, tiles, posters).

    Args:
        words: What opens the space, `m` members, `scale` of tastes, `seed`; `known`, the camps the group
            is known by, if any (label, seen_in and pole of each).
        arrays: What opens the space, and rows of answers as `learn` takes them; `home` m, the label of
            the camp each was in last, 0 for none, where there are known ones.

    Returns:
        Words `reading`, `supported`, `camps`, `p_value`, `stability`, `silhouette`, `map_share`, and
        `labels`, one from 1 for each camp; arrays `camp` m, `probability` m x k, `poles` k x f, `xy` m x 2,
        and `line` m x 3, places between two camps as `camps.Camps` has them, the lower label first.
    """
    looks, genes = open_features(words, arrays).coordinates_of, open_space(words, arrays)

    def both(z: Array) -> Array:
        return np.asarray(np.hstack([looks.coordinates(z), genes.coordinates(z)]) / np.sqrt(2.0))

    answers = rows_of(both, words, arrays)
    prior = alone(answers.x.shape[2], float(words["scale"]))
    tastes = modes(answers, prior)[:, :-1]

    rng = np.random.default_rng(words["seed"])
    found = find_camps(_halves(answers, prior), tastes, Shared(prior), rng)
    drawn = flat_map(directions(tastes))
    poles = poles_of(tastes, found.camp)
    known = [Known(**one) for one in words.get("known", [])]
    home = arrays.get("home", np.zeros(len(tastes), dtype=np.int64))
    labels = labelled(found.camp, home, poles, known, found.supported)
    line = found.line if labels == sorted(labels) else 1.0 - found.line[:, [0, 2, 1]]
    summary = {
        "reading": found.reading,
        "supported": found.supported,
        "camps": int(found.camp.max(initial=0)) + 1,
        "p_value": found.p_value,
        "stability": found.stability,
        "silhouette": found.silhouette,
        "map_share": drawn.share,
        "labels": labels,
    }
    return summary, {
        "camp": found.camp,
        "probability": found.probability,
        "poles": poles,
        "xy": drawn.xy,
        "line": line,
    }


@dataclass(frozen=True)
class Shared:
    """The tastes that members share, learned under one prior.

    Attributes:
        prior: What is believed of a taste beforehand.
    """

    prior: Prior

    def __call__(self, half: Half, rows: NDArray[np.int64]) -> Array:
        """One taste, `f+1`, from the answers of some members in a half, as if they were one."""
        keep = half.weight[rows] > 0
        x, value = half.x[rows][keep], half.liked[rows][keep]
        nobody = np.zeros(len(x), dtype=np.int64)
        together = gather_answers(nobody, x[:, :-1], value, 1, paired=x[:, -1] == 0.0)
        return np.asarray(modes(together, self.prior)[0])

    def without(self, half: Half, rows: NDArray[np.int64], pole: Array) -> Array:
        """What that taste would be without each of them, `len(rows) x (f+1)`.

        Source: one step of Newton from the whole, the infinitesimal jackknife of Jaeckel 1972.
        """
        x, weight = half.x[rows], half.weight[rows]
        chance = sigmoid(x @ pole)
        bend = np.einsum("maf,ma,mag->fg", x, weight * chance * (1.0 - chance), x)
        pull = np.einsum("maf,ma->mf", x, weight * (half.liked[rows] - chance))
        return np.asarray(pole - np.linalg.solve(bend + np.linalg.inv(self.prior.own), pull.T).T)


def _halves(answers: Answers, prior: Prior) -> tuple[Half, Half]:
    fold = spread_folds(answers, 2)
    first, second = (answers.weighing(answers.weight * (fold == k)) for k in (0, 1))
    return (
        Half(first.x, first.value, first.weight, modes(first, prior)),
        Half(second.x, second.value, second.weight, modes(second, prior)),
    )
