"""Forget old derived things: superseded models, runs of long ago, pictures nobody shows, old exports.

What people said stays, and so does all that the newest models were made of. The house itself is
tidied as one more thing beside the groups, and what forgetting a member still owes is settled there.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from group_plgl.services.entrust import ANSWERS_KEPT
from group_plgl.services.forget import owes, settle
from group_plgl.services.observe import MEASURED_KEPT
from group_plgl.services.studio import Studio
from group_plgl.store.keys import drop_answers, old_answers
from group_plgl.store.shares import drop_shares, ended_shares
from group_plgl.store.sorted import drop_measured, old_measured
from group_plgl.store.tasks import drop_tasks, old_tasks
from group_plgl.store.tidy import drop_old, drop_pictures, drop_runs, full_groups, old_runs

HOUSE = "house"
RUNS_KEPT = timedelta(days=7)
SHARES_KEPT = timedelta(days=30)  # after they ended
PICTURES_REST = timedelta(minutes=10)  # a picture just drawn has no row that shows it yet


def behind(studio: Studio) -> list[str]:
    """What there is to tidy: ids of groups, and the house when anything of it is old."""
    groups = full_groups(studio.database, studio.settings.kept_models)
    database, now = studio.database, studio.now()
    aged = (
        old_runs(database, now - RUNS_KEPT)
        or old_tasks(database, now)
        or ended_shares(database, now - SHARES_KEPT)
        or old_answers(database, now - ANSWERS_KEPT)
        or old_measured(database, now - MEASURED_KEPT)
    )
    return [*groups, *([HOUSE] if groups or aged or owes(studio) else [])]


def tidy_group(studio: Studio, group_id: str) -> dict[str, Any]:
    """Tidy one group, or the house; how many of what went."""
    if group_id != HOUSE:
        return {"groups": [group_id], **drop_old(studio.database, group_id, studio.settings.kept_models)}
    now = studio.now()
    files = [*drop_pictures(studio.database, now - PICTURES_REST), *drop_tasks(studio.database, now)]
    removed = [studio.files.drop(sha256, media, now - PICTURES_REST) for sha256, media in files]
    settle(studio)
    drop_shares(studio.database, now - SHARES_KEPT)
    drop_answers(studio.database, now - ANSWERS_KEPT)
    drop_measured(studio.database, now - MEASURED_KEPT)
    return {"runs": drop_runs(studio.database, now - RUNS_KEPT), "pictures": sum(removed)}
