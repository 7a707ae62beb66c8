"""The front door as a dataclass."""

# ruff: noqa: RUF009 - `fact` only describes a field; it makes nothing that objects could share
from __future__ import annotations

from dataclasses import dataclass

from group_plgl.web.pages import Page, fact


@dataclass(frozen=True)
class Teaser(Page):
    """A group as one tile of the home page."""

    slug: str = fact("The group's name in URLs.")
    name: str = fact("The group's name.")
    question: str = fact("What the group is asked.")
    rehearsal: bool = fact("Whether this is a public rehearsal with simulated members.")
    role: str = fact("What you are there: host, member or reader.")
    members: int | None = fact("How many joined; null where telling would single somebody out.")
    answers: int | None = fact("How many answers stand; null where telling would single somebody out.")
    number: int | None = fact("The newest model you may see drawn; null before the first.")
    picture_url: str | None = fact("The newest ideal, or a picture of its pool.")


@dataclass(frozen=True)
class HomePage(Page):
    """The front door: a box for the join code, your groups, public rehearsals."""

    code: str = fact("What was typed as the join code; empty at first.")
    problem: str = fact("Why the code did not work; empty when nothing went wrong.")
    mine: list[Teaser] = fact("Groups this browser is in.")
    rehearsals: list[Teaser] = fact("Rehearsal groups, which everybody may look at.")
