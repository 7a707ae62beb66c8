"""Segments: members who gave the same answer to a question at the door, and who may be asked about.

A filter is an answer, or several at once, one for each of some questions; without an answer is an
answer too. Who is in which cell, and which questions may be offered where nobody may be singled out.
What is then shown of a segment is computed elsewhere; so is how much each member counts (`weights`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

NO_ANSWER = "-"
Answers = Mapping[str, Sequence[str]]
Cell = tuple[str, ...]


def cells(answers: Answers, positions: Sequence[int]) -> dict[Cell, frozenset[str]]:
    """The non-empty cells of the cross-tabulation of some questions: who gave the same answers to all.

    Args:
        answers: Per member the answer to each question, in order; `NO_ANSWER` where none was given.
        positions: Which questions, by their place from 0; without any all members are one cell.
    """
    found: dict[Cell, set[str]] = {}
    for member, given in answers.items():
        found.setdefault(tuple(given[place] for place in positions), set()).add(member)
    return {cell: frozenset(members) for cell, members in found.items()}


def chosen(answers: Answers, asked: Mapping[int, str]) -> frozenset[str]:
    """Who gave all the answers asked for, by the place of the question; everybody without any."""
    return frozenset(
        member
        for member, given in answers.items()
        if all(given[place] == answer for place, answer in asked.items())
    )


def offered(
    answers: Answers,
    counted: Collection[str],
    k: int,
    allowed: Callable[[tuple[int, ...]], bool] = lambda _: True,
) -> tuple[int, ...]:
    """The questions that may be offered as filters where nobody may be singled out, greedily in order.

    A question joins those before it when every non-empty cell of the cross-tabulation of all of them
    holds at least `k` members, and at least `k` or none of those whose taste counts. Then whatever can be
    worked out by adding and subtracting filtered results is constant on cells of at least `k`:

    Let `F` be any filters over offered questions, `S(F)` who passes one, `x(i)` what member `i` adds to
    a result, and `c(F)` whatever factors somebody multiplies results by. What they work out is
    `sum_F c(F) sum_{i in S(F)} x(i) = sum_i w(i) x(i)` with `w(i)` the sum of `c(F)` over the filters that
    `i` passes. Two members of one cell gave the same answers to every offered question, so they pass
    the same filters and `w` is equal for both. Hence `{i: w(i) = v}` is, for every value `v`, a
    union of cells: it is empty or holds at least `k` members, also where `v` is what sets somebody
    apart from all others. Results that are not sums, like medians, are functions of the same sets.

    Args:
        answers: Of everybody behind anything that is shown; see `cells`.
        counted: Those of them whose taste counts.
        k: The fewest members anything shown rests on.
        allowed: Whether a set of questions may also follow what was offered before.

    Source: k-anonymity of the released partition, Sweeney 2002; the differencing attack it withstands
    is that of Denning, Denning and Schwartz 1979 (trackers).
    """
    found: tuple[int, ...] = ()
    heard = frozenset(counted)
    for place in range(min(map(len, answers.values()), default=0)):
        wider = (*found, place)
        if all(
            len(one) >= k and (not one & heard or len(one & heard) >= k)
            for one in cells(answers, wider).values()
        ) and allowed(wider):
            found = wider
    return found
