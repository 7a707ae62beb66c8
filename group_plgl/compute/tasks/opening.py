"""Opening the space that a task was asked about."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from group_plgl.generators import Generator, open_generator, space_of
from group_plgl.generators.catalogue.space import Catalogue, catalogue_space
from group_plgl.generators.foreseen import Foreseen
from group_plgl.generators.limited import Limited, open_within
from group_plgl.generators.looking import scene_of
from group_plgl.generators.nevers import nevers_in
from group_plgl.generators.surrogates import brought
from group_plgl.groups.profile import Voices, weighted_voices
from group_plgl.ideals.likings import Likings, Together
from group_plgl.ideals.nevers import Nevers
from group_plgl.ideals.required import Required
from group_plgl.latents.locks import limited
from group_plgl.members.dense import DenseOpinions, Tastes
from group_plgl.members.families.steps import Steps
from group_plgl.members.features import Features, apart_in
from group_plgl.shapes import Array

_PRIOR_LATENTS = 4000
_SEED = 20266
_KEPT = 16
_SEEN = 800  # pictures that stand for all that may be seen


def open_space(words: dict[str, Any], arrays: dict[str, Any]) -> Generator:
    """What maps the latents of the task's space to coordinates by name, and draws them.

    Args:
        words: `space`, its key; `limits`, ends by gene name where a host asked for any.
        arrays: Of a catalogue, the latents of its pictures `catalogue_z` (n x d) and the variance of
            each coordinate `catalogue_shares` (d); nothing of a space that is drawn.
    """
    if "catalogue_z" not in arrays:
        return open_within(words["space"], words.get("limits", {}))
    z, shares = arrays["catalogue_z"], arrays["catalogue_shares"]
    return Catalogue(catalogue_space(words["space"], len(shares)), z, shares)


def open_nevers(words: dict[str, Any], arrays: dict[str, Any]) -> Nevers | None:
    """What the host marked as never to be shown, if anything; asked as `open_space` is.

    Args:
        words: As there.
        arrays: As there, and `never_z` k x d with `never_radius` k.
    """
    if not len(arrays.get("never_z", ())):
        return None
    opened = open_space(words, arrays)
    there = opened if isinstance(opened, Catalogue) else scene_of(words["space"])
    return nevers_in(there, arrays["never_z"], arrays["never_radius"])


def open_required(words: dict[str, Any], arrays: dict[str, Any]) -> Nevers | None:
    """What ideals have to keep to: what must not come again, and the concepts that are required.

    Args:
        words: As in `open_space`.
        arrays: As in `open_nevers`, and of `k` concepts `required_mean` k x (f+1), `required_covariance`
            k x (f+1) x (f+1), and `required_slope`, `required_level` k: calibration, and log odds asked for.
    """
    nevers = open_nevers(words, arrays)
    if "required_mean" not in arrays:
        return nevers
    space = open_space(words, arrays).space
    chances = concept_chances(words, arrays, "required_")
    return Required(chances, arrays["required_level"], space.learned, nevers)


def concept_chances(words: dict[str, Any], arrays: dict[str, Any], named: str) -> Together:
    """The log odds of `k` concepts whose arrays begin with a name, each by its own calibration."""
    mean, covariance = arrays[f"{named}mean"], arrays[f"{named}covariance"]
    features = open_features(words, arrays)
    return Together([
        Likings(DenseOpinions(Tastes(mean[[row]], covariance[[row]]), features), 1, float(slope))
        for row, slope in enumerate(arrays[f"{named}slope"])
    ])  # fmt: skip


def open_features(words: dict[str, Any], arrays: dict[str, Any]) -> Features:
    """What tastes in the task's space are linear in; asked as `open_space` is.

    Of a space that is drawn and silent it is how its pictures look; what sounds is told by its genes,
    and a catalogue by its own coordinates.
    """
    opened = open_space(words, arrays)
    if isinstance(opened, Catalogue):
        return Features.over(opened, opened.candidates, apart_in(opened.shares))
    return _drawn_features(words["space"], json.dumps(words.get("limits", {}), sort_keys=True))


def open_voices(
    arrays: dict[str, Any], m: int, even: Array, camps: NDArray[np.int64] | None = None
) -> Voices:
    """Whose opinions are heard; `weights` (m) of the arrays say how many times each, once unless told.

    Args:
        arrays: Of the task.
        m: How many speak.
        even: Where each one's liking is even.
        camps: Theirs, if known.
    """
    return weighted_voices(arrays.get("weights", np.ones(m)), even, camps)


def open_pictures(words: dict[str, Any], arrays: dict[str, Any]) -> tuple[Array, Steps]:
    """Features `n x f` of pictures of the task's space, as `open_features` has them, and their steps."""
    if "catalogue_z" not in arrays:
        return _drawn_pictures(words["space"], json.dumps(words.get("limits", {}), sort_keys=True))
    features, z = open_features(words, arrays), arrays["catalogue_z"]
    some = np.linspace(0, len(z) - 1, min(len(z), _SEEN)).astype(np.int64)
    x = features.coordinates(z[some])
    return x, Steps.over(x[:, : features.straight])


@lru_cache(maxsize=_KEPT)
def _drawn_pictures(key: str, ends: str) -> tuple[Array, Steps]:
    """The same pictures every time: what is learned from them can be learned again."""
    features = _drawn_features(key, ends)
    z = limited(space_of(key), json.loads(ends)).sample(_SEEN, np.random.default_rng(_SEED + 1))
    x = features.coordinates(z)
    return x, Steps.over(x[:, : features.straight])


@lru_cache(maxsize=_KEPT)
def _drawn_features(key: str, ends: str) -> Features:
    """The last few are kept: the child is asked about the same groups again and again."""
    limits = limited(space_of(key), json.loads(ends)).limits
    whole = open_generator(key)
    if not whole.space.sounds:
        whole = Foreseen(whole, brought(whole.space).surrogate)
    within = Limited(whole, limits) if limits else whole
    return Features.over(within, within.space.sample(_PRIOR_LATENTS, np.random.default_rng(_SEED)))
