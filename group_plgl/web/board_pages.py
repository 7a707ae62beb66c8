"""What the board is made of: its overview, and a page for each chart with what is said around it."""

# ruff: noqa: RUF009 - `fact` only describes a field; it makes nothing that objects could share
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from group_plgl.web.frames import GroupFrame
from group_plgl.web.pages import CampReading, Page, Person, Suppressed, fact


@dataclass(frozen=True)
class ChartFigure(Page):
    """A chart with everything said around it."""

    name: str = fact("The chart's name in URLs; also that of the database view.")
    title: str = fact("The chart's title.")
    help: str = fact("What it answers.")
    misleads: str = fact("What would mislead here.")
    subtitle: str = fact("What is drawn, with numbers.")
    number: int | None = fact("The model number that is drawn; null before the first.")
    members: int | None = fact("How many members it shows; null where that is not told.")
    url: str = fact("Where its twins are, without ending and filters.")
    query: str = fact("What it is filtered by, as in addresses; empty when by nothing.")
    sql: str = fact("The question that gives its rows, for the database's own shell.")
    view: str = fact("The SQL that makes its view.")
    columns: list[str] = fact("The columns of its rows.")
    rows: list[dict[str, Any]] = fact("Exactly what is drawn.")
    compared: bool = fact("Whether all answers compare pictures, so that nothing judges one alone.")
    suppressed: Suppressed | None = fact("Why nothing is drawn; null when there is something.")


@dataclass(frozen=True)
class ChartCard(Page):
    """A chart as the board lists it."""

    name: str = fact("The chart's name in URLs.")
    title: str = fact("The chart's title.")
    help: str = fact("What it answers.")
    url: str = fact("Its page.")


@dataclass(frozen=True)
class Topic(Page):
    """Charts that answer one question."""

    title: str = fact("The question.")
    charts: list[ChartCard] = fact("Its charts, in reading order.")


@dataclass(frozen=True)
class Choice(Page):
    """One value a filter may take."""

    value: str = fact("As in addresses; empty for everything.")
    title: str = fact("As people read it.")


@dataclass(frozen=True)
class Filter(Page):
    """Something a chart can be filtered by."""

    name: str = fact("Its name in addresses.")
    title: str = fact("As people read it.")
    kind: str = fact("choice, number or day: what is asked for.")
    value: str = fact("What is chosen; empty for everything.")
    choices: list[Choice] = fact("What may be chosen; empty where a number or a day is.")


@dataclass(frozen=True)
class Strip(Page):
    """A row of pictures with what was said of each."""

    title: str = fact("What these pictures have in common.")
    pictures: list[dict[str, Any]] = fact("image, words and people of each, in order.")


@dataclass(frozen=True)
class Band(Page):
    """Between which chances of liking the next cards are chosen."""

    low: float = fact("The least foretold chance of liking, 0 to 1.")
    high: float = fact("The largest, 0 to 1.")
    acts: bool = fact("Whether the running session chooses its cards by it.")
    before: str = fact("How cards were chosen before a band was; empty while none is.")
    may_steer: bool = fact("Whether you may change it.")
    url: str = fact("Where a change is posted.")


@dataclass(frozen=True)
class BoardPage(GroupFrame):
    """The charts of a group: the first one, and where the others are."""

    withheld: str = fact("Why results are kept from you: hidden, or too early; empty when they are not.")
    number: int | None = fact("The model that is charted; null before the first.")
    vega_url: str = fact("The bundle that draws the charts.")
    camps: CampReading | None = fact("Camps of taste, in words.")
    first: ChartFigure | None = fact("The chart that is drawn here; null before there is anything to chart.")
    topics: list[Topic] = fact("All charts, by the question they answer; empty before there is any.")
    members: list[Person] = fact("How well each taste is known; empty in anonymous groups.")


@dataclass(frozen=True)
class ChartPage(GroupFrame):
    """One chart with its filters."""

    vega_url: str = fact("The bundle that draws the chart.")
    chart: ChartFigure = fact("The chart.")
    topics: list[Topic] = fact("All charts, by the question they answer.")
    filters: list[Filter] = fact("What it can be filtered by; empty in anonymous groups.")
    numbers: list[int] = fact("Model numbers of which the board can be opened, newest first.")
    camps: CampReading | None = fact("Camps of taste, in words, where the chart shows them.")
    strips: list[Strip] = fact("Rows of pictures under the chart.")
    band: Band | None = fact("What steers the next cards, where the chart shows that.")
