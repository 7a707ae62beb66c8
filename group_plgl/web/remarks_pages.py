"""What the part of My taste is made of that shows what comments were heard to say."""

# ruff: noqa: RUF009 - `fact` only describes a field; it makes nothing that objects could share
from __future__ import annotations

from dataclasses import dataclass

from group_plgl.web.pages import Page, fact


@dataclass(frozen=True)
class Piece(Page):
    """A stretch of a comment."""

    text: str = fact("The letters, in order; all pieces together are the comment.")
    marked: bool = fact("Whether it is what names the attribute.")


@dataclass(frozen=True)
class MeantLine(Page):
    """One thing that a comment says."""

    event: str = fact("The id of the comment.")
    key: str = fact("The attribute: the name of a scale, a colon and the word of one of its ends.")
    words: str = fact("What people call it.")
    meaning: str = fact("liked, disliked, or nothing where you said that it was not meant.")
    corrected: bool = fact("Whether your own word stands instead of what was read.")
    pieces: list[Piece] = fact("The comment; nothing is marked where you alone say so.")
    picture_url: str = fact("The picture it was said about; empty where its card is gone.")


@dataclass(frozen=True)
class CommentChoice(Page):
    """A comment in which something may have been missed."""

    event: str = fact("Its id.")
    text: str = fact("What was said.")
    read: bool = fact("Whether it was read yet; it is when the group is next learned.")


@dataclass(frozen=True)
class TermChoice(Page):
    """An attribute that a comment may be about."""

    key: str = fact("The name of a scale, a colon and the word of one of its ends.")
    words: str = fact("What people call it.")


@dataclass(frozen=True)
class TermGroup(Page):
    """Attributes of one sort."""

    title: str = fact("Which sort.")
    choices: list[TermChoice] = fact("The attributes, by name.")


@dataclass(frozen=True)
class RemarksPart(Page):
    """What the member's comments were heard to say, and what they say themselves that they mean."""

    liked: list[MeantLine] = fact("What is liked, newest comment first.")
    disliked: list[MeantLine] = fact("What is disliked, newest comment first.")
    dropped: list[MeantLine] = fact("What you said was not meant, newest comment first.")
    comments: list[CommentChoice] = fact("All your comments that stand, newest first.")
    terms: list[TermGroup] = fact("Every attribute that pictures of this group have a word for.")
    words: str = fact("What becomes of it, in a sentence.")
    problem: str = fact("Why a correction was not taken; empty when nothing went wrong.")
