"""How far member models may be trusted: held-out answers only, never the training ones.

Each member's answers are split into folds with likes and dislikes spread evenly; every answer is
predicted by a model that has not seen it. From these predictions come the accuracy shown (with
its n and interval), one group-wide slope that makes predicted chances honest, and a ceiling: no
page may claim a liking above what held-out answers support. The same predictions choose how
strong the prior is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from group_plgl.members.answers import Answers
from group_plgl.members.dense import Tastes
from group_plgl.shapes import Array
from group_plgl.utility import sigmoid

FOLDS = 5
_TOP_SHARE = 0.1
_FEWEST_ON_TOP = 10
_SLOPES = (0.0, 2.0)
_HUMBLER, _SURER = 0.25, 0.02  # prior variances of the slope on either side of 1
_HALVINGS = 50
# One-sided, 99.6 % and 95 %, and a quarter more: folds share what they learn from, so sums vary more.
_SURELY, _AMONG = 3.3, 2.0
_SAFE = 1e-9
_Z = 1.959963984540054


@dataclass(frozen=True)
class HeldOut:
    """Predictions for rows of answers their model had not seen.

    Attributes:
        member: Row of the member, `n`.
        logit: Predictive logit (the posterior's spread included), `n`.
        value: What was answered, 0 to 1, `n`.
        paired: Which rows compare two pictures, `n`.
        answer: The answer a row belongs to, `n`.
    """

    member: NDArray[np.int64]
    logit: Array
    value: Array
    paired: NDArray[np.bool_]
    answer: NDArray[np.int64]

    def of(self, members: NDArray[np.bool_]) -> HeldOut:
        """Those of some members only, `m`."""
        return self.where(members[self.member])

    def where(self, kept: NDArray[np.bool_]) -> HeldOut:
        """Some of the rows, `n`."""
        return HeldOut(*(getattr(self, one.name)[kept] for one in fields(self)))


@dataclass(frozen=True)
class Record:
    """How predictions of unseen answers came out, per member, `m` each.

    Attributes:
        right: Answers predicted rightly.
        asked: Answers that could be predicted rightly or wrongly.
        baseline: Share that guessing without a model gets right: the commoner side of liking,
            one of those shown for picks; 0 to 1.
        claimed: Share that the predictions themselves expected to get right, 0 to 1.
    """

    right: NDArray[np.int64]
    asked: NDArray[np.int64]
    baseline: Array
    claimed: Array


@dataclass(frozen=True)
class Calibration:
    """The map from predictive logits to chances that may be shown.

    Attributes:
        slope: Factor on the logit, 0 to 2; below 1 the models were too sure.
        ceiling: The largest liking that may be claimed, 0 to 1.
        answers: How many held-out answers it rests on.
    """

    slope: float
    ceiling: float
    answers: int

    def liking(self, mean: Array, sd: Array) -> Array:
        """Predicted chance of liking, 0 to the ceiling, from logit means and sds of any shape."""
        return np.minimum(sigmoid(self.slope * predictive_logit(mean, sd)), self.ceiling)

    def interval(self, mean: Array, sd: Array) -> tuple[Array, Array]:
        """95 % credible interval of that chance; the ceiling binds claims, not what may be."""
        low, high = sigmoid(self.slope * (mean - 1.96 * sd)), sigmoid(self.slope * (mean + 1.96 * sd))
        return np.minimum(low, self.ceiling), np.asarray(high)


def predictive_logit(mean: Array, sd: Array) -> Array:
    """The logit whose sigmoid is the average chance under a Gaussian logit.

    Source: probit approximation, MacKay 1992: m / sqrt(1 + pi s^2 / 8).
    """
    return np.asarray(mean / np.sqrt(1.0 + np.pi * sd**2 / 8.0))


def spread_folds(answers: Answers, folds: int = FOLDS) -> NDArray[np.int64]:
    """Fold of each row, `m x a` (-1 for padding): likes, dislikes and picks dealt out in turn.

    Rows of one answer, and answers to the same question, stay together: a repeat in another fold
    would have been seen already.
    """
    fold = np.full(answers.weight.shape, -1, dtype=np.int64)
    stratum = np.where(answers.paired, 2, np.where(answers.value >= 0.5, 0, 1))
    first = (answers.weight > 0) & (answers.answer == answers.source)
    first[:, 1:] &= answers.source[:, 1:] != answers.source[:, :-1]
    for kind in range(3):
        chosen = first & (stratum == kind)
        turn = np.cumsum(chosen, axis=1) - 1
        fold[chosen] = turn[chosen] % folds
    for member, place in zip(*np.nonzero((answers.weight > 0) & ~first), strict=True):
        origin = first[member] & (answers.source[member] == answers.source[member, place])
        fold[member, place] = fold[member, np.argmax(origin)]
    return fold


def hold_out(answers: Answers, learn: Callable[[Answers], Tastes]) -> HeldOut:
    """Cross-validated predictions; what members share is held out, too.

    Args:
        answers: Of `m` members.
        learn: The tastes of these members that some of their answers give.
    """
    fold = spread_folds(answers)
    return joined(
        foretold(learn(answers.weighing(answers.weight * (fold != k))), answers, fold == k)
        for k in range(FOLDS)
    )


def foretold(tastes: Tastes, answers: Answers, chosen: NDArray[np.bool_]) -> HeldOut:
    """What tastes say of some rows of answers, `m x a`, that they had better not have seen."""
    which, place = np.nonzero(chosen)
    return HeldOut(
        which, _predict(tastes, which, answers.x[which, place]), answers.value[which, place],
        answers.paired[which, place], answers.answer[which, place],
    )  # fmt: skip


def joined(parts: Iterable[HeldOut]) -> HeldOut:
    """Predictions one after the other."""
    columns = zip(*([getattr(part, one.name) for one in fields(part)] for part in parts), strict=True)
    return HeldOut(*(np.concatenate(column) for column in columns))


def heard(held_out: HeldOut, lapse: Array) -> HeldOut:
    """Predictions of what is said, not of what is meant: of members who lapse at rates `m`, 0 to 1."""
    meant = (1.0 - lapse[held_out.member]) * sigmoid(held_out.logit)
    chance = np.clip(meant + 0.5 * lapse[held_out.member], 1e-15, 1.0 - 1e-15)
    lapsed = np.log(chance) - np.log1p(-chance)
    return replace(held_out, logit=np.where(lapse[held_out.member] > 0.0, lapsed, held_out.logit))


def record_of(held_out: HeldOut, m: int, slope: float = 1.0) -> Record:
    """How many unseen answers of each of `m` members were predicted rightly; `slope` as calibrated.

    A pick is right when its picture was predicted before all its rivals; a liking when its side of
    the middle was. Answers exactly in the middle, and "all" or "none" of several pictures, have
    no right side and are left out.
    """
    right, asked = np.zeros(m, dtype=np.int64), np.zeros(m, dtype=np.int64)
    chance, above, below, claimed = np.zeros(m), np.zeros(m), np.zeros(m), np.zeros(m)
    order = np.argsort(held_out.answer, kind="stable")
    ends = np.flatnonzero(np.diff(held_out.answer[order])) + 1
    for rows in np.split(order, ends) if len(order) else []:
        member, value = held_out.member[rows[0]], held_out.value[rows[0]]
        others = np.exp(
            np.minimum(-slope * held_out.logit[rows], 700.0)
        )  # odds of each against what was said
        if held_out.paired[rows[0]]:
            right[member] += bool((held_out.logit[rows] > 0).all())
            chance[member] += 1.0 / (len(rows) + 1)
        elif len(rows) == 1 and value != 0.5:
            right[member] += (held_out.logit[rows[0]] > 0) == (value > 0.5)
            above[member] += value > 0.5
            below[member] += value < 0.5
        else:
            continue
        asked[member] += 1
        claimed[member] += max(1.0, float(others.max())) / (1.0 + float(others.sum()))
    each = np.maximum(asked, 1)
    return Record(right, asked, (chance + np.maximum(above, below)) / each, claimed / each)


def telling(held_out: HeldOut, m: int) -> NDArray[np.bool_]:
    """Whose unseen answers are foretold beyond chance, `m`; of the others there is no signal.

    Counted is how often something liked was predicted above something disliked, and how often a
    pick was foretold, over what chance gives: far more telling than the share of right answers,
    which hardly beats guessing the commoner one. Of a hundred people who answer at random in a group
    that does fewer than one is told that a taste shows; in a group in which those of the others show,
    where hardly anybody answers at random, fewer than ten. Measured on vessels, twelve members and 30
    answers each: of those with a taste 62 % are told so (27 % by their own answers alone), of those whose
    answers were shuffled none of 468 where everybody's were, and 5 of 78 among members with a taste.

    Source: the rank-sum test, Mann and Whitney 1947, and the binomial one, added up; a prior from the
    other members as in the false discovery rates of Efron 2010.
    """
    sure = beyond_chance(held_out, m)
    asked = np.bincount(held_out.member, minlength=m) > 0
    others = (sure.sum() - sure) / np.sqrt(np.maximum(asked.sum() - asked, 1.0)) > _SURELY
    return np.asarray(sure > np.where(others, _AMONG, _SURELY))


def beyond_chance(held_out: HeldOut, m: int) -> Array:
    """By how many standard errors, of independent answers, each of `m` members is foretold beyond chance."""
    over, variance = np.zeros(m), np.zeros(m)
    for member in range(m):
        own = held_out.of(np.arange(m) == member)
        single = ~own.paired & (own.value != 0.5)
        liked, logit = own.value[single] > 0.5, own.logit[single]
        yes, no = int(liked.sum()), int((~liked).sum())
        above = (logit[liked][:, None] > logit[~liked]) + 0.5 * (logit[liked][:, None] == logit[~liked])
        over[member] = float(above.sum()) - yes * no / 2.0
        variance[member] = yes * no * (yes + no + 1) / 12.0
        for answer in np.unique(own.answer[own.paired]):
            rows = own.logit[own.answer == answer]
            chance = 1.0 / (len(rows) + 1)
            over[member] += float((rows > 0).all()) - chance
            variance[member] += chance * (1.0 - chance)
    return np.asarray(over / np.sqrt(np.maximum(variance, 1e-300)))


def honest_chances(held_out: HeldOut) -> Array:
    """Chances that may be shown, 0 to 1, `n`: what makes each honest is the other half of the answers."""
    chance, odd = np.empty(len(held_out.logit)), held_out.answer % 2 == 1
    for half in (odd, ~odd):
        chance[half] = sigmoid(calibrate(held_out.where(~half)).slope * held_out.logit[half])
    return chance


def trusted(chances: Array, slope: float) -> Array:
    """Predicted chances, 0 to 1, as they may be shown: with the calibration's slope on their logits."""
    safe = np.clip(chances, _SAFE, 1.0 - _SAFE)
    return np.asarray(sigmoid(slope * (np.log(safe) - np.log1p(-safe))))


def area_under(chances: Array, liked: NDArray[np.bool_]) -> tuple[float, float, float] | None:
    """How often something liked is foretold above something passed, with a 95 % interval, each 0 to 1.

    None without any of either. The interval also holds where all pairs are in order, unlike those from
    an estimated variance.

    Source: Mann and Whitney 1947; the variance of Hanley and McNeil 1982 taken at the end of the interval,
    method 5 of Newcombe 2006.
    """
    yes, no = int(liked.sum()), int((~liked).sum())
    if not yes or not no:
        return None
    gap = chances[liked][:, None] - chances[~liked]
    area = float((gap > 0).mean() + 0.5 * (gap == 0).mean())

    def off(end: float) -> float:
        more = (yes + no) / 2.0 - 1.0
        spread = 1.0 + more * ((1.0 - end) / (2.0 - end) + end / (1.0 + end))
        return float((area - end) ** 2 - _Z**2 * end * (1.0 - end) * spread / (yes * no))

    return area, _crossing(off, 0.0, area), _crossing(off, 1.0, area)


def _crossing(off: Callable[[float], float], far: float, near: float) -> float:
    """Where something falls to 0 between an end, where it is above, and a point, where it is not."""
    for _ in range(_HALVINGS):
        middle = (far + near) / 2.0
        far, near = (middle, near) if off(middle) > 0 else (far, middle)
    return (far + near) / 2.0


def log_score(held_out: HeldOut) -> float:
    """Mean log chance given to what was answered; 0 is perfect for yes or no, log(1/2) is a coin."""
    return float(log_chances(held_out).mean())


def log_chances(held_out: HeldOut) -> Array:
    """Log chance given to what was answered, row by row, `n`."""
    value, logit = held_out.value, held_out.logit
    return np.asarray(-(value * np.logaddexp(0.0, -logit) + (1 - value) * np.logaddexp(0.0, logit)))


def _predict(tastes: Tastes, which: NDArray[np.int64], rows: Array) -> Array:
    """Predictive logits of rows, each by the taste of its member; members come one after the other."""
    mean, variance = np.einsum("nf,nf->n", rows, tastes.mean[which]), np.empty(len(rows))
    members, starts = np.unique(which, return_index=True)
    for member, start, end in zip(members, starts, np.append(starts, len(which))[1:], strict=True):
        own = rows[start:end]
        variance[start:end] = ((own @ tastes.covariance[member]) * own).sum(axis=1)
    return predictive_logit(mean, np.sqrt(variance))


def calibrate(held_out: HeldOut) -> Calibration:
    """Slope and ceiling from held-out predictions of a whole group.

    The slope is the MAP of a one-parameter logistic fit with prior N(1, 1/4) below 1 and N(1, 1/50)
    above: these answers have chosen the belief as well, so a few hundred of them make chances humbler
    but hardly surer. The ceiling is the upper end of the 95 % interval of what came true among the
    tenth (at least ten) of the rows that were predicted surest.

    Source: Platt 1999 (without the intercept, which would favour likers).
    """
    n = len(held_out.logit)
    if n == 0:
        return Calibration(1.0, 0.5, 0)
    slope = _slope(held_out.logit, held_out.value)
    # A comparison read from the side that is predicted to win: how often does it?
    lost = held_out.paired & (held_out.logit < 0)
    sure = np.where(lost, -held_out.logit, held_out.logit)
    came_true = np.where(lost, 1 - held_out.value, held_out.value)
    top = np.argsort(-sure, kind="stable")[: max(_FEWEST_ON_TOP, int(_TOP_SHARE * n))]
    ceiling = wilson(float(came_true[top].sum()), len(top))[1]
    return Calibration(slope, max(ceiling, 0.5), len(np.unique(held_out.answer)))


def _slope(logit: Array, liked: Array) -> float:
    """The MAP by bisection: plain Newton runs away from 1 when the logits are far too sure."""
    low, high = _SLOPES
    for _ in range(_HALVINGS):
        slope = (low + high) / 2
        reluctance = (slope - 1.0) / (_SURER if slope > 1.0 else _HUMBLER)
        pull = float(np.sum(logit * (liked - sigmoid(slope * logit)))) - reluctance
        low, high = (slope, high) if pull > 0 else (low, slope)
    return (low + high) / 2


def wilson(k: float, n: int) -> tuple[float, float]:
    """95 % interval of a share k of n, both 0 to 1, with the share in it; (0, 1) when n is 0.

    Source: Wilson 1927.
    """
    if n == 0:
        return 0.0, 1.0
    z = _Z
    centre = (k + z * z / 2) / (n + z * z)
    half = z * np.sqrt(k * (n - k) / n + z * z / 4) / (n + z * z)
    return float(min(max(centre - half, 0.0), k / n)), float(max(min(centre + half, 1.0), k / n))
