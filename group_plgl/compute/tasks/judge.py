"""Judging pictures by a taste that came as a file, with all that it is linear in."""

from __future__ import annotations

import numpy as np

from group_plgl.compute.messages import Arrays, Words
from group_plgl.generators.catalogue.space import Catalogue, catalogue_space
from group_plgl.members.calibration import Calibration
from group_plgl.members.dense import Tastes
from group_plgl.members.features import Features, apart_in


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """Arrays `liking` `low` `high` n: the predicted chance of liking each picture, with its 95 % interval.

    Args:
        words: `calibration`, `ceiling`, `held_out`.
        arrays: `z` n x d; `mean` f+1 and `covariance` (f+1) x (f+1); `shares` d; `chief`, `spread`, `middle`
            and `scale` of the features.
    """
    shares = arrays["shares"]
    space = catalogue_space("catalogue-file@1", len(shares))
    catalogue = Catalogue(space, np.zeros((1, len(shares))), shares)
    chief = arrays["chief"]
    features = Features(
        catalogue, chief, arrays["spread"], arrays["middle"], float(arrays["scale"][0]), len(shares),
        int((chief < apart_in(shares)).sum()),
    )  # fmt: skip
    trust = Calibration(words["calibration"], words["ceiling"], words["held_out"])
    z = space.canonical(arrays["z"])
    mean, sd = Tastes(arrays["mean"][None], arrays["covariance"][None]).moments(features.coordinates(z))
    low, high = trust.interval(mean, sd)
    return {}, {"liking": trust.liking(mean, sd)[0], "low": low[0], "high": high[0]}
