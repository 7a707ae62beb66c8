"""One run of one job: claim the slot, do what is behind item by item, record how it went.

A run that nothing needs leaves no row. An item that fails is recorded and the others go on; it
stays behind, so the next run tries it again. A run that is killed leaves a row that the next start
marks abandoned; its items are still behind.
"""

from __future__ import annotations

import json
import time
import traceback
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from group_plgl.scheduler.job import Job
from group_plgl.services.studio import Studio
from group_plgl.store.runs import RunRow, claim, put_lease, put_outcome, run_of

_ERROR_LINES = 6
_LONGEST_ERROR = 4000


def slot_of(now: datetime, seconds: float) -> datetime:
    """The time floored to a multiple of `seconds` since 1970: one slot is one run at most."""
    step = timedelta(seconds=seconds)
    start = datetime.fromtimestamp(0, UTC)
    return start + (now - start) // step * step


def run_slot(studio: Studio, job: Job, owner: str) -> RunRow | None:
    """Run a job in the slot of this moment; None when nothing is behind or another has the slot."""
    items = job.behind(studio)
    if not items:
        return None
    now = studio.now()
    slot = slot_of(now, job.seconds(studio.settings))
    run = claim(studio.database, job.name, slot, owner, now, studio.settings.lease_seconds)
    return None if run is None else work_off(studio, job, run, items)


def run_asked(studio: Studio, job: Job, run: RunRow) -> RunRow:
    """Do a run that was asked for and is ours, whether anything is behind or not."""
    try:
        items = job.behind(studio)
    except Exception as error:
        put_outcome(studio.database, run.run_id, "failed", studio.now(), "{}", last_lines(error))
        return _as_stored(studio, run)
    return work_off(studio, job, run, items)


def work_off(studio: Studio, job: Job, run: RunRow, items: Sequence[Any]) -> RunRow:
    """Do every item of a run of ours and record the outcome; stops when the lease was lost."""
    begun = time.perf_counter()
    seen: list[Mapping[str, Any]] = []
    errors: list[str] = []
    failed: list[str] = []
    for item in items:
        until = studio.now() + timedelta(seconds=studio.settings.lease_seconds)
        group = str(item[0] if isinstance(item, tuple) else item)
        if not put_lease(studio.database, run.run_id, run.owner, until, group):
            return _as_stored(studio, run)
        try:
            seen.append(job.work(studio, item))
        except Exception as error:
            errors.append(f"{item}: {last_lines(error)}")
            failed.append(group)
    seen_too: list[Mapping[str, Any]] = [{"failed": failed}] if failed else []
    saw = summary([*seen, *seen_too], len(items), len(seen), time.perf_counter() - begun)
    text = "\n".join(errors)[:_LONGEST_ERROR]
    put_outcome(studio.database, run.run_id, "failed" if errors else "done", studio.now(), saw, text)
    return _as_stored(studio, run)


def nothing_done(run: RunRow) -> bool:
    """Whether a run failed with every item it had."""
    return run.status == "failed" and not json.loads(run.saw).get("done")


def summary(seen: Sequence[Mapping[str, Any]], items: int, done: int, seconds: float) -> str:
    """What the items saw, together, as JSON: numbers add up, lists join, other words are listed."""
    told: dict[str, Any] = {"items": items, "done": done}
    for one in seen:
        for name, value in one.items():
            if isinstance(value, bool) or not isinstance(value, int | float | list | tuple):
                told[name] = [*told.get(name, []), value]
            elif isinstance(value, int | float):
                told[name] = told.get(name, 0) + value
            else:
                told[name] = [*told.get(name, []), *(v for v in value if v not in told.get(name, []))]
    told["seconds"] = round(seconds, 3)
    return json.dumps(told, ensure_ascii=False, default=str)


def last_lines(error: Exception) -> str:
    """The error and the last lines of its traceback."""
    lines = "".join(traceback.format_exception(error)).strip().splitlines()
    return "\n".join(lines[-_ERROR_LINES:])


def _as_stored(studio: Studio, run: RunRow) -> RunRow:
    """The run as the table has it now."""
    return run_of(studio.database, run.run_id) or run
