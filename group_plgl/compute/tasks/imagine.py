"""Imagining: the ideal of each rule, how every member is predicted to like it, and the spread."""

from __future__ import annotations

from typing import Any

import numpy as np

from group_plgl.generators import Generator, open_generator
from group_plgl.groups.comparability import comparable
from group_plgl.groups.model import GroupModel, equal_voices
from group_plgl.groups.rules import rule_named
from group_plgl.ideals.reverse import find_ideal
from group_plgl.ideals.variety import CANDIDATES, PLEASED, diverse
from group_plgl.latents import Space
from group_plgl.members.calibration import Calibration
from group_plgl.members.dense import DenseOpinions, OwnTastes, Remembered, Tastes
from group_plgl.shapes import Array
from group_plgl.utility import CoordinateMap

PRIOR_LATENTS = 2000
Arrays = dict[str, Any]


def run(words: dict[str, Any], arrays: Arrays) -> tuple[dict[str, Any], Arrays]:
    """Ideals of the named rules and diverse samples per member.

    Args:
        words: `space` key, `rules`, `samples_each` s, `seed` of the ideals, `seeds` of the
            members' samples (m), `calibration`, `ceiling`, `held_out`.
        arrays: `mean` m x (f+1), `covariance` m x (f+1) x (f+1) of the ready members.

    Returns:
        Arrays `ideals` r x d, `liking` `low` `high` `standing` r x m each, `samples` m x s x d,
        `sample_liking` m x s.
    """
    generator = open_generator(words["space"])
    space, space_map = generator.space, Remembered(generator)
    tastes = Tastes(arrays["mean"], arrays["covariance"])
    trust = Calibration(words["calibration"], words["ceiling"], words["held_out"])
    seeds = np.random.SeedSequence(words["seed"]).spawn(len(words["rules"]) + 1)
    rngs = [np.random.default_rng(seed) for seed in seeds]
    prior = space.sample(PRIOR_LATENTS, rngs[0])
    opinions = comparable(DenseOpinions(tastes, space_map), prior)
    voices = equal_voices(len(tastes.mean))
    models = [GroupModel(opinions, rule_named(name), voices) for name in words["rules"]]
    ideals = np.array([find_ideal(model, space, rng).z for model, rng in zip(models, rngs[1:], strict=True)])
    drawn = [space.sample(CANDIDATES, np.random.default_rng(seed)) for seed in words["seeds"]]
    starts = np.concatenate([np.zeros((0, space.latent_dim)), *drawn])
    samples = _spread(tastes, space_map, space, prior, starts, int(words["samples_each"]))
    flat = samples.reshape(-1, space.latent_dim)
    owner = np.repeat(np.arange(len(tastes.mean)), samples.shape[1])
    own_mean, own_sd = tastes.moments(generator.coordinates(flat))
    column = np.arange(len(flat))
    own = own_mean[owner, column], own_sd[owner, column]
    return {}, {
        "ideals": ideals,
        **_likings(tastes, trust, generator, prior, ideals),
        "samples": samples,
        "sample_liking": trust.liking(*own).reshape(samples.shape[:2]),
    }


def _spread(
    tastes: Tastes, space_map: CoordinateMap, space: Space, prior: Array, starts: Array, count: int
) -> Array:
    """Diverse samples of every member, `m x count x d`, from `CANDIDATES` starts of their own."""
    mean, sd = tastes.moments(space_map.coordinates(prior))
    enough = np.quantile(mean - sd, PLEASED, axis=1)
    owner = np.repeat(np.arange(len(tastes.mean)), CANDIDATES)
    return diverse(OwnTastes(tastes, owner, space_map), space, space_map, enough, count, starts)


def _likings(
    tastes: Tastes, trust: Calibration, generator: Generator, prior: Array, ideals: Array
) -> dict[str, Array]:
    """Predicted liking with interval, and standing among prior latents, each `r x m`."""
    mean, sd = tastes.moments(generator.coordinates(ideals))
    over, _ = tastes.moments(generator.coordinates(prior))
    low, high = trust.interval(mean, sd)
    standing = np.array([np.searchsorted(np.sort(own), at) for own, at in zip(over, mean, strict=True)])
    return {
        "liking": trust.liking(mean, sd).T.copy(),
        "low": low.T.copy(),
        "high": high.T.copy(),
        "standing": (standing / over.shape[1]).T.copy(),
    }
