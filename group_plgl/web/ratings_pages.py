"""What the page that takes ratings from a file is made of."""

# ruff: noqa: RUF009 - `fact` only describes a field; it makes nothing that objects could share
from __future__ import annotations

from dataclasses import dataclass

from group_plgl.web.frames import GroupFrame
from group_plgl.web.pages import Page, fact


@dataclass(frozen=True)
class ScaleChoice(Page):
    """One way in which values are written."""

    name: str = fact("Its name.")
    help: str = fact("What values it takes.")


@dataclass(frozen=True)
class OutcomeLine(Page):
    """How many lines of the file became what."""

    outcome: str = fact("accepted, here already, duplicate, or why they were left out.")
    title: str = fact("The same as people read it.")
    help: str = fact("What that means.")
    lines: int = fact("How many lines.")
    good: bool = fact("Whether they count.")


@dataclass(frozen=True)
class LeftLine(Page):
    """A line that was left out."""

    line: int = fact("Which line of the file, from 1.")
    picture: str = fact("The picture as the file has it.")
    value: str = fact("The value as the file has it.")
    time: str = fact("The time as the file has it.")
    words: str = fact("Why it was left out.")


@dataclass(frozen=True)
class RatingsReport(Page):
    """What became of a file."""

    dry: bool = fact("Whether it was only looked at: nothing was stored.")
    scale: str = fact("The scale its values were read on.")
    found: bool = fact("Whether the scale was found from the values.")
    brought: int = fact("How many members came with it, or would.")
    words: str = fact("What happened, in a sentence.")
    outcomes: list[OutcomeLine] = fact("How many lines became what.")
    left: list[LeftLine] = fact("The first lines that were left out.")
    more: int = fact("How many more were left out.")


@dataclass(frozen=True)
class RatingsPage(GroupFrame):
    """Where the host brings ratings that were given elsewhere."""

    scales: list[ScaleChoice] = fact("How values may be written.")
    most: int = fact("How many lines a file may have here; the command line takes more.")
    names: str = fact("What becomes of the names in a file.")
    any_here: bool = fact("Whether anybody came with a file.")
    report: RatingsReport | None = fact("What became of the file; null before there is one.")
    problem: str = fact("Why the file could not be read; empty when nothing went wrong.")
