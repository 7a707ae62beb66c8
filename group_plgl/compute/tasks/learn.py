"""Learning the tastes of a group: answers in, posteriors and held-out records out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from group_plgl.compute.tasks.answered import Heard, heard_in, ready_rows
from group_plgl.compute.tasks.classing import aimed_at, classes_told, sorted_in
from group_plgl.compute.tasks.opening import open_pictures
from group_plgl.compute.tasks.trust import trust_in
from group_plgl.members.answers import Answers
from group_plgl.members.calibration import HeldOut, calibrate, hold_out, honest_chances, log_score
from group_plgl.members.classes import class_tastes, foretold_classes
from group_plgl.members.dense import Tastes
from group_plgl.members.families.taught import Choice, Group, follow, side_by_side
from group_plgl.members.fitting import EXACT, ROUGH
from group_plgl.members.kin import LEAST_LENT, Kin
from group_plgl.members.lapses import lapse_rates
from group_plgl.members.pace import paced, paces, powers
from group_plgl.members.priors import MOST_TRIED, Belief, believed, choose_belief

Arrays = dict[str, Any]


def run(words: dict[str, Any], arrays: Arrays) -> tuple[dict[str, Any], Arrays]:
    """Fit all members of a group in one batch, with cross-validated records.

    Args:
        words: What opens the space, `m` members, `needed_answers`, `needed_each`; of classes
            `exclusive`, `ordered`, `aim`; `families`, the `row`, `family` and `weights` of each member
            whose taste is learned by another than dense; `hints` as in `hints_in`, where there are any;
            `lent_by`, the least number of learned tastes from which something is lent to other groups,
            0 for never, and `untold`, what is believed of a group nothing is known of, where others lend.
        arrays: What opens the space, and rows of answers as in `feedback.Dataset`: `member`, `z`,
            `over`, `paired`, `graded`, `value`, `answer`, `source`, `age`, `worth`, `fair`, `weight`,
            `belongs`; `took` where pace is used; where others lend `kin_mean`, `kin_doubt`, `kin_shared`.

    Returns:
        Words of the belief that foretold best, `calibration`, `ceiling`, `held_out`; arrays `mean`
        m x (f+1), `covariance` m x (f+1) x (f+1), and per member `answers`, `likes`, `ready`, and what
        `trust_in` tells; of answers to single pictures, by members whose taste is learned, `unseen_member`,
        `unseen_answer`, `unseen_chance` and `unseen_fair` (whether no taste chose it); where something is
        lent, `lent_mean`, `lent_doubt`, `lent_shared`, 1 x (f+1); of classes, where there are any, what
        `classes_told` tells.
    """
    heard = heard_in(words, arrays)
    answers, straight, kin = heard.answers, heard.features.straight, heard.kin
    said = sorted_in(heard.features, words, arrays)
    ready = ready_rows(answers, said, words, arrays)
    belief = choose_belief(answers, straight, np.nonzero(ready)[0], kin, heard.untold, heard.hints)
    learned = teaching(heard, belief, words, arrays)
    foretold = hold_out(answers, lambda seen: learned(seen, ROUGH))
    answers, foretold = weighed_by_pace(answers, foretold, learned, arrays)
    tastes = learned(answers, EXACT)
    fair = arrays["answer"][arrays["fair"].astype(bool)]
    told: tuple[dict[str, Any], Arrays] = {}, {}
    if said is not None:
        each, unseen = class_tastes(belief, said, straight), foretold_classes(belief, said, straight)
        told = classes_told(said, each, unseen, ready, fair)
        if (arrays["belongs"][:, 0] >= 0).all():
            aim, others = words["aim"], [one["row"] for one in words.get("families", [])]
            tastes, foretold = aimed_at((tastes, foretold), (each[aim], unseen[aim]), others)
    held_out = foretold.of(ready)
    trust = calibrate(held_out)
    hints = None if heard.hints is None else heard.hints.of(np.flatnonzero(ready)[:MOST_TRIED])

    def early(seen: Answers) -> Tastes:
        return believed(belief, seen, straight, ROUGH, kin, hints)[1]

    return (
        asdict(belief)
        | {"calibration": trust.slope, "ceiling": trust.ceiling, "held_out": trust.answers}
        | told[0],
        told[1]
        | {"mean": tastes.mean, "covariance": tastes.covariance, "ready": ready}
        | {"lapse": belief.lapsing * lapse_rates(heard.repeats)}
        | _counted(arrays, int(words["m"]))
        | _unseen(held_out, fair)
        | trust_in(answers, early, held_out, heard.repeats, ready, fair, trust.slope)
        | _lent(belief, answers.of(np.nonzero(ready)[0]), straight, int(words.get("lent_by", 0))),
    )


def weighed_by_pace(
    answers: Answers, foretold: HeldOut, learned: Callable[[Answers, float], Tastes], arrays: Arrays
) -> tuple[Answers, HeldOut]:
    """Answers with the quick ones weighed more where pace tells, and what is foretold of them unseen then.

    Both stay as they are where `took` is not among the arrays, where pace tells nothing of anybody, and where
    answers are not foretold better for it.
    """
    if not np.isfinite(arrays.get("took", np.zeros(0))).any():
        return answers, foretold
    kind = arrays["paired"].astype(np.int64) + 2 * arrays["graded"].astype(np.int64)
    rows = paces(arrays["member"], kind, arrays["took"])
    pace = np.zeros(int(arrays["answer"].max()) + 1)
    pace[arrays["answer"]] = rows
    before = calibrate(foretold).slope
    power = powers(foretold, pace, len(answers.x), before)
    if not power.any():
        return answers, foretold
    quick = paced(answers, pace, power)
    again = hold_out(quick, lambda seen: learned(seen, ROUGH))
    scores = [log_score(replace(one, logit=slope * one.logit))
              for one, slope in ((foretold, before), (again, calibrate(again).slope))]  # fmt: skip
    return (quick, again) if scores[1] > scores[0] else (answers, foretold)


def teaching(
    heard: Heard, belief: Belief, words: dict[str, Any], arrays: Arrays
) -> Callable[[Answers, float], Tastes]:
    """How tastes come from answers (all, or some held out) and a tolerance, each member's by their family."""
    chosen = {one["row"]: Choice(one["family"], tuple(one["weights"])) for one in words.get("families", [])}
    if not chosen:
        straight = heard.features.straight
        return lambda seen, tolerance: believed(belief, seen, straight, tolerance, heard.kin, heard.hints)[1]
    group = group_in(heard, belief, words, arrays)
    return lambda seen, tolerance: follow(group.knowing(seen.weight, tolerance), chosen)


def group_in(heard: Heard, belief: Belief, words: dict[str, Any], arrays: Arrays) -> Group:
    """A group's answers with the pictures they are about, as families other than dense want them."""
    features = heard.features
    first, second = features.coordinates(arrays["z"]), features.coordinates(arrays["over"])
    second[~arrays["paired"].astype(bool)] = 0.0
    pictures, steps = open_pictures(words, arrays)
    sides = side_by_side(heard.answers, arrays["member"], first, second)
    return Group(
        heard.answers, *sides, pictures, features.straight, belief, steps, heard.kin, heard.hints,
        features.apart,
    )  # fmt: skip


def _unseen(held_out: HeldOut, fair: NDArray[np.int64]) -> Arrays:
    """What was foretold of answers to single pictures by tastes that had not seen them."""
    single = held_out.where(~held_out.paired)
    return {
        "unseen_member": single.member, "unseen_answer": single.value,
        "unseen_chance": honest_chances(held_out)[~held_out.paired],
        "unseen_fair": np.isin(single.answer, fair),
    }  # fmt: skip


def _counted(arrays: Arrays, m: int) -> Arrays:
    """How many answers each of `m` members gave, and how many of them are likes."""
    member, first = arrays["member"], arrays["worth"] > 0
    liked = first & ~arrays["paired"].astype(bool) & (arrays["value"] > 0.5)
    return {
        "answers": np.bincount(member[first], minlength=m),
        "likes": np.bincount(member[liked], minlength=m),
    }


def _lent(belief: Belief, answers: Answers, straight: int, least: int) -> Arrays:
    """What a group lends: the mean of those whose taste is learned, from their own answers alone.

    From `least` of them on, 0 for never.
    """
    if not 0 < least <= len(answers.x):
        return {}
    own = replace(belief, share=max(belief.share, LEAST_LENT), kin=0.0, shaped=False)
    prior, _ = believed(own, answers, straight)
    kin = Kin.of(prior, own.variances(answers.x.shape[2], straight)[1])
    return {"lent_mean": kin.mean, "lent_doubt": kin.doubt, "lent_shared": kin.shared}
