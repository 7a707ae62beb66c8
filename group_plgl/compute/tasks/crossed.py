"""Cross-validating one member: how well answers are foretold by a taste that has not seen them."""

from __future__ import annotations

import numpy as np

from group_plgl.compute.messages import Arrays, Words
from group_plgl.compute.tasks.answered import heard_in, ready_rows
from group_plgl.members.calibration import area_under, hold_out, record_of, telling, wilson
from group_plgl.members.fitting import ROUGH
from group_plgl.members.priors import believed, choose_belief


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
    area = area_under(own.logit, liked)
    return {
        "right": right, "n": n, "low": low, "high": high, "liked": int(liked.sum()),
        **dict(zip(("auc", "auc_low", "auc_high"), area or (None,) * 3, strict=True)),
        "telling": bool(telling(found, m)[row]),
    }, {}  # fmt: skip
