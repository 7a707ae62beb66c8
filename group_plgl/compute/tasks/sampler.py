"""Making a sampler of a group's ideals, which draws without anything of its members."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from group_plgl.compute.messages import Arrays, Words
from group_plgl.compute.tasks.opening import (
    open_features,
    open_nevers,
    open_required,
    open_space,
    open_voices,
)
from group_plgl.errors import BadInput, OutOfReach
from group_plgl.generators.catalogue.space import Catalogue
from group_plgl.generators.nevers import DrawnNevers
from group_plgl.groups.comparability import comparable
from group_plgl.groups.model import GroupModel
from group_plgl.groups.rules import rule_named
from group_plgl.ideals.nevers import Nevers
from group_plgl.ideals.required import Required
from group_plgl.ideals.sampler import STANDING, TRIALS, fitted, strayed
from group_plgl.ideals.sampler_file import Sampler
from group_plgl.latents import Space
from group_plgl.members.dense import DenseOpinions, Tastes

PRIOR_LATENTS = 2000
NEAR = 1.0  # just noticeable differences beyond a radius: three standard errors of what is foretold


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """The sampler of a group's ideals by one rule, and how many of its draws reach the target.

    Args:
        words: What opens the space, `rule`, `seed`.
        arrays: What opens the space, and what is required as in `open_required`; `mean` m x (f+1) and
            `covariance` m x (f+1) x (f+1); `weights` m, how many times each counts, once unless told.

    Returns:
        Words `standing`, `kept`, `trials`, and `met` (of as many other draws, how many meet what is
        required) where anything is; or `problem` and `advice` where too little reaches the target, and then
        `without`, whether enough would if nothing were required;
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
    nevers, whole, space = open_nevers(words, arrays), open_required(words, arrays), opened.space
    try:
        tried = fitted(model, space, rng, whole)
    except OutOfReach as problem:
        said = {"problem": str(problem), "advice": problem.advice, "without": False}
        return said | (
            {"without": _without(model, space, nevers, words)} if isinstance(whole, Required) else {}
        ), {}
    said = {"standing": STANDING, "kept": tried.kept, "trials": TRIALS}
    if isinstance(whole, Required):
        said["met"] = _met(tried.sampler, space, whole, words)
    made: Arrays = {"anchors": tried.sampler.anchors, "spread": tried.sampler.spread}
    if nevers is None:
        return said, made
    assert isinstance(nevers, DrawnNevers)
    near = nevers.foretold(strayed(tried.sampler, opened.space, TRIALS, rng)) - nevers.radius
    made["matter"] = np.asarray((near < NEAR).any(axis=0), dtype=np.int64)
    return said, made


def _without(model: GroupModel, space: Space, nevers: Nevers | None, words: Words) -> bool:
    """Whether enough pleases the group where nothing is required."""
    try:
        fitted(model, space, np.random.default_rng(words["seed"]), nevers)
    except OutOfReach:
        return False
    return True


def _met(sampler: Sampler, space: Space, whole: Required, words: Words) -> int:
    """How many of draws that nothing was chosen by meet what is required, as the file rounds it."""
    held = Sampler(*(one.astype(np.float32).astype(np.float64) for one in (sampler.anchors, sampler.spread)))
    z = strayed(held, space, TRIALS, np.random.default_rng([words["seed"], 1]), whole)
    return int(replace(whole, nevers=None).clear(z).sum())
