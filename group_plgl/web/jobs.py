"""The jobs page: what runs by the clock, what it did for this group, and running it now.

Runs belong to the house and may have worked for several groups. Here they are told only as far as
they concern this one.
"""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, url_for

from group_plgl.services.reveal import may_single_out, results_visible
from group_plgl.services.run import ask_run
from group_plgl.store.people import Group
from group_plgl.store.runs import RunRow, runs
from group_plgl.web.answers import as_json, html, twin, wants_json
from group_plgl.web.identity import Visitor, require_host, require_reader
from group_plgl.web.language import _, either, later, ngettext, written
from group_plgl.web.pages import JobLine, JobsPage, RunLine
from group_plgl.web.wiring import wiring

blueprint = Blueprint("jobs", __name__)
_LOOKED_AT, _SHOWN = 200, 40
_WAITING = ("queued", "running")
STATUSES = (later("queued"), later("running"), later("done"), later("failed"), later("abandoned"))
_COUNTED = {
    "members": either("{n} member", "{n} members"),
    "ready": either("{n} taste ready", "{n} tastes ready"),
    "drawn": either("{n} picture drawn", "{n} pictures drawn"),
    "dealt": either("{n} card dealt", "{n} cards dealt"),
    "pictures": either("{n} picture", "{n} pictures"),
    "runs": either("{n} old run forgotten", "{n} old runs forgotten"),
}
_TOLD = {
    "events": later("read up to event {it}"),
    "number": later("model {it}"),
    "reading": later("reading: {it}"),
}
_ORDER = ("events", "members", "ready", "number", "drawn", "dealt", "pictures", "runs", "reading")


@blueprint.get("/g/<slug>/jobs")
def jobs(slug: str) -> Response:
    """The jobs and their newest runs."""
    return html("jobs/jobs.html", jobs_page(require_reader(slug)))


@blueprint.get("/g/<slug>/jobs.json")
def jobs_json(slug: str) -> Response:
    """The same as JSON."""
    return twin(jobs_page(require_reader(slug)))


@blueprint.post("/g/<slug>/jobs/<name>/run")
def run_now(slug: str, name: str) -> Response:
    """The host asks for a run; the clock takes it up within a second."""
    require_host(slug)
    run_id = ask_run(wiring().studio, name)
    if wants_json():
        return as_json({"run_id": run_id, "job": name}, 202)
    return Response(status=303, headers={"Location": url_for("jobs.jobs", slug=slug)})


def jobs_page(visitor: Visitor) -> JobsPage:
    """The jobs page as this visitor may see it."""
    rows = runs(wiring().studio.database, limit=_LOOKED_AT)
    waiting = {row.job for row in rows if row.status in _WAITING}
    told = _told_of(visitor)
    lines = [_line(visitor, row, told) for row in rows if _concerns(visitor.group, row)]
    return JobsPage(
        slug=visitor.group.slug,
        name=visitor.group.name,
        rehearsal=visitor.group.rehearsal,
        role=visitor.role,
        jobs=[JobLine(name, _(help), name in waiting) for name, help in wiring().jobs.items()],
        runs=lines[:_SHOWN],
    )


def _concerns(group: Group, row: RunRow) -> bool:
    """Whether a run worked for this group, failed with it, or was for none in particular."""
    saw = _saw(row)
    groups, failed = saw.get("group", []), saw.get("failed", [])
    return group.slug in groups or group.group_id in failed or not (groups or failed or row.error)


def _told_of(visitor: Visitor) -> tuple[str, ...]:
    """Which things a run did are told: nothing that counts people where nobody may be singled out."""
    results = ("number", "reading") if results_visible(wiring().studio, visitor) else ()
    if not may_single_out(visitor.group):
        return results[:1]
    return tuple(name for name in _ORDER if name in results or name not in ("number", "reading"))


def _line(visitor: Visitor, row: RunRow, told_of: tuple[str, ...]) -> RunLine:
    took = (row.finished_at - row.started_at).total_seconds() if row.started_at and row.finished_at else None
    failed = _saw(row).get("failed", [])
    ours = visitor.group.group_id in failed
    # A run that failed with several groups tells their hosts only that it did.
    told = row.error.strip().splitlines() if visitor.host and failed == [visitor.group.group_id] else []
    if not may_single_out(visitor.group):  # what an error says may name a member
        told = [line.partition(":")[0] for line in told]
    return RunLine(
        job=row.job,
        status=row.status if ours or row.status != "failed" else "done",
        started_at=row.started_at,
        seconds=took,
        by_hand=row.attempt == 0 or row.status == "queued" or row.slot == row.asked_at != row.started_at,
        words=_words(_saw(row), told_of),
        error=told[-1] if told else "",
    )


def _words(saw: dict[str, Any], told_of: tuple[str, ...]) -> str:
    """What a run did; sums over several groups would tell about the others, so they are left out."""
    groups = set(saw.get("group", []))
    if len(groups) > 1:
        return ngettext("this group and {n} more", "this group and {n} more", len(groups) - 1)
    return " · ".join(_part(name, saw[name]) for name in told_of if saw.get(name) not in (None, 0))


def _part(name: str, value: Any) -> str:
    """One thing a run did, in words; services tell some of them once per group, as a list."""
    each = value if isinstance(value, list) else [value]
    if name in _COUNTED:
        return ", ".join(ngettext(*_COUNTED[name], int(one)) for one in each)
    return _(_TOLD[name], it=", ".join(_(one) if isinstance(one, str) else written(one) for one in each))


def _saw(row: RunRow) -> dict[str, Any]:
    found = json.loads(row.saw or "{}")
    return found if isinstance(found, dict) else {}
