"""Rules about who likes it at all: how many do, and whether every camp does."""

from __future__ import annotations

import numpy as np

from group_plgl.errors import BadShape
from group_plgl.groups.normal import density, log_share_below, log_share_slope, share_below
from group_plgl.groups.profile import Profile
from group_plgl.groups.rules.rule import Rows, Rule, in_parts
from group_plgl.shapes import Array

WOBBLE = 0.3


def _beyond_even(profile: Profile) -> tuple[Array, Array]:
    """How far each opinion lies above even, in units of its doubt, and that doubt, `m x n` each.

    Doubt is what is not known of a taste, and how much an answer wobbles even when it is: without
    the latter those who are well known would be a flight of steps, with no way up.
    """
    doubt = np.sqrt(profile.sds * profile.sds + WOBBLE * WOBBLE)
    return (profile.means - profile.voices.even[:, None]) / doubt, doubt


@in_parts
def _approval(profile: Profile) -> Array:
    return profile.weights @ share_below(_beyond_even(profile)[0])


def _approval_slopes(profile: Profile) -> tuple[Array, Array]:
    beyond, doubt = _beyond_even(profile)
    by_mean = profile.weights[:, None] * density(beyond) / doubt
    return by_mean, -by_mean * beyond * profile.sds / doubt


def _camps(profile: Profile, logs: Array) -> list[tuple[Rows, Array, Array]]:
    """Of each camp with a voice its rows, each one's log share in it, `m`, and its log mean liking, `n`."""
    found = []
    for camp in np.unique(profile.voices.camps[profile.weights > 0.0]):
        rows = np.flatnonzero((profile.voices.camps == camp) & (profile.weights > 0.0))
        share = np.log(profile.weights[rows] / profile.weights[rows].sum())
        own = logs[rows] + share[:, None]
        peak = own.max(axis=0)
        found.append((rows, share, peak + np.log(np.exp(own - peak).sum(axis=0))))
    return found


@in_parts
def _informed(profile: Profile) -> Array:
    logs = log_share_below(_beyond_even(profile)[0])
    return np.asarray(np.sum([liked for _, _, liked in _camps(profile, logs)], axis=0))


def _informed_slopes(profile: Profile) -> tuple[Array, Array]:
    beyond, doubt = _beyond_even(profile)
    logs, by_mean = log_share_below(beyond), np.zeros_like(beyond)
    for rows, share, liked in _camps(profile, logs):
        by_mean[rows] = np.exp(logs[rows] + share[:, None] - liked)
    by_mean *= log_share_slope(beyond) / doubt
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
