"""Charts: the rows that the board draws, as a key may see them."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from pydantic import Field

from group_plgl.analytics import charts as board
from group_plgl.errors import NotFound
from group_plgl.services.chart import Lens, chart_named
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

    reason: str = Field(description="k-anonymity.")
    k: int = Field(description="The fewest members anything told rests on.")


class ChartForm(Form):
    """The rows of a chart: exactly what is drawn."""

    name: str = Field(description="The chart.")
    number: int = Field(description="The group model it is about.")
    members: int | None = Field(description="How many tastes it is made of; null where that is not told.")
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


@operation("GET", "/groups/{slug}/charts/{chart}", scope="models:read", subject=CHARTS, answer=ChartForm)
def read_chart(call: Call) -> ChartForm:
    """The rows of one chart, as the board draws them for whoever asks."""
    chart, visitor = chart_named(call.path["chart"]), asker(call)
    ground = ground_of(visitor, Lens())
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
