"""The shuffled strategy: anything not yet seen, in a random order of one's own.

Random cards are the honest baseline: accuracy measured on them is accuracy on the space, and the
art page's 70/30 batches learn worse than this.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

Item = TypeVar("Item")


def shuffled(unseen: Sequence[Item], count: int, rng: np.random.Generator) -> list[Item]:
    """At most `count` of the unseen items, each equally likely at each place."""
    return [unseen[i] for i in rng.permutation(len(unseen))[:count]]
