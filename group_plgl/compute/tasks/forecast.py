"""Foretelling a vote: the share of votes each candidate will get, from the members' tastes."""

from __future__ import annotations

from typing import Any

import numpy as np

from group_plgl.compute.tasks.opening import open_features
from group_plgl.groups.ballots import forecast
from group_plgl.members.dense import with_bias

Arrays = dict[str, Any]


def run(words: dict[str, Any], arrays: Arrays) -> tuple[dict[str, Any], Arrays]:
    """Predicted shares of votes of `n` candidates.

    Args:
        words: What opens the space, `calibration`, `voters`, `seed`.
        arrays: What opens the space, `mean` m x (f+1), `covariance` m x (f+1) x (f+1) of the ready
            members, `z` n x d of the candidates.

    Returns:
        Arrays `share` `low` `high`, n each.
    """
    rows = with_bias(open_features(words, arrays).coordinates(arrays["z"]))
    slope, rng = float(words["calibration"]), np.random.default_rng(words["seed"])
    mean = slope * arrays["mean"] @ rows.T
    spread = slope**2 * np.einsum("nf,mfg,kg->mnk", rows, arrays["covariance"], rows, optimize=True)
    found = forecast(mean, spread, int(words["voters"]), rng)
    return {}, {"share": found.share, "low": found.low, "high": found.high}
