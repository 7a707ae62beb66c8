"""Asking: which pictures of a pool several members see in their next turns."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from group_plgl.compute.messages import Arrays, Words
from group_plgl.compute.tasks.opening import open_features, open_voices
from group_plgl.generators.looking import foretold_apart, scene_of
from group_plgl.groups.comparability import comparable
from group_plgl.groups.model import GroupModel
from group_plgl.groups.rules import rule_named
from group_plgl.members.calibration import trusted
from group_plgl.members.dense import DenseOpinions, Tastes, with_bias
from group_plgl.queries.query import Query
from group_plgl.queries.strategies import ask_ahead, strategy_named
from group_plgl.shapes import Array
from group_plgl.utility import CoordinateMap

BEST_SHARE, FEWEST_BEST = 0.1, 8


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """The rows of the pool that members are asked about, turn by turn.

    Args:
        words: What opens the space; `together`, `rule`, `slope` of the calibration; `asked`, for each
            member their `band` (chances as pages show them), `row` of their taste and `voice`, their row in
            the group's (each None without one), `place`
            (pictures shown before), `seed`, `looks` (row of their two looks or None), `dealt` (rows of
            the pool last shown by taste), and `turns` as pairs of a strategy and a seed.
        arrays: What opens the space; `z` n x d, the pool; `times` k x n, how often each was shown it;
            `mean` m x (f+1) and `covariance` m x (f+1) x (f+1) of those asked, `group_mean`,
            `group_covariance` and `group_weights` of those who made the group's answer; either may be
            missing; `looks` l x 2 x d.

    Returns:
        Arrays `rows`, all turns of the first member, then the next one's, and `foretold`, the chance of
        liking each, as pages show it; NaN where nothing is known.
    """
    z = arrays["z"]
    features = open_features(words, arrays)
    rows = with_bias(features.coordinates(z))
    same = look_alikes(words["space"], z) if "catalogue_z" not in arrays else None
    voices: Array | tuple[()] = ()
    if "group_mean" in arrays:
        group = Tastes(arrays["group_mean"], arrays["group_covariance"])
        voices = aims_of(words["rule"], group, features, z, arrays.get("group_weights"))
    found: list[int] = []
    foretold: list[float] = []
    for asked, times in zip(words["asked"], arrays["times"], strict=True):
        row, voice = asked["row"], asked["voice"]
        query = Query(
            rows, times, words["together"], asked["place"], asked["seed"],
            None if row is None else arrays["mean"][row], None if row is None else arrays["covariance"][row],
            same, None if voice is None else voices[voice], tuple(asked["band"]),
        )  # fmt: skip
        if query.mean is not None:
            query = replace(query, claims=trusted(query.chances, words["slope"]))
        if asked["looks"] is not None:
            query = with_looks(
                query, features.coordinates_of, z, arrays["looks"][asked["looks"]], asked["dealt"]
            )
        turns = [(strategy_named(name), np.random.default_rng(seed)) for name, seed in asked["turns"]]
        shown = [picture for turn in ask_ahead(query, turns) for picture in turn]
        found += shown
        foretold += [math.nan] * len(shown) if query.claims is None else query.claims[shown].tolist()
    return {}, {"rows": np.array(found, dtype=np.int64), "foretold": np.array(foretold)}


def with_looks(query: Query, seen: CoordinateMap, z: Array, looks: Array, dealt: list[int]) -> Query:
    """The query of a member with two looks (`2 x d`), and rows of the pool they were dealt by taste."""
    gap = np.linalg.norm(seen.coordinates(z)[:, None] - seen.coordinates(looks)[None], axis=2)
    parted = replace(query, looks=gap)
    return replace(parted, dealt=parted.look_of(dealt))


def look_alikes(key: str, z: Array) -> NDArray[np.bool_]:
    """Which of `n` latents are foretold to look the same, `n x n`."""
    return (foretold_apart(scene_of(key), z, z) < 1.0) | np.eye(len(z), dtype=np.bool_)


def aims_of(
    rule: str, tastes: Tastes, features: CoordinateMap, z: Array, weights: Array | None = None
) -> Array:
    """How the group's utility of its best pictures moves with each member's weights, `m x b x (f+1)`.

    The best are the tenth of the pool, at least eight, that the group's rule puts first. A utility is
    (w . x - w . mean x) / scale: what a member likes is told apart from liking everything.

    Args:
        rule: Which rule makes many opinions one.
        tastes: Of the `m` members who make up the group.
        features: What tastes are linear in.
        z: The pool, `n x d`.
        weights: `m`, how many times each counts; once unless told.
    """
    opinions = comparable(DenseOpinions(tastes, features), z)
    told = {} if weights is None else {"weights": weights}
    model = GroupModel(opinions, rule_named(rule), open_voices(told, len(tastes.mean), opinions.even))
    profile = model.profile(z)
    best = np.argsort(-model.rule.score(profile), kind="stable")[: max(FEWEST_BEST, int(BEST_SHARE * len(z)))]
    moved = model.rule.slopes_at(profile)[0][:, best] / opinions.scale[:, None] / np.sqrt(len(best))
    rows = with_bias(features.coordinates(z))
    off = rows[best] - rows.mean(axis=0)
    return np.asarray(moved[:, :, None] * off)
