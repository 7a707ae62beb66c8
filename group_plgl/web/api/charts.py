"""Charts: the rows that the board draws, as a key may see them."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from typing import Any

from pydantic import Field

from group_plgl.analytics import charts as board
from group_plgl.errors import NotFound
from group_plgl.services.chart import chart_named
from group_plgl.web.api.asking import asker, picture_address
from group_plgl.web.api.forms import Form
from group_plgl.web.api.registry import CHARTS, Call, operation
from group_plgl.web.board import figure_of, ground_of
from group_plgl.web.language import _


class ChartLine(Form):
    """A chart there is."""

    name: str = Field(description="Its name in addresses.")
    title: str = Field(description="Its name as people read it.")
    help: str = Field(description="What it shows.")
    misleads: str = Field(description="What would mislead in it.")


class ChartList(Form):
    """The charts there are."""

    items: list[ChartLine] = Field(description="The charts.")


class Withheld(Form):
    """Why nothing is shown."""

    reason: str = Field(description="k-anonymity, or why this part of the group is not shown.")
    k: int = Field(description="The fewest members anything told rests on.")


class ChartQuery(Form):
    """Which part of a group a chart shows. In anonymous groups nothing is filtered."""

    number: int | None = Field(
        None, ge=1, le=10**9, description="An older group model; the newest unless told."
    )
    camp: int | None = Field(None, ge=1, le=99, description="Only members of this camp.")
    answers: int | None = Field(None, ge=0, le=10**6, description="Only members who gave at least so many.")
    session: int | None = Field(None, ge=1, le=10**6, description="Only answers given in this session.")
    mode: str = Field("", max_length=40, description="Only answers given in this mode.")
    since: date | None = Field(None, description="Only answers given on this day or later.")
    until: date | None = Field(None, description="Only answers given before this day.")
    q1: str = Field("", max_length=200, description="Only members who answered the host's first question so.")
    q2: str = Field("", max_length=200, description="The same for the second question.")
    q3: str = Field("", max_length=200, description="The same for the third.")
    weighted: bool = Field(False, description="Whether voices count by the shares the host stated.")

    def words(self) -> dict[str, str]:
        """The same as words of a page's address."""
        given = self.model_dump(exclude_defaults=True)
        return {name: "1" if value is True else str(value) for name, value in given.items()}


class ChartForm(Form):
    """The rows of a chart: exactly what is drawn."""

    name: str = Field(description="The chart.")
    number: int = Field(description="The group model it is about.")
    members: int | None = Field(description="How many members it shows; null where that is not told.")
    said: str = Field(description="What is drawn, in a line with numbers; empty where they are not told.")
    columns: list[str] = Field(description="The names of the columns, in order.")
    rows: list[dict[str, Any]] = Field(description="The rows.")
    suppressed: Withheld | None = Field(description="Why nothing is shown; null when something is.")


@operation("GET", "/groups/{slug}/charts", scope="models:read", subject=CHARTS, answer=ChartList)
def list_charts(call: Call) -> ChartList:
    """The charts of the board, what each shows, and what would mislead in it."""
    asker(call)
    return ChartList(
        items=[
            ChartLine(name=name, title=_(one.title), help=_(one.help), misleads=_(one.misleads))
            for name, one in board.CHARTS.items()
        ]
    )


@operation(
    "GET",
    "/groups/{slug}/charts/{chart}",
    scope="models:read",
    subject=CHARTS,
    answer=ChartForm,
    query=ChartQuery,
)
def read_chart(call: Call) -> ChartForm:
    """The rows of one chart, as the board draws them for whoever asks."""
    chart, visitor = chart_named(call.path["chart"]), asker(call)
    ground = ground_of(visitor, call.query.words())
    if ground is None:
        raise NotFound("there is nothing to chart here yet", advice="Look again after the first picture.")
    figure = figure_of(chart, replace(ground, address=picture_address))
    return ChartForm(
        name=figure.name,
        number=ground.about.number,
        members=figure.members,
        said=figure.subtitle,
        columns=figure.columns,
        rows=figure.rows,
        suppressed=None if figure.suppressed is None else Withheld(**asdict(figure.suppressed)),
    )
