"""A mirror for one member: their ideal and its opposite, the way to the group's, their taste in words."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from group_plgl.analytics.words import (
    VISIBLE_SCALES,
    Heard,
    Leaning,
    Scale,
    gene_scales,
    leanings,
    role_scales,
    seen_in,
    worth_saying,
)
from group_plgl.compute.tasks.opening import open_features, open_required, open_space, open_voices
from group_plgl.generators import Generator
from group_plgl.generators.catalogue.space import Catalogue
from group_plgl.generators.limited import Limited
from group_plgl.groups.comparability import comparable
from group_plgl.groups.model import GroupModel
from group_plgl.groups.rules import rule_named
from group_plgl.ideals.nevers import Nevers, clear_of
from group_plgl.ideals.path import limit, stepping_stones, way
from group_plgl.ideals.ranking import best_of
from group_plgl.ideals.reverse import find_ideal
from group_plgl.latents import Space
from group_plgl.latents.locks import locked_genes
from group_plgl.members.calibration import Calibration
from group_plgl.members.dense import DenseOpinions, Tastes
from group_plgl.shapes import Array
from group_plgl.utility import CoordinateMap

PRIOR_LATENTS = 1000
FINE_STEPS = 101
_TRIES = 4
Arrays = dict[str, Any]
Words = dict[str, Any]


@dataclass(frozen=True)
class OneTaste:
    """One member's utility, cautious either way: sure to please, or sure to displease.

    Attributes:
        opinions: The member's alone.
        sign: 1 to please, -1 to displease.
    """

    opinions: DenseOpinions
    sign: float

    def score(self, z: Array) -> Array:
        """Cautious logits `n` of latents `n x d`."""
        mean, sd = self.opinions.moments(z)
        return np.asarray(self.sign * mean[0] - sd[0])

    def rise(self, z: Array) -> tuple[Array, Array]:
        """Cautious logits, and their slope at each latent, `n x d`."""
        mean, sd, back = self.opinions.traced(z)
        ones = np.ones((1, len(z)))
        return np.asarray(self.sign * mean[0] - sd[0]), back(self.sign * ones, -ones)


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """What one member of a group sees of their taste.

    A space that is drawn is searched; of a catalogue the pictures that are there are ranked.

    Args:
        words: What opens the space, `own` (row of the member), `rule` (empty without a group's
            ideal), `frames` on the way, `calibration`, `ceiling`, `held_out`, `seed`.
        arrays: What opens the space, of a catalogue with `catalogue_traits` n x s; `mean` m x (f+1)
            and `covariance` m x (f+1) x (f+1) of the ready members, `weights` m, how many times each
            counts; `us` d, the group's ideal, with
            a rule; `seen` n x d, pictures the member answered, and `liked` n (1 or 0); and the
            answers as in `words.Heard`.

    Returns:
        Words `limit` (share of the way, or None) and `leanings`; arrays `z` of the ideal, the
        opposite and the frames, (2 + k) x d, with `liking` `low` `high`, and `shares` `standing` k.
    """
    opened = open_space(words, arrays)
    features = open_features(words, arrays)
    own = Tastes(arrays["mean"][[words["own"]]], arrays["covariance"][[words["own"]]])
    trust = Calibration(words["calibration"], words["ceiling"], words["held_out"])
    rng = np.random.default_rng(words["seed"])
    ranked, nevers = isinstance(opened, Catalogue), open_required(words, arrays)
    prior = opened.candidates if isinstance(opened, Catalogue) else opened.space.sample(PRIOR_LATENTS, rng)
    ends = [_end(OneTaste(DenseOpinions(own, features), sign), opened, rng, nevers) for sign in (1.0, -1.0)]
    if not ranked:
        ends = _alike(ends, arrays["us"] if words["rule"] else ends[0], opened.space, nevers)
    shares, frames, crossing, standing = np.zeros(0), np.zeros((0, prior.shape[1])), None, np.zeros(0)
    if words["rule"]:
        shares, frames = frames_between(opened, ends[0], arrays["us"], int(words["frames"]), nevers)
        fine, between = (shares, frames) if ranked else _fine_way(opened.space, ends[0], arrays["us"])
        crossing = limit(trust.liking(*own.moments(features.coordinates(between)))[0], fine)
        standing = _standing(words, arrays, features, prior, frames)
    z = np.vstack([*ends, frames])
    mean, sd = own.moments(features.coordinates(z))
    low, high = trust.interval(mean, sd)
    return {"limit": crossing, "leanings": _leanings(opened, prior, arrays)}, {
        "z": z, "liking": trust.liking(mean, sd)[0], "low": low[0], "high": high[0],
        "shares": shares, "standing": standing,
    }  # fmt: skip


def _end(
    taste: OneTaste, opened: Generator | Catalogue, rng: np.random.Generator, nevers: Nevers | None
) -> Array:
    """What the member would like most, or least, for sure: `d`."""
    if isinstance(opened, Catalogue):
        shown = opened.candidates[clear_of(nevers, opened.candidates)]
        return np.asarray(shown[best_of(taste.score(shown))])
    return find_ideal(taste, opened.space, rng, nevers=nevers).z


def _alike(ends: list[Array], other: Array, space: Space, nevers: Nevers | None) -> list[Array]:
    """The ends with another's sensitive genes: what is compared differs only in what was learned.

    One that would then look like what must not come again keeps its own.
    """
    alike = space.canonical([np.where(space.learned, end, other) for end in ends])
    return [one if fine else end for one, end, fine in zip(alike, ends, clear_of(nevers, alike), strict=True)]


def frames_between(
    opened: Generator | Catalogue, me: Array, us: Array, count: int, nevers: Nevers | None
) -> tuple[Array, Array]:
    """Shares of the way and the pictures there; of a catalogue the real ones nearest, each once.

    A picture on the way that would look like what must not come again is led around it, or left out.
    """
    shares = np.linspace(0.0, 1.0, count)
    if not isinstance(opened, Catalogue):
        frames = _between(opened.space, me, us, shares)
        around = frames
        if nevers is not None:
            for _ in range(_TRIES):
                around = opened.space.canonical(nevers.led_out(around))
        shown = clear_of(nevers, around)
        return shares[shown], around[shown]
    points = way(me, us, np.linspace(0.0, 1.0, FINE_STEPS))
    there = opened.coordinates(opened.candidates)
    rows = stepping_stones(opened.coordinates(points), there)
    rows = rows[clear_of(nevers, opened.candidates[rows])]
    if len(rows) > count:
        rows = rows[np.linspace(0, len(rows) - 1, count).round().astype(np.int64)]
    return np.linspace(0.0, 1.0, len(rows)), np.asarray(opened.candidates[rows])


def _between(space: Space, me: Array, us: Array, shares: Array) -> Array:
    """The way in a drawn space, around the centre of its limits: `n x d`.

    What is learned turns; sensitive genes are those of the group's ideal.
    """
    centre, learned = space.limits.centre, space.learned
    turned = centre + way((me - centre) * learned, (us - centre) * learned, shares)
    return space.canonical(np.where(learned, turned, us))


def _fine_way(space: Space, me: Array, us: Array) -> tuple[Array, Array]:
    """Many points of the way in a drawn space, to see where liking ends."""
    shares = np.linspace(0.0, 1.0, FINE_STEPS)
    return shares, _between(space, me, us, shares)


def _standing(words: Words, arrays: Arrays, features: CoordinateMap, prior: Array, frames: Array) -> Array:
    """The share of all pictures that the group's rule ranks below each frame, `k`."""
    tastes = Tastes(arrays["mean"], arrays["covariance"])
    opinions = comparable(DenseOpinions(tastes, features), prior)
    model = GroupModel(
        opinions, rule_named(words["rule"]), open_voices(arrays, len(tastes.mean), opinions.even)
    )
    return np.asarray(np.searchsorted(np.sort(model.score(prior)), model.score(frames)) / len(prior))


def _leanings(opened: Generator | Catalogue, prior: Array, arrays: Arrays) -> list[Words]:
    """The leanings worth saying, each with the rows of pictures it can be seen in."""
    heard = Heard(arrays["picture"], arrays["over"], arrays["value"], arrays["weight"])
    if len(heard.picture) == 0:
        return []
    scales, values = standing_in(opened, prior, arrays)
    found = leanings(heard, values, scales)
    return [_told(found[place], values[:, place], arrays["liked"]) for place in worth_saying(found, values)]


def standing_in(opened: Generator | Catalogue, prior: Array, arrays: Arrays) -> tuple[list[Scale], Array]:
    """The scales of a space, and where the pictures `seen` stand on them, in sds from its middle: `n x s`."""
    if isinstance(opened, Catalogue):
        traits = arrays["catalogue_traits"]
        scales, over = [*VISIBLE_SCALES[: traits.shape[1]]], traits
        here = traits[opened.nearest(arrays["seen"])]
    else:
        scales, over = scales_in(opened, prior)
        here = scales_in(opened, arrays["seen"])[1]
    return scales, (here - over.mean(axis=0)) / np.maximum(over.std(axis=0), 1e-9)


def scales_in(generator: Generator, z: Array) -> tuple[list[Scale], Array]:
    """The scales of a drawn space that move, and where latents `n x d` stand on them, `n x s`."""
    names = generator.coordinate_names
    still = locked_genes(generator.space) | (generator.still if isinstance(generator, Limited) else set())
    genes = {place: scale for place, scale in gene_scales(generator.space).items() if scale.name not in still}
    roles = {place: scale for place, scale in role_scales(names).items() if names[place] not in still}
    values = np.hstack([z[:, list(genes)], generator.coordinates(z)[:, list(roles)]])
    return [*genes.values(), *roles.values()], values


def _told(one: Leaning, values: Array, liked: Array) -> Words:
    words = {"scale": one.scale.name, "towards": one.towards, "away_from": one.away_from}
    numbers = {"effect": one.effect, "low": one.low, "high": one.high, "p_value": one.p_value}
    return words | numbers | asdict(seen_in(values, liked, one.effect))
