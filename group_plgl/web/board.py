"""The board: a page for each chart, with its rows and pictures of it in whatever form they are wanted.

The rows of a chart are those of the database view of its name, with labels the visitor may see; the
chart, the table beside it and the downloads are drawn from the same rows. Filters are words in the
address, so every view has an address of its own. Where nobody may be singled out, rows of all members
together take their place, or a word that nothing is shown, and why.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request, url_for

from group_plgl.analytics.charts import CHARTS, TOGETHER, TOPICS, About, Chart
from group_plgl.errors import BadInput, NotFound
from group_plgl.feedback.modes import MODES
from group_plgl.groups.rules import CHIEF, RULES
from group_plgl.services.chart import (
    Lens,
    chart_named,
    chart_question,
    chart_rows,
    chart_view,
    lens_asked,
    numbers_shown,
    people_behind,
    sight_at,
)
from group_plgl.services.reveal import Drawing, Sight, camping, drawing
from group_plgl.services.segment import FEWEST, WEIGHTED
from group_plgl.services.steer import choose_band, lift_band
from group_plgl.store.people import Group, members_of, sessions_of
from group_plgl.web.answers import html, twin
from group_plgl.web.board_pages import BoardPage, ChartCard, ChartFigure, ChartPage, Topic
from group_plgl.web.charting import band_of, filters_of, strips_of
from group_plgl.web.frames import frame_of
from group_plgl.web.identity import Visitor, require_host, require_reader
from group_plgl.web.labels import Label, labels_of
from group_plgl.web.language import _, later, percent, told, written
from group_plgl.web.liked import SHARES, picture_url
from group_plgl.web.pages import Suppressed
from group_plgl.web.portrait import camp_reading, people_of
from group_plgl.web.wiring import wiring

blueprint = Blueprint("board", __name__)
Rows = list[dict[str, Any]]
NOT_YET = later("not looked for yet")
ANONYMITY = "k-anonymity"
FIRST = "taste_map"
_FILTER = re.compile(r"camp|answers|session|mode|since|until|weighted|number|q[1-9][0-9]?")
FIRST_TOGETHER = "rule_liking"
_TITLES = {
    "joined": later("joined"), "answered": later("answered"), "ten answers": later("ten answers"),
    "taste learned": later("taste learned"), "finished": later("finished"),
}  # fmt: skip
KINDS = {
    "ideal": later("ideal"), "runner-up": later("runner-up"), "best": later("best real picture"),
    "random": later("random picture"),
}  # fmt: skip


@dataclass(frozen=True)
class Ground:
    """What every chart of one model is drawn from.

    Attributes:
        visitor: Who looks.
        sight: What they may see of that number.
        asked: What they ask for, as words of an address: filters, and an older number.
        lens: What is filtered by.
        labels: What they see members called.
        about: What charts say around their marks.
        address: Where a picture is: on the server, or inside a file.
    """

    visitor: Visitor
    sight: Sight
    asked: Mapping[str, str]
    lens: Lens
    labels: Mapping[str, Label]
    about: About
    address: Callable[[Group, str], str] = picture_url

    @property
    def query(self) -> str:
        """What is filtered by, and an older number, as in addresses."""
        return _query(self.asked)


@blueprint.get("/g/<slug>/board")
def board(slug: str) -> Any:
    """The charts of a group."""
    return html("board/board.html", board_page(require_reader(slug)))


@blueprint.get("/g/<slug>/board.json")
def board_json(slug: str) -> Any:
    """The same as JSON."""
    return twin(board_page(require_reader(slug)))


@blueprint.get("/g/<slug>/board/<chart>")
def chart(slug: str, chart: str) -> Any:
    """One chart with its filters."""
    return html("board/chart.html", chart_page(*asked_for(slug, chart)))


@blueprint.get("/g/<slug>/board/<chart>.json")
def chart_json(slug: str, chart: str) -> Any:
    """The same as JSON: words, rows and filters."""
    return twin(chart_page(*asked_for(slug, chart)))


@blueprint.post("/g/<slug>/board/band")
def steer(slug: str) -> Any:
    """The host chooses between which chances of liking the next cards are, or none; then the chart again."""
    visitor = require_host(slug)
    if request.form.get("order") == "before":
        lift_band(wiring().studio, visitor.group)
    else:
        choose_band(wiring().studio, visitor.group, _share("low"), _share("high"))
    there = url_for("board.chart", slug=slug, chart="liking_histogram")
    return Response(status=303, headers={"Location": there})


def board_page(visitor: Visitor) -> BoardPage:
    """The board as this visitor may see it."""
    ground = ground_of(visitor, request.args)
    sight = ground.sight if ground else sight_at(wiring().studio, visitor)
    first = CHARTS[FIRST_TOGETHER if sight.anonymous else FIRST]
    return BoardPage(
        **frame_of(visitor),
        withheld=sight.withheld,
        number=sight.number,
        vega_url=url_for("house.vega", name=wiring().vega_name),
        camps=camp_reading(visitor, sight),
        first=figure_of(first, ground) if ground else None,
        topics=_topics(visitor.group, "") if ground else [],
        members=people_of(visitor),
    )


def chart_page(chart: Chart, ground: Ground) -> ChartPage:
    """One chart as this visitor may see it."""
    visitor, sight = ground.visitor, ground.sight
    figure = figure_of(chart, ground)
    return ChartPage(
        **frame_of(visitor),
        vega_url=url_for("house.vega", name=wiring().vega_name),
        chart=figure,
        topics=_topics(visitor.group, ground.query),
        filters=filters_of(chart, sight, ground.lens, ground.asked),
        numbers=numbers_shown(wiring().studio, sight_at(wiring().studio, visitor)),
        camps=camp_reading(visitor, sight) if chart.topic == "tastes" else None,
        strips=strips_of(figure),
        band=band_of(visitor) if chart.name == "liking_histogram" else None,
    )


def asked_for(slug: str, name: str) -> tuple[Chart, Ground]:
    """The chart of that name and what it is drawn from.

    Raises:
        NotFound: There is no such chart, or nothing to draw for this visitor.
    """
    visitor = require_reader(slug)
    found = chart_named(name)
    ground = ground_of(visitor, request.args)
    if ground is None:
        raise NotFound("there is nothing to chart here yet", advice="Look again after the first picture.")
    return found, ground


def ground_of(visitor: Visitor, asked: Mapping[str, str]) -> Ground | None:
    """What charts are drawn from; None before there is a drawing this visitor may see.

    Args:
        visitor: Who looks.
        asked: Filters, and an older number, as words of an address; without any it is all of the newest.
    """
    studio = wiring().studio
    sight = sight_at(studio, visitor, model_asked(asked))
    found = drawing(studio, sight)
    if found is None:
        return None
    labels = labels_of(visitor, members_of(studio.database, visitor.group.group_id))
    lens = lens_asked(studio, sight, asked)
    return Ground(visitor, sight, asked, lens, labels, _about(sight, found))


def figure_of(chart: Chart, ground: Ground) -> ChartFigure:
    """A chart with its rows and everything said around it."""
    rows = rows_of_chart(chart, ground)
    looks = looks_of(chart, ground)
    return ChartFigure(
        name=chart.name,
        title=_(looks.title),
        help=_(looks.help),
        misleads=_(looks.misleads),
        subtitle=_subtitle(looks, ground, rows) if rows else "",
        number=ground.sight.number,
        members=_seen_through(looks, ground, rows or []).members,
        url=url_for("board.chart", slug=ground.visitor.group.slug, chart=chart.name),
        query=ground.query,
        sql=chart_question(ground.sight, chart, ground.lens),
        view=chart_view(chart),
        columns=list(rows[0]) if rows else [],
        rows=rows or [],
        compared=_compared(ground.visitor.group),
        suppressed=_suppressed(chart, ground) if rows is None else None,
    )


def _compared(group: Group) -> bool:
    """Whether pictures were only ever compared, in every session."""
    modes = {one.mode for one in sessions_of(wiring().studio.database, group.group_id)}
    return bool(modes) and all(MODES[mode].answer == "pick" for mode in modes if mode in MODES)


def looks_of(chart: Chart, ground: Ground) -> Chart:
    """The chart, or the one of all members together that takes its place."""
    return TOGETHER.get(chart.name, chart) if ground.sight.anonymous else chart


def rows_of_chart(chart: Chart, ground: Ground) -> Rows | None:
    """The rows of a chart with labels for members and addresses for pictures; None where nothing is shown."""
    found = chart_rows(wiring().studio, ground.sight, chart, ground.lens)
    if found is None:
        return None
    here = [row for row in found if _is_here(row, ground.labels)]
    return [_told(row, ground) for row in here]


def _topics(group: Group, query: str) -> list[Topic]:
    """All charts by topic; a chart is opened with the filters of the one before."""
    tail = f"?{query}" if query else ""

    def card(chart: Chart) -> ChartCard:
        url = url_for("board.chart", slug=group.slug, chart=chart.name) + tail
        return ChartCard(chart.name, _(chart.title), _(chart.help), url)

    return [
        Topic(_(title), [card(chart) for chart in CHARTS.values() if chart.topic == topic])
        for topic, title in TOPICS.items()
    ]


def _about(sight: Sight, found: Drawing) -> About:
    """What charts say around their marks where nothing is filtered."""
    studio = wiring().studio
    camps = camping(studio, sight)
    return About(
        number=found.number,
        members=found.members,
        answers=found.answers,
        reading=_(camps.reading if camps else NOT_YET),
        map_share=camps.map_share if camps else 0.0,
        rules={name: _(RULES[name].title) for name in CHIEF},
    )


def _seen_through(chart: Chart, ground: Ground, rows: Rows) -> About:
    """What a chart says around its marks, of those whom it shows."""
    if ground.sight.anonymous:
        return ground.about
    found = people_behind(wiring().studio, ground.sight, chart, ground.lens)
    told = chart.tell(rows) if rows else {}
    shown, answers = told.get("members", found.members), told.get("answers", found.answers)
    return replace(ground.about, members=shown, answers=answers)


def _suppressed(chart: Chart, ground: Ground) -> Suppressed:
    """Why nothing is shown."""
    refused = ground.lens.of(chart).problem
    if refused is not None and not ground.sight.anonymous:
        return Suppressed(told(refused)[0], FEWEST)
    return Suppressed(ANONYMITY, ground.sight.group.k)


def _subtitle(chart: Chart, ground: Ground, rows: Rows) -> str:
    about = _seen_through(chart, ground, rows)
    if about.members is None:
        return ""
    known = {"members": about.members, "answers": about.answers, "reading": about.reading}
    values = {name: _number(name, value) for name, value in chart.tell(rows).items()}
    said = _(chart.subtitle, **{**known, "map_share": percent(about.map_share), **values})
    if WEIGHTED not in ground.lens.of(chart).chosen:
        return said
    worth = people_behind(wiring().studio, ground.sight, chart, ground.lens).worth
    weighed = _("Weighted to the shares the host stated: worth {n} equal voices.", n=written(round(worth, 1)))
    return f"{said} {weighed}"


def _number(name: str, value: Any) -> str:
    return percent(value) if name.endswith("_share") else written(value)


def _is_here(row: Mapping[str, Any], labels: Mapping[str, Label]) -> bool:
    """Whether everybody a row names is still a member."""
    named = (row[name] for name in ("member_id", "other_id") if row.get(name))
    return all(member in labels for member in named)


def _told(row: Mapping[str, Any], ground: Ground) -> dict[str, Any]:
    """One row as it may be seen: labels for members, addresses of pictures, shares to four digits."""
    seen: dict[str, Any] = {}
    for name, value in row.items():
        if name == "member_id":
            seen["label"] = _labelled(ground.labels[value]) if value else _("members on average")
            if "similarity" in row:
                seen["group"] = not value
        elif name == "other_id":
            seen["other"] = _labelled(ground.labels[value])
        elif name == "picture_id":
            seen["image"] = ground.address(ground.visitor.group, value) if value else ""
        elif name == "band":
            seen[name], seen["band_title"] = value, _(SHARES[value])
        elif name == "step":
            seen[name] = value
            seen["step_title"] = _(_TITLES[value])
            seen["words"] = _("{n} of {members}", n=row["people"], members=row["members"])
        elif name in ("low_end", "high_end"):
            seen[name] = _(value)
        elif name == "job":
            seen[name] = value
            seen["job_title"] = _(value.replace("_", " ").capitalize())
        else:
            seen[name] = round(value, 4) if isinstance(value, float) else value
    if "at_most" in row:
        seen["words"] = _reach(**row)
    if "foretold_low" in row:
        seen["candidate"] = _candidate(row)
    return seen


def _labelled(label: Label) -> str:
    return _("{name} (you)", name=label.text) if label.you else label.text


def _candidate(row: Mapping[str, Any]) -> str:
    """What a candidate of a blind vote was."""
    if row["kind"] == "ideal" and row["rule"] in RULES:
        return _("Ideal: {rule}", rule=_(RULES[row["rule"]].title))
    return _(
        "{kind}, candidate {place}",
        kind=_(KINDS.get(row["kind"], row["kind"])).capitalize(),
        place=row["place"] + 1,
    )


def _reach(at_least: int, at_most: int, members: int, **_row: Any) -> str:
    """How many of so many, as far as it is told."""
    if at_least == at_most:
        return _("{n} of {members}", n=at_least, members=members)
    return _("{low} to {high} of {members}", low=at_least, high=at_most, members=members)


def _share(name: str) -> float:
    """A share from 0 to 1, sent as percent."""
    try:
        share = float(request.form.get(name, "")) / 100.0
    except ValueError as error:
        raise BadInput("'{name}' is a number of percent", name=name) from error
    if share != share:
        raise BadInput("'{name}' is a number of percent", name=name)
    return share


def model_asked(asked: Mapping[str, str]) -> int | None:
    """The number of the model that an address asks for; None for the newest.

    Raises:
        BadInput: It is no such number.
    """
    number = asked.get("number", "")
    if not number:
        return None
    if not number.isdecimal() or len(number) > 9:
        raise BadInput("'{number}' is no model number", advice="Give a whole number.", number=number)
    return int(number)


def _query(args: Mapping[str, str]) -> str:
    """The filters in an address, in a fixed order, without what says nothing."""
    known = {name: value for name, value in args.items() if value and _FILTER.fullmatch(name)}
    return urlencode(sorted(known.items()))
