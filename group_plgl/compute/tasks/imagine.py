"""Imagining: the ideal of each rule with its runners-up, how members are predicted to like it, the spread.

A space that is drawn is climbed, unless there are near-ideals that most members answered: the best of these
is better known than what lies at the end of a climb. Of a catalogue the pictures that are there are ranked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from group_plgl.compute.tasks.opening import open_features, open_required, open_space, open_voices
from group_plgl.generators import Generator
from group_plgl.generators.catalogue.space import Catalogue
from group_plgl.groups.comparability import comparable
from group_plgl.groups.model import Abreast, GroupModel
from group_plgl.groups.rules import rule_named
from group_plgl.ideals.climb import climb
from group_plgl.ideals.nevers import Nevers, Rows, clear_of, picked_clear
from group_plgl.ideals.ranking import best_and_runners_up, runners_up
from group_plgl.ideals.reverse import REACH, find_ideals
from group_plgl.ideals.variety import (
    CANDIDATES,
    CAUTION,
    FIRST_STEP,
    LAST_STEP,
    PLEASED,
    STEPS,
    diverse,
    of_both,
)
from group_plgl.latents import Space
from group_plgl.members.calibration import Calibration
from group_plgl.members.dense import DenseOpinions, OwnTastes, Tastes
from group_plgl.shapes import Array
from group_plgl.utility import CoordinateMap

PRIOR_LATENTS = 2000
NOBODY = np.zeros(0, dtype=np.int64)
Arrays = dict[str, Any]


def run(words: dict[str, Any], arrays: Arrays) -> tuple[dict[str, Any], Arrays]:
    """Ideals of the named rules with runners-up, and diverse samples per member.

    Args:
        words: What opens the space, `rules`, `runners_up` c, `samples_each` s, `seed` of the ideals,
            `seeds` of the members' samples (m), `calibration`, `ceiling`, `held_out`.
        arrays: What opens the space; `mean` m x (f+1) and `covariance` m x (f+1) x (f+1) of the
            ready members; `weights` m, how many times each counts, once unless told; `parted` l, rows of
            those with two looks, and `looks` l x 2 x d, if any; `asked` k x d, near-ideals that most
            members answered: the ideals are the best of these.

    Returns:
        Arrays `ideals` r x d, `runners_up` r x c x d, `liking` `low` `high` `standing` r x m each,
        `samples` m x s x d, `sample_liking` m x s, `look_liking` l x 2. A small catalogue has fewer
        runners-up and samples. Nothing of it looks like what the host marked as never to be shown.
    """
    opened = open_space(words, arrays)
    tastes = Tastes(arrays["mean"], arrays["covariance"])
    trust = Calibration(words["calibration"], words["ceiling"], words["held_out"])
    seeds = np.random.SeedSequence(words["seed"]).spawn(len(words["rules"]) + 1)
    rngs = [np.random.default_rng(seed) for seed in seeds]
    ranked, nevers = isinstance(opened, Catalogue), open_required(words, arrays)
    prior = (
        opened.candidates if isinstance(opened, Catalogue) else opened.space.sample(PRIOR_LATENTS, rngs[0])
    )
    space_map = open_features(words, arrays)
    looks = space_map.coordinates_of
    opinions = comparable(DenseOpinions(tastes, space_map), prior)
    voices = open_voices(arrays, len(tastes.mean), opinions.even)
    models = [GroupModel(opinions, rule_named(name), voices) for name in words["rules"]]
    count, each = int(words["runners_up"]), int(words["samples_each"])
    shown = prior if ranked else arrays.get("asked", prior[:0])
    shown = shown[clear_of(nevers, shown)]
    if ranked or len(shown) > count:
        found = np.array([_ranked(model.score(shown), looks, shown, count + 1) for model in models])
    else:
        found = _climbed(models, opened.space, looks, count, rngs[1:], nevers)
    if ranked:
        samples = _own_best(tastes, space_map, looks, shown, each)
    else:
        samples = np.zeros((len(tastes.mean), 0, opened.space.latent_dim))
        if each:
            starts = _starts(opened.space, words["seeds"])
            samples = _spread(tastes, (space_map, looks), opened.space, prior, starts, each, nevers)
    parted, both_looks = arrays.get("parted", NOBODY), arrays.get("looks", np.zeros((0, 2, prior.shape[1])))
    for row, both in zip(parted, both_looks, strict=True):
        rng = np.random.default_rng([words["seeds"][row], 1])
        of_both_looks = _of_both(opened, looks, both, samples.shape[1], rng, nevers)
        if len(of_both_looks):  # near looks that lack what is required there may be none: then as for one
            samples[row] = of_both_looks
    return {}, {
        "ideals": found[:, 0],
        "runners_up": found[:, 1:],
        **_likings(tastes, trust, space_map, prior, found[:, 0]),
        "samples": samples,
        "sample_liking": _own_liking(tastes, trust, space_map, samples),
        "look_liking": _own_liking(_of(tastes, parted), trust, space_map, both_looks),
    }


def _climbed(
    models: Sequence[GroupModel], space: Space, looks: CoordinateMap, count: int,
    rngs: Sequence[np.random.Generator], nevers: Nevers | None,
) -> Array:  # fmt: skip
    """The ideals of a drawn space, each with `count` runners-up that look different: `r x (1 + c) x d`."""
    abreast = Abreast(models)
    ideals = find_ideals(models, abreast, space, rngs, nevers=nevers)
    if not count:
        return np.array([[ideal.z] for ideal in ideals])
    starts = np.concatenate([space.sample(CANDIDATES, rng) for rng in rngs])
    steps, radius = (STEPS, FIRST_STEP, LAST_STEP), REACH * space.typical_radius
    near = climb(abreast, starts, radius, *steps, space.limits, space.learned, nevers)
    found = []
    for model, ideal, rng, z in zip(
        models, ideals, rngs, np.split(space.canonical(near.z), len(models)), strict=True
    ):
        if nevers is not None:  # those that cannot be shown give way to others at large
            z = np.vstack([z, space.sample(CANDIDATES, rng)])
            z = z[nevers.room(z) >= 0.0]
        found.append(np.vstack([ideal.z, z[_behind(model, looks, ideal.z, z, count, nevers)]]))
    return np.array(found)


def _behind(
    model: GroupModel, looks: CoordinateMap, ideal: Array, z: Array, count: int, nevers: Nevers | None
) -> Rows:
    """Which `count` of the latents near an ideal stand behind it."""
    first, score, x = looks.coordinates(ideal[None])[0], model.score(z), looks.coordinates(z)

    def behind(rows: Rows) -> Rows:
        return rows[runners_up(first, score[rows], x[rows], count)]

    return picked_clear(nevers, z, np.arange(len(z)), behind)


def _ranked(score: Array, looks: CoordinateMap, candidates: Array, count: int) -> Array:
    """The best picture of a catalogue and those behind it: `count x d`, or as many as there are."""
    return np.asarray(candidates[best_and_runners_up(score, looks.coordinates(candidates), count - 1)])


def _own_best(
    tastes: Tastes, space_map: CoordinateMap, looks: CoordinateMap, candidates: Array, count: int
) -> Array:
    """Diverse pictures among each member's own best, `m x count x d`; cautious as drawn samples are."""
    mean, sd = tastes.moments(space_map.coordinates(candidates))
    if not count:
        return np.zeros((len(mean), 0, candidates.shape[1]))
    return np.array([_ranked(own, looks, candidates, count) for own in mean - sd])


def _starts(space: Space, seeds: list[int]) -> Array:
    """`CANDIDATES` prior latents for each member, `m * CANDIDATES x d`."""
    drawn = [space.sample(CANDIDATES, np.random.default_rng(seed)) for seed in seeds]
    return np.concatenate([np.zeros((0, space.latent_dim)), *drawn])


def _spread(
    tastes: Tastes, maps: tuple[CoordinateMap, CoordinateMap], space: Space, prior: Array, starts: Array,
    count: int, nevers: Nevers | None,
) -> Array:  # fmt: skip
    """Diverse samples of every member, `m x count x d`, from `CANDIDATES` starts of their own.

    `maps` are the features that tastes are linear in, and the coordinates in which pictures differ.
    """
    space_map, looks = maps
    mean, sd = tastes.moments(space_map.coordinates(prior))
    enough = np.quantile(mean - CAUTION * sd, PLEASED, axis=1)
    own = OwnTastes(tastes, space_map, CAUTION)
    return diverse(own, space, looks, enough, count, starts, nevers)


def _of_both(
    opened: Generator | Catalogue, looks: CoordinateMap, both: Array, count: int, rng: np.random.Generator,
    nevers: Nevers | None,
) -> Array:  # fmt: skip
    """Samples of a member with two looks; of a catalogue the pictures that look most like either."""
    if not isinstance(opened, Catalogue):
        return of_both(both, opened.space, looks, count, rng, nevers)
    shown = opened.candidates[clear_of(nevers, opened.candidates)]
    x = looks.coordinates(shown)
    near = [np.argsort(np.linalg.norm(x - at, axis=1), kind="stable") for at in looks.coordinates(both)]
    rows = list(dict.fromkeys(int(row) for pair in zip(*near, strict=True) for row in pair))
    return np.asarray(shown[rows[:count]])


def _of(tastes: Tastes, rows: NDArray[np.int64]) -> Tastes:
    return Tastes(tastes.mean[rows], tastes.covariance[rows])


def _own_liking(tastes: Tastes, trust: Calibration, space_map: CoordinateMap, samples: Array) -> Array:
    """How much each member is predicted to like their own samples, `m x s`."""
    flat = samples.reshape(-1, samples.shape[2])
    owner, column = np.repeat(np.arange(len(samples)), samples.shape[1]), np.arange(len(flat))
    mean, sd = tastes.moments(space_map.coordinates(flat))
    return np.asarray(trust.liking(mean[owner, column], sd[owner, column]).reshape(samples.shape[:2]))


def _likings(
    tastes: Tastes, trust: Calibration, space_map: CoordinateMap, prior: Array, ideals: Array
) -> dict[str, Array]:
    """Predicted liking with interval, and the share of pictures liked less, each `r x m`."""
    mean, sd = tastes.moments(space_map.coordinates(ideals))
    over, _ = tastes.moments(space_map.coordinates(prior))
    low, high = trust.interval(mean, sd)
    standing = np.array([np.searchsorted(np.sort(own), at) for own, at in zip(over, mean, strict=True)])
    return {
        "liking": trust.liking(mean, sd).T.copy(),
        "low": low.T.copy(),
        "high": high.T.copy(),
        "standing": (standing / over.shape[1]).T.copy(),
    }
