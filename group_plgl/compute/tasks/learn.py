"""Learning the tastes of a group: answers in, posteriors and held-out records out."""

from __future__ import annotations

from typing import Any

import numpy as np

from group_plgl.generators import open_generator
from group_plgl.members.calibration import calibrate, choose_prior_scale, hold_out
from group_plgl.members.dense import fit, gather_answers

Arrays = dict[str, Any]


def run(words: dict[str, Any], arrays: Arrays) -> tuple[dict[str, Any], Arrays]:
    """Fit all members of a group in one batch, with cross-validated records.

    Args:
        words: `space` key, `m` members, `needed_answers`, `needed_each`.
        arrays: `member` n, `z` n x d, `liked` n (0 or 1).

    Returns:
        Words `prior_scale`, `calibration`, `ceiling`, `held_out`; arrays `mean` m x (f+1),
        `covariance` m x (f+1) x (f+1), and per member `answers`, `likes`, `ready`,
        `right_held_out`, `held_out`, `baseline`.
    """
    m, member, liked = int(words["m"]), arrays["member"], arrays["liked"].astype(bool)
    x = open_generator(words["space"]).coordinates(arrays["z"])
    answers = gather_answers(member, x, liked, m)
    count, likes = np.bincount(member, minlength=m), np.bincount(member[liked], minlength=m)
    fewest = np.minimum(likes, count - likes)
    ready = (count >= words["needed_answers"]) & (fewest >= words["needed_each"])
    rows = np.nonzero(ready)[0]
    prior_scale = choose_prior_scale(answers, rows)
    tastes = fit(answers, prior_scale)
    held_out = hold_out(answers, prior_scale, rows)
    trust = calibrate(held_out)
    right = (held_out.logit > 0) == held_out.liked
    return (
        {
            "prior_scale": prior_scale,
            "calibration": trust.slope,
            "ceiling": trust.ceiling,
            "held_out": trust.answers,
        },
        {
            "mean": tastes.mean,
            "covariance": tastes.covariance,
            "answers": count,
            "likes": likes,
            "ready": ready,
            "right_held_out": np.bincount(held_out.member[right], minlength=m),
            "held_out": np.bincount(held_out.member, minlength=m),
            "baseline": np.maximum(likes, count - likes) / np.maximum(count, 1),
        },
    )
