"""The jobs page: what runs by the clock, what it did for this group, and running it now.

Runs belong to the house and may have worked for several groups. Here they are told only as far as
they concern this one.
"""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, url_for

from group_plgl.services.run import ask_run
from group_plgl.store.people import Group
from group_plgl.store.runs import RunRow, runs
from group_plgl.web.answers import as_json, html, twin, wants_json
from group_plgl.web.identity import Visitor, require_host, require_reader
from group_plgl.web.pages import JobLine, JobsPage, RunLine
from group_plgl.web.wiring import wiring

blueprint = Blueprint("jobs", __name__)
_LOOKED_AT, _SHOWN = 200, 40
_WAITING = ("queued", "running")
_TOLD = {
    "events": "read up to event {}",
    "members": "{} members",
    "ready": "{} tastes ready",
    "number": "model {}",
    "drawn": "{} pictures drawn",
    "dealt": "{} cards dealt",
    "pictures": "{} pictures",
    "runs": "{} old runs forgotten",
    "reading": "reading: {}",
}


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
    lines = [_line(visitor, row) for row in rows if _concerns(visitor.group, row)]
    return JobsPage(
        slug=visitor.group.slug,
        name=visitor.group.name,
        rehearsal=visitor.group.rehearsal,
        role=visitor.role,
        jobs=[JobLine(name, help, name in waiting) for name, help in wiring().jobs.items()],
        runs=lines[:_SHOWN],
    )


def _concerns(group: Group, row: RunRow) -> bool:
    """Whether a run worked for this group, failed with it, or was for none in particular."""
    saw = _saw(row)
    groups, failed = saw.get("group", []), saw.get("failed", [])
    return group.slug in groups or group.group_id in failed or not (groups or failed or row.error)


def _line(visitor: Visitor, row: RunRow) -> RunLine:
    took = (row.finished_at - row.started_at).total_seconds() if row.started_at and row.finished_at else None
    failed = _saw(row).get("failed", [])
    ours = visitor.group.group_id in failed
    # A run that failed with several groups tells their hosts only that it did.
    told = row.error.strip().splitlines() if visitor.host and failed == [visitor.group.group_id] else []
    return RunLine(
        job=row.job,
        status=row.status if ours or row.status != "failed" else "done",
        started_at=row.started_at,
        seconds=took,
        by_hand=row.attempt == 0 or row.status == "queued" or row.slot == row.asked_at != row.started_at,
        words=_words(_saw(row)),
        error=told[-1] if told else "",
    )


def _words(saw: dict[str, Any]) -> str:
    """What a run did; sums over several groups would tell about the others, so they are left out."""
    groups = set(saw.get("group", []))
    if len(groups) > 1:
        return f"this group and {len(groups) - 1} more"
    told = [words.format(_flat(saw[name])) for name, words in _TOLD.items() if saw.get(name) not in (None, 0)]
    return " · ".join(told)


def _flat(value: Any) -> str:
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)


def _saw(row: RunRow) -> dict[str, Any]:
    found = json.loads(row.saw or "{}")
    return found if isinstance(found, dict) else {}
