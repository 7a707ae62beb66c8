"""What the ranking page is made of: a group's own pictures, the best first."""

# ruff: noqa: RUF009 - `fact` only describes a field; it makes nothing that objects could share
from __future__ import annotations

from dataclasses import dataclass

from group_plgl.web.frames import GroupFrame
from group_plgl.web.pages import Page, fact


@dataclass(frozen=True)
class Choice(Page):
    """One way of looking at the ranking."""

    name: str = fact("What stands in the address.")
    title: str = fact("What it is called.")
    url: str = fact("Where it leads.")
    chosen: bool = fact("Whether it is what is shown.")


@dataclass(frozen=True)
class RankedPicture(Page):
    """One picture in its place."""

    place: int = fact("Its place, from 1.")
    picture_url: str = fact("The picture as on cards.")
    large_url: str = fact("The large picture.")
    words: str = fact("What can be seen in it.")
    file_name: str = fact("What the host's file was called; empty for everybody else.")
    liking: float | None = fact("Mean predicted chance of liking it, 0 to 1; null where it is not told.")
    low: float | None = fact("Lower end of the 95 % interval.")
    high: float | None = fact("Upper end of the 95 % interval.")
    pleased: int | None = fact("How many are predicted to like it; null where it is not told.")


@dataclass(frozen=True)
class RankingPage(GroupFrame):
    """A group's own pictures by the group's taste, or from the middle outwards before there is one."""

    withheld: str = fact("Why the group's taste is kept from you: hidden, early, or empty.")
    number: int | None = fact("The model it rests on; null when it rests on no taste.")
    members: int | None = fact("How many tastes; null without any, or where that may not be told.")
    rules: list[Choice] = fact("The rules that combine tastes.")
    shows: list[Choice] = fact("All pictures, or only some that differ from each other.")
    camps: list[Choice] = fact("Everybody, or one camp; empty where no camps may be told.")
    central: RankedPicture = fact("The picture in the middle of the best, or of all.")
    pictures: list[RankedPicture] = fact("The pictures of this part of the ranking.")
    pictures_in_all: int = fact("How many pictures are ranked.")
    first: int = fact("The place in this list of the first one shown, from 1.")
    of: int = fact("How many this list has.")
    earlier_url: str = fact("The part before this one; empty at the beginning.")
    later_url: str = fact("The part after this one; empty at the end.")
