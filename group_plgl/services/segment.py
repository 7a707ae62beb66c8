"""Segmenting: charts may be asked for by answers at the door, and weighted, as far as that may be shown.

What is asked for stands in the query of an address, so that every view is a permalink: `q1=Design` is who
answered that to the first question, `q2=-` who did not answer the second, `weighted=1` weighs by the
host's shares. Everything else in a query is somebody else's.

Three members have to be behind whatever is asked for. In anonymous groups charts are neither divided nor
weighted; only how many gave each answer is told there, of the questions that `offer` kept with a published
number, with its members and the answers they had given then.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from group_plgl.analytics import segments
from group_plgl.analytics.segments import NO_ANSWER
from group_plgl.analytics.weights import effective_n, shares
from group_plgl.errors import BadInput, GroupPLGLError, NotAllowed, NotFound, NotYet
from group_plgl.services.offer import Vectors, answers_of, dividing
from group_plgl.services.reveal import Sight
from group_plgl.services.stratify import (
    heard,
    records_at,
    stated_shares,
    weighted_answers,
    weights_by_answers,
)
from group_plgl.services.studio import Studio
from group_plgl.store.models import ideals
from group_plgl.store.people import Question, members_of
from group_plgl.store.segments import Targets, offered_in, segments_at, select_of

FEWEST = 3
WEIGHTED = "weighted"
_FILTER = re.compile(r"q[1-9][0-9]?")


@dataclass(frozen=True)
class Choice:
    """One answer that may be asked for.

    Attributes:
        answer: As it stands in a query; `NO_ANSWER` for those who gave none.
        members: How many gave it.
    """

    answer: str
    members: int


@dataclass(frozen=True)
class Filter:
    """A question of which it may be told how many gave each answer, and that charts are divided by.

    Attributes:
        name: As it stands in a query: q1, q2, …
        text: The question.
        choices: The answers that somebody gave, in the host's order, then none.
    """

    name: str
    text: str
    choices: Sequence[Choice]


@dataclass(frozen=True)
class Offered:
    """What may be told of the answers.

    Attributes:
        number: The number whose members and answers are counted; None before there is one that may be.
        filters: The questions; empty where of none it may be told.
        targets: The shares that answers should have, by the place of the question; empty for none.
        stated_at: When the host stated them.
        version: Which statement that was; 0 for none.
    """

    number: int | None
    filters: Sequence[Filter]
    targets: Targets = field(default_factory=dict)
    stated_at: datetime | None = None
    version: int = 0


@dataclass(frozen=True)
class Chosen:
    """Who was asked for.

    Attributes:
        members: Their ids; None for everybody, where nothing was asked for.
        weighted: Whether they are to count by the host's shares.
        refused: Why nothing may be shown, to be told as errors are; None when something may.
    """

    members: Sequence[str] | None = None
    weighted: bool = False
    refused: GroupPLGLError | None = None


@dataclass(frozen=True)
class Weighing:
    """What the host's shares come to.

    Attributes:
        n: How many tastes are weighed; None where nobody can be.
        effective_n: How many equal voices they are worth.
        reached: The share each answer has under the trimmed weights, by the place of the question.
        refused: Why nobody can be weighed so; None when they can.
    """

    n: int | None
    effective_n: float | None
    reached: Mapping[int, Mapping[str, float]]
    refused: GroupPLGLError | None


@dataclass(frozen=True)
class _Ground:
    """What segments are cut from.

    Attributes:
        number: The number that is shown.
        asked: The questions.
        behind: The answers of everybody who had said something by then.
        counted: Whose tastes are in it.
        everybody: The answers of those who may be among the chosen.
        offered: The places of the questions whose answers may be told.
    """

    number: int | None
    asked: Sequence[Question]
    behind: Vectors = field(default_factory=dict)
    counted: frozenset[str] = frozenset()
    everybody: Vectors = field(default_factory=dict)
    offered: tuple[int, ...] = ()


def filters_offered(studio: Studio, sight: Sight) -> Offered:
    """What somebody may be told of the answers now; nothing while results are kept from them."""
    ground, stated = _ground(studio, sight), stated_shares(studio, sight.group)
    filters = []
    for place in ground.offered:
        question, said = ground.asked[place], [given[place] for given in ground.behind.values()]
        there = [Choice(one, said.count(one)) for one in (*question.choices, NO_ANSWER) if one in said]
        if len(there) > 1:  # else there is nothing to tell apart, and it would tell the same of everybody
            filters.append(Filter(_name(question), question.text, there))
    if stated is None:
        return Offered(ground.number, filters)
    return Offered(ground.number, filters, stated[1], stated[0].said_at, stated[0].version)


def chosen(studio: Studio, sight: Sight, asked: Mapping[str, str]) -> Chosen:
    """Who is asked for by a query, and whether they are to be weighed.

    Args:
        studio: Where.
        sight: What the asker may see.
        asked: The query; `q1`, `q2`, … and `weighted` are read, empty ones mean nothing.

    Raises:
        NotFound: A question is asked for that this group does not have.
        BadInput: An answer is asked for that is none of its choices, or `weighted` is neither 0 nor 1.
    """
    wanted, weighted = _wanted(studio, sight, asked)
    if not wanted and not weighted:
        return Chosen()
    ground = _ground(studio, sight)
    try:
        if sight.anonymous:
            raise NotAllowed(
                "charts are neither divided nor weighted in an anonymous group", advice="Ask for everybody."
            )
        if ground.number is None:
            raise NotYet("nothing may be shown by segments yet")
        if weighted:
            weights_at(studio, sight)
        passing = segments.chosen(ground.behind, wanted) & ground.counted
        if len(passing) < FEWEST:
            raise NotYet("too few to say: fewer than {fewest} members gave these answers", fewest=FEWEST)
    except (BadInput, NotAllowed, NotYet) as problem:
        return Chosen([] if wanted else None, weighted, problem)
    return Chosen(sorted(segments.chosen(ground.everybody, wanted)) if wanted else None, weighted)


def weights_at(studio: Studio, sight: Sight) -> dict[str, float]:
    """How much whoever has said something by a number counts under the host's shares, by id.

    Raises:
        NotYet: The host has stated none.
        BadInput: They cannot be met.
    """
    stated, ground = stated_shares(studio, sight.group), _ground(studio, sight)
    if stated is None:
        raise NotYet("the host has stated no shares to weigh by")
    by_answers = weights_by_answers(ground.asked, stated[1], ground.behind)
    return {
        one: by_answers[weighted_answers(ground.asked, stated[1], given)]
        for one, given in ground.behind.items()
    }


def weighing(studio: Studio, sight: Sight) -> Weighing | None:
    """What the host's shares come to for the number somebody may see; None where nobody weighs by any."""
    stated, ground = stated_shares(studio, sight.group), _ground(studio, sight)
    if stated is None or sight.anonymous:
        return None
    found = chosen(studio, sight, {WEIGHTED: "1"})
    if found.refused is not None:
        return Weighing(None, None, {}, found.refused)
    weights = weights_at(studio, sight)
    rows = [weighted_answers(ground.asked, stated[1], given) for given in ground.behind.values()]
    each = np.array([*weights.values()])
    reached = {
        position: shares([row[place] for row in rows], each) for place, position in enumerate(stated[1])
    }
    counted = [weights[one] for one in sorted(ground.counted)]
    return Weighing(len(counted), effective_n(np.array(counted)), reached, None)


def chosen_select(studio: Studio, sight: Sight, asked: Mapping[str, str]) -> str:
    """The sub-select of those asked for, for the database's own shell; empty where nothing may be shown.

    In anonymous groups there is none.

    Raises:
        NotFound: A question is asked for that this group does not have.
        BadInput: An answer is asked for that is none of its choices.
    """
    found = chosen(studio, sight, asked)
    if sight.anonymous or found.refused is not None:
        return ""
    questions, (wanted, _) = dividing(studio, sight.group), _wanted(studio, sight, asked)
    said = [
        (questions[place].position, None if answer == NO_ANSWER else answer)
        for place, answer in wanted.items()
    ]
    return select_of(sight.group.group_id, said)


def _name(question: Question) -> str:
    return f"q{question.position + 1}"


def _wanted(studio: Studio, sight: Sight, asked: Mapping[str, str]) -> tuple[dict[int, str], bool]:
    """The answers asked for, by the place of the question among those that divide, and whether weighted."""
    weighted = asked.get(WEIGHTED, "")
    if weighted not in ("", "0", "1"):
        raise BadInput("weighted is 0 or 1, got {value}", value=weighted[:40])
    questions = {_name(one): (place, one) for place, one in enumerate(dividing(studio, sight.group))}
    wanted = {}
    for name, answer in asked.items():
        if not answer or not _FILTER.fullmatch(name):
            continue
        if name not in questions:
            raise NotFound(
                "there is no question {name} to ask charts by",
                advice="Known here: {known}.", name=name, known=", ".join(questions) or "-",
            )  # fmt: skip
        place, question = questions[name]
        if answer != NO_ANSWER and answer not in question.choices:
            raise BadInput(
                "“{answer}” is none of the choices: {choices}",
                answer=answer[:80], choices=", ".join((*question.choices, NO_ANSWER)),
            )  # fmt: skip
        wanted[place] = answer
    return wanted, weighted == "1"


def _ground(studio: Studio, sight: Sight) -> _Ground:
    """What segments are cut from, as the asker may see it."""
    group, asked = sight.group, dividing(studio, sight.group)
    if sight.number is None:
        return _Ground(None, asked)
    if not sight.anonymous:
        behind = heard(studio, group, sight.number)
        here = [
            one.member_id for one in members_of(studio.database, group.group_id)
            if not one.set_aside or one.member_id in behind
        ]  # fmt: skip
        ready = {one.member_id for one in records_at(studio, group, sight.number) if one.ready}
        everybody = answers_of(studio, group, here)
        counted, every = frozenset(ready & behind.keys()), tuple(range(len(asked)))
        return _Ground(sight.number, asked, behind, counted, everybody, every)
    offers = offered_in(studio.database, group.group_id)
    there = [
        number
        for number in sorted(offers, reverse=True)
        if number <= sight.number and ideals(studio.database, group.group_id, number)
    ]
    if not there:
        return _Ground(None, asked)
    rows = segments_at(studio.database, group.group_id, there[0])
    behind = {one.member_id: tuple(one.answers) for one in rows}
    counted = frozenset(one.member_id for one in rows if one.counted)
    return _Ground(there[0], asked, behind, counted, behind, offers[there[0]])
