"""A chart as a file: its rows as CSV and Parquet, its specification, and pictures of it.

What is in the file is what the page draws and its table shows: all of them are made of the same rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from threading import BoundedSemaphore
from typing import Any

from flask import Blueprint, Response, request

from group_plgl.analytics.charts import KINDS, Chart
from group_plgl.errors import BadInput, NotFound
from group_plgl.services.chart import chart_rows
from group_plgl.services.illustrate import FORMS, THEMES, illustrated, small_pictures
from group_plgl.services.table import table
from group_plgl.store.parquet import parquet_bytes as columns_as_parquet
from group_plgl.web.answers import as_json
from group_plgl.web.board import Ground, asked_for, figure_of, looks_of, rows_of_chart
from group_plgl.web.board_pages import ChartFigure
from group_plgl.web.language import _, number_signs
from group_plgl.web.pacing import place as place_in
from group_plgl.web.wiring import wiring

blueprint = Blueprint("charted", __name__)
AT_ONCE = 2  # each holds a thread of the web until it is drawn
PLACES = BoundedSemaphore(AT_ONCE)


@blueprint.get("/g/<slug>/board/<chart>.csv")
def chart_csv(slug: str, chart: str) -> Response:
    """One chart's rows, exactly what is drawn, safe to open in a spreadsheet."""
    rows, columns = _table(figure_of(*asked_for(slug, chart)))
    content = table(rows, columns).encode()
    return _kept(content, "text/csv; charset=utf-8; header=present", f"{slug}-{chart}.csv")


@blueprint.get("/g/<slug>/board/<chart>.parquet")
def chart_parquet(slug: str, chart: str) -> Response:
    """The same rows as a Parquet file."""
    rows, columns = _table(figure_of(*asked_for(slug, chart)))
    typed = {name: (_kind([row[name] for row in rows]), [row[name] for row in rows]) for name in columns}
    return _kept(columns_as_parquet(typed), "application/vnd.apache.parquet", f"{slug}-{chart}.parquet")


@blueprint.get("/g/<slug>/board/<chart>.vl.json")
def chart_spec(slug: str, chart: str) -> Response:
    """One chart as a Vega-Lite specification with its rows inside."""
    found, ground = asked_for(slug, chart)
    return as_json(spec_of(found, ground))


@blueprint.get("/g/<slug>/board/<chart>.svg")
def chart_svg(slug: str, chart: str) -> Response:
    """One chart as vectors with its title and its n, for a slide: `?theme=dark` on dark paper."""
    return _drawn(slug, chart, "svg")


@blueprint.get("/g/<slug>/board/<chart>.png")
def chart_png(slug: str, chart: str) -> Response:
    """The same as pixels, twice as many as on the page."""
    return _drawn(slug, chart, "png")


def _drawn(slug: str, name: str, form: str) -> Response:
    theme = request.args.get("theme", THEMES[0])
    if theme not in THEMES:
        raise BadInput("there is no theme '{theme}'", advice="Themes: light, dark.", theme=theme)
    chart, ground = asked_for(slug, name)
    with place_in(PLACES):
        content = drawn_chart(chart, ground, form, theme)
    if not content:
        raise NotFound("there is nothing to draw here", advice="The page of the chart says why.")
    return _kept(content, FORMS[form], f"{slug}-{name}.{form}")


def drawn_chart(chart: Chart, ground: Ground, form: str, theme: str, titled: bool = True) -> bytes:
    """A chart as the bytes of a file, with its title and n or without; empty where there is none."""
    studio = wiring().studio
    rows = chart_rows(studio, ground.sight, chart, ground.lens)
    if not rows:
        return b""
    inside = small_pictures(studio, (row["picture_id"] for row in rows if row.get("picture_id")))
    within = replace(ground, address=lambda _group, picture: inside.get(picture, ""))
    figure = figure_of(chart, within)
    said = (figure.title, figure.subtitle) if titled else ("", "")
    return illustrated(studio, _spec(chart, within, figure.rows), *said, form, theme)


def spec_of(chart: Chart, ground: Ground) -> Any:
    """A chart as a specification with its rows inside, or why there is none."""
    rows = rows_of_chart(chart, ground)
    if rows is None:
        return {"suppressed": asdict(figure_of(chart, ground))["suppressed"]}
    return _spec(chart, ground, rows)


def _spec(chart: Chart, ground: Ground, rows: list[dict[str, Any]]) -> Any:
    spec = looks_of(chart, ground).build(rows, ground.about)
    spec["config"]["locale"] = {"number": number_signs()}
    return _spoken(spec)


def _spoken(spec: Any) -> Any:
    """A specification whose titles are in the language of the request."""
    if isinstance(spec, dict):
        return {
            key: _(value) if isinstance(value, str) and _is_said(key, value) else _spoken(value)
            for key, value in spec.items()
        }
    if isinstance(spec, list):
        return [_(one) if isinstance(one, str) and one in KINDS else _spoken(one) for one in spec]
    return spec


def _is_said(key: str, value: str) -> bool:
    return key == "title" or (key == "kind" and value in KINDS)


def _table(figure: ChartFigure) -> tuple[Sequence[Mapping[str, Any]], list[str]]:
    """The rows of a chart and their columns, or a row that says why there are none."""
    if figure.suppressed is not None:
        why = asdict(figure.suppressed)
        return [{"suppressed": why["reason"], "k": why["k"]}], ["suppressed", "k"]
    return figure.rows, figure.columns


def _kind(values: Sequence[Any]) -> str:
    """What a column holds, as Parquet files name it; text where there is nothing to tell by."""
    kinds = {type(value) for value in values if value is not None}
    if not kinds or str in kinds:
        return "text"
    return "switch" if kinds == {bool} else "count" if kinds == {int} else "number"


def _kept(content: bytes, media_type: str, name: str) -> Response:
    """Bytes as a file to keep."""
    response = Response(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
