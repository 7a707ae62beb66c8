"""Comparing families: how well each foretells answers of some members that it has not seen."""

from __future__ import annotations

from typing import Any

import numpy as np

from group_plgl.compute.tasks.answered import heard_in, ready_rows
from group_plgl.compute.tasks.classing import sorted_in
from group_plgl.compute.tasks.learn import group_in
from group_plgl.members.families.comparing import Compared, compare
from group_plgl.members.priors import Belief, choose_belief

Arrays = dict[str, Any]


def run(words: dict[str, Any], arrays: Arrays) -> tuple[dict[str, Any], Arrays]:
    """Compare the families on the answers of some members of a group.

    Args:
        words: As `learn` takes them; `rows`, whose families are compared; `belief`, what `learn` came
            to believe of the group from the same answers, or None to come to it again.
        arrays: As `learn` takes them.

    Returns:
        Words `compared`: for each of the rows `family`, `weights`, what was reported of the choice
        (`right`, `asked`, `baseline`), `areas` of every family and of what was `chosen`, the `best` other
        family with its `gain` and `doubt` in nats, and `families`: of each its `name`, `right`, `asked`,
        and mean log chances `score` and `raw`.
    """
    heard = heard_in(words, arrays)
    if words["belief"] is None:
        said = sorted_in(heard.features, words, arrays)
        ready = np.nonzero(ready_rows(heard.answers, said, words, arrays))[0]
        straight = heard.features.straight
        belief = choose_belief(heard.answers, straight, ready, heard.kin, heard.untold, heard.hints)
    else:
        belief = Belief(**words["belief"])
    group = group_in(heard, belief, words, arrays)
    fair = np.unique(arrays["answer"][arrays["fair"].astype(bool)])
    found = compare(group, np.array(words["rows"], dtype=np.int64), fair)
    return {"compared": [_told(found, row) for row in range(len(words["rows"]))]}, {}


def _told(found: Compared, row: int) -> dict[str, Any]:
    """What was found of one member."""
    return {
        "family": found.family[row],
        "weights": found.weights[row].tolist(),
        "right": int(found.reported.right[row]),
        "asked": int(found.reported.asked[row]),
        "baseline": float(found.reported.baseline[row]),
        "areas": {name: float(area[row]) for name, area in found.areas.items() if area[row] == area[row]},
        "best": found.best[row],
        "gain": float(found.gain[row]),
        "doubt": float(found.doubt[row]),
        "families": [
            {
                "name": name,
                "right": int(record.right[row]),
                "asked": int(record.asked[row]),
                "score": float(found.scores[name][row]),
                "raw": float(found.raw.get(name, found.scores[name])[row]),
            }
            for name, record in found.records.items()
        ],
    }
