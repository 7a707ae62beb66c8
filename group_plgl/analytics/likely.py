"""How many of several members are likely to like something, when each is known only so well."""

from __future__ import annotations

from collections.abc import Sequence
from math import erf, log, sqrt

import numpy as np

_Z = 1.959963984540054
_EDGE = 1e-6
_TAIL = 0.025


def chance_pleased(low: float, high: float) -> float:
    """The chance that a liking is above one half, from its 95 % interval, 0 to 1 each.

    Source: the interval is that of a Gaussian logit.
    """
    ends = [log(inside / (1 - inside)) for inside in (min(max(end, _EDGE), 1 - _EDGE) for end in (low, high))]
    middle, sd = (ends[0] + ends[1]) / 2, max((ends[1] - ends[0]) / (2 * _Z), _EDGE)
    return 0.5 * (1 + erf(middle / sd / sqrt(2)))


def likely_count(chances: Sequence[float]) -> tuple[int, int]:
    """From how many to how many come true, in 95 of 100 cases, of independent ones with these chances.

    Source: Poisson binomial distribution, by adding one after the other (Poisson 1837).
    """
    distribution = np.ones(1)
    for chance in chances:
        distribution = np.convolve(distribution, [1 - chance, chance])
    reached = np.cumsum(distribution)
    return int(np.searchsorted(reached, _TAIL)), int(np.searchsorted(reached, 1 - _TAIL))
