"""The report: the whole board of one model to take away, as one file for any browser and as PDF.

It stays with its model and says its filters; charts are drawn as on the board, by the same functions
and for the same eyes, but named as on paper: nobody is “you”.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, request, url_for

from group_plgl.analytics.charts import CHARTS, TOPICS, Chart
from group_plgl.errors import NotFound
from group_plgl.groups.rules import DEFAULT_RULE, RULES
from group_plgl.services.illustrate import FORMS, THEMES
from group_plgl.services.keep import keep_number
from group_plgl.services.space import is_catalogue, space_title
from group_plgl.store.people import members_of
from group_plgl.web.addresses import public_root
from group_plgl.web.answers import twin
from group_plgl.web.board import Ground, figure_of, ground_of
from group_plgl.web.board_pages import ChartFigure, Filter
from group_plgl.web.charted import PLACES, drawn_chart
from group_plgl.web.charting import filters_of
from group_plgl.web.errors import NOTHING_HERE
from group_plgl.web.frames import frame_of
from group_plgl.web.identity import Visitor, require_reader
from group_plgl.web.labels import labels_of
from group_plgl.web.labels import listed as join
from group_plgl.web.language import _, date, ngettext
from group_plgl.web.me_pages import LeaningLine
from group_plgl.web.minutes import minutes_page, on_paper
from group_plgl.web.minutes_pages import MinutesPage
from group_plgl.web.minutes_paper import chosen_block, found_again, listed
from group_plgl.web.pacing import place
from group_plgl.web.pages import CampReading
from group_plgl.web.papers import Block, as_file, as_pdf, pictures_in, printed
from group_plgl.web.portrait import camp_reading
from group_plgl.web.report_pages import Chapter, Drawn, ReportPage
from group_plgl.web.wiring import wiring

blueprint = Blueprint("report", __name__)
SHEETS = ("house.css", "group.css", "clauses.css", "minutes.css", "board.css", "report.css")
FORM = "svg"
MOST_WORDS = 3  # clauses for each camp on paper; the file for browsers has all
Draw = Callable[[Chart, Ground], str]


@blueprint.get("/g/<slug>/report.json")
def report_json(slug: str) -> Response:
    """The report's words, rows and proofs."""
    page, _made_at = _report(require_reader(slug), lambda *_: "")
    return twin(page)


@blueprint.get("/g/<slug>/report.html")
def report_file(slug: str) -> Response:
    """The report as one file with charts and pictures inside, which asks no network for anything."""

    def inside(chart: Chart, ground: Ground) -> str:
        content = drawn_chart(chart, ground, FORM, THEMES[0], titled=False)
        return f"data:{FORMS[FORM]};base64,{base64.b64encode(content).decode()}" if content else ""

    visitor = require_reader(slug)
    with place(PLACES):
        page, _made_at = _report(visitor, inside)
    keep_number(wiring().studio, visitor.group, page.minutes.number or 0)
    silent = replace(page, sounds=False)  # which no file of ours can play
    return as_file("board/report.html", silent, _name(page, "html"), SHEETS)


@blueprint.get("/g/<slug>/report.pdf")
def report_pdf(slug: str) -> Response:
    """The report as PDF."""
    drawn: dict[str, bytes] = {}

    def beside(chart: Chart, ground: Ground) -> str:
        content = drawn_chart(chart, ground, FORM, THEMES[0], titled=False)
        name = f"{chart.name}.{FORM}"
        return name if content and drawn.setdefault(name, content) else ""

    visitor = require_reader(slug)
    with place(PLACES):
        page, made_at = _report(visitor, beside)
        urls = list(pictures_in(page))
        keep_number(wiring().studio, visitor.group, page.minutes.number or 0)
        return as_pdf(_name(page, "pdf"), "paper", report_on_paper(page), urls, made_at, drawn)


def report_on_paper(page: ReportPage) -> dict[str, Any]:
    """What the template `paper` draws of a report."""
    minutes = page.minutes
    blocks = [
        chosen_block(minutes),
        _noted(_("Filtered"), page.filtered),
        _camps(page.camps) if page.camps else None,
        *(block for chapter in page.chapters for block in _chapter(chapter)),
        listed(_("How it was found"), page.method),
        listed(_("What this is not"), minutes.limits),
        found_again(minutes),
    ]
    return {
        "title": minutes.question,
        "eyebrow": f"{page.name} · {_('Rehearsal')}" if page.rehearsal else page.name,
        "date": date(minutes.made_at) if minutes.made_at else "",
        "lead": _("Report. {took_part}; model {n}.", took_part=minutes.took_part, n=minutes.number),
        "foot": page.permalink,
        "blocks": [block for block in blocks if block],
    }


def _noted(title: str, line: str) -> Block | None:
    return {"kind": "note", "title": title, "lines": [line]} if line else None


def _camps(camps: CampReading) -> Block:
    """What was found about camps, with what each would like most where that was drawn."""
    items = [
        {
            "picture": printed(camp.ideal.picture_url),
            "words": camp.ideal.words,
            "title": f"{_('Camp {n}', n=camp.number)} ({camp.size})",
            "lines": [line for line in (join(camp.labels), *map(_leaning, camp.words[:MOST_WORDS])) if line],
        }
        for camp in camps.camps
        if camps.supported and camp.ideal
    ]
    return {
        "kind": "pictures",
        "heading": _("One taste, or several?"),
        "intro": camps.sentence,
        "columns": max(2, min(3, len(items))),
        "items": items,
    }


def _leaning(one: LeaningLine) -> str:
    """A clause in a line, with its counts."""
    return f"{one.towards} {_('rather than {other}', other=one.away_from)}. {one.sentence}".strip()


def _chapter(chapter: Chapter) -> list[Block]:
    return [
        {
            "kind": "chart",
            "heading": chapter.title if at == 0 else "",
            "title": one.chart.title,
            "help": one.chart.help,
            "picture": one.image,
            "words": f"{one.chart.title}. {one.chart.subtitle}",
            "said": one.chart.subtitle if one.image else why_not(one.chart),
            "misleads": one.chart.misleads if one.image else "",
        }
        for at, one in enumerate(chapter.charts)
    ]


def why_not(chart: ChartFigure) -> str:
    """Why a chart of the report is not drawn."""
    if chart.suppressed is None:
        return _("Nothing to draw here")
    if chart.suppressed.reason != "k-anonymity":
        return chart.suppressed.reason
    return _("Too few people to show without exposing someone")


def _report(visitor: Visitor, draw: Draw) -> tuple[ReportPage, datetime]:
    """The report as this visitor may see it, and when its pictures were drawn.

    Raises:
        NotFound: There is nothing to chart for this visitor.
    """
    minutes, ground = minutes_page(visitor), ground_of(visitor, request.args)
    if ground is None or minutes.made_at is None:
        raise NotFound(NOTHING_HERE)
    reader = on_paper(visitor)
    labels = labels_of(reader, members_of(wiring().studio.database, visitor.group.group_id))
    ground = replace(ground, labels=labels)
    chapters = [
        Chapter(_(title), [
            Drawn(figure_of(chart, ground), draw(chart, ground))
            for chart in CHARTS.values() if chart.topic == topic
        ])
        for topic, title in TOPICS.items()
    ]  # fmt: skip
    asked = f"?{ground.query}" if ground.query else f"?number={minutes.number}"
    page = ReportPage(
        **frame_of(visitor),
        minutes=minutes,
        camps=camp_reading(reader, ground.sight),
        filtered=_filtered(ground),
        chapters=chapters,
        method=_method(ground, minutes),
        permalink=public_root() + url_for("report.report_file", slug=visitor.group.slug) + asked,
    )
    return page, minutes.made_at


def _filtered(ground: Ground) -> str:
    """What is filtered by, in words, and that not every chart can be."""
    found = {
        one.name: f"{one.title}: {_value(one)}"
        for chart in CHARTS.values()
        for one in filters_of(chart, ground.sight, ground.lens, ground.asked)
        if one.value
    }
    if not found:
        return ""
    return _(
        "{filters}. Charts that cannot be filtered by this show everybody.", filters="; ".join(found.values())
    )


def _value(one: Filter) -> str:
    return next((choice.title for choice in one.choices if choice.value == one.value), one.value)


def _method(ground: Ground, minutes: MinutesPage) -> list[str]:
    """How everything was found, with the settings of this house."""
    settings, group = wiring().studio.settings, ground.visitor.group
    space = space_title(wiring().studio, group)
    return [
        _(
            "A chart's subtitle says from how many people and answers it is drawn; lines and bands are 95 % "
            "intervals."
        )
        if minutes.members is not None
        else _("In an anonymous group every number rests on at least {k} people.", k=group.k),
        ngettext(
            "From each member's answers a taste is learned: how likely they are to like a picture, from what "
            "can be seen in it. Before {n} answer it does not count.",
            "From each member's answers a taste is learned: how likely they are to like a picture, from what "
            "can be seen in it. Before {n} answers it does not count.",
            settings.needed_answers,
        ),
        _(
            "Every taste is tested on answers it had not seen. Likings of pictures nobody was asked about "
            "are predictions."
        ),
        _(
            "The tastes are joined by the rule “{rule}”; the other rules are charted beside it.",
            rule=_(RULES[DEFAULT_RULE].title),
        ),
        _("The pictures are the group's own, chosen and never changed.")
        if is_catalogue(group.space)
        else _(
            "The pictures are drawn by the generator “{space}”, searched for the best it can draw.",
            space=_(space),
        ),
    ]


def _name(page: ReportPage, ending: str) -> str:
    return f"{page.slug}-report-model-{page.minutes.number}.{ending}"
