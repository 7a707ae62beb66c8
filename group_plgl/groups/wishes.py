"""Wishes: what several people say they like or dislike of things with words, joined by a rule.

Here are numbers alone: of each thing how strongly each of them is for more of it, or for less.
"""

from __future__ import annotations

import numpy as np

from group_plgl.groups.profile import Profile, Voices
from group_plgl.groups.rules.rule import Rule
from group_plgl.shapes import Array


def agreed(signed: Array, rule: Rule, voices: Voices) -> Array:
    """How far `m` people want more of each of `k` things by a rule, `k`: below 0 less, 0 neither.

    A rule is asked of each thing whether more of it, or less, is better than to leave it as it is.

    Args:
        signed: `m x k`, how strongly each is for more (to 1) or for less (to -1); 0 who said nothing of it.
        rule: Any of them.
        voices: How much each of them counts.
    """
    found = np.zeros(signed.shape[1])
    for place, said in enumerate(signed.T):
        each = np.stack([said, -said, np.zeros_like(said)], axis=1)
        more, less, still = rule.score(Profile(each, np.zeros_like(each), voices))
        found[place] = np.sign(more - less) * max(max(more, less) - still, 0.0)
    return found
