"""Scoring: how any pictures of a space are predicted to be liked, by rules and by members."""

from __future__ import annotations

import numpy as np

from group_plgl.compute.messages import Arrays, Words
from group_plgl.compute.tasks.opening import open_features, open_space, open_voices
from group_plgl.generators.catalogue.space import Catalogue
from group_plgl.groups.comparability import comparable
from group_plgl.groups.model import GroupModel
from group_plgl.groups.rules import rule_named
from group_plgl.members.calibration import Calibration
from group_plgl.members.dense import DenseOpinions, Tastes

OTHERS = 2000
_SEED = 20267
_Z = 1.959963984540054


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """Pictures with how members are predicted to like them, and where rules place them among all others.

    Args:
        words: What opens the space, `rules`, `who` (rows of the members who count for them),
            `calibration`, `ceiling`, `held_out`.
        arrays: What opens the space; `z` n x d; `mean` m x (f+1), `covariance` m x (f+1) x (f+1) and
            `weights` m, how many times each counts.

    Returns:
        Arrays `liking` `low` `high` m x n, each member's predicted chance of liking with its 95 %
        interval; `mean_liking` `mean_low` `mean_high` n, the same of those who count, by voices, who are
        taken as known independently; `standing` r x n, the share of pictures at large that the rule
        places lower, 0 to 1.
    """
    opened, features = open_space(words, arrays), open_features(words, arrays)
    tastes = Tastes(arrays["mean"], arrays["covariance"])
    trust = Calibration(words["calibration"], words["ceiling"], words["held_out"])
    z = opened.space.canonical(arrays["z"])
    mean, sd = tastes.moments(features.coordinates(z))
    liking, (low, high) = trust.liking(mean, sd), trust.interval(mean, sd)
    who = np.asarray(words["who"], dtype=np.int64)
    share = arrays["weights"][who] / arrays["weights"][who].sum()
    middle = share @ liking[who]
    doubt = _Z * np.sqrt(((share[:, None] * (high - low)[who] / (2.0 * _Z)) ** 2).sum(axis=0))
    others = (
        opened.candidates
        if isinstance(opened, Catalogue)
        else opened.space.sample(OTHERS, np.random.default_rng(_SEED))
    )
    some = Tastes(tastes.mean[who], tastes.covariance[who])
    opinions = comparable(DenseOpinions(some, features), others)
    voices = open_voices({"weights": arrays["weights"][who]}, len(who), opinions.even)
    standing = []
    for name in words["rules"]:
        model = GroupModel(opinions, rule_named(name), voices)
        standing.append(np.searchsorted(np.sort(model.score(others)), model.score(z)) / len(others))
    return {}, {
        "liking": liking,
        "low": low,
        "high": high,
        "mean_liking": middle,
        "mean_low": np.maximum(middle - doubt, 0.0),
        "mean_high": np.minimum(middle + doubt, 1.0),
        "standing": np.array(standing).reshape(len(standing), len(z)),
    }
