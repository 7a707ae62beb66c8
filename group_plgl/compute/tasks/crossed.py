"""Cross-validating one member: how well answers are foretold by a taste that has not seen them."""

from __future__ import annotations

import numpy as np

from group_plgl.compute.messages import Arrays, Words
from group_plgl.compute.tasks.answered import heard_in, ready_rows
from group_plgl.members.calibration import hold_out, record_of, telling, wilson
from group_plgl.members.fitting import ROUGH
from group_plgl.members.priors import believed, choose_belief
from group_plgl.shapes import Array

_Z = 1.959963984540054


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """Five folds over all answers of a group, told of one member.

    Args:
        words: As for `learn`, and `row`, the member.
        arrays: As for `learn`.

    Returns:
        Words `right` of `n` with `low` and `high` (95 %), `auc` with `auc_low` and `auc_high` (None where
        either side is missing), `liked`, and `telling`, whether answers are foretold beyond chance.
    """
    heard, row = heard_in(words, arrays), int(words["row"])
    straight = heard.features.straight
    ready = ready_rows(heard.answers, None, words, arrays)
    belief = choose_belief(heard.answers, straight, np.nonzero(ready)[0], heard.kin, heard.untold)
    found = hold_out(heard.answers, lambda seen: believed(belief, seen, straight, ROUGH, heard.kin)[1])
    m = len(heard.answers.x)
    own = found.of(np.arange(m) == row)
    own = own.where(~own.paired & (own.value != 0.5))
    record = record_of(own, m)
    right, n = int(record.right[row]), int(record.asked[row])
    low, high = wilson(right, n)
    liked = own.value > 0.5
    area = area_under(own.logit[liked], own.logit[~liked])
    return {
        "right": right, "n": n, "low": low, "high": high, "liked": int(liked.sum()),
        **dict(zip(("auc", "auc_low", "auc_high"), area or (None,) * 3, strict=True)),
        "telling": bool(telling(found, m)[row]),
    }, {}  # fmt: skip


def area_under(liked: Array, passed: Array) -> tuple[float, float, float] | None:
    """How often what was liked is scored above what was not, 0 to 1, with its 95 % interval.

    Source: Hanley and McNeil 1982.
    """
    yes, no = len(liked), len(passed)
    if not yes or not no:
        return None
    above = (liked[:, None] > passed).mean() + 0.5 * (liked[:, None] == passed).mean()
    a = float(above)
    one, two = a / (2.0 - a), 2.0 * a * a / (1.0 + a)
    variance = (a * (1.0 - a) + (yes - 1) * (one - a * a) + (no - 1) * (two - a * a)) / (yes * no)
    doubt = _Z * float(np.sqrt(max(variance, 0.0)))
    return a, max(a - doubt, 0.0), min(a + doubt, 1.0)
