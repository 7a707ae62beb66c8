"""What the report of a board is made of."""

# ruff: noqa: RUF009 - `fact` only describes a field; it makes nothing that objects could share
from __future__ import annotations

from dataclasses import dataclass

from group_plgl.web.board_pages import ChartFigure
from group_plgl.web.frames import GroupFrame
from group_plgl.web.minutes_pages import MinutesPage
from group_plgl.web.pages import CampReading, Page, fact


@dataclass(frozen=True)
class Drawn(Page):
    """A chart of the report."""

    chart: ChartFigure = fact("What is drawn, and everything said around it.")
    image: str = fact("The chart itself, inside the file; empty where nothing is drawn, and in JSON.")


@dataclass(frozen=True)
class Chapter(Page):
    """Charts that answer one question."""

    title: str = fact("The question.")
    charts: list[Drawn] = fact("Its charts, in reading order.")


@dataclass(frozen=True)
class ReportPage(GroupFrame):
    """The board of a group at one model: what was chosen, every chart, and how all of it was found."""

    minutes: MinutesPage = fact("The group's picture, who it pleases, its limits, how to find it again.")
    camps: CampReading | None = fact("Camps of taste, in words.")
    filtered: str = fact("What the charts are filtered by, in words; empty when by nothing.")
    chapters: list[Chapter] = fact("All charts, by the question they answer.")
    method: list[str] = fact("How it was found, in sentences.")
    permalink: str = fact("Where the same report can be had again.")
