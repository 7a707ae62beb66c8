"""What the page of a study is made of; nothing on it tells which picture is whose."""

# ruff: noqa: RUF009 - `fact` only describes a field; it makes nothing that objects could share
from __future__ import annotations

from dataclasses import dataclass

from group_plgl.web.pages import Page, fact


@dataclass(frozen=True)
class Shown(Page):
    """A picture that is asked about."""

    picture_url: str = fact("The picture.")
    words: str = fact("What can be seen in it.")
    latent: list[float] | None = fact("The point it was drawn from; only for simulated members.")
    value: int = fact("What choosing it says: 0 left, 1 right; of a single picture 1.")


@dataclass(frozen=True)
class Figured(Page):
    """One of your own figures, told once the study is over."""

    title: str = fact("What was counted.")
    hits: int = fact("How often.")
    n: int = fact("Of how many.")
    low: float | None = fact("Lower end of the 95 % interval, 0 to 1; null without answers.")
    high: float | None = fact("Upper end of it.")
    words: str = fact("The same in a sentence.")


@dataclass(frozen=True)
class StudyPage(Page):
    """A study, as far as the member is in it."""

    slug: str = fact("The group's name in URLs.")
    name: str = fact("The group's name.")
    question: str = fact("What members are asked.")
    rehearsal: bool = fact("Whether this is a rehearsal.")
    state: str = fact("none, consent, training, waiting, asking, done or over.")
    minutes: int = fact("About how many minutes all of it takes.")
    training: int = fact("How many yes-or-no answers come before the test.")
    said: int = fact("How many of them are given.")
    questions: int = fact("Questions of the test; 0 before it is there.")
    done: int = fact("How many of them are answered.")
    place: int | None = fact("The number of the question that is asked now; null when none is.")
    shown: list[Shown] = fact("The picture or the two pictures it is about.")
    others: bool = fact("Whether pictures made for other people's tastes are among the pairs.")
    anonymous: bool = fact("Whether only figures of all together are told to others.")
    figures: list[Figured] = fact("Your own figures; empty before the study is over.")
    problem: str = fact("Why the last answer was not taken; empty otherwise.")
