"""Ranking pictures that are there by what a group is predicted to like, or by how central they are."""

from __future__ import annotations

import numpy as np

from group_plgl.compute.messages import Arrays, Words
from group_plgl.compute.tasks.opening import open_features, open_nevers, open_space, open_voices
from group_plgl.errors import BadInput
from group_plgl.generators.catalogue.space import Catalogue
from group_plgl.groups.comparability import comparable
from group_plgl.groups.model import GroupModel
from group_plgl.groups.rules import rule_named
from group_plgl.ideals.nevers import clear_of
from group_plgl.ideals.ranking import best_share, diverse_picks, medoid
from group_plgl.members.calibration import Calibration
from group_plgl.members.dense import DenseOpinions, Tastes
from group_plgl.shapes import Array

_Z = 1.959963984540054


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """Pictures of a catalogue or a pool in order, with how they are predicted to be liked on average.

    What the host marked as never to be shown is left out, and what looks like it. Without tastes they
    are ordered from the middle outwards.

    Args:
        words: What opens the space, `rule`, `picks` c; with tastes `calibration`, `ceiling`, `held_out`.
        arrays: What opens the space; `mean` m x (f+1) and `covariance` m x (f+1) x (f+1), or neither;
            `weights` m, how many times each counts; of a space that is drawn `pool` n x d.

    Returns:
        Arrays of rows: `order` n, `picks` c of which differ among the best, and `central`, the one in
        the middle of the best; with tastes, by row, `liking` `low` `high` n, and `pleased` n.
    """
    opened = open_space(words, arrays)
    if not isinstance(opened, Catalogue) and "pool" not in arrays:
        raise BadInput(f"{opened.space.key} is no catalogue")
    there = opened.candidates if isinstance(opened, Catalogue) else arrays["pool"]
    x = opened.coordinates(there)
    if "mean" not in arrays:
        middle = medoid(x)
        score, likings = -np.linalg.norm(x - x[middle], axis=1), {}
        order = np.argsort(-score, kind="stable")
        best = np.arange(len(x))
    else:
        tastes = Tastes(arrays["mean"], arrays["covariance"])
        features = open_features(words, arrays)
        opinions = comparable(DenseOpinions(tastes, features), there)
        voices = open_voices(arrays, len(tastes.mean), opinions.even)
        model = GroupModel(opinions, rule_named(words["rule"]), voices)
        profile = model.profile(there)
        score, order = model.rule.score(profile), model.rule.order(profile)
        trust = Calibration(words["calibration"], words["ceiling"], words["held_out"])
        likings = _likings(tastes, trust, features.coordinates(there))
        best = best_share(score, int(words["picks"]))
    shown = clear_of(open_nevers(words, arrays), there)
    rows, best = np.flatnonzero(shown), best[shown[best]]
    best = best if len(best) else rows
    return {}, {
        "order": order[shown[order]],
        "picks": rows[diverse_picks(score[rows], x[rows], int(words["picks"]))],
        "central": best[[medoid(x[best])]],
        **likings,
    }


def _likings(tastes: Tastes, trust: Calibration, x: Array) -> Arrays:
    """Mean predicted liking of each picture with 95 % interval, and how many are predicted to like it.

    Members are taken as known independently of each other.
    """
    mean, sd = tastes.moments(x)
    each = trust.liking(mean, sd)
    low, high = trust.interval(mean, sd)
    doubt = _Z * np.sqrt((((high - low) / (2.0 * _Z)) ** 2).sum(axis=0)) / len(mean)
    liking = each.mean(axis=0)
    return {
        "liking": liking.astype(np.float32),
        "low": np.maximum(liking - doubt, 0.0).astype(np.float32),
        "high": np.minimum(liking + doubt, 1.0).astype(np.float32),
        "pleased": (each >= 0.5).sum(axis=0),
    }
