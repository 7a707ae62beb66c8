"""Making a sampler of a group's ideals, which draws without anything of its members."""

from __future__ import annotations

import numpy as np

from group_plgl.compute.messages import Arrays, Words
from group_plgl.compute.tasks.opening import open_features, open_nevers, open_space, open_voices
from group_plgl.errors import BadInput, OutOfReach
from group_plgl.generators.catalogue.space import Catalogue
from group_plgl.generators.nevers import DrawnNevers
from group_plgl.groups.comparability import comparable
from group_plgl.groups.model import GroupModel
from group_plgl.groups.rules import rule_named
from group_plgl.ideals.sampler import STANDING, TRIALS, fitted, strayed
from group_plgl.members.dense import DenseOpinions, Tastes

PRIOR_LATENTS = 2000
NEAR = 1.0  # just noticeable differences beyond a radius: three standard errors of what is foretold


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """The sampler of a group's ideals by one rule, and how many of its draws reach the target.

    Args:
        words: What opens the space, `rule`, `seed`.
        arrays: What opens the space; `mean` m x (f+1) and `covariance` m x (f+1) x (f+1); `weights` m, how
            many times each counts, once unless told.

    Returns:
        Words `standing`, `kept`, `trials`, or `problem` and `advice` where too little reaches the target;
        arrays `anchors` k x d and `spread` d, and where there are marks `matter` of each, 0 or 1: whether
        trial draws come near it.
    """
    opened = open_space(words, arrays)
    if isinstance(opened, Catalogue):
        raise BadInput(f"{opened.space.key} is a catalogue; its pictures are not drawn")
    rng = np.random.default_rng(words["seed"])
    opinions = comparable(
        DenseOpinions(Tastes(arrays["mean"], arrays["covariance"]), open_features(words, arrays)),
        opened.space.sample(PRIOR_LATENTS, rng),
    )
    voices = open_voices(arrays, len(arrays["mean"]), opinions.even)
    model = GroupModel(opinions, rule_named(words["rule"]), voices)
    nevers = open_nevers(words, arrays)
    try:
        tried = fitted(model, opened.space, rng, nevers)
    except OutOfReach as problem:
        return {"problem": str(problem), "advice": problem.advice}, {}
    said = {"standing": STANDING, "kept": tried.kept, "trials": TRIALS}
    made: Arrays = {"anchors": tried.sampler.anchors, "spread": tried.sampler.spread}
    if nevers is None:
        return said, made
    assert isinstance(nevers, DrawnNevers)
    near = nevers.foretold(strayed(tried.sampler, opened.space, TRIALS, rng)) - nevers.radius
    made["matter"] = np.asarray((near < NEAR).any(axis=0), dtype=np.int64)
    return said, made
