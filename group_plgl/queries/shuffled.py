"""The shuffled strategy: what was shown least, in a random order of one's own.

Random cards are the honest baseline: accuracy measured on them is accuracy on the space, and the
art page's 70/30 batches learn worse than this.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import numpy as np

Item = TypeVar("Item")


def seldom_shown(shown: Mapping[Item, int], count: int, rng: np.random.Generator) -> list[Item]:
    """At most `count` items of those shown least often; among equals each is equally likely.

    Args:
        shown: How often each item was shown.
        count: How many are wanted.
        rng: Where chance comes from.
    """
    items = list(shown)
    order = rng.permutation(len(items))
    return [items[i] for i in sorted(order, key=lambda i: shown[items[i]])[:count]]
