"""Offering: of which questions an anonymous group is told how many gave each answer.

It is decided once, when the number is published, from the answers of that moment, and kept: what is told
is always of a number that offered it, with its members and their answers then. Where a later number may
not offer any, because too few moved in some segment, the earlier one still does. The questions are chosen
as if results could be asked for by them, which is more than is needed: charts are never divided there.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass

from group_plgl.analytics.segments import NO_ANSWER, offered
from group_plgl.services.differ import moved_by
from group_plgl.services.studio import Studio
from group_plgl.services.threshold import is_step_in_cells
from group_plgl.store.people import Group, Question, members_of, questions_of
from group_plgl.store.publications import Standing, publications, standing
from group_plgl.store.segments import Segment, offered_in, particulars_of, put_offered, segments_at

Vectors = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class _Earlier:
    """A number that offered filters: which, who had answered what, who counted, how far all moved since."""

    positions: tuple[int, ...]
    answers: Mapping[str, Sequence[str]]
    counted: frozenset[str]
    moved: Mapping[str, float]


def dividing(studio: Studio, group: Group) -> list[Question]:
    """The questions by whose answers charts may be asked for, in order."""
    return [one for one in questions_of(studio.database, group.group_id) if one.divides]


def answers_of(studio: Studio, group: Group, members: Collection[str]) -> Vectors:
    """What some members answered to each dividing question, in order; `NO_ANSWER` where nothing."""
    said = particulars_of(studio.database, group.group_id)
    asked = dividing(studio, group)
    return {
        member: tuple(_told(one, said.get(member, {}).get(one.position)) for one in asked)
        for member in members
    }


def offer_filters(studio: Studio, group: Group, number: int, members: Collection[str], seen: int) -> None:
    """Keep which filters a number offers that has just been published.

    Args:
        studio: Where.
        group: An anonymous group.
        number: Which number.
        members: Whose tastes are in it.
        seen: The event up to which it has heard.
    """
    if not dividing(studio, group):
        return
    database, here = studio.database, group.group_id
    stood = standing(database, here, seen)
    there = {one.member_id: one.imported for one in members_of(database, here)}
    counted = there.keys() & set(members)
    people = counted | (there.keys() & _answering(stood, seen))
    now = answers_of(studio, group, people)
    brought = {one for one, imported in there.items() if imported}  # the host knows what they said
    hidden, heard = {one: said for one, said in now.items() if one not in brought}, counted - brought
    earlier = _earlier(studio, group, stood, people, seen, brought)

    def follows(wider: tuple[int, ...]) -> bool:
        return all(_follows(one, hidden, heard, wider, group.k) for one in earlier)

    found = offered(hidden, heard, group.k, follows)
    if found:
        rows = [Segment(here, number, one, now[one], one in counted) for one in sorted(people)]
        put_offered(database, here, number, found, rows)


def _told(question: Question, answer: str | None) -> str:
    """An answer as a segment; what is none of the choices any more is none."""
    return answer if answer is not None and answer in question.choices else NO_ANSWER


def _answering(stood: Standing, seen: int) -> set[str]:
    """Who has an answer about pictures that stands."""
    stands = (stood.since <= seen) & (stood.until > seen)
    return set(stood.member[stands].tolist())


def _earlier(
    studio: Studio, group: Group, stood: Standing, people: set[str], seen: int, brought: set[str]
) -> list[_Earlier]:
    """Every number that offered filters, seen from now, without those who came with a file."""
    heard = {one.number: one.seen_event for one in publications(studio.database, group.group_id)}
    found = []
    for number, positions in offered_in(studio.database, group.group_id).items():
        rows = segments_at(studio.database, group.group_id, number)
        then = {one.member_id for one in rows}
        moved = moved_by(stood, then, heard[number], people, seen)
        rows = [one for one in rows if one.member_id not in brought]
        counted = frozenset(one.member_id for one in rows if one.counted)
        found.append(_Earlier(positions, {one.member_id: one.answers for one in rows}, counted, moved))
    return found


def _follows(before: _Earlier, now: Vectors, counted: set[str], positions: tuple[int, ...], k: int) -> bool:
    """Whether these questions may be offered after an earlier number that offered some.

    Both numbers are compared by all questions that either offers: whatever was shown of coarser
    segments could have been put together from the finer ones.
    """
    places = sorted({*positions, *before.positions})

    def label(given: Sequence[str]) -> Hashable:
        return tuple(given[place] for place in places)

    for then, here in ((before.answers.keys(), now.keys()), (before.counted, counted)):
        was = {one: label(before.answers[one]) for one in then}
        stands = {one: label(now[one]) for one in here}
        if not is_step_in_cells(was, stands, before.moved, k):
            return False
    return True
