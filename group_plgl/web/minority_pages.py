"""What the minority report is made of."""

# ruff: noqa: RUF009 - `fact` only describes a field; it makes nothing that objects could share
from __future__ import annotations

from dataclasses import dataclass

from group_plgl.web.pages import Page, fact


@dataclass(frozen=True)
class Minority(Page):
    """Those who are predicted to dislike the group's picture strongly, and what they would keep."""

    against: int = fact("How many they are.")
    members: int = fact("Of how many.")
    sentence: str = fact("The same in words.")
    who: list[str] = fact("Their names; empty where names are hidden, or where they are many.")
    names: str = fact("The same as one text.")
    picture_url: str = fact("The picture they would keep; empty where none is predicted to please them.")
    words: str = fact("What can be seen in it.")
    keep: str = fact("How much they are predicted to like it, in a sentence.")
    mean: float | None = fact("Mean predicted chance that one of them likes it, 0 to 1; null without one.")
    low: float | None = fact("Lower end of its 95 % interval.")
    high: float | None = fact("Upper end of its 95 % interval.")
    basis: str = fact("What counts as strongly.")
