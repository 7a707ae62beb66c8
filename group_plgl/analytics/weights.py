"""Weights: how much each member counts, so that answers at the door have the shares they should have.

Post-stratification with one question, raking with several, trimmed to a bound; how many members that
is worth, and intervals of weighted shares. Who states the shares, and where they are kept, is elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from group_plgl.analytics.segments import NO_ANSWER
from group_plgl.errors import BadInput
from group_plgl.shapes import Array

LOWEST, HIGHEST = 0.2, 5.0
_ROUNDS = 2000
_CLOSE, _FAR = 1e-12, 1e-6
_Z = 1.959963984540054


def raked(answers: Sequence[Sequence[str]], targets: Sequence[Mapping[str, float]]) -> Array:
    """Weights of mean 1, `m`, under which the answers to each of some questions have their target shares.

    Who gave no answer to a question keeps their share of all; the targets are shares of the rest. Of
    all weights that do that these are the nearest to equal ones, in whichever order questions and
    members come.

    Args:
        answers: `m` members' answers to each question; `NO_ANSWER` where none was given.
        targets: Per question the share of each answer, above 0, 1 in all.

    Raises:
        BadInput: Nobody gave an answer that should have a share, or no weights give all shares together.

    Source: iterative proportional fitting, Deming and Stephan 1940; one question is post-stratification.
    """
    weights = np.ones(len(answers))
    margins = [_margin([given[place] for given in answers], target) for place, target in enumerate(targets)]
    for _ in range(_ROUNDS):
        off = 0.0
        for rows, wanted in margins:
            have = np.bincount(rows, weights=weights, minlength=len(wanted))
            off = max(off, float(np.abs(have - wanted).max()) / len(weights))
            weights = weights * (wanted / have)[rows]
        if off < _CLOSE:
            break
    if off > _FAR if margins else False:
        raise BadInput(
            "no weights give the answers of these members all the shares at once",
            advice="Weigh by fewer questions.",
        )
    return weights


def trimmed(weights: Array) -> Array:
    """The same weights, `m`, none below 0.2 nor above 5: nobody is silenced, and nobody speaks for many.

    Source: the cap of 5 times the mean is DeBell and Krosnick's 2009, for the American National Election
    Study; the lower bound is its reverse. They trim while raking, we once at the end: then a database
    can do it, too, and what the trimmed weights come to is told beside the targets.
    """
    return np.clip(weights, LOWEST, HIGHEST)


def effective_n(weights: Array) -> float:
    """How many equal voices say as much as these weights: from 1 to `m`, whatever their scale; 0 for none.

    Source: Kish 1965, (sum w)^2 / sum w^2.
    """
    return float(weights.sum() ** 2 / (weights**2).sum()) if len(weights) else 0.0


def weighted_share(values: Array, weights: Array) -> tuple[float, float, float]:
    """The weighted mean of values 0 to 1, `m`, with the ends of its 95 % interval; (0.5, 0, 1) of nobody.

    Source: Wilson 1927 on the effective n, as compared for complex samples by Franco, Little, Louis and
    Slud 2019. Equal weights give the plain Wilson interval.
    """
    if not len(weights):
        return 0.5, 0.0, 1.0
    share, n = float(values @ weights / weights.sum()), effective_n(weights)
    centre = (share * n + _Z**2 / 2) / (n + _Z**2)
    half = _Z * float(np.sqrt(max(n * share * (1 - share), 0.0) + _Z**2 / 4)) / (n + _Z**2)
    return share, max(centre - half, 0.0), min(centre + half, 1.0)


def shares(given: Sequence[str], weights: Array) -> dict[str, float]:
    """The weighted share of each answer among those who gave any, 0 to 1."""
    found: dict[str, float] = {}
    for answer, weight in zip(given, weights, strict=True):
        if answer != NO_ANSWER:
            found[answer] = found.get(answer, 0.0) + float(weight)
    whole = sum(found.values())
    return {answer: part / whole for answer, part in found.items()}


def _margin(given: Sequence[str], target: Mapping[str, float]) -> tuple[Array, Array]:
    """The row of each member's answer, and how much weight each row should have in all."""
    have = Counter(given)
    for answer, share in target.items():
        if not have[answer]:
            raise BadInput(
                "nobody answered “{answer}”, whose share should be {share}",
                advice="Wait until somebody does, or change the shares.",
                answer=answer, share=f"{100 * share:.3g} %",
            )  # fmt: skip
    names = [*target, NO_ANSWER] if have[NO_ANSWER] else [*target]
    answered = len(given) - have[NO_ANSWER]
    wanted = [float(have[NO_ANSWER]) if name == NO_ANSWER else target[name] * answered for name in names]
    return np.array([names.index(one) for one in given], dtype=np.int64), np.array(wanted)
