"""Rules about who likes it at all: how many do, and whether every camp does."""

from __future__ import annotations

import numpy as np

from group_plgl.errors import BadShape
from group_plgl.groups.normal import density, log_share_below, log_share_slope, share_below
from group_plgl.groups.profile import Profile
from group_plgl.groups.rules.rule import Rows, Rule, blocks, summed
from group_plgl.shapes import Array

WOBBLE = 0.3
EVERYBODY = slice(None)
_LARGEST = 600.0  # exponents beyond belong to silent members only


def _beyond_even(profile: Profile, rows: slice | Rows = EVERYBODY) -> tuple[Array, Array]:
    """How far each opinion lies above even, in units of its doubt, and that doubt, `m x n` each.

    Doubt is what is not known of a taste, and how much an answer wobbles even when it is: without
    the latter those who are well known would be a flight of steps, with no way up.
    """
    doubt = profile.sds[rows] ** 2
    doubt += WOBBLE * WOBBLE
    np.sqrt(doubt, out=doubt)
    beyond = profile.means[rows] - profile.voices.even[rows, None]
    beyond /= doubt
    return beyond, doubt


def _approval(profile: Profile) -> Array:
    return summed(profile, lambda rows: share_below(_beyond_even(profile, rows)[0]))


def _approval_slopes(profile: Profile) -> tuple[Array, Array]:
    beyond, doubt = _beyond_even(profile)
    by_mean = profile.weights[:, None] * density(beyond) / doubt
    return by_mean, -by_mean * beyond * profile.sds / doubt


def _belonging(profile: Profile) -> Array:
    """Each member's share in the voice of each camp that has one, `k x m`; rows sum to 1."""
    camps = np.unique(profile.voices.camps[profile.weights > 0.0])
    belonging = (profile.voices.camps == camps[:, None]) * profile.weights
    return np.asarray(belonging / belonging.sum(axis=1, keepdims=True))


def _camp_liking(profile: Profile, belonging: Array) -> Array:
    """The logarithm of each camp's mean liking, `k x n`, finite however little that is."""
    most = np.full((len(belonging), profile.means.shape[1]), -np.inf)
    own = np.argmax(belonging > 0.0, axis=0)  # silent members stand with the first camp, and weigh nothing
    voiced = profile.weights > 0.0
    for rows in blocks(profile):
        beyond = _beyond_even(profile, rows)[0]
        for camp, row in zip(own[rows][voiced[rows]], beyond[voiced[rows]], strict=True):
            np.maximum(most[camp], row, out=most[camp])
    peaks, total = log_share_below(most), np.zeros(most.shape)
    for rows in blocks(profile):
        logs = log_share_below(_beyond_even(profile, rows)[0])
        total += belonging[:, rows] @ np.exp(np.minimum(logs - peaks[own[rows]], 0.0))
    return np.asarray(peaks + np.log(total))


def _informed(profile: Profile) -> Array:
    return np.asarray(_camp_liking(profile, _belonging(profile)).sum(axis=0))


def _informed_slopes(profile: Profile) -> tuple[Array, Array]:
    beyond, doubt = _beyond_even(profile)
    belonging = _belonging(profile)
    liked = _camp_liking(profile, belonging)[np.argmax(belonging > 0.0, axis=0)]
    ratio = np.exp(np.minimum(log_share_below(beyond) - liked, _LARGEST))
    by_mean = belonging.sum(axis=0)[:, None] * ratio * log_share_slope(beyond) / doubt
    return by_mean, -by_mean * beyond * profile.sds / doubt


def informed_consensus(agreed: Array, seen: Array) -> Array:
    """How much every camp agrees, `n`, 0 to 1: the product over camps of (A + 1) / (S + 2).

    Args:
        agreed: How many of each camp said they like it, `k x n`.
        seen: How many of each camp said anything about it, `k x n`.

    Source: group-informed consensus, Small et al. 2021 (Polis), with Laplace's rule of succession.
    """
    if np.shape(agreed) != np.shape(seen) or np.any(np.less(seen, agreed)) or np.any(np.less(agreed, 0)):
        raise BadShape(
            f"agreed and seen are k x n counts, agreed at most seen; got {np.shape(agreed)}, {np.shape(seen)}"
        )
    return np.asarray(np.prod((np.asarray(agreed) + 1.0) / (np.asarray(seen) + 2.0), axis=0))


APPROVAL = Rule(
    name="approval",
    title="Approval",
    help="How much of the voice is expected to like it rather than not; how strongly does not count.",
    advice="Use it when as many as possible should say yes, which is how many groups decide.",
    formula="sum_m w_m Phi((u_m - even_m) / s_m), even_m where liking is as likely as not, "
    "s_m^2 = sd_m^2 + 0.3^2",
    source="Approval voting, Brams and Fishburn 1978; smoothed by what is not known of each taste and by how "
    "answers wobble, so that it can be climbed.",
    score=_approval,
    slopes=_approval_slopes,
)
GROUP_INFORMED = Rule(
    name="group_informed",
    title="Across camps",
    help="The product of what the camps think of it: every camp has the same say, however many are in it.",
    advice="Use it when there are camps of different size and it has to please all of them.",
    formula="sum_g log mean_{m in g} Phi((u_m - even_m) / s_m), the mean weighed by voice, "
    "s_m^2 = sd_m^2 + 0.3^2",
    source="Group-informed consensus, Small et al. 2021 (Polis), with predicted liking instead of counted "
    "votes; the doubt about each taste takes the place of Laplace's smoothing.",
    score=_informed,
    slopes=_informed_slopes,
)
