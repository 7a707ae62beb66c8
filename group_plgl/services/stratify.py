"""Stratifying: the host states what shares answers should have, and members weigh accordingly.

Everything stated is kept as a version with its time and shown to everybody who sees the group: silent
re-weighting is forbidden. Charts are weighted only where somebody asks for it; what is learned and drawn
never is, since there everybody counts as `heed` says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from group_plgl.analytics.weights import raked, trimmed
from group_plgl.errors import BadInput, NotAllowed
from group_plgl.services.offer import Vectors, answers_of, dividing
from group_plgl.services.reveal import may_single_out
from group_plgl.services.studio import Studio
from group_plgl.store.models import MemberRecord, group_models, member_records, numbers_of
from group_plgl.store.people import Group, Question, members_of
from group_plgl.store.segments import (
    RakedWeight,
    Targets,
    Weighting,
    put_raked,
    put_weighting,
    weightings_of,
)

MOST_QUESTIONS = 3
_ROUNDING = 0.005


def state_shares(studio: Studio, group: Group, targets: Targets) -> int:
    """State what shares answers should have; the version that stands from now on, 0 for none ever.

    Stating what stands already is no new version; stating nothing takes weighting back.

    Args:
        studio: Where.
        group: Which.
        targets: Per question, by its place, the share of each of its choices; 1 in all to half a percent.

    Raises:
        BadInput: There is no such question, an answer is missing or none of its choices, or the shares
            are not above 0 and 1 in all.
        NotAllowed: The group is anonymous, where no chart is weighted.
    """
    if targets and not may_single_out(group):
        raise NotAllowed(
            "charts are not weighted in an anonymous group", advice="Everybody counts alike there."
        )
    asked = {one.position: one for one in dividing(studio, group)}
    wanted = {position: _checked(asked.get(position), shares) for position, shares in sorted(targets.items())}
    stated = weightings_of(studio.database, group.group_id)
    if (stated[0][1] if stated else {}) == wanted:
        return stated[0][0].version if stated else 0
    version = put_weighting(studio.database, group.group_id, wanted, studio.now())
    settle_weights(studio, group)
    return version


def stated_shares(studio: Studio, group: Group) -> tuple[Weighting, Targets] | None:
    """What stands, with its version and time; None before anything was stated, and once it was taken back."""
    stated = weightings_of(studio.database, group.group_id)
    return stated[0] if stated and stated[0][1] else None


def heard(studio: Studio, group: Group, number: int | None) -> Vectors:
    """The answers at the door of everybody in the fit a number was made of; of all members without one.

    Whom the host has set aside is among them where they were in that number.
    """
    members = members_of(studio.database, group.group_id)
    if number is None:
        return answers_of(studio, group, [one.member_id for one in members if not one.set_aside])
    known = {one.member_id for one in records_at(studio, group, number)}
    return answers_of(studio, group, [one.member_id for one in members if one.member_id in known])


def records_at(studio: Studio, group: Group, number: int) -> list[MemberRecord]:
    """The records of everybody in the fit that a number was made of; nobody where it is gone."""
    models = group_models(studio.database, group.group_id, number)
    return member_records(studio.database, group.group_id, models[0].seen_event) if models else []


def weights_by_answers(
    asked: Sequence[Question], targets: Targets, answers: Vectors
) -> Mapping[tuple[str, ...], float]:
    """How much whoever gave certain answers to the weighted questions counts, trimmed.

    Args:
        asked: The dividing questions, as `answers` has them.
        targets: What stands.
        answers: Of the members who are weighed against the targets.

    Raises:
        BadInput: An answer that should have a share was given by nobody, or the shares exclude each other.
    """
    rows = [weighted_answers(asked, targets, given) for given in answers.values()]
    weights = trimmed(raked(rows, list(targets.values()))) if rows else np.zeros(0)
    return dict(zip(rows, weights.tolist(), strict=True))


def weighted_answers(asked: Sequence[Question], targets: Targets, given: Sequence[str]) -> tuple[str, ...]:
    """Somebody's answers to those questions that have targets."""
    told = {one.position: answer for one, answer in zip(asked, given, strict=True)}
    return tuple(told[position] for position in targets)


def settle_weights(studio: Studio, group: Group) -> None:
    """Store what members of every number weigh, where the database cannot tell by itself."""
    numbers = numbers_of(studio.database, group.group_id)
    rows = [row for number in numbers for row in raked_rows(studio, group, number)]
    put_raked(studio.database, group.group_id, rows)


def raked_rows(studio: Studio, group: Group, number: int) -> list[RakedWeight]:
    """What members of one number weigh under shares of several questions, to be stored.

    Nothing under those of one question, which the database works out, in anonymous groups, and where the
    shares cannot be met.
    """
    stated = stated_shares(studio, group)
    if stated is None or len(stated[1]) < 2 or not may_single_out(group):
        return []
    weighting, targets = stated
    asked, answers = dividing(studio, group), heard(studio, group, number)
    try:
        weights = weights_by_answers(asked, targets, answers)
    except BadInput:  # told where somebody asks for weights
        return []
    here = group.group_id
    return [
        RakedWeight(here, number, weighting.version, one, weights[weighted_answers(asked, targets, given)])
        for one, given in sorted(answers.items())
    ]


def _checked(question: Question | None, shares: Mapping[str, float]) -> dict[str, float]:
    """The shares of one question's answers, 1 in all."""
    if question is None:
        raise BadInput("shares are stated for questions at the door that have choices")
    odd = [answer for answer in shares if answer not in question.choices]
    if odd:
        raise BadInput(
            "“{answer}” is none of the choices: {choices}",
            answer=odd[0],
            choices=", ".join(question.choices),
        )
    whole = sum(shares.values())
    if not all(shares.get(answer, 0.0) > 0 for answer in question.choices) or abs(whole - 1) > _ROUNDING:
        raise BadInput(
            "the shares of “{question}” should each be above 0 % and make 100 %, they make {whole}",
            advice="State a share for each of its answers, or for none of them.",
            question=question.text, whole=f"{100 * whole:.3g} %",
        )  # fmt: skip
    return {answer: shares[answer] / whole for answer in question.choices}
