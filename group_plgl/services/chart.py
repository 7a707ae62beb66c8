"""Charting: the rows of a chart as somebody may see them, filtered as they asked.

Everything a chart shows passes here, whatever it is drawn, downloaded or embedded as. Where nobody may
be singled out, rows of single members are never given; rows of all together only as far as enough
people are behind every one of them, and nothing is filtered: what two filters differ by would be few.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np

from group_plgl.analytics.charts import CHARTS, ENOUGH_PEOPLE, Chart
from group_plgl.analytics.weights import effective_n
from group_plgl.errors import BadInput, GroupPLGLError, NotFound
from group_plgl.feedback.modes import MODES
from group_plgl.services.ballot import outcome, votes_told
from group_plgl.services.reveal import Asker, Sight, drawing, hiding, sight_of
from group_plgl.services.segment import WEIGHTED, chosen, chosen_select
from group_plgl.services.studio import Studio
from group_plgl.services.threshold import BANDS, bounds, told, told_liking
from group_plgl.store.ballots import ballots_of
from group_plgl.store.people import members_of
from group_plgl.store.views import definition_of, rows_of, sql_of, voters_behind

Rows = list[dict[str, Any]]
_NUMBER = re.compile(r"\d{1,9}")


@dataclass(frozen=True)
class Lens:
    """What a chart is filtered by.

    Attributes:
        chosen: Variables and their values, as views choose by them.
        members_sql: The sub-select of the members chosen by their answers; empty where nobody is.
        refused: Why nobody may be chosen by their answers, to be told as errors are; None when they may.
        unweighed: Why nobody can be weighed.
    """

    chosen: Mapping[str, Any] = field(default_factory=dict)
    members_sql: str = ""
    refused: GroupPLGLError | None = None
    unweighed: GroupPLGLError | None = None

    def of(self, chart: Chart) -> Lens:
        """What of it the chart can be filtered by."""
        chosen = {name: value for name, value in self.chosen.items() if name in chart.filters}
        return replace(
            self,
            chosen=chosen,
            members_sql=self.members_sql if "members" in chosen else "",
            refused=self.refused if "members" in chart.filters else None,
            unweighed=self.unweighed if WEIGHTED in chart.filters else None,
        )

    @property
    def problem(self) -> GroupPLGLError | None:
        """Why nothing may be shown; None when something may."""
        return self.refused or self.unweighed


@dataclass(frozen=True)
class Behind:
    """What a chart rests on.

    Attributes:
        members: How many members.
        answers: How many answers of theirs.
        worth: How many equal voices they are worth, by what each of them weighs.
    """

    members: int
    answers: int
    worth: float


def lens_asked(studio: Studio, sight: Sight, asked: Mapping[str, str]) -> Lens:
    """A lens from words as they stand in an address: `camp=2&session=1&q1=Design&weighted=1`.

    Words that mean something else are left to others; empty ones choose nothing. In anonymous groups
    nothing is filtered: what two filters differ by would be few.

    Raises:
        BadInput: A value cannot be meant.
        NotFound: A question is asked for that the group does not have.
    """
    said: dict[str, Any] = {}
    for name, value in asked.items():
        if not value:
            continue
        if name in ("camp", "answers", "session"):
            said[name] = _whole(name, value)
        elif name in ("since", "until"):
            said[name] = _day(name, value)
        elif name == "mode":
            if value not in MODES:
                raise BadInput(
                    "there is no mode '{mode}'; known: {known}", mode=value, known=", ".join(MODES)
                )
            said[name] = value
    by_answers = {name: value for name, value in asked.items() if name != WEIGHTED}
    found = chosen(studio, sight, by_answers)
    weighed = chosen(studio, sight, {WEIGHTED: asked.get(WEIGHTED, "")})
    if found.members is not None:
        said["members"] = sorted(found.members)
    if weighed.weighted:
        said[WEIGHTED] = True
    return Lens(said, chosen_select(studio, sight, by_answers), found.refused, weighed.refused)


def chart_named(name: str) -> Chart:
    """The chart of that name.

    Raises:
        NotFound: There is none.
    """
    if name not in CHARTS:
        raise NotFound(
            "there is no chart '{name}' here",
            advice="Known charts: {known}.",
            name=name,
            known=", ".join(CHARTS),
        )
    return CHARTS[name]


def sight_at(studio: Studio, asker: Asker, number: int | None = None) -> Sight:
    """What somebody may see of an earlier number, or of the newest.

    Raises:
        NotFound: That number is not theirs to see, or not kept any more.
    """
    sight = sight_of(studio, asker)
    if number is None or number == sight.number:
        return sight
    if sight.number is None or number not in numbers_shown(studio, sight):
        raise NotFound(
            "there is no number {number} to be seen", advice="Leave it out for the newest.", number=number
        )
    return replace(sight, number=number)


def numbers_shown(studio: Studio, sight: Sight) -> list[int]:
    """The numbers of which a board can be opened, newest first.

    In anonymous groups only the newest: who compares two sees what few have added.
    """
    if sight.number is None:
        return []
    if sight.anonymous:
        return [sight.number]
    found = studio.database.read(
        "SELECT DISTINCT f.number FROM camp_findings f JOIN ideals i ON i.group_id = f.group_id "
        "AND i.number = f.number WHERE f.group_id = ? AND f.number <= ? ORDER BY f.number DESC",
        [sight.group.group_id, sight.number],
    )
    return [sight.number, *(int(number) for (number,) in found if number != sight.number)]


def chart_rows(studio: Studio, sight: Sight, chart: Chart, lens: Lens | None = None) -> Rows | None:
    """The rows of a chart; None where nothing may be shown.

    Rows of single members carry `member_id`, to be put into words by whoever shows them.
    """
    if sight.number is None:
        return []
    lens = (lens or Lens()).of(chart)
    if lens.problem is not None:
        return None
    if not sight.anonymous:
        return rows_of(studio.database, chart.name, sight.group.group_id, sight.number, lens.chosen)
    if lens.chosen or chart.shows == "members":
        return None
    together = _TOGETHER.get(chart.name, _as_they_are)
    members = members_of(studio.database, sight.group.group_id)
    chosen = {"members": hiding(studio, sight.group, [one.member_id for one in members])}
    rows = rows_of(studio.database, chart.name, sight.group.group_id, sight.number, chosen)
    return together(studio, sight, rows)


def people_behind(studio: Studio, sight: Sight, chart: Chart, lens: Lens) -> Behind:
    """How many members a chart shows through a lens, how many answers that rests on, and their worth.

    A chart of votes shows everybody who answered, any other those whose taste is learned.
    """
    if sight.number is None:
        return Behind(0, 0, 0.0)
    chosen = lens.of(chart).chosen
    if chart.of_votes:
        each = voters_behind(studio.database, sight.group.group_id, sight.number, chosen)
    else:
        found = rows_of(studio.database, "chosen_members", sight.group.group_id, sight.number, chosen)
        each = [(int(row["answers"]), float(row["weight"])) for row in found if row["ready"]]
    worth = effective_n(np.array([weight for _, weight in each]))
    return Behind(len(each), sum(answers for answers, _ in each), worth)


def chart_question(sight: Sight, chart: Chart, lens: Lens | None = None) -> str:
    """The question that gives a chart's rows, for the database's own shell; empty in anonymous groups."""
    if sight.number is None or sight.anonymous:
        return ""
    lens = (lens or Lens()).of(chart)
    return sql_of(chart.name, sight.group.group_id, sight.number, lens.chosen, lens.members_sql)


def chart_view(chart: Chart) -> str:
    """The SQL that makes a chart's view."""
    return definition_of(chart.name)


def _as_they_are(_studio: Studio, _sight: Sight, rows: Rows) -> Rows | None:
    return rows


def _rules_together(studio: Studio, sight: Sight, _rows: Rows) -> Rows | None:
    """How many each rule pleases, as far as that may be told."""
    drawn = drawing(studio, sight)
    if drawn is None or drawn.members is None:
        return None
    reach = {rule: bounds(one, drawn.members, sight.group.k) for rule, one in drawn.pleased.items()}
    return [
        {"rule": rule, "at_least": low, "at_most": high, "members": drawn.members}
        for rule, (low, high) in reach.items()
    ]


def _pictures_together(_studio: Studio, sight: Sight, rows: Rows) -> Rows | None:
    """Pictures that enough people saw, each with one word on how many like it, best liked first.

    Nothing else is told of a picture: two numbers about the same few votes give the votes.
    """
    enough = max(sight.group.k, ENOUGH_PEOPLE)
    told_rows = [
        {"picture_id": row["picture_id"], "people": enough,
         "band": told_liking(row["likes"], row["people"], sight.group.k).blurred.band}
        for row in rows if row["people"] >= enough
    ]  # fmt: skip
    return sorted(told_rows, key=lambda row: (-BANDS.index(row["band"]), row["picture_id"]))


def _all_or_nothing(_studio: Studio, sight: Sight, rows: Rows) -> Rows | None:
    """All rows, where enough people are behind every one of them."""
    return rows if all(row["people"] >= sight.group.k for row in rows) else None


def _steps_together(_studio: Studio, sight: Sight, rows: Rows) -> Rows | None:
    """How many came how far, where nobody is singled out by it, nor by two steps that differ by few."""
    counts = [row["people"] for row in rows]
    steps = zip(counts, [*counts[1:], 0], strict=True)
    safe = all(told(later, sooner, sight.group.k) is not None for sooner, later in steps)
    return rows if safe and (not counts or counts[0] >= sight.group.k) else None


def _votes_told(studio: Studio, sight: Sight, rows: Rows) -> Rows | None:
    """The votes of a ballot that its own page tells, too; where a number is not, its rank tells none."""
    if not rows:
        return rows
    ballots = ballots_of(studio.database, sight.group.group_id)
    found = outcome(studio, sight.group, next(one for one in ballots if one.ballot == rows[0]["ballot"]))
    whole, numbers = votes_told(sight.group, found)
    if all(number is None for number in numbers):
        return None
    said = dict(zip((one.candidate.place for one in found.counted), numbers, strict=True))
    unsaid = dict.fromkeys(("votes", "share", "low", "high"))
    seen = [{**row, "people": whole, **({} if said[row["place"]] is not None else unsaid)} for row in rows]
    return sorted(seen, key=lambda row: (row["votes"] is None, -(row["votes"] or 0), row["place"]))


def _group_alone(_studio: Studio, _sight: Sight, rows: Rows) -> Rows | None:
    """All on average, in rows that name nobody."""
    alone = [row for row in rows if not row["member_id"]]
    return [{"group": True, **{name: row[name] for name in row if name != "member_id"}} for row in alone]


def _without_members(_studio: Studio, _sight: Sight, rows: Rows) -> Rows | None:
    """How far the picture still moves, without how many were in each number: two of them tell who came."""
    return [{**row, "members": None} for row in rows]


_TOGETHER: Mapping[str, Callable[[Studio, Sight, Rows], Rows | None]] = {
    "rule_liking": _rules_together,
    "picture_liking": _pictures_together,
    "calibration": _all_or_nothing,
    "participation": _steps_together,
    "blind_vote": _votes_told,
    "drift": _group_alone,
    "convergence": _without_members,
}


def _whole(name: str, value: str) -> int:
    if not _NUMBER.fullmatch(value):
        raise BadInput(
            "'{value}' is no number for {name}", advice="Give a whole number.", value=value, name=name
        )
    return int(value)


def _day(name: str, value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise BadInput(
            "'{value}' is no day for {name}", advice="Write it like 2026-03-31.", value=value, name=name
        ) from error
