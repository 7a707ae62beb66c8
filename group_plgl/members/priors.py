"""What the group is believed to like: learned from its own answers, judged on held-out ones.

Members may share nothing or nearly everything, tastes may be straight or curved; which it is, no
one knows beforehand. Every belief tried is judged by how well it foretells answers that it has not
seen, so pooling is never taken on trust: a group that shares nothing is found out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from group_plgl.members.answers import Answers
from group_plgl.members.calibration import heard, hold_out, log_score
from group_plgl.members.dense import Tastes
from group_plgl.members.drift import choose_half_life
from group_plgl.members.fitting import EXACT, ROUGH, Prior, pooled
from group_plgl.members.hints import HEEDED, Hints, hinted
from group_plgl.members.kin import KIN, Kin
from group_plgl.shapes import Array

SCALES = (1.0, 4.0, 16.0, 64.0)
SHARES = (0.1, 0.3, 0.6, 0.8)
CURVES = (0.1, 0.3)
MOST_TRIED = 64
_NOTHING = 1e-6
_MIDDLING, _USUAL, _A_STEP = 4.0, 0.2, 2.0
_FREEDOM = 20.0  # members that the even spread of tastes counts as, beside the observed one
_ROUNDS = 3


@dataclass(frozen=True)
class Belief:
    """How the tastes of a group are spread before any answer.

    Attributes:
        scale: Prior variance of the weight of a straight coordinate.
        share: How much of it members share, 0 to 1.
        curves: Prior variance of the weight of a curve, over that of a straight coordinate.
        shaped: Whether the directions in which members differ are learned, too.
        lapsing: Whether what repeats could tell of lapses is taken for them.
        half_life: After how many later answers one counts half; 0 for never.
        kin: How much of what this group shares is shared with other groups, 0 to 1.
        heeding: How far what comments hint is believed, 0 to 1.
    """

    scale: float
    share: float = 0.0
    curves: float = 0.0
    shaped: bool = False
    lapsing: bool = False
    half_life: float = 0.0
    kin: float = 0.0
    heeding: float = 1.0

    @property
    def daring(self) -> float:
        """How much better, in nats, it has to foretell than the belief that knows nothing."""
        steps = np.log(self.scale / _MIDDLING) / np.log(4.0)
        sharing = (self.share - _USUAL) / _USUAL
        also = (self.curves > 0.0) + self.shaped + self.lapsing + 2.0 * (1.0 - self.heeding)
        return float(_A_STEP * (steps**2 + (sharing**2 + also) / 2))

    def variances(self, width: int, straight: int) -> tuple[Array, Array]:
        """Prior variances of weights about the mean of the group, and of that mean, `width` each."""
        variance = np.full(width, self.scale)
        variance[straight:-1] *= max(self.curves, _NOTHING)
        share = min(max(self.share, _NOTHING), 1.0 - _NOTHING)
        return (1.0 - share) * variance, share * variance


UNTOLD = Belief(_MIDDLING)


def believed(
    belief: Belief,
    answers: Answers,
    straight: int,
    tolerance: float = EXACT,
    kin: Kin | None = None,
    hints: Hints | None = None,
) -> tuple[Prior, Tastes]:
    """The prior of a belief, its mean (and shape) learned from a group's answers, and their tastes.

    Args:
        belief: What to believe.
        answers: Of the members that share.
        straight: How many of the coordinates are straight; the others are curves.
        tolerance: Of the fit.
        kin: What other groups like, where it is known.
        hints: What the members' comments hint, where they do.

    Source: for the shape, EM for a hierarchical prior (Gelman and Hill 2007) with an inverse-Wishart
    as strong as 20 members about the even spread; without that anchor it loses to plain pooling.
    """
    own, shares = belief.variances(answers.x.shape[2], straight)
    said = answers.counted()
    said = said.lapsing(belief.lapsing * said.lapse).fading(belief.half_life)
    if hints is not None:
        within = hints if hints.way.shape[1] == len(own) - 1 else hints.straightened(straight)
        said = hinted(said, answers.weight > 0, within, own + shares, belief.heeding, belief.half_life)
    centre, doubt = (None, shares) if kin is None else kin.told(shares, belief.kin)
    even, shared = np.diag(own), np.diag(doubt)
    prior, tastes = pooled(said, even, shared, tolerance, centre)
    for _ in range(_ROUNDS if belief.shaped else 0):
        apart = tastes.mean - prior.mean
        seen = apart.T @ apart + tastes.covariance.sum(axis=0)
        own = (_FREEDOM * even + seen) / (_FREEDOM + len(apart))
        prior, tastes = pooled(said, own, shared, tolerance, centre)
    return prior, tastes


def choose_belief(
    answers: Answers,
    straight: int,
    rows: NDArray[np.int64],
    kin: Kin | None = None,
    untold: Belief = UNTOLD,
    hints: Hints | None = None,
) -> Belief:
    """The belief that foretells held-out answers of the members in `rows` best.

    One thing after another: how strong tastes are, how much is shared, how curved they are, whether
    members differ in some directions more than in others, whether they lapse, what is shared with other
    groups, how far comments are heeded, and last whether old answers fade. At most 64 members are tried,
    evenly taken; without any, tastes are taken to be of middling strength and each member's own, or as
    `untold` has it.

    Source: predictive log score. The Laplace evidence, the usual choice, picks too small a scale on
    our spaces (20 to 40 answers in about 50 coordinates) and costs 2 to 3 points of accuracy.
    """
    if len(rows) == 0:
        return untold if kin is None else replace(untold, kin=kin.likeliest)
    some = rows[np.linspace(0, len(rows) - 1, min(len(rows), MOST_TRIED)).astype(np.int64)]
    tried, said = answers.of(some), None if hints is None else hints.of(some)
    flat = tried.straightened(straight) if kin is None else tried

    def wanted(belief: Belief) -> Answers:
        """Without curves where nothing is believed of them: half as much to solve for."""
        return tried if belief.curves else flat

    def learn(belief: Belief) -> Callable[[Answers], Tastes]:
        return lambda seen: believed(belief, seen, straight, ROUGH, kin, said)[1]

    def score(belief: Belief) -> float:
        held_out = hold_out(wanted(belief), learn(belief))
        spoken = heard(held_out, belief.lapsing * tried.lapse.max(axis=1))
        borne_out = 0.0 if kin is None else kin.borne_out(belief.kin)
        return log_score(spoken) * len(spoken.value) - belief.daring + borne_out

    best = _best(UNTOLD, [Belief(scale) for scale in SCALES], score)
    if len(tried.x) > 1:
        scales = [scale for scale in SCALES if best.scale <= scale <= 4.0 * best.scale]
        best = _best(best, [Belief(scale, share) for scale in scales for share in SHARES], score)
    if straight < answers.x.shape[2] - 1:
        best = _best(best, [replace(best, curves=curves) for curves in CURVES], score)
    if len(tried.x) > 1:
        best = _best(best, [replace(best, shaped=True)], score)
    if (tried.answer != tried.source).any():
        scales = [scale for scale in SCALES if best.scale <= scale <= 4.0 * best.scale]
        best = _best(best, [replace(best, scale=scale, lapsing=True) for scale in scales], score)
    if kin is not None:
        alike = [
            replace(best, share=max(best.share, share), kin=much) for share in SHARES[1:3] for much in KIN
        ]
        best = _best(best, alike, score)
    if said is not None and said.any:
        best = _best(best, [replace(best, heeding=heeding) for heeding in HEEDED], score)
    half_life = choose_half_life(wanted(best), np.arange(len(tried.x)), learn(best))
    return replace(best, half_life=half_life)


def _best(known: Belief, others: Iterable[Belief], score: Callable[[Belief], float]) -> Belief:
    """The belief with the highest score; among equals the one known before."""
    return max([known, *others], key=score)
