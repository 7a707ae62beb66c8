"""The board: charts of a group, each with its rows as JSON and CSV and its Vega-Lite specification.

The rows of a chart are those of the database view of its name, with labels the visitor may see; the
chart, the table beside it and the downloads are drawn from the same rows. Where nobody may be singled
out, rows of all members together take their place, or a word that nothing is shown, and why.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from flask import Blueprint, Response, url_for

from group_plgl.analytics.charts import CHARTS, TOGETHER, About, Chart
from group_plgl.errors import NotFound
from group_plgl.groups.rules import CHIEF, RULES
from group_plgl.services.reveal import (
    Drawing,
    Sight,
    camping,
    chart_question,
    chart_rows,
    drawing,
    sight_of,
)
from group_plgl.store.people import Group, members_of
from group_plgl.web.answers import as_json, html, twin
from group_plgl.web.identity import Visitor, require_reader
from group_plgl.web.labels import Label, labels_of
from group_plgl.web.language import _, later, number_signs, percent
from group_plgl.web.liked import picture_url
from group_plgl.web.pages import BoardPage, ChartFigure, Suppressed
from group_plgl.web.portrait import camp_reading, people_of
from group_plgl.web.wiring import wiring

blueprint = Blueprint("board", __name__)
Rows = list[dict[str, Any]]
NOT_YET = later("not looked for yet")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Ground:
    """What every chart of one model is drawn from."""

    visitor: Visitor
    sight: Sight
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
    if figure.suppressed is not None:
        writer.writerows([["suppressed", "k"], [figure.suppressed.reason, figure.suppressed.k]])
    else:
        writer.writerow(figure.columns)
        writer.writerows([_cell(row[name]) for name in figure.columns] for row in figure.rows)
    response = Response(text.getvalue(), content_type="text/csv; charset=utf-8; header=present")
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-{chart}.csv"'
    return response


@blueprint.get("/g/<slug>/board/<chart>.vl.json")
def chart_spec(slug: str, chart: str) -> Response:
    """One chart as a Vega-Lite specification with its rows inside."""
    found, ground = _asked(slug, chart)
    rows = _rows(found, ground)
    if rows is None:
        return as_json({"suppressed": asdict(_suppressed(ground))})
    spec = _looks(found, ground).build(rows, ground.about)
    spec["config"]["locale"] = {"number": number_signs()}
    return as_json(_spoken(spec))


def board_page(visitor: Visitor) -> BoardPage:
    """The board as this visitor may see it."""
    group, sight = visitor.group, sight_of(wiring().studio, visitor)
    ground = _ground(visitor, sight)
    return BoardPage(
        slug=group.slug,
        name=group.name,
        rehearsal=group.rehearsal,
        role=visitor.role,
        privacy=group.privacy,
        k=group.k,
        withheld=sight.withheld,
        number=sight.number,
        vega_url=url_for("house.vega", name=wiring().vega_name),
        camps=camp_reading(visitor, sight),
        charts=[_figure(chart, ground) for chart in CHARTS.values()] if ground else [],
        members=people_of(visitor),
    )


def _asked(slug: str, name: str) -> tuple[Chart, Ground]:
    """The chart of that name and what it is drawn from."""
    visitor = require_reader(slug)
    ground = _ground(visitor, sight_of(wiring().studio, visitor))
    if name not in CHARTS or ground is None:
        raise NotFound(
            "there is no chart '{name}' here",
            advice="Known charts: {known}.",
            name=name,
            known=", ".join(CHARTS),
        )
    return CHARTS[name], ground


def _ground(visitor: Visitor, sight: Sight) -> Ground | None:
    """What charts are drawn from; None before there is a drawing this visitor may see."""
    studio = wiring().studio
    found = drawing(studio, sight)
    if found is None:
        return None
    labels = labels_of(visitor, members_of(studio.database, visitor.group.group_id))
    return Ground(visitor, sight, found.number, labels, _about(sight, found))


def _about(sight: Sight, found: Drawing) -> About:
    """What charts say around their marks."""
    camps = camping(wiring().studio, sight)
    return About(
        number=found.number,
        members=found.members,
        answers=found.answers,
        reading=_(camps.reading if camps else NOT_YET),
        map_share=camps.map_share if camps else 0.0,
        rules={name: _(RULES[name].title) for name in CHIEF},
    )


def _figure(chart: Chart, ground: Ground) -> ChartFigure:
    rows, group = _rows(chart, ground), ground.visitor.group
    looks = _looks(chart, ground)
    return ChartFigure(
        name=chart.name,
        title=_(looks.title),
        help=_(looks.help),
        misleads=_(looks.misleads),
        subtitle=_subtitle(looks, ground.about),
        url=url_for("board.board", slug=group.slug) + f"/{chart.name}",
        sql=chart_question(ground.sight, chart.name),
        columns=list(rows[0]) if rows else [],
        rows=rows or [],
        suppressed=_suppressed(ground) if rows is None else None,
    )


def _looks(chart: Chart, ground: Ground) -> Chart:
    """The chart, or the one of all members together that takes its place."""
    return TOGETHER.get(chart.name, chart) if ground.sight.anonymous else chart


def _suppressed(ground: Ground) -> Suppressed:
    return Suppressed("k-anonymity", ground.sight.group.k)


def _subtitle(chart: Chart, about: About) -> str:
    if about.members is None:
        return ""
    values = {"members": about.members, "answers": about.answers, "reading": about.reading}
    return _(chart.subtitle, **values, map_share=percent(about.map_share))


def _spoken(spec: Any) -> Any:
    """A specification whose titles are in the language of the request."""
    if isinstance(spec, dict):
        return {
            key: _(value) if key == "title" and isinstance(value, str) else _spoken(value)
            for key, value in spec.items()
        }
    return [_spoken(one) for one in spec] if isinstance(spec, list) else spec


def _rows(chart: Chart, ground: Ground) -> Rows | None:
    """The rows of a chart with labels for members and addresses for pictures; None where nothing is shown."""
    found = chart_rows(wiring().studio, ground.sight, chart.name)
    if found is None or not ground.sight.anonymous:
        return found and [
            _told(row, ground.visitor.group, ground.labels[key])
            for row in found
            if (key := row["member_id"]) in ground.labels
        ]
    return [{**row, "words": _reach(**row)} for row in found]


def _reach(at_least: int, at_most: int, members: int, **_row: Any) -> str:
    """How many of so many, as far as it is told."""
    if at_least == at_most:
        return _("{n} of {members}", n=at_least, members=members)
    return _("{low} to {high} of {members}", low=at_least, high=at_most, members=members)


def _told(row: Mapping[str, Any], group: Group, label: Label) -> dict[str, Any]:
    """One row as it may be seen: a label instead of the member's id, shares to four digits."""
    told: dict[str, Any] = {"label": _("{name} (you)", name=label.text) if label.you else label.text}
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
