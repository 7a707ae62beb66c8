"""Which family a member's answers speak for, and how far that may be trusted.

Every family is judged as it would be used: distilled to weights. Answers are dealt into folds. For
the answers of fold k the choice, and how much of each model an ensemble takes, come from the other
folds, each foretold by models that saw neither it nor k; what was chosen so then foretells fold k.
What is reported of a choice therefore never had a part in it. The default stays unless another
foretells better by a clear margin, so who has said little keeps it.

Source: nested cross-validation, Varma and Simon 2006; stacking, Wolpert 1992.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from group_plgl.members.answers import Answers
from group_plgl.members.calibration import (
    FOLDS,
    HeldOut,
    Record,
    area_under,
    predictive_logit,
    record_of,
    spread_folds,
)
from group_plgl.members.families.distil import Distiller
from group_plgl.members.families.foretelling import first_rows, log_chances
from group_plgl.members.families.registry import DEFAULT_FAMILY, ENSEMBLE, FAMILIES, TOGETHER
from group_plgl.members.families.taught import Group
from group_plgl.members.fitting import ROUGH
from group_plgl.shapes import Array

FEWEST_NATS, SURELY = 2.0, 2.0
_SLOPES, _SLOPE_VARIANCE = np.linspace(0.0, 3.0, 31), 0.25
_PARTS = 8  # weights of an ensemble are eighths
_EVEN = 2.0  # nats that the most lopsided ensemble has to foretell better than an even one
CHOSEN = "chosen"
Logits = Mapping[str, Array]


@dataclass(frozen=True)
class Compared:
    """How the families did on answers of `m` members that they had not seen.

    Attributes:
        family: The name of each member's family, `m`.
        weights: `m x 4`, how much of each model an ensemble takes.
        reported: How what was chosen without them foretold answers, per member.
        records: How each family did, distilled, by name.
        areas: How often each family foretold a liked picture above a passed one, distilled, by name; and
            under `CHOSEN` what was chosen without those answers: `m`, nan where either side is missing.
        scores: Mean log chance of an answer under each family, distilled, by name: `m`.
        raw: The same for a family's own word, before it was distilled.
        gain: How many nats the best other family foretells better than the default, `m`.
        doubt: The standard error of that, `m`.
        best: The name of that family, `m`.
    """

    family: tuple[str, ...]
    weights: Array
    reported: Record
    records: Mapping[str, Record]
    areas: Mapping[str, Array]
    scores: Mapping[str, Array]
    raw: Mapping[str, Array]
    gain: Array
    doubt: Array
    best: tuple[str, ...]


def compare(group: Group, members: NDArray[np.int64], fair: NDArray[np.bool_]) -> Compared:
    """The families of some members, chosen on their own answers.

    Args:
        group: What a whole group said; the others' answers make the prior.
        members: Whose families are compared.
        fair: Which answers, by number, were about pictures that chance chose: these are reported.
    """
    answers = group.answers.of(members)
    fold = spread_folds(group.answers)[members, : answers.weight.shape[1]]
    once = {k: _foretold(group, members, fold, (k,)) for k in range(FOLDS)}
    twice = {pair: _foretold(group, members, fold, pair)[0] for pair in combinations(range(FOLDS), 2)}
    seen: dict[str, Array] = {name: np.zeros(fold.shape) for name in FAMILIES}
    raw: dict[str, Array] = {name: np.zeros(fold.shape) for name in once[0][1]}
    reported = np.zeros(fold.shape)
    for k in range(FOLDS):
        now, without = fold == k, dict(once[k][0])
        for j in set(range(FOLDS)) - {k}:
            pair = twice[min(j, k), max(j, k)]
            without = {name: np.where(fold == j, pair[name], without[name]) for name in without}
        mixed = np.zeros(fold.shape)
        for j in range(FOLDS):
            weights = mix(answers, without, (fold >= 0) & (fold != j) & (fold != k))
            mixed = np.where(fold == j, together(weights, without), mixed)
        without[ENSEMBLE] = mixed
        family = clearly_best(answers, without, (fold >= 0) & ~now)[0]
        for row, name in enumerate(family):
            reported[row] = np.where(now[row], without[name][row], reported[row])
        seen = {name: np.where(now, without[name], seen[name]) for name in seen}
        raw = {name: np.where(now, once[k][1][name], raw[name]) for name in raw}
    told = fold >= 0
    family, best, gain, doubt = clearly_best(answers, seen, told)
    held = {name: _held_out(answers, logits, told, fair) for name, logits in seen.items()}
    kept, m = _held_out(answers, reported, told, fair), len(members)
    return Compared(
        family=family,
        weights=mix(answers, seen, told),
        reported=record_of(kept, m),
        records={name: record_of(one, m) for name, one in held.items()},
        areas={name: _areas(one, m) for name, one in (held | {CHOSEN: kept}).items()},
        scores={name: _mean_score(answers, logits, told) for name, logits in seen.items()},
        raw={name: _mean_score(answers, logits, told) for name, logits in raw.items()},
        gain=gain, doubt=doubt, best=best,
    )  # fmt: skip


def clearly_best(
    answers: Answers, logits: Logits, within: NDArray[np.bool_]
) -> tuple[tuple[str, ...], tuple[str, ...], Array, Array]:
    """Each member's family, the best other one, what it gains in nats, and the error of that.

    Families are compared by what they tell apart, not by how sure they are, which is mended later for
    the whole group: each is read at the slope that suits it best. Somebody who answers at random is
    else given to whichever is the humblest.

    Args:
        answers: Of `m` members.
        logits: By family, `m x a`: predictive logits of rows it has not seen.
        within: Which rows to judge by, `m x a`.
    """
    chances = {name: _at_its_best(answers, one, within) for name, one in logits.items()}
    others = [name for name in logits if name != DEFAULT_FAMILY]
    apart = np.stack([chances[name] - chances[DEFAULT_FAMILY] for name in others])
    gains = apart.sum(axis=2)
    n = np.maximum((first_rows(answers) & within).sum(axis=1), 1)
    doubts = np.sqrt(np.maximum((apart**2).sum(axis=2) - gains**2 / n, 0.0))
    place, rows = np.argmax(gains, axis=0), np.arange(gains.shape[1])
    gain, doubt = gains[place, rows], doubts[place, rows]
    clear = (gain > FEWEST_NATS) & (gain > SURELY * doubt)
    best = tuple(others[one] for one in place)
    family = tuple(name if sure else DEFAULT_FAMILY for name, sure in zip(best, clear, strict=True))
    return family, best, gain, doubt


def _at_its_best(answers: Answers, logits: Array, within: NDArray[np.bool_]) -> Array:
    """Log chances of answers, `m x a`, at each member's best slope; far from 1 it has to be worth it."""
    told = np.stack([log_chances(answers, slope * logits) * within for slope in _SLOPES])
    reluctance = 0.5 * (_SLOPES - 1.0) ** 2 / _SLOPE_VARIANCE
    best = np.argmax(told.sum(axis=2) - reluctance[:, None], axis=0)
    return np.asarray(told[best, np.arange(told.shape[1])])


def mix(answers: Answers, logits: Logits, within: NDArray[np.bool_]) -> Array:
    """How much of each model an ensemble takes, `m x 4`: eighths that add up to one, even unless told."""
    k = len(TOGETHER)
    shares = np.array([one for one in product(range(_PARTS + 1), repeat=k) if sum(one) == _PARTS]) / _PARTS
    uneven = _EVEN * ((shares - 1.0 / k) ** 2).sum(axis=1) / (1.0 - 1.0 / k)
    rows = np.stack([logits[name] for name in TOGETHER], axis=-1)
    scores = np.stack([
        (log_chances(answers, rows @ share) * within).sum(axis=1) for share in shares
    ]) - uneven[:, None]  # fmt: skip
    return np.asarray(shares[np.argmax(scores, axis=0)])


def together(weights: Array, logits: Logits) -> Array:
    """What an ensemble says, `m x a`."""
    rows = np.stack([logits[name] for name in TOGETHER], axis=-1)
    return np.asarray((rows @ weights[:, :, None])[..., 0])


def _foretold(
    group: Group, members: NDArray[np.int64], fold: NDArray[np.int64], left: Iterable[int]
) -> tuple[dict[str, Array], dict[str, Array]]:
    """Logits of the members' rows by models that did not see some folds, distilled and raw."""
    seen = ~np.isin(spread_folds(group.answers), tuple(left))
    known = group.knowing(group.answers.weight * seen, ROUGH).of(members)
    rows, tastes = known.answers.x, known.tastes
    spread = np.sqrt(np.maximum(((rows @ tastes.covariance) * rows).sum(axis=2), 0.0))
    distilled = {DEFAULT_FAMILY: predictive_logit(_along(rows, tastes.mean), spread)}
    raw = dict(distilled)
    distiller = Distiller(known)
    pictures = np.broadcast_to(known.pictures, (len(rows), *known.pictures.shape))
    for name, family in FAMILIES.items():
        if family.module:
            judge = family.learn(known)
            distilled[name] = predictive_logit(_along(rows, distiller.weights(judge(pictures))), spread)
            first, second = judge(known.first), judge(known.second)
            raw[name] = first - np.where(known.answers.paired, second, 0.0)
    return distilled, raw


def _along(rows: Array, weights: Array) -> Array:
    return np.asarray((rows @ weights[..., None])[..., 0])


def _held_out(answers: Answers, logits: Array, told: NDArray[np.bool_], fair: NDArray[np.bool_]) -> HeldOut:
    """The rows about pictures that chance chose, as a record is made of them."""
    which, place = np.nonzero(told & np.isin(answers.answer, fair))
    return HeldOut(
        which, logits[which, place], answers.value[which, place], answers.paired[which, place],
        answers.answer[which, place],
    )  # fmt: skip


def _areas(held: HeldOut, m: int) -> Array:
    """Of each member, how often what they liked was foretold above what they passed, `m`."""
    single = held.where(~held.paired & (held.value != 0.5))
    each = (single.of(np.arange(m) == row) for row in range(m))
    found = [area_under(one.logit, one.value > 0.5) for one in each]
    return np.array([np.nan if area is None else area[0] for area in found])


def _mean_score(answers: Answers, logits: Array, told: NDArray[np.bool_]) -> Array:
    """The mean log chance of an answer, `m`."""
    n = np.maximum((first_rows(answers) & told).sum(axis=1), 1)
    return np.asarray((log_chances(answers, logits) * told).sum(axis=1) / n)
