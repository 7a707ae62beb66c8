"""What stands around a chart: its filters, strips of pictures, and what steers the next cards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for

from group_plgl.analytics.charts import ENOUGH_PEOPLE, Chart
from group_plgl.analytics.segments import NO_ANSWER
from group_plgl.feedback.modes import MODES
from group_plgl.queries.strategies import STRATEGIES
from group_plgl.services.chart import Lens
from group_plgl.services.choose import band_now
from group_plgl.services.reveal import Sight, camping
from group_plgl.services.segment import WEIGHTED, filters_offered
from group_plgl.services.threshold import FEW, FEWER, MOST, NEARLY_ALL, SOME
from group_plgl.store.people import BAND, current_session, sessions_of
from group_plgl.web.board_pages import Band, ChartFigure, Choice, Filter, Strip
from group_plgl.web.identity import Visitor
from group_plgl.web.language import _, later
from group_plgl.web.wiring import wiring

EVERYTHING = later("all")
_IN_A_STRIP = 10
_ENOUGH_OF_A_CAMP = 2


def filters_of(chart: Chart, sight: Sight, lens: Lens, asked: Mapping[str, str]) -> list[Filter]:
    """What a chart can be filtered by, as it is asked for now; nothing in anonymous groups."""
    if sight.anonymous:
        return []
    made = {
        "camp": _camps(sight, lens), "answers": _number("answers", _("answers, at least"), lens),
        "members": _segments(sight, asked), "weighted": _weights(sight, asked),
        "session": _sessions(sight, lens), "mode": _modes(sight, lens),
        "since": _day("since", _("from"), lens), "until": _day("until", _("before"), lens),
    }  # fmt: skip
    return [one for name in chart.filters for one in made[name]]


def strips_of(figure: ChartFigure) -> list[Strip]:
    """Rows of pictures under the chart of pictures: loved, disputed, off the table.

    Of those that enough people saw, some in every camp: what one camp alone saw is loved by no all.
    """
    if figure.name != "picture_liking":
        return []
    if any("band" in row for row in figure.rows):
        return _strips_by_band(figure)
    told = [
        row for row in figure.rows if row["people"] >= ENOUGH_PEOPLE and row["fewest"] >= _ENOUGH_OF_A_CAMP
    ]
    ordered = {
        _("Loved by all"): sorted(told, key=lambda row: -row["consensus"]),
        _("Most disputed"): sorted(told, key=lambda row: -row["divided"]),
        _("Off the table"): sorted(told, key=lambda row: row["consensus"]),
    }
    return [Strip(title, [_pictured(row) for row in rows[:_IN_A_STRIP]]) for title, rows in ordered.items()]


def band_of(visitor: Visitor) -> Band:
    """Between which chances of liking the next cards of a group are chosen."""
    session = current_session(wiring().studio.database, visitor.group.group_id)
    low, high = band_now(wiring().studio, visitor.group)
    return Band(
        low=low,
        high=high,
        acts=session.chooses == BAND and session.closed_at is None,
        before=_(STRATEGIES[session.strategy].title) if session.band_low is not None else "",
        may_steer=visitor.host and session.closed_at is None,
        url=url_for("board.steer", slug=visitor.group.slug),
    )


def _strips_by_band(figure: ChartFigure) -> list[Strip]:
    """The same where of each picture only a word is told."""
    bands = {
        _("Loved by all"): (NEARLY_ALL, MOST), _("Most disputed"): (SOME,), _("Off the table"): (FEW, FEWER),
    }  # fmt: skip
    return [
        Strip(title, [
            {"image": row["image"], "people": row["people"], "words": row["band_title"]}
            for band in among for row in figure.rows if row["band"] == band
        ][:_IN_A_STRIP])
        for title, among in bands.items()
    ]  # fmt: skip


def _pictured(row: dict[str, Any]) -> dict[str, Any]:
    words = _("{n} of {members}", n=row["likes"], members=row["people"])
    return {"image": row["image"], "people": row["people"], "words": words}


def _choices(choices: list[Choice]) -> list[Choice]:
    return [Choice("", _(EVERYTHING)), *choices]


def _chosen(lens: Lens, name: str) -> str:
    return str(lens.chosen.get(name, ""))


def _camps(sight: Sight, lens: Lens) -> list[Filter]:
    found = camping(wiring().studio, sight)
    if found is None or not found.supported:
        return []
    choices = [Choice(str(label), _("Camp {n}", n=label)) for label in sorted(found.sizes)]
    return [Filter("camp", _("camp"), "choice", _chosen(lens, "camp"), _choices(choices))]


def _segments(sight: Sight, asked: Mapping[str, str]) -> list[Filter]:
    """The host's questions that charts may be divided by."""
    return [
        Filter(one.name, one.text, "choice", asked.get(one.name, ""), _choices(
            [Choice(given.answer, _answered(given.answer, given.members)) for given in one.choices]
        ))
        for one in filters_offered(wiring().studio, sight).filters
    ]  # fmt: skip


def _answered(answer: str, members: int) -> str:
    said = _("no answer") if answer == NO_ANSWER else answer
    return f"{said} ({members})"


def _weights(sight: Sight, asked: Mapping[str, str]) -> list[Filter]:
    """Whether to count by the shares the host stated, where any are."""
    if not filters_offered(wiring().studio, sight).targets:
        return []
    choices = [Choice("", _("as they are")), Choice("1", _("by the host's shares"))]
    return [Filter(WEIGHTED, _("voices"), "choice", asked.get(WEIGHTED, ""), choices)]


def _sessions(sight: Sight, lens: Lens) -> list[Filter]:
    found = sessions_of(wiring().studio.database, sight.group.group_id)
    if len(found) < 2:
        return []
    choices = [Choice(str(one.number), _("session {n}", n=one.number)) for one in found]
    return [Filter("session", _("session"), "choice", _chosen(lens, "session"), _choices(choices))]


def _modes(sight: Sight, lens: Lens) -> list[Filter]:
    used = dict.fromkeys(one.mode for one in sessions_of(wiring().studio.database, sight.group.group_id))
    if len(used) < 2:
        return []
    choices = [Choice(name, _(MODES[name].title)) for name in used if name in MODES]
    return [Filter("mode", _("mode"), "choice", _chosen(lens, "mode"), _choices(choices))]


def _number(name: str, title: str, lens: Lens) -> list[Filter]:
    return [Filter(name, title, "number", _chosen(lens, name), [])]


def _day(name: str, title: str, lens: Lens) -> list[Filter]:
    return [Filter(name, title, "day", _chosen(lens, name), [])]
