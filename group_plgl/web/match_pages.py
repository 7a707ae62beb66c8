"""What the page is made of on which members see whose taste meets theirs."""

# ruff: noqa: RUF009 - `fact` only describes a field; it makes nothing that objects could share
from __future__ import annotations

from dataclasses import dataclass

from group_plgl.web.frames import GroupFrame
from group_plgl.web.pages import Page, fact


@dataclass(frozen=True)
class Choice(Page):
    """One way of looking through the pictures."""

    name: str = fact("What stands in the address.")
    title: str = fact("What it is called.")
    url: str = fact("Where it leads.")
    chosen: bool = fact("Whether it is what is shown.")


@dataclass(frozen=True)
class Found(Page):
    """A picture of the pool in its place."""

    picture: str = fact("The picture's id.")
    picture_url: str = fact("The picture.")
    words: str = fact("What can be seen in it.")
    alike_url: str = fact("Where what looks most like it is shown.")
    liking: float | None = fact("Predicted chance of liking it, 0 to 1; null for what two both like.")
    low: float | None = fact("Lower end of the 95 % interval.")
    high: float | None = fact("Upper end of the 95 % interval.")
    gap: float | None = fact("Just noticeable differences from the given picture; null without one.")


@dataclass(frozen=True)
class Bridge(Page):
    """The picture that two people would both like most."""

    picture_url: str = fact("The picture.")
    words: str = fact("What can be seen in it; empty where it is drawn for the two.")
    liking: float = fact("Predicted chance of whoever likes it less, in steps of .05.")
    low: float = fact("Lower end of the 95 % interval.")
    high: float = fact("Upper end of the 95 % interval.")


@dataclass(frozen=True)
class MatchLine(Page):
    """Somebody who matches; both of the two read the same."""

    label: str = fact("What they are called here.")
    simulated: bool = fact("Whether a program plays them.")
    twin: bool = fact("Whether nobody's taste is nearer to yours among those who let themselves be found.")
    sentence: str = fact("How well you match, in words, with how many answers that rests on.")
    alike: float = fact("Correlation of both tastes, -1 to 1, in steps of .05.")
    alike_low: float = fact("Lower end of the 95 % interval.")
    alike_high: float = fact("Upper end of the 95 % interval.")
    liking: float = fact("Predicted chance of liking the other's best pictures, of whoever likes them less.")
    low: float = fact("Lower end of the 95 % interval.")
    high: float = fact("Upper end of the 95 % interval.")
    answers: int = fact("How many answers the less known of both tastes rests on.")
    pictures: list[Found] = fact("Up to three pictures both are predicted to like.")
    bridge: Bridge | None = fact(
        "What both would like most; null where that is not for both, or very many are on."
    )
    url: str = fact("Where more pictures are shown that both are predicted to like.")


@dataclass(frozen=True)
class Nearest(Page):
    """Of one person's pictures the one that looks most like a given picture."""

    label: str = fact("Whose spread it is from.")
    you: bool = fact("Whether that is you.")
    simulated: bool = fact("Whether a program plays them.")
    picture_url: str = fact("The picture.")
    words: str = fact("What can be seen in it.")
    gap: float = fact("Just noticeable differences from the given picture.")


@dataclass(frozen=True)
class Given(Page):
    """A given picture, and what is drawn to it."""

    picture: str = fact("The picture's id.")
    picture_url: str = fact("The picture.")
    words: str = fact("What can be seen in it.")
    alike: list[Found] = fact("Pictures of the pool that look most like it, the most alike first.")
    people: list[Nearest] = fact("You and those who match you, by the nearest picture of their spread.")


@dataclass(frozen=True)
class MatchPage(GroupFrame):
    """Whose taste meets yours, and which pictures you, the group, or two of you like."""

    state: str = fact("on, off, hidden, unknown, seeking, outside, past or anonymous.")
    findable: bool = fact("Whether you let others find you by taste.")
    matches: list[MatchLine] = fact("Your matches, the most alike first; empty for several reasons.")
    choices: list[Choice] = fact("Whose liking the pictures below are ranked by.")
    pictures: list[Found] = fact("Pictures that are predicted to be liked, the best first.")
    given: Given | None = fact("What looks most like a picture that was asked for; null without one.")
