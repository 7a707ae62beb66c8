"""Appraising: what came of a study once it is over, for each person and together, beside what others report.

In anonymous groups there are pooled figures alone, and only of at least k people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from group_plgl.analytics.studies import Figure, pooled, pooled_ratio, ratio
from group_plgl.errors import NotYet
from group_plgl.members.calibration import wilson
from group_plgl.services.reveal import may_single_out
from group_plgl.services.studio import Studio
from group_plgl.services.study import newest_study
from group_plgl.shapes import Array
from group_plgl.store.people import Group, Member, group_named, members_of
from group_plgl.store.studies import Study, Trial, TrialAnswer, answers_in, people_in, trials_in

KINDS = ("again", "new", "neutral", "other")
FIGURES = {
    "agreement": "said the same when asked again",
    "accuracy": "new answers foretold rightly",
    "baseline": "right by always saying what is said more often",
    "of_ceiling": "accuracy as a share of agreement",
    "over_neutral": "rather had their own picture than a neutral one",
    "over_other": "rather had their own picture than another's",
}
BESIDE = (
    {
        "source": "Visual Taste Approximator", "figure": "agreement", "value": 0.97, "people": 1,
        "not_comparable": "Its author alone, on photographs of his own choice, asked again by hand.",
    },
    {
        "source": "ViPer, Salehi et al. 2024", "figure": "over_neutral", "value": 0.861, "people": None,
        "not_comparable": "Photorealistic pictures for prompts, tastes from comments on some 50 pictures; "
        "here one generator, tastes from swipes, and both pictures are typical draws of it.",
    },
)  # fmt: skip
NEUTRAL = (
    "A neutral picture is one by chance out of the same typical draws of the same generator from which the "
    "member's taste chose its best; no taste of anybody chose it."
)


@dataclass(frozen=True)
class Tally:
    """What one person answered: hits and answers for each kind of question.

    Attributes:
        member_id: Who.
        hits: By kind: answered as before, foretold rightly, or chose their own.
        n: By kind, how many were answered.
        commoner: Of the new ones, how often the answer was the one they give more often there.
        asked: How many questions their test has.
    """

    member_id: str
    hits: Mapping[str, int]
    n: Mapping[str, int]
    commoner: int
    asked: int


def tallies(studio: Studio, study: Study) -> list[Tally]:
    """What everybody whose test is dealt has answered so far, by member id."""
    said = {(one.member_id, one.place): one for one in answers_in(studio.database, study)}
    each: dict[str, list[Trial]] = {}
    for trial in trials_in(studio.database, study):
        each.setdefault(trial.member_id, []).append(trial)
    return [_tally(member, trials, said) for member, trials in each.items()]


def figures_of(tally: Tally) -> dict[str, Figure]:
    """One person's figures by name, with Wilson's intervals."""
    return {
        "agreement": _share(tally.hits["again"], tally.n["again"]),
        "accuracy": _share(tally.hits["new"], tally.n["new"]),
        "baseline": _share(tally.commoner, tally.n["new"]),
        "of_ceiling": ratio(tally.hits["new"], tally.n["new"], tally.hits["again"], tally.n["again"]),
        "over_neutral": _share(tally.hits["neutral"], tally.n["neutral"]),
        "over_other": _share(tally.hits["other"], tally.n["other"]),
    }


def pooled_figures(found: list[Tally], rng: np.random.Generator) -> dict[str, Figure]:
    """All people's figures by name, with intervals over people."""

    def counts(kind: str) -> tuple[Array, Array]:
        return np.array([one.hits[kind] for one in found]), np.array([one.n[kind] for one in found])

    commoner = np.array([one.commoner for one in found])
    return {
        "agreement": pooled(*counts("again"), rng),
        "accuracy": pooled(*counts("new"), rng),
        "baseline": pooled(commoner, counts("new")[1], rng),
        "of_ceiling": pooled_ratio(*counts("new"), *counts("again"), rng),
        "over_neutral": pooled(*counts("neutral"), rng),
        "over_other": pooled(*counts("other"), rng),
    }


def own_figures(studio: Studio, study: Study, member: Member) -> dict[str, Figure] | None:
    """A member's own figures; None while the study is open, and without a test."""
    mine = [one for one in tallies(studio, study) if one.member_id == member.member_id]
    return figures_of(mine[0]) if mine and study.closed_at is not None else None


def appraised(studio: Studio, group: Group) -> dict[str, Any]:
    """What came of the newest study of a group, as plain values.

    Raises:
        NotYet: There is none, or it is not over.
    """
    study = newest_study(studio, group)
    if study.closed_at is None:
        raise NotYet("nothing is told before the study is over", advice="Close it: group-plgl study close.")
    found = tallies(studio, study)
    rng = studio.rng("study report", group.group_id, str(study.study))
    together, alone = pooled_figures(found, rng), may_single_out(group)
    if not alone:
        together = {name: one if one.people >= group.k else _untold() for name, one in together.items()}
    names = {one.member_id: one.nickname for one in members_of(studio.database, group.group_id)}
    people = len(people_in(studio.database, study))
    finished = sum(sum(one.n.values()) == one.asked for one in found)
    return {
        "group": group.slug, "study": study.study, "simulated": group.rehearsal,
        "opened_at": study.opened_at, "closed_at": study.closed_at,
        "people": people if alone or people >= group.k else None,
        "finished": finished if alone or finished >= group.k else None,
        "pooled": {name: asdict(one) for name, one in together.items()},
        "persons": [
            {"name": names.get(one.member_id) or f"Person {place + 1}",
             **{name: asdict(figure) for name, figure in figures_of(one).items()}}
            for place, one in enumerate(found)
        ] if alone else [],
        "told": FIGURES, "beside": list(BESIDE), "neutral": NEUTRAL,
    }  # fmt: skip


def appraised_by_name(studio: Studio, group: str) -> dict[str, Any]:
    """The same of the group with this slug, for whoever runs the house.

    Raises:
        NotFound: There is no such group.
        NotYet: It has no study that is over.
    """
    found = appraised(studio, group_named(studio.database, group))
    return found | {name: found[name].isoformat() for name in ("opened_at", "closed_at")}


def _tally(member_id: str, trials: list[Trial], said: Mapping[tuple[str, int], TrialAnswer]) -> Tally:
    hits, n = dict.fromkeys(KINDS, 0), dict.fromkeys(KINDS, 0)
    liked = 0
    for trial in trials:
        answer = said.get((member_id, trial.place))
        if answer is None:
            continue
        n[trial.kind] += 1
        hits[trial.kind] += answer.value == _expected(trial)
        liked += trial.kind == "new" and answer.value == 1
    return Tally(member_id, hits, n, max(liked, n["new"] - liked), len(trials))


def _expected(trial: Trial) -> int | None:
    """The answer that counts as a hit."""
    if trial.kind == "again":
        return int(trial.before or 0)
    return int((trial.foretold or 0.0) > 0.5) if trial.kind == "new" else trial.mine


def _share(hits: int, n: int) -> Figure:
    low, high = wilson(hits, n)
    return Figure(hits / n, low, high, hits, n, 1) if n else _untold()


def _untold() -> Figure:
    return Figure(None, None, None, 0, 0, 0)
