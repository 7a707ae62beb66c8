"""Tastes in words as pages show them: one line for each clause, with pictures that show it."""

from __future__ import annotations

from collections.abc import Sequence

from group_plgl.groups.rules import RULES
from group_plgl.services.describe import camp_pictures_of, words_of
from group_plgl.services.reveal import Sight
from group_plgl.services.wish import wished_by
from group_plgl.store.clauses import CAMP, GROUP, Clause
from group_plgl.store.people import Group, Member
from group_plgl.web.describing import described
from group_plgl.web.language import _
from group_plgl.web.liked import picture_url
from group_plgl.web.me_pages import Example, LeaningLine
from group_plgl.web.pages import WishLine
from group_plgl.web.wiring import wiring


def group_lines(sight: Sight) -> list[LeaningLine]:
    """What the group likes, clause by clause."""
    return _lines(sight.group, words_of(wiring().studio, sight).group)


def camp_lines(sight: Sight) -> dict[int, list[LeaningLine]]:
    """How each camp differs from the rest, clause by clause, by label."""
    told = words_of(wiring().studio, sight).camps
    return {label: _lines(sight.group, clauses) for label, clauses in told.items()}


def own_lines(sight: Sight, member: Member) -> list[LeaningLine]:
    """What one member likes more than most of the group do, for themself."""
    told = words_of(wiring().studio, sight).members.get(member.member_id, ())
    return _lines(sight.group, [one for one in told if one.kind != "likes"])


def camp_ideals(sight: Sight) -> dict[int, Example]:
    """The picture drawn for each camp, or pole of a spectrum, by label."""
    there = camp_pictures_of(wiring().studio, sight)
    ideals = {label: one.picture_id for label, rows in there.items() for one in rows if one.kind == "ideal"}
    told = described(sight.group, list(ideals.values()))
    return {
        label: Example(picture_url(sight.group, picture), told[picture]) for label, picture in ideals.items()
    }


def wish_lines(sight: Sight) -> list[WishLine]:
    """What the group says it likes, what its first rule wants most first."""
    return [
        WishLine(
            word=_(one.word),
            other=_(one.other),
            liked=one.liked,
            disliked=one.disliked,
            members=one.members,
            wanted=one.wanted,
            rules=[_(RULES[rule].title) for rule, value in one.wanted.items() if value > 0.0],
        )
        for one in wished_by(wiring().studio, sight)
    ]


def _lines(group: Group, clauses: Sequence[Clause]) -> list[LeaningLine]:
    told = described(group, sorted({one for clause in clauses for one in (*clause.liked, *clause.passed)}))

    def examples(pictures: Sequence[str]) -> list[Example]:
        return [Example(picture_url(group, one), told[one]) for one in pictures]

    return [
        LeaningLine(
            towards=_(one.towards),
            away_from=_(one.away_from),
            sentence=_sentence(one),
            effect=abs(one.effect),
            low=one.low if one.effect > 0 else -one.high,
            high=one.high if one.effect > 0 else -one.low,
            liked=examples(one.liked),
            passed=examples(one.passed),
        )
        for one in clauses
    ]


def _sentence(one: Clause) -> str:
    """How often, where that is counted out."""
    if not one.liked_all or not one.passed_all:
        return ""
    words = _("So were {a} of the {b} pictures that were gone for, and {c} of the {d} passed over.")
    if one.about == CAMP:
        words = _("In this camp so were {a} of the {b} pictures gone for, and {c} of the {d} passed over.")
    elif one.about != GROUP:
        words = _("So were {a} of the {b} pictures you went for, and {c} of the {d} you passed over.")
    return words.format(a=one.liked_there, b=one.liked_all, c=one.passed_there, d=one.passed_all)
