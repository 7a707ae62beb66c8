"""Matching one member with others who let themselves be found: who matches, and what both would like."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from group_plgl.compute.messages import Arrays, Words
from group_plgl.compute.tasks.opening import open_features, open_nevers, open_space
from group_plgl.generators import Generator
from group_plgl.generators.catalogue.space import Catalogue
from group_plgl.ideals.likings import Likings
from group_plgl.ideals.match import Match, Person, best_for_both, bridge, match
from group_plgl.ideals.nevers import Nevers, clear_of
from group_plgl.members.calibration import Calibration
from group_plgl.members.dense import DenseOpinions, Tastes, with_bias
from group_plgl.members.features import Features
from group_plgl.shapes import Array
from group_plgl.utility import sigmoid

PRIOR_LATENTS = 1000
DRAWS = 200
CAUTION = 1.0
MOST_BRIDGED = 40  # among more people nobody is told a bridge, so that both of two are told the same


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """Who matches a member and how well, and which pictures both would like: of a pool, and most of all.

    Of those who do not match nothing is returned.

    Args:
        words: What opens the space, `own` (row of the member), `calibration`, `ceiling`,
            `held_out`, `seed` of the pictures compared on, `seeds` of the members (m), `pair_seeds` (m).
        arrays: What opens the space; `mean` m x (f+1) and `covariance` m x (f+1) x (f+1); `pool` n x d.

    Returns:
        Arrays of the matches, those most alike first: `rows` k of the members; `told` k x 6, alike and
        liking with their intervals; `both` k x n, the lower chance of the two of liking each picture;
        `bridge` k x d, with `bridge_liking` k x 3, the chance of whoever likes it less; both of no rows
        among more than 40 members. And `own` 3 x n, the member's own chance with its interval.
    """
    opened, features = open_space(words, arrays), open_features(words, arrays)
    tastes = Tastes(arrays["mean"], arrays["covariance"])
    trust = Calibration(words["calibration"], words["ceiling"], words["held_out"])
    own, z = int(words["own"]), arrays["pool"].reshape(-1, opened.space.latent_dim)
    found = _matched(_people(words, tastes, _compared(words, opened), features), own, trust)
    mean, sd = tastes.moments(features.coordinates(z))
    liking, (low, high) = trust.liking(mean, sd), trust.interval(mean, sd)
    pairs = [sorted((own, row)) for row, _ in found]
    nevers = open_nevers(words, arrays)
    bridges = [
        _bridge(_of(tastes, pair), opened, features, trust, words["pair_seeds"][row], nevers)
        for pair, (row, _) in zip(pairs, found, strict=True)
        if len(tastes.mean) <= MOST_BRIDGED
    ]
    k, d = len(found), opened.space.latent_dim
    told = [
        [one.alike, one.alike_low, one.alike_high, one.liking, one.liking_low, one.liking_high]
        for _, one in found
    ]
    return {}, {
        "rows": np.array([row for row, _ in found], dtype=np.int64),
        "told": np.array(told, dtype=np.float64).reshape(k, 6),
        "both": np.array([liking[pair].min(axis=0) for pair in pairs]).reshape(k, len(z)),
        "bridge": np.array([one for one, _ in bridges]).reshape(-1, d),
        "bridge_liking": np.array([one for _, one in bridges]).reshape(-1, 3),
        "own": np.array([liking[own], low[own], high[own]]),
    }


def _compared(words: Words, opened: Generator) -> Array:
    """The pictures that tastes are compared on, `n x d`: the same ones for whoever asks."""
    if isinstance(opened, Catalogue):
        return opened.candidates
    return opened.space.sample(PRIOR_LATENTS, np.random.default_rng(words["seed"]))


def _people(words: Words, tastes: Tastes, z: Array, features: Features) -> list[Person]:
    """Everybody by draws of their taste; a member's are the same for whoever asks."""
    x = features.coordinates(z)
    mean, sd = tastes.moments(x)
    rows = with_bias(x)
    people = []
    for member, seed in enumerate(words["seeds"]):
        values, directions = np.linalg.eigh(tastes.covariance[member])
        chance = np.random.default_rng(seed).standard_normal((DRAWS, len(values)))
        weights = tastes.mean[member] + (chance * np.sqrt(np.maximum(values, 0.0))) @ directions.T
        people.append(Person.known_by(weights @ rows.T, mean[member] - CAUTION * sd[member]))
    return people


def _matched(people: Sequence[Person], own: int, trust: Calibration) -> list[tuple[int, Match]]:
    """Rows of those who match one person, the most alike first."""

    def chances(logits: Array) -> Array:
        return np.minimum(sigmoid(trust.slope * logits), trust.ceiling)

    found = [
        (row, match(people[own], other, chances)) for row, other in enumerate(people) if row != own
    ]  # fmt: skip
    mutual = [(row, one) for row, one in found if one.mutual]
    return sorted(mutual, key=lambda pair: -pair[1].alike)


def _bridge(
    both: Tastes, opened: Generator, features: Features, trust: Calibration, seed: int, nevers: Nevers | None
) -> tuple[Array, Array]:
    """The latent two would both like most, and the chance of whoever likes it less with its interval."""
    likings = Likings(DenseOpinions(both, features), 2, trust.slope, trust.ceiling, CAUTION)
    if isinstance(opened, Catalogue):
        shown = opened.candidates[clear_of(nevers, opened.candidates)]
        z = shown[best_for_both(likings, shown)]
    else:
        z = bridge(likings, opened.space, np.random.default_rng(seed), nevers)
    mean, sd = both.moments(features.coordinates(z[None]))
    liking, (low, high) = trust.liking(mean, sd)[:, 0], trust.interval(mean, sd)
    return z, np.array([liking.min(), low.min(), high.min()])


def _of(tastes: Tastes, rows: Sequence[int]) -> Tastes:
    return Tastes(tastes.mean[list(rows)], tastes.covariance[list(rows)])
