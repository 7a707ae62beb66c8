"""What each camp of a group, or pole of a spectrum, would like: its ideal, and what of the pool."""

from __future__ import annotations

from typing import Any

import numpy as np

from group_plgl.compute.tasks.opening import open_features, open_required, open_space
from group_plgl.generators.catalogue.space import Catalogue
from group_plgl.groups.comparability import comparable
from group_plgl.groups.model import GroupModel
from group_plgl.groups.profile import weighted_voices
from group_plgl.groups.rules import rule_named
from group_plgl.ideals.nevers import clear_of
from group_plgl.ideals.ranking import best_of
from group_plgl.ideals.reverse import find_ideal
from group_plgl.members.calibration import Calibration
from group_plgl.members.dense import DenseOpinions, Tastes

PRIOR_LATENTS = 1000
RULE = "mean"
Arrays = dict[str, Any]


def run(words: dict[str, Any], arrays: Arrays) -> tuple[dict[str, Any], Arrays]:
    """The ideal of each camp's mean taste, and how its members are predicted to like it and the pool.

    Args:
        words: What opens the space, `calibration`, `ceiling`, `held_out`, `seed`.
        arrays: What opens the space, and what is required as in `open_required`; `mean` m x (f+1) and
            `covariance` m x (f+1) x (f+1) of the members, `weights` m; `inside` k x m, 1 where a member is
            in a camp; `pool` n x d.

    Returns:
        Arrays `ideals` k x d, `liking` k, and `pool_liking` k x n: mean predicted chances, 0 to 1.
    """
    opened, features = open_space(words, arrays), open_features(words, arrays)
    nevers, pool = open_required(words, arrays), arrays["pool"]
    trust = Calibration(words["calibration"], words["ceiling"], words["held_out"])
    rng = np.random.default_rng(words["seed"])
    prior = opened.candidates if isinstance(opened, Catalogue) else opened.space.sample(PRIOR_LATENTS, rng)
    ideals, liking, liked = [], [], []
    for inside in arrays["inside"] > 0:
        tastes = Tastes(arrays["mean"][inside], arrays["covariance"][inside])
        own = DenseOpinions(tastes, features)
        opinions = comparable(own, prior)
        voices = weighted_voices(arrays["weights"][inside], opinions.even)
        model = GroupModel(opinions, rule_named(RULE), voices)
        if isinstance(opened, Catalogue):
            shown = opened.candidates[clear_of(nevers, opened.candidates)]
            z = shown[best_of(model.score(shown))]
        else:
            z = find_ideal(model, opened.space, rng, nevers=nevers).z
        share = trust.liking(*own.moments(np.vstack([z, pool]))).mean(axis=0)
        ideals.append(z)
        liking.append(share[0])
        liked.append(share[1:])
    return {}, {
        "ideals": np.array(ideals).reshape(len(ideals), pool.shape[1]),
        "liking": np.array(liking),
        "pool_liking": np.array(liked).reshape(len(liked), len(pool)),
    }
