"""The board: charts of a group, each with its rows as JSON and CSV and its Vega-Lite specification.

The rows of a chart are made once, here, from stored findings and labels the visitor may see; the
chart, the table beside it and the downloads are drawn from the same rows.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, url_for

from group_plgl.analytics.charts import CHARTS, About, Chart
from group_plgl.errors import NotFound
from group_plgl.groups.rules import RULES
from group_plgl.store.findings import CampFinding, CampMembership, camps
from group_plgl.store.models import group_models, likings, member_models, newest_drawn, samples
from group_plgl.store.people import members_of
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
    finding: CampFinding | None
    places: Mapping[str, CampMembership]
    answers: Mapping[str, int]
    tests: Mapping[str, str]

    @property
    def supported(self) -> bool:
        """Whether camps may be coloured."""
        return self.finding is not None and self.finding.supported

    def camp(self, member_id: str) -> int:
        """The camp of a member from 1; 1 for everybody until camps were looked for."""
        return self.places[member_id].camp + 1 if member_id in self.places else 1

    def name(self, member_id: str) -> str:
        """A member's label, marked when it is the visitor's own."""
        label = self.labels[member_id]
        return f"{label.text} (you)" if label.you else label.text


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
    return as_json(found.build(ROWS[found.name](ground), _about(ground)))


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
        charts=[_figure(CHARTS[name], ground) for name in ROWS if name in CHARTS] if ground else [],
        members=people_of(studio, group, labels),
    )


def _asked(slug: str, name: str) -> tuple[Chart, Ground]:
    """The chart of that name and what it is drawn from."""
    ground = _ground(require_reader(slug))
    if name not in CHARTS or name not in ROWS or ground is None:
        raise NotFound(f"there is no chart {name!r} here", advice=f"Known charts: {', '.join(CHARTS)}.")
    return CHARTS[name], ground


def _ground(visitor: Visitor) -> Ground | None:
    """What charts are drawn from; None before the first drawing."""
    database, group = wiring().studio.database, visitor.group
    number = newest_drawn(database, group.group_id)
    if number is None:
        return None
    found = camps(database, group.group_id, number)
    seen = group_models(database, group.group_id, number)[0].seen_event
    learned = member_models(database, group.group_id, seen)
    return Ground(
        visitor=visitor,
        number=number,
        labels=labels_of(visitor, members_of(database, group.group_id)),
        finding=found[0] if found else None,
        places={place.member_id: place for place in found[1]} if found else {},
        answers={row.member_id: row.answers for row in learned},
        tests={row.member_id: f"{row.right_held_out} of {row.held_out} right" for row in learned},
    )


def _about(ground: Ground) -> About:
    return About(
        number=ground.number,
        members=ground.finding.members if ground.finding else len(ground.answers),
        answers=sum(ground.answers.values()),
        reading=ground.finding.reading if ground.finding else "not looked for yet",
        map_share=ground.finding.map_share if ground.finding else 0.0,
        rules={name: rule.title for name, rule in RULES.items()},
    )


def _figure(chart: Chart, ground: Ground) -> ChartFigure:
    rows = ROWS[chart.name](ground)
    group = ground.visitor.group
    return ChartFigure(
        name=chart.name,
        title=chart.title,
        help=chart.help,
        misleads=chart.misleads,
        subtitle=chart.subtitle(_about(ground)),
        url=url_for("board.board", slug=group.slug) + f"/{chart.name}",
        columns=list(rows[0]) if rows else [],
        rows=rows,
    )


def _taste_map(ground: Ground) -> Rows:
    """Where each member stands, with a picture predicted to please them."""
    group = ground.visitor.group
    best = {
        row.member_id: row.picture_id
        for row in samples(wiring().studio.database, group.group_id, ground.number)[::-1]
    }
    return [
        {
            "label": ground.name(key),
            "x": round(place.x, 4),
            "y": round(place.y, 4),
            "camp": ground.camp(key),
            "certainty": round(place.certainty, 3),
            "supported": ground.supported,
            "answers": ground.answers.get(key, 0),
            "held_out_text": ground.tests.get(key, ""),
            "image": picture_url(group, best[key]) if key in best else "",
        }
        for key, place in ((key, ground.places[key]) for key in ground.labels if key in ground.places)
    ]


def _rule_liking(ground: Ground) -> Rows:
    """Every member's predicted liking of every rule's ideal."""
    rows = likings(wiring().studio.database, ground.visitor.group.group_id, ground.number)
    order = list(ground.labels)
    kept = [row for row in rows if row.member_id in ground.labels]
    kept.sort(key=lambda row: (row.rule, ground.camp(row.member_id), order.index(row.member_id)))
    return [
        {
            "rule": row.rule,
            "label": ground.name(row.member_id),
            "liking": round(row.liking, 4),
            "low": round(row.low, 4),
            "high": round(row.high, 4),
            "standing": round(row.standing, 4),
            "camp": ground.camp(row.member_id),
            "supported": ground.supported,
        }
        for row in kept
    ]


ROWS: dict[str, Callable[[Ground], Rows]] = {"taste_map": _taste_map, "rule_liking": _rule_liking}


def _cell(value: Any) -> Any:
    """A CSV cell that no spreadsheet takes for a formula."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
