"""Concepts: labelled pictures to a classifier, how well it tells unseen ones, and how far it reaches."""

from __future__ import annotations

import numpy as np

from group_plgl.compute.messages import Arrays, Words
from group_plgl.compute.tasks.opening import concept_chances, open_features, open_nevers, open_space
from group_plgl.generators.catalogue.space import Catalogue
from group_plgl.ideals.climb import climb
from group_plgl.ideals.likings import WorstOff
from group_plgl.ideals.nevers import clear_of
from group_plgl.ideals.reverse import REACH, STARTS
from group_plgl.members.answers import gather_answers
from group_plgl.members.calibration import calibrate, hold_out, record_of, telling
from group_plgl.members.dense import Tastes
from group_plgl.members.fitting import ROUGH
from group_plgl.members.priors import believed, choose_belief
from group_plgl.utility import sigmoid

_SEED = 20381
_AT_LARGE = 512


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """A concept as one member's taste would be learned: the same prior, search and held-out record.

    Features hold no sensitive gene, so labels by skin or age show no signal.

    Args:
        words: What opens the space; `ask` is `learn`, `reach` or `chances`.
        arrays: What opens the space. To learn `z` n x d and `yes` n. Else, of `k` concepts
            `concept_mean`, `concept_covariance`, `concept_slope` and `concept_level` (log odds); for
            chances `z` n x d.

    Returns:
        Learned: words `slope`, `ceiling`, `held_out`, `right`, `asked`, `telling`; arrays `mean` f+1,
        `covariance` (f+1) x (f+1). Reached: array `best` k, the chances of all of them where the least
        exceeds its level most, and `share` 1, how many pictures at large meet all. Chances: array
        `chance` k x n.
    """
    if words["ask"] == "chances":
        return {}, {"chance": sigmoid(concept_chances(words, arrays, "concept_").values(arrays["z"]))}
    return _reached(words, arrays) if words["ask"] == "reach" else _learned(words, arrays)


def _learned(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    features = open_features(words, arrays)
    x, yes = features.coordinates(arrays["z"]), arrays["yes"].astype(np.float64)
    answers = gather_answers(np.zeros(len(x), dtype=np.int64), x, yes, 1)
    belief = choose_belief(answers, features.straight, np.zeros(1, dtype=np.int64))
    tastes: Tastes = believed(belief, answers, features.straight)[1]
    held_out = hold_out(answers, lambda seen: believed(belief, seen, features.straight, ROUGH)[1])
    trust, record = calibrate(held_out), record_of(held_out, 1)
    return {
        "slope": trust.slope,
        "ceiling": trust.ceiling,
        "held_out": trust.answers,
        "right": int(record.right[0]),
        "asked": int(record.asked[0]),
        "telling": bool(telling(held_out, 1)[0]),
    }, {"mean": tastes.mean[0], "covariance": tastes.covariance[0]}


def _reached(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    opened, nevers = open_space(words, arrays), open_nevers(words, arrays)
    chances, rng = concept_chances(words, arrays, "concept_"), np.random.default_rng(_SEED)
    worst = WorstOff(chances, arrays["concept_level"])
    if isinstance(opened, Catalogue):
        there = ends = opened.candidates[clear_of(nevers, opened.candidates)]
    else:
        space = opened.space
        there = space.sample(_AT_LARGE, rng)
        radius = REACH * space.typical_radius
        ends = space.canonical(
            climb(worst, there[:STARTS], radius, limits=space.limits, moving=space.learned, nevers=nevers).z
        )
    margins = (chances.values(ends) - arrays["concept_level"][:, None]).min(axis=0)
    met = (chances.values(there) >= arrays["concept_level"][:, None]).all(axis=0)
    best = chances.values(ends[[int(margins.argmax())]])[:, 0]
    return {}, {"best": sigmoid(best), "share": np.array([met.mean()])}
