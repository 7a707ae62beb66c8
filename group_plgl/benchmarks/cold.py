"""Cold groups: everybody has swiped a little, and all that is known comes from these swipes.

Ours is learned as the product learns, beside the two beliefs it has to beat: that members share
nothing, and that they share everything. How honest the chances are is measured on pictures nobody
was asked about, against the true chance that a member likes them.

Source: expected calibration error over bins of equal size, Naeini et al. 2015.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from group_plgl.benchmarks.newcomers import judged
from group_plgl.benchmarks.tastes import Members, Pictures, Places
from group_plgl.members.answers import Answers, gather_answers
from group_plgl.members.calibration import HeldOut, calibrate, hold_out, log_score, telling
from group_plgl.members.dense import Tastes
from group_plgl.members.fitting import ROUGH
from group_plgl.members.priors import CURVES, SCALES, Belief, believed, choose_belief
from group_plgl.shapes import Array
from group_plgl.utility import sigmoid

ALONE, POOLED, OURS = "ours, alone", "ours, all pooled", "ours"
_BINS = 10


@dataclass(frozen=True)
class Chances:
    """Chances of liking that a group was `shown`, and those that are `truly` so, `n` each."""

    shown: Array
    truly: Array


@dataclass(frozen=True)
class Swiped:
    """What `m` members said to `n` swipes each.

    Attributes:
        at: `m x n`, places of the pictures.
        liked: `m x n`, what was said.
    """

    at: Places
    liked: NDArray[np.bool_]

    def answers(self, pictures: Pictures, width: int) -> Answers:
        """As answers over the first `width` features."""
        m, n = self.at.shape
        x = pictures.features[self.at.ravel(), :width]
        return gather_answers(np.repeat(np.arange(m), n), x, self.liked.ravel().astype(np.float64), m)

    def shuffled(self, rng: np.random.Generator) -> Swiped:
        """The same likes, each member's dealt out anew among their own pictures."""
        return Swiped(self.at, rng.permuted(self.liked, axis=1))


def swiped(pictures: Pictures, members: Members, who: Places, n: int, rng: np.random.Generator) -> Swiped:
    """`n` random pictures swiped by every member."""
    at = np.array([rng.choice(pictures.askable, n, replace=False) for _ in who])
    return Swiped(at, np.array([members.swipe(int(one), row, rng) for one, row in zip(who, at, strict=True)]))


def belief_of(answers: Answers, straight: int) -> Belief:
    """What the product would believe of these members."""
    return choose_belief(answers, straight, np.arange(len(answers.x)))


def best_with(share: float, answers: Answers, straight: int) -> Belief:
    """The belief of this share that foretells held-out answers best: scale first, then curves."""
    best = _best((Belief(scale, share) for scale in SCALES), answers, straight)
    curved = (Belief(best.scale, share, curves) for curves in (0.0, *CURVES))
    return _best(curved, answers, straight)


def learned_by_ours(pictures: Pictures, members: Members, said: Swiped) -> tuple[dict[str, Array], Chances]:
    """Areas under the curve by how much is shared, `m` each, and the chances that ours shows."""
    who, width = np.arange(len(said.at)), pictures.features.shape[1]
    answers, found = said.answers(pictures, width), {}
    for name, share in ((ALONE, 0.0), (POOLED, 1.0)):
        belief = best_with(share, answers, pictures.straight)
        found[name] = judged(believed(belief, answers, pictures.straight)[1], pictures, members, who)
    belief = belief_of(answers, pictures.straight)
    tastes = believed(belief, answers, pictures.straight)[1]
    found[OURS] = judged(tastes, pictures, members, who)
    held_out = hold_out(answers, lambda seen: believed(belief, seen, pictures.straight, ROUGH)[1])
    return found, chances_of(tastes, held_out, pictures, members)


def told_no_signal(pictures: Pictures, said: Swiped) -> NDArray[np.bool_]:
    """Which members the product would tell that their answers show no taste, `m`."""
    answers = said.answers(pictures, pictures.features.shape[1])
    belief = belief_of(answers, pictures.straight)
    held_out = hold_out(answers, lambda seen: believed(belief, seen, pictures.straight, ROUGH)[1])
    return ~telling(held_out, len(said.at))


def chances_of(tastes: Tastes, held_out: HeldOut, pictures: Pictures, members: Members) -> Chances:
    """What members are shown of the pictures nobody was asked about, and what is true of them."""
    x, utility = pictures.features[: pictures.unseen], members.utility[:, : pictures.unseen]
    shown = calibrate(held_out).liking(*tastes.moments(x)).ravel()
    return Chances(shown, sigmoid(utility / members.noise).ravel())


def calibration_error(groups: Sequence[Chances]) -> float:
    """How far shown chances lie from true ones over some groups, mean over ten bins, 0 to 1.

    Of one group alone the error is seldom small: how often its 240 swipes happened to be likes moves all
    its chances alike, by .02 as often as not, which no learner can know. Over many groups that evens out,
    and what is left is what the chances themselves have wrong.
    """
    shown = np.concatenate([one.shown for one in groups])
    truly = np.concatenate([one.truly for one in groups])
    bins = np.array_split(np.argsort(shown, kind="stable"), _BINS)
    return float(sum(len(one) * abs(shown[one].mean() - truly[one].mean()) for one in bins) / len(shown))


def _best(beliefs: Iterable[Belief], answers: Answers, straight: int) -> Belief:
    def score(belief: Belief) -> float:
        return log_score(hold_out(answers, lambda seen: believed(belief, seen, straight, ROUGH)[1]))

    return max(beliefs, key=score)
