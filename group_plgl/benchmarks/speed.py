"""How long rules take over very many members and pictures, on one core."""

from __future__ import annotations

import time

import numpy as np

from group_plgl.benchmarks.spaces import one_thread
from group_plgl.groups.profile import Profile, equal_voices
from group_plgl.groups.rules import RULES

MEMBERS, PROBES, BALLOTS = 10_000, 4_096, 256


def seconds_of_rules(members: int, probes: int, ballots: int, rng: np.random.Generator) -> dict[str, float]:
    """Seconds of a core that each rule takes; those that only rank take as many candidates as `ballots`."""
    voices = equal_voices(members, rng.uniform(-0.5, 0.5, members), rng.integers(0, 4, members))
    means, sds = rng.standard_normal((members, probes)), rng.uniform(0.2, 1.0, (members, probes))
    found = {}
    with one_thread():
        for rule in RULES.values():
            some = slice(probes if rule.slopes is not None else ballots)
            profile = Profile(
                np.ascontiguousarray(means[:, some]), np.ascontiguousarray(sds[:, some]), voices
            )
            started = time.process_time()
            rule.score(profile)
            found[rule.name] = time.process_time() - started
    return found
