"""The part of My taste that shows what comments were heard to say, with the words each came from."""

from __future__ import annotations

from typing import Literal

from flask import url_for

from group_plgl.feedback.comments import COLOURS
from group_plgl.perception.attributes import ATTRIBUTES
from group_plgl.services.correct import DISLIKED, LIKED, NOTHING, Meant, Understood, understood
from group_plgl.services.hear import words_in
from group_plgl.store.people import Group, Member
from group_plgl.web.language import _, ngettext
from group_plgl.web.privacy import comments_sent
from group_plgl.web.remarks_pages import (
    CommentChoice,
    MeantLine,
    Piece,
    RemarksPart,
    TermChoice,
    TermGroup,
)
from group_plgl.web.wiring import wiring

Meaning = Literal["liked", "disliked", "nothing"]


def remarks_part(group: Group, member: Member, problem: str = "") -> RemarksPart | None:
    """What a member's comments say; None where there are none, or where nothing is learned from them."""
    found = understood(wiring().studio, group, member)
    if not found:
        return None
    lines = [_line(group, comment, one) for comment in found for one in comment.meant]
    return RemarksPart(
        liked=[one for one in lines if one.meaning == LIKED],
        disliked=[one for one in lines if one.meaning == DISLIKED],
        dropped=[one for one in lines if one.meaning == NOTHING],
        comments=[CommentChoice(one.event.event_id, one.event.text or "", one.read) for one in found],
        terms=_terms(group),
        words=_words(found),
        problem=problem,
    )


def meaning_of(one: Meant) -> Meaning:
    """`liked`, `disliked` or `nothing`."""
    return "liked" if one.signed > 0 else "disliked" if one.signed < 0 else "nothing"


def _line(group: Group, comment: Understood, one: Meant) -> MeantLine:
    shown = bool(comment.picture_id)
    return MeantLine(
        event=comment.event.event_id,
        key=one.term,
        words=_(one.term.partition(":")[2]),
        meaning=meaning_of(one),
        corrected=one.corrected,
        pieces=_pieces(comment.event.text or "", one.start, one.end),
        picture_url=url_for("me.picture", slug=group.slug, picture_id=comment.picture_id) if shown else "",
    )


def _pieces(text: str, start: int, end: int) -> list[Piece]:
    """A comment in stretches, one of them marked."""
    parts = [Piece(text[:start], False), Piece(text[start:end], True), Piece(text[end:], False)]
    return [one for one in parts if one.text]


def _terms(group: Group) -> list[TermGroup]:
    """Every attribute by sort: of any picture, colours, of this kind of picture."""
    sorts: dict[str, list[TermChoice]] = {
        _("Any picture"): [],
        _("Colours"): [],
        _("This kind of picture"): [],
    }
    anything, colours, here = sorts.values()
    for key, term in words_in(wiring().studio, group).terms.items():
        sort = anything if term.name in ATTRIBUTES else colours if term.word in COLOURS else here
        sort.append(TermChoice(key, _(term.word)))
    return [
        TermGroup(title, sorted(choices, key=lambda one: (one.words.casefold(), one.key)))
        for title, choices in sorts.items()
        if choices
    ]


def _words(found: list[Understood]) -> str:
    """What becomes of comments, and how many were not read yet."""
    words = _(
        "What comments say counts towards your taste. Put right what was misread: only you see this list."
    )
    if waiting := sum(not one.read for one in found):
        later = ngettext(
            "One comment is read when your taste is next learned.",
            "{n} comments are read when your taste is next learned.",
            waiting,
        )
        words += " " + later.format(n=waiting)
    return f"{words} {comments_sent()}".strip()
