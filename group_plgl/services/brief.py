"""Briefing: what a house and its groups hold, as plain values for whoever runs the house.

They see what the host of a group would see, and no more. In rows of charts members are the random names
that files of ratings use.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from group_plgl.services.apply import House
from group_plgl.services.chart import chart_named, chart_rows, lens_asked
from group_plgl.services.kinds.ratings import participants
from group_plgl.services.reveal import counted, sight_of
from group_plgl.services.studio import Studio
from group_plgl.services.table import plain
from group_plgl.services.task import HOUSE, told_of
from group_plgl.store.people import all_groups, current_session, group_named
from group_plgl.store.tasks import tasks_of


def groups_told(studio: Studio) -> list[dict[str, Any]]:
    """Every group and how far it is, the newest first; numbers are None where they may not be told."""
    told = []
    for group in reversed(all_groups(studio.database)):
        many, session = counted(studio, group), current_session(studio.database, group.group_id)
        told.append({
            "group": group.slug, "name": group.name, "question": group.question, "space": group.space,
            "privacy": group.privacy, "rehearsal": group.rehearsal, "mode": session.mode,
            "session_open": session.closed_at is None, "joined": many.joined, "answers": many.answers,
            "number": sight_of(studio, House(group)).number, "made_at": plain(group.made_at),
        })  # fmt: skip
    return told


def tasks_told(studio: Studio) -> list[dict[str, Any]]:
    """What was asked for on the command line, the newest first."""
    rows = [
        (row, group.slug)
        for group in all_groups(studio.database)
        for row in tasks_of(studio.database, group.group_id, HOUSE.role, HOUSE.who, limit=None)
    ]
    rows.sort(key=lambda one: one[0].asked_at, reverse=True)
    return [{"group": slug, "asked_at": plain(row.asked_at), **told_of(row)} for row, slug in rows]


def chart_by_name(studio: Studio, group: str, chart: str, words: Mapping[str, str]) -> dict[str, Any]:
    """The rows of a chart of the newest number; None instead of them where they may not be told.

    Args:
        studio: Where.
        group: The name in its links.
        chart: Which chart.
        words: By what it is filtered, as in the addresses of the board.

    Raises:
        NotFound: There is no such group or chart.
        BadInput: A filter cannot be meant.
    """
    found = group_named(studio.database, group)
    sight, shown = sight_of(studio, House(found)), chart_named(chart)
    rows = chart_rows(studio, sight, shown, lens_asked(studio, sight, words))
    names = participants(studio, found)
    told = None if rows is None else [{name: _told(it, names) for name, it in row.items()} for row in rows]
    return {"group": found.slug, "chart": chart, "number": sight.number, "rows": told}


def _told(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, datetime):
        return plain(value)
    return names.get(value, value) if isinstance(value, str) else value
