"""What the page is made of on which a host marks pictures that must not come again."""

# ruff: noqa: RUF009 - `fact` only describes a field; it makes nothing that objects could share
from __future__ import annotations

from dataclasses import dataclass

from group_plgl.web.pages import Page, fact


@dataclass(frozen=True)
class MarkLine(Page):
    """A picture that was marked."""

    picture: str = fact("The picture's id, by which the mark is lifted.")
    picture_url: str = fact("The picture.")
    words: str = fact("What can be seen in it.")
    radius: float = fact("How far the mark reaches, in just noticeable differences.")
    reach: str = fact("The same in words.")


@dataclass(frozen=True)
class Markable(Page):
    """A picture that may be marked."""

    picture: str = fact("The picture's id.")
    picture_url: str = fact("The picture.")
    words: str = fact("What can be seen in it.")
    title: str = fact("What it is; empty for a picture of the pool.")
    url: str = fact("Where it is marked.")
    gap: float | None = fact("Just noticeable differences from the picture that is chosen; null without one.")


@dataclass(frozen=True)
class Choosing(Page):
    """The picture that is about to be marked."""

    picture: str = fact("The picture's id.")
    picture_url: str = fact("The picture.")
    words: str = fact("What can be seen in it.")
    radius: float = fact("How far the mark would reach, in just noticeable differences.")
    under: int = fact("How many pictures of the pool would fall under it.")
    of: int = fact("Of how many.")
    reach: str = fact("The same in words.")


@dataclass(frozen=True)
class NeverPage(Page):
    """Pictures that must not come again, and those that may be marked."""

    slug: str = fact("The group's name in URLs.")
    name: str = fact("The group's name.")
    question: str = fact("What members are asked.")
    rehearsal: bool = fact("Whether this is a rehearsal.")
    role: str = fact("What you are here: host.")
    marks: list[MarkLine] = fact("The marks that stand, newest first.")
    choosing: Choosing | None = fact("The picture that is about to be marked; null before one is chosen.")
    narrowest: float = fact("The smallest reach, in just noticeable differences.")
    widest: float = fact("The largest reach.")
    pictures: list[Markable] = fact("Ideals, those behind them and the pool; the most alike first.")
    banned: int = fact("Pictures drawn before that left pool and decks.")
    problem: str = fact("Why the last mark was not made; empty otherwise.")
