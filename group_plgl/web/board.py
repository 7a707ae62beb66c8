"""The board: charts of a group, each with its rows as JSON and CSV and its Vega-Lite specification.

The rows of a chart are those of the database view of its name, with labels the visitor may see; the
chart, the table beside it and the downloads are drawn from the same rows.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, url_for

from group_plgl.analytics.charts import CHARTS, About, Chart
from group_plgl.errors import NotFound
from group_plgl.groups.rules import RULES
from group_plgl.store.findings import camps
from group_plgl.store.models import group_models, member_records, newest_drawn
from group_plgl.store.people import Group, members_of
from group_plgl.store.views import rows_of, sql_of
from group_plgl.web.answers import as_json, html, twin
from group_plgl.web.identity import Visitor, require_reader
from group_plgl.web.labels import Label, labels_of
from group_plgl.web.pages import BoardPage, ChartFigure
from group_plgl.web.portrait import camp_reading, people_of, picture_url
from group_plgl.web.wiring import wiring

blueprint = Blueprint("board", __name__)
Rows = list[dict[str, Any]]
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Ground:
    """What every chart of one model is drawn from."""

    visitor: Visitor
    number: int
    labels: Mapping[str, Label]
    about: About


@blueprint.get("/g/<slug>/board")
def board(slug: str) -> Response:
    """The charts of a group."""
    return html("board/board.html", board_page(require_reader(slug)))


@blueprint.get("/g/<slug>/board.json")
def board_json(slug: str) -> Response:
    """The same as JSON."""
    return twin(board_page(require_reader(slug)))


@blueprint.get("/g/<slug>/board/<chart>.json")
def chart_json(slug: str, chart: str) -> Response:
    """One chart's words and rows."""
    return twin(_figure(*_asked(slug, chart)))


@blueprint.get("/g/<slug>/board/<chart>.csv")
def chart_csv(slug: str, chart: str) -> Response:
    """One chart's rows, exactly what is drawn, safe to open in a spreadsheet."""
    figure = _figure(*_asked(slug, chart))
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(figure.columns)
    writer.writerows([_cell(row[name]) for name in figure.columns] for row in figure.rows)
    response = Response(text.getvalue(), content_type="text/csv; charset=utf-8; header=present")
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-{chart}.csv"'
    return response


@blueprint.get("/g/<slug>/board/<chart>.vl.json")
def chart_spec(slug: str, chart: str) -> Response:
    """One chart as a Vega-Lite specification with its rows inside."""
    found, ground = _asked(slug, chart)
    return as_json(found.build(_rows(found.name, ground), ground.about))


def board_page(visitor: Visitor) -> BoardPage:
    """The board as this visitor may see it."""
    studio, group = wiring().studio, visitor.group
    ground = _ground(visitor)
    labels = labels_of(visitor, members_of(studio.database, group.group_id))
    return BoardPage(
        slug=group.slug,
        name=group.name,
        rehearsal=group.rehearsal,
        role=visitor.role,
        number=ground.number if ground else None,
        vega_url=url_for("house.vega", name=wiring().vega_name),
        camps=camp_reading(studio, group, ground.number, labels) if ground else None,
        charts=[_figure(chart, ground) for chart in CHARTS.values()] if ground else [],
        members=people_of(studio, group, labels),
    )


def _asked(slug: str, name: str) -> tuple[Chart, Ground]:
    """The chart of that name and what it is drawn from."""
    ground = _ground(require_reader(slug))
    if name not in CHARTS or ground is None:
        raise NotFound(f"there is no chart {name!r} here", advice=f"Known charts: {', '.join(CHARTS)}.")
    return CHARTS[name], ground


def _ground(visitor: Visitor) -> Ground | None:
    """What charts are drawn from; None before the first drawing."""
    database, group = wiring().studio.database, visitor.group
    number = newest_drawn(database, group.group_id)
    if number is None:
        return None
    labels = labels_of(visitor, members_of(database, group.group_id))
    return Ground(visitor, number, labels, _about(group, number))


def _about(group: Group, number: int) -> About:
    """What charts say around their marks."""
    database = wiring().studio.database
    model = group_models(database, group.group_id, number)[0]
    learned = member_records(database, group.group_id, model.seen_event)
    found = camps(database, group.group_id, number)
    return About(
        number=number,
        members=model.members,
        answers=sum(row.answers for row in learned if row.ready),
        reading=found[0].reading if found else "not looked for yet",
        map_share=found[0].map_share if found else 0.0,
        rules={name: rule.title for name, rule in RULES.items()},
    )


def _figure(chart: Chart, ground: Ground) -> ChartFigure:
    rows, group = _rows(chart.name, ground), ground.visitor.group
    return ChartFigure(
        name=chart.name,
        title=chart.title,
        help=chart.help,
        misleads=chart.misleads,
        subtitle=chart.subtitle(ground.about),
        url=url_for("board.board", slug=group.slug) + f"/{chart.name}",
        sql=sql_of(chart.name, group.group_id, ground.number),
        columns=list(rows[0]) if rows else [],
        rows=rows,
    )


def _rows(view: str, ground: Ground) -> Rows:
    """The rows of a chart's view with labels for members and addresses for pictures."""
    group = ground.visitor.group
    found = rows_of(wiring().studio.database, view, group.group_id, ground.number)
    return [
        _told(row, group, ground.labels[key]) for row in found if (key := row["member_id"]) in ground.labels
    ]


def _told(row: Mapping[str, Any], group: Group, label: Label) -> dict[str, Any]:
    """One row as it may be seen: a label instead of the member's id, shares to four digits."""
    told: dict[str, Any] = {"label": f"{label.text} (you)" if label.you else label.text}
    for name, value in row.items():
        if name == "picture_id":
            told["image"] = picture_url(group, value) if value else ""
        elif name != "member_id":
            told[name] = round(value, 4) if isinstance(value, float) else value
    return told


def _cell(value: Any) -> Any:
    """A CSV cell that no spreadsheet takes for a formula."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
