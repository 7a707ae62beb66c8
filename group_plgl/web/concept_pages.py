"""What the page is made of on which a host says what pictures show, and requires it."""

# ruff: noqa: RUF009 - `fact` only describes a field; it makes nothing that objects could share
from __future__ import annotations

from dataclasses import dataclass

from group_plgl.web.pages import Page, fact


@dataclass(frozen=True)
class ConceptLine(Page):
    """A concept and how well it is known."""

    name: str = fact("The concept's name.")
    url: str = fact("Where its pictures are labelled.")
    yes: int = fact("How many pictures were labelled as showing it.")
    no: int = fact("How many as not showing it.")
    lacking: int = fact("How many labels are missing before anything is learned.")
    telling: bool = fact("Whether unseen labels are foretold beyond chance.")
    right: int = fact("How many unseen labels were foretold rightly.")
    asked: int = fact("Of how many.")
    low: float = fact("Lower end of the 95 % interval of that share, 0 to 1.")
    high: float = fact("Upper end of it.")
    ceiling: float = fact("The largest chance that its labels support, 0 to 1.")
    required: float | None = fact("The least chance that ideals must have; null where it is not required.")
    offered: list[float] = fact("Chances that may be required.")


@dataclass(frozen=True)
class Labelling(Page):
    """The picture that is asked about."""

    name: str = fact("The concept.")
    picture: str = fact("The picture's id; empty when every picture has its label.")
    picture_url: str = fact("The picture.")
    words: str = fact("What can be seen in it.")
    left: int = fact("How many pictures have no label yet.")
    skipped: int = fact("How many were passed over; they come again.")


@dataclass(frozen=True)
class ConceptsPage(Page):
    """What pictures of a group show, as its host says, and what ideals must show."""

    slug: str = fact("The group's name in URLs.")
    name: str = fact("The group's name.")
    question: str = fact("What members are asked.")
    rehearsal: bool = fact("Whether this is a rehearsal.")
    role: str = fact("What you are here: host.")
    concepts: list[ConceptLine] = fact("The concepts, the oldest first.")
    labelling: Labelling | None = fact("The picture that is asked about; null before a concept is chosen.")
    past: bool = fact("Whether the group's space is of an earlier version: nothing new is learned there.")
    problem: str = fact("Why the last order was not followed; empty otherwise.")
